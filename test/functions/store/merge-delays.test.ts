import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { toItem } from '../../../functions/store/database.ts'
import { checkpointKey } from '../../../functions/store/keys.ts'
import { readMergeDelays } from '../../../functions/store/log-watch.ts'
import { startTestDatabase, type TestDatabase } from '../database.ts'

const many = 60
/** So few at once that the longest are some pages back. */
const AT_ONCE = 7
const FROM = Date.UTC(2027, 0, 1)
/** The nth checkpoint is signed after n minutes. */
const after = (minutes: number) => new Date(FROM + minutes * 60_000).toISOString()

let database: TestDatabase
beforeAll(async () => {
  database = await startTestDatabase()
  const rows = Array.from({ length: many }, (_, n) => ({
    ...checkpointKey(n + 1),
    size: n + 1,
    root: '00'.repeat(32),
    note: 'n'.repeat(300),
    signedAt: after(n),
    // The longest by far are the first two; the newest is not published yet.
    ...(n === many - 1 ? {} : { publishedAt: after(n), mergeDelayMs: n < 2 ? 90_000 - n : 1_000 + n }),
  }))
  const puts = rows.map((row) => ({ PutRequest: { Item: toItem(row) } }))
  const batches = Array.from({ length: Math.ceil(many / 25) }, (_, n) => puts.slice(n * 25, n * 25 + 25))
  await Promise.all(
    batches.map((Trail) => database.db.client.send(new BatchWriteItemCommand({ RequestItems: { Trail } }))),
  )
}, 60_000)
afterAll(() => database.close())

test('given checkpoints on many pages, the longest delay is the longest of all', async () => {
  expect(await readMergeDelays(database.db, after(0), AT_ONCE)).toEqual({
    lastMs: 1_000 + many - 2,
    longestMs: 90_000,
    since: after(0),
    checkpoints: many,
  })
})

test('given an instant, no checkpoint from before it counts, and none after it is left out', async () => {
  expect(await readMergeDelays(database.db, after(1), AT_ONCE)).toMatchObject({
    longestMs: 89_999,
    checkpoints: many - 1,
  })
  expect(await readMergeDelays(database.db, after(many), AT_ONCE)).toMatchObject({
    lastMs: undefined,
    longestMs: undefined,
    checkpoints: 0,
  })
})
