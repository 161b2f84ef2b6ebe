import { DeleteItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { marshall } from '@aws-sdk/util-dynamodb'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { auditorRoom } from '../../../functions/auditor/room.ts'
import { plainEvent } from '../../../functions/domain/workflow-event.ts'
import { verifyLog } from '../../../functions/reactions/verify-log.ts'
import { createLogSource } from '../../../functions/store/log-source.ts'
import { saveLogVerification } from '../../../functions/store/log-verification.ts'
import { commitRegisterEvent } from '../../../functions/store/register.ts'
import { parseCheckpoint } from '../../../functions/trail/checkpoint.ts'
import { openNote, parseVkey } from '../../../functions/trail/note.ts'
import { startTestDatabase, type TestDatabase } from '../database.ts'
import { MONDAY, type SmallCycle, startSmallCycle } from '../participant/small-cycle.ts'
import { consoleSession } from '../web/console-user.ts'
import { httpEvent } from '../web/http-event.ts'
import { type AuditDesk, openAuditDesk } from './audit-desk.ts'
import { rateAndRelease, sign } from './audited-cycle.ts'
import { startTestLog, TEST_ORIGIN, type TestLog } from './test-log.ts'

const NOW = new Date('2027-03-01T09:00:00.000Z')

interface Bench {
  database: TestDatabase
  log: TestLog
  small: SmallCycle
  desk: AuditDesk
  reviewPath: string
}

/** Tables and a log of their own: what one test breaks in them, no other sees. */
async function startBench(): Promise<Bench> {
  const [database, log] = await Promise.all([startTestDatabase(), startTestLog()])
  const small = await startSmallCycle(database.db)
  const desk = openAuditDesk(database.db, log.store, NOW)
  const reviewPath = `/audit/cycles/${small.cycle.cycleId}/reviews/${small.rita.reviewId}`
  return { database, log, small, desk, reviewPath }
}

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
}, 60_000)
afterAll(() => Promise.all([bench.database.close(), bench.log.close()]))

const setRow = (key: { pk: string; sk: string }, more: Record<string, unknown>) =>
  bench.database.db.client.send(
    new PutItemCommand({ TableName: 'Trail', Item: marshall({ ...key, ...more }) }),
  )
const removeRow = (key: { pk: string; sk: string }) =>
  bench.database.db.client.send(new DeleteItemCommand({ TableName: 'Trail', Key: marshall(key) }))

// In the order of a log's life: nothing published, published, broken.
describe.sequential('the log’s pages', () => {
  test('before anything is published say so, and that entries wait', async () => {
    const { desk, reviewPath } = bench
    const page = await desk.ada.open('/audit/log')
    expect(page.status).toBe(200)
    expect(page.words).toContain('Nothing is published yet')
    expect(page.words).toContain('3 entries wait')
    expect(page.words).not.toContain('The log is well')
    const review = await desk.ada.open(`${reviewPath}?at=0`)
    expect(review.words).toContain(
      'This entry is not in the log It is not in the log, where it should have been',
    )
    const soon = openAuditDesk(bench.database.db, bench.log.store, new Date(MONDAY.getTime() + 20_000))
    const waiting = await soon.ada.open(`${reviewPath}?at=0`)
    expect(waiting.words).toContain('It waits for the log, which takes up to a minute.')
    expect(waiting.words).not.toContain('This entry is not in the log')
    expect((await desk.ada.open('/audit/log/checkpoint')).status).toBe(404)
  })

  test('tell name, key, size, checkpoint, delays, and verification once there are any', async () => {
    const { desk, log, small, database } = bench
    await rateAndRelease(small)
    await sign(small, 'acknowledged-with-disagreement', { comment: 'The second goal was met.' })
    await sign(small, 'approved', { at: '2027-02-12T08:00:00.000Z' })
    const { size, trouble } = await log.publish(database.db, { at: NOW })
    expect(trouble).toBeNull()
    const found = { at: NOW.toISOString(), durationMs: 900, size, ok: true, problem: null, problems: 0 }
    await saveLogVerification(database.db, found)

    const page = await desk.ada.open('/audit/log')
    const facts = (await desk.ada.read('/audit/log')) as { vkey: string; checkpoint: string; origin: string }
    expect(facts).toMatchObject({ origin: TEST_ORIGIN, size, trouble: null, waiting: 0, quarantined: [] })
    const { text } = await openNote(facts.checkpoint, [parseVkey(facts.vkey)])
    expect(parseCheckpoint(text)).toMatchObject({ origin: TEST_ORIGIN, size })
    expect(page.words).toContain('The log is well')
    expect(page.words).toContain(`Entries ${size}`)
    expect(page.words).toContain(facts.vkey)
    expect(page.words).toContain('No entry waits for its place in the log.')
    expect(page.document.querySelectorAll('main table tbody tr').length).toBeGreaterThan(0)
    expect(page.document.querySelectorAll('nav a[aria-current=page]').map((a) => a.textContent)).toEqual([
      'The log',
    ])
  })

  test('say in red that nothing is published any more, also while the sequencer only throws', async () => {
    const { log, database, reviewPath } = bench
    const beat = plainEvent('log.heartbeat', 'nothing happened', { at: '2027-02-19T10:00:00.000Z' })
    await commitRegisterEvent(database.db, beat)
    await expect(log.publish(database.db, { at: NOW, isRefused: true })).rejects.toThrow('checksum')
    const facts = (await bench.desk.ada.read('/audit/log')) as object
    expect(facts).toMatchObject({ trouble: null, waiting: 0, unpublished: 1 })
    const later = openAuditDesk(database.db, log.store, new Date(NOW.getTime() + 27 * 3_600_000))
    const page = await later.ada.open('/audit/log')
    expect(page.document.querySelector('.notice.bad .notice-title')?.textContent).toBe(
      'Nothing was published for 27 hours; 1 entry has no checkpoint',
    )
    expect(page.words).toContain('Ask whoever runs this installation')
    expect(page.words).toContain('The log has not been verified lately')
    expect(page.words).not.toContain('The log is well')
    expect((await later.ada.open(reviewPath)).words).not.toContain('older than the log')

    await log.publish(database.db, { at: NOW })
    expect((await bench.desk.ada.open('/audit/log')).words).toContain('The log is well')
    const silent = await later.ada.open('/audit/log')
    expect(silent.words).toContain('Nothing was published for 27 hours Even a log in which nothing happens')
  })

  test('say in red on every review that the tables are older than the log', async () => {
    const { desk, database, reviewPath, small } = bench
    const older = (by: number) =>
      database.db.client.send(
        new UpdateItemCommand({
          TableName: 'Trail',
          Key: marshall({ pk: 'LOG', sk: 'HEAD' }),
          UpdateExpression: 'SET integratedSize = integratedSize - :by',
          ExpressionAttributeValues: marshall({ ':by': by }),
        }),
      )
    await older(1)
    for (const path of [
      reviewPath,
      `${reviewPath}/record`,
      `/audit/cycles/${small.cycle.cycleId}`,
      '/audit/log',
    ]) {
      const page = await desk.ada.open(path)
      expect(page.document.querySelector('.notice.bad .notice-title')?.textContent, path).toBe(
        'The tables are older than the log: nothing shown here is complete',
      )
      expect(page.words).not.toContain('The chain of entries holds')
      expect(page.words).not.toContain('The log is well')
    }
    await older(-1)
    expect((await desk.ada.open(reviewPath)).words).toContain('The chain of entries holds')
  })

  test('hand out every object of the log as it is, and nothing else of the bucket', async () => {
    const { desk, log, database } = bench
    const { size } = await log.publish(database.db, { at: NOW })
    const note = await desk.ada.open('/audit/log/checkpoint')
    expect(note.status).toBe(200)
    expect(Buffer.from(note.html, 'base64').toString()).toContain(`${TEST_ORIGIN}\n${size}\n`)
    const { store } = log
    await store.client.send(new PutObjectCommand({ Bucket: store.bucket, Key: 'secret', Body: 'x' }))
    for (const path of [
      'secret',
      'checkpoint/',
      'tile',
      'tile/0/1',
      'tile/0/000.p/0',
      'tile/0/000.p/256',
      'tile/00/000',
      'tile/64/000',
      'tile/entries/x01/000',
      'tile/0/../../secret',
      'tile%2F0%2F000',
      'checkpoint-history/01',
      'checkpoint-history/',
      'tile/0/999',
      'checkpoint-history/12345',
    ]) {
      const answer = await desk.ada.open(`/audit/log/${path}`)
      // A slash at the end is no part of a path anywhere on this site.
      expect(answer.status, path).toBe(path === 'checkpoint/' ? 200 : 404)
    }
  })

  test('let a browser keep what never changes, and ask again for what does', async () => {
    const { desk } = bench
    const { size } = (await desk.ada.read('/audit/log')) as { size: number }
    const cookies = [`__Host-audit=${consoleSession('auditor', NOW).sessionId}`]
    const ask = (path: string) => desk.handle(httpEvent({ path, cookies }))
    const tile = await ask(`/audit/log/tile/0/000.p/${size}`)
    expect(tile.statusCode).toBe(200)
    expect(tile.isBase64Encoded).toBe(true)
    expect(Buffer.from(tile.body ?? '', 'base64')).toHaveLength(32 * size)
    expect(tile.headers?.['cache-control']).toBe('private, max-age=31536000, immutable')
    expect(tile.headers?.['content-type']).toBe('application/octet-stream')
    expect((await ask('/audit/log/checkpoint')).headers?.['cache-control']).toBe('no-store')
    expect((await ask(`/audit/log/checkpoint-history/${size}`)).headers?.['cache-control']).toContain(
      'private',
    )
    const outside = await desk.handle(httpEvent({ path: '/audit/log/checkpoint' }))
    expect(outside.headers?.location).toBe('/audit/sign-in?to=%2Faudit%2Flog%2Fcheckpoint')
  })

  test('show a review as it stood at each step, with what is proven of each', async () => {
    const { desk, reviewPath } = bench
    const now = await desk.ada.open(reviewPath)
    expect(now.document.querySelectorAll('.time-line > li')).toHaveLength(9)
    expect(now.words.match(/in the log/g)?.length).toBeGreaterThanOrEqual(9)

    const early = await desk.ada.open(`${reviewPath}?at=3`)
    expect(early.words).toContain('As of entry 3: a colleague’s input was sent in')
    expect(early.words).toContain('Stage then Collecting self-assessment, peer input and rating')
    expect(early.words).toContain('Record then None had been released.')
    expect(early.words).toMatch(/Now Peer input 2 of 3 sent in/)
    expect(early.words).toMatch(/Done Self-assessment sent in/)
    expect(early.words).toMatch(/proven against the signed checkpoint of \d+ entries/)
    expect(early.words).toContain('Committed values 1 fit, 3 withheld')
    expect(early.words).toContain('11 January 2027 (UTC; of a colleague’s input pages tell only the day)')
    expect(early.words).not.toContain('First covered')
    expect((await desk.ada.open(`${reviewPath}?at=5`)).words).toContain('First covered')

    const released = await desk.ada.open(`${reviewPath}?at=6`)
    expect(released.words).toContain('Stage then Released, waits for the reviewee’s signature')
    expect(released.words).toContain('The record that is stored now is, byte for byte')
    const record = await desk.ada.open(`${reviewPath}/record?at=7`)
    expect(record.words).toContain('Only those up to entry 7 are shown.')
    expect(record.words).toContain('Signed by Rita Ferrão')
    expect(record.words).not.toContain('Signed by Sam Idris')
    expect((await desk.ada.open(`${reviewPath}/record?at=6`)).words).toContain('Nobody has signed yet.')

    const signed = await desk.ada.open(`${reviewPath}?at=8`)
    expect(signed.words).toContain('Reviewee’s signature signed, not agreeing with all of it')
    expect(signed.words).toContain('saw only that somebody held the link and the six-digit code')
    expect((await desk.ada.open(`${reviewPath}?at=99`)).words).not.toContain('As of entry')
  })

  test('give the sign-off record with the place of each signature in the log, on the page and as PDF', async () => {
    const { desk, reviewPath } = bench
    const page = await desk.ada.open(`${reviewPath}/record`)
    expect(page.words.match(/In the log Number \d+ of the log, proven/g)).toHaveLength(2)
    expect(page.words).toContain(`Log ${TEST_ORIGIN}`)
    const link = page.document.querySelector('main a.button')?.getAttribute('href') ?? ''
    const pdf = await desk.ada.open(link)
    expect(pdf.status).toBe(200)
    expect(Buffer.from(pdf.html, 'base64').toString('latin1').startsWith('%PDF-1.7')).toBe(true)
    const { omar, cycle } = bench.small
    const none = await desk.ada.open(`/audit/cycles/${cycle.cycleId}/reviews/${omar.reviewId}/record.pdf`)
    expect(none.location).toBe(`/audit/cycles/${cycle.cycleId}/reviews/${omar.reviewId}/record`)
  })

  test('say of an erased value when it was erased, and lead to the register', async () => {
    const { desk, small, reviewPath, database } = bench
    const read = (await desk.ada.read(reviewPath)) as { entries: { entry: { eventId: string } }[] }
    const eventId = read.entries[1]?.entry.eventId ?? ''
    await database.db.client.send(
      new DeleteItemCommand({
        TableName: 'Vault',
        Key: marshall({ pk: `EVENT#${eventId}`, sk: `PERSON#${small.people.rita.personId}` }),
      }),
    )
    const event = plainEvent('person.erased', 'erased', { at: '2027-02-20T10:00:00.000Z' })
    expect(await commitRegisterEvent(database.db, { ...event, erasedEvents: [eventId] })).toBeDefined()
    const page = await desk.ada.open(`${reviewPath}?at=1`)
    expect(page.words).toContain('Erased on 20 February 2027, 11:00 CET , as the register says')
    const href = page.document
      .querySelectorAll('main a')
      .map((a) => a.getAttribute('href') ?? '')
      .find((one) => one.startsWith('/audit/register'))
    const register = await desk.ada.open(href ?? '')
    expect(register.words).toContain('The register’s chain holds')
    expect(register.words).toContain('Somebody was erased')
    const erased = register.document.querySelector(`main a[href="/audit/search?person=${eventId}"]`)
    expect(erased?.textContent).toContain(eventId)
    expect(register.words).toContain('In the log')
    expect((await desk.ada.open(`/audit/search?person=${eventId}`)).words).toContain('Rita Ferrão')
  })

  test('say loudly what is wrong: trouble, a failed verification, quarantine, entries that wait too long', async () => {
    const { desk, reviewPath, database } = bench
    const read = (await desk.ada.read(reviewPath)) as { entries: { leafHash: string }[] }
    const leafHash = read.entries[8]?.leafHash ?? ''
    const sentence = 'The tile tile/0/000 is not what it was.'
    const trouble = { code: 'object-differs', sentence, since: '2027-02-28T00:00:00.000Z' }
    await setRow({ pk: 'LOG', sk: 'STATE' }, { trouble })
    const failed = { at: NOW.toISOString(), durationMs: 900, size: 3, ok: false, problems: 1 }
    await saveLogVerification(database.db, { ...failed, problem: 'Entry 2 was changed.' })
    await removeRow({ pk: `INDEX#${leafHash}`, sk: 'INDEX' })
    await setRow(
      { pk: 'QUARANTINE', sk: leafHash },
      { reason: 'not-canonical', sentence: 'Its bytes are not canonical.', at: '2027-02-27T00:00:00.000Z' },
    )
    const page = await desk.ada.open('/audit/log')
    expect(page.words).toContain('The log has stopped Since 28 February 2027')
    expect(page.words).toContain(`For the operator: ${sentence}`)
    expect(page.words).toContain('The last verification failed Entry 2 was changed.')
    expect(page.words).toContain('Entries are kept out of the log')
    expect(page.words).not.toContain('The log is well')
    const review = await desk.ada.open(`${reviewPath}?at=8`)
    expect(review.words).toContain('The log has stopped; what is shown here may not be complete')
    expect(review.words).toContain('This entry is kept out of the log Its bytes are not canonical.')
    await database.db.client.send(
      new UpdateItemCommand({
        TableName: 'Trail',
        Key: marshall({ pk: 'LOG', sk: 'HEAD' }),
        UpdateExpression: 'SET publicKey = :other',
        ExpressionAttributeValues: marshall({ ':other': '00'.repeat(32) }),
      }),
    )
    expect((await desk.ada.open('/audit/log')).words).toContain('The published checkpoint cannot be believed')
    // As the installation's own verification finds it, which then knows no size.
    const finding = await verifyLog({
      db: database.db,
      source: createLogSource(bench.log.store.client, bench.log.store.bucket),
      now: () => NOW.toISOString(),
      pause: async () => {},
      print: () => {},
    })
    expect(finding).toMatchObject({ size: null, ok: false })
    const unbelieved = await desk.ada.open('/audit/log')
    expect(unbelieved.status).toBe(200)
    expect(unbelieved.words).toContain('The published checkpoint cannot be believed')
    expect(unbelieved.words).toContain(`The last verification failed ${finding?.problem}`)
    expect(await desk.ada.read('/audit/log')).toMatchObject({ verification: finding })
    const unproven = await desk.ada.open(`${reviewPath}?at=7`)
    expect(unproven.words).toContain('The log does not bear this entry out')
    expect(unproven.words).not.toContain('proven against the signed checkpoint')
  })
})

test('the navigation leads to every part, and the part is marked', async () => {
  const { desk, reviewPath } = bench
  expect(auditorRoom.navigation.map(({ label }) => label)).toEqual(['Cycles', 'Search', 'The log', 'Verify'])
  for (const [path, label] of [
    ['/audit', 'Cycles'],
    [reviewPath, 'Cycles'],
    ['/audit/search', 'Search'],
    ['/audit/register', 'The log'],
  ] as const) {
    const page = await desk.ada.open(path)
    const marked = page.document.querySelectorAll('header nav a[aria-current=page]').map((a) => a.textContent)
    expect(marked, path).toEqual([label])
  }
})
