import { DeleteItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { firstStart } from '../../../functions/domain/review-start.ts'
import { workflowInputOf } from '../../../functions/domain/review-workflow-input.ts'
import { moveWorkflow } from '../../../functions/reactions/move-workflow.ts'
import { sweep } from '../../../functions/reactions/sweep.ts'
import { putRow, transact } from '../../../functions/store/database.ts'
import { reviewStartKey, unmovedIndexKey } from '../../../functions/store/keys.ts'
import { reviewStartPut } from '../../../functions/store/review-starts.ts'
import { listUnmovedKeys } from '../../../functions/store/unmoved.ts'
import { ReviewOnThisMachine } from '../../workflows/review-on-this-machine.ts'
import { startTestDatabase, type TestDatabase } from '../database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await startTestDatabase()
}, 60_000)
afterAll(() => database.close())

test('given a row that nobody can read, then the sweep still moves the others, looks at every cycle, and says so at the end', async () => {
  const { db } = database
  const review = await ReviewOnThisMachine.start(database)
  const unreadable = { pk: 'REVIEW#lost', sk: 'STEP#lost' }
  await putRow(db, { ...unreadable, unmoved: true, ...unmovedIndexKey('2026-01-01T00:00:00.000Z') })
  await review.submit('selfAssessment')
  await review.cloud.advance(60_000)
  const logged: string[] = []
  const dependencies = {
    db,
    ...(await review.workflows()),
    now: () => review.now(),
    log: (message: string, facts: Record<string, unknown>) => logged.push(`${message} ${String(facts.pk)}`),
  }
  await expect(sweep(dependencies)).rejects.toThrow('The sweep failed for 1 rows or cycles')
  expect((await review.step('selfAssessment')).unmoved).toBeUndefined()
  expect(logged).toEqual([
    'The sweep could not mend this; it tries again in a minute REVIEW#lost',
    `A settled row had not been told to its workflow; the sweep did it REVIEW#${review.review.reviewId}`,
  ])
  await db.client.send(new DeleteItemCommand({ TableName: db.tables.records, Key: marshall(unreadable) }))
  expect(await sweep(dependencies)).toEqual({ moved: 0 })
})

test('given a row that asks for a workflow, then the sweep starts it once, whatever was lost before', async () => {
  const { db } = database
  const review = await ReviewOnThisMachine.start(database)
  const { reviewId } = review.review
  const name = `${reviewId}-2`
  const start = { ...firstStart(workflowInputOf(review.cycle, review.review), { at: review.now() }), name }
  expect(await transact(db, [reviewStartPut(db, start)])).toBe(true)
  expect(await transact(db, [reviewStartPut(db, start)])).toBe(false)
  // It starts, and whoever started it is gone before the row could say so.
  const key = reviewStartKey(reviewId, name)
  const executions = () => review.cloud.states.listExecutions('Machine').map((execution) => execution.name)
  await moveWorkflow(await review.workflows(), db, key)
  await putRow(db, { ...key, ...start, ...unmovedIndexKey(start.askedAt) })
  await review.cloud.advance(60_000)
  expect(await review.sweep()).toEqual({ moved: 1 })
  expect(await review.sweep()).toEqual({ moved: 0 })
  expect(executions().filter((each) => each === name)).toHaveLength(1)
  expect(await listUnmovedKeys(db, '9999')).toEqual([])
})
