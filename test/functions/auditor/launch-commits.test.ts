import { DeleteItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openedCycle } from '../steps/small-review.ts'
import { type StepBench, startStepBench } from '../steps/step-bench.ts'
import { openAuditDesk } from './audit-desk.ts'
import { startTestLog, type TestLog } from './test-log.ts'

let bench: StepBench
let log: TestLog
beforeAll(async () => {
  ;[bench, log] = await Promise.all([startStepBench(), startTestLog()])
}, 60_000)
afterAll(() => Promise.all([bench.close(), log.close()]))

test('the launch commits to its reviews: all of them fit, and one that is taken away leaves a gap', async () => {
  const cycleId = await openedCycle(bench)
  const desk = openAuditDesk(bench.db, log.store, new Date('2027-01-11T09:00:00.000Z'))
  const path = `/audit/cycles/${cycleId}`
  expect(await desk.ada.read(path)).toMatchObject({ holds: true, plan: 'fits', list: 'fits' })
  expect((await desk.ada.open(path)).words).toContain('Meaning Opened with 2 reviews')

  const [review] = await bench.reviews(cycleId)
  await bench.db.client.send(
    new DeleteItemCommand({
      TableName: bench.db.tables.records,
      Key: marshall({ pk: `CYCLE#${cycleId}`, sk: `REVIEW#${review?.reviewId}` }),
    }),
  )
  expect(await desk.ada.read(path)).toMatchObject({ holds: true, plan: 'fits', list: 'differs' })
})
