import { DeleteItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sweep } from '../../../functions/reactions/sweep.ts'
import { putRow } from '../../../functions/store/database.ts'
import { unmovedIndexKey } from '../../../functions/store/keys.ts'
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
    sfn: await review.sfn(),
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
