import { afterAll, beforeAll, expect, test } from 'vitest'
import type { StepKind } from '../../../functions/domain/step.ts'
import { createParticipantSite } from '../../../functions/participant/participant-site.ts'
import { erasePeople } from '../../../functions/reactions/erase-people.ts'
import { utf8 } from '../../../functions/trail/bytes.ts'
import { type Name, startClosedCycle } from '../closed-cycle.ts'
import { startTestDatabase, type TestDatabase } from '../database.ts'
import { Browser } from '../participant/browser.ts'
import type { SmallCycle } from '../participant/small-cycle.ts'
import { openedPack } from '../trail/pack/opened-pack.ts'
import { wantErased } from '../two-of-hr.ts'
import { openAuditDesk } from './audit-desk.ts'
import { startTestLog, type TestLog } from './test-log.ts'

const AT = '2027-04-01T10:00:00.000Z'

let database: TestDatabase
let log: TestLog
let small: SmallCycle

beforeAll(async () => {
  ;[database, log] = await Promise.all([startTestDatabase(), startTestLog()])
  small = await startClosedCycle(database.db)
  await log.publish(database.db)
}, 60_000)
afterAll(() => Promise.all([database.close(), log.close()]))

const opened = (zip: Uint8Array) => openedPack(small.db, zip)

async function packOf(path: string) {
  const desk = openAuditDesk(small.db, log.store, new Date(AT))
  const { status, html, words } = await desk.ada.open(path)
  expect(status, words).toBe(200)
  return opened(new Uint8Array(Buffer.from(html, 'base64')))
}

test('after an erasure the evidence still verifies, names nobody who is gone, and carries the entry that says so', async () => {
  const path = `/audit/cycles/${small.cycle.cycleId}/reviews/${small.rita.reviewId}/pack.zip`
  const before = await packOf(path)
  expect(before.report.problems).toEqual([])
  expect(before.report.notes.join(' ')).not.toContain('closing event')
  expect(before.report.acts.some(({ by }) => by === small.people.rita.name)).toBe(true)

  await wantErased(small.db, small.people.rita.personId, AT)
  for (let minute = 0; minute < 3; minute += 1) {
    const at = new Date(Date.parse(AT) + minute * 60_000).toISOString()
    await erasePeople({ db: small.db, now: () => at, log: () => {} })
  }
  await log.publish(small.db)

  const after = await packOf(path)
  expect(after.report.problems).toEqual([])
  const all = Object.values(after.files).join('\n')
  expect(all).not.toContain(small.people.rita.name)
  expect(all).not.toContain(small.people.rita.personId)
  expect(all).toContain('"eventType":"person.erased"')
  expect(after.files['manifest.html']).toContain('What was erased')
  expect(after.report.acts.map(({ by }) => by)).toContain(small.people.sam.name)

  // The pack from before the erasure is as good as it was: what somebody keeps, they keep.
  expect(before.report.origin).toBe(after.report.origin)
})

/** A browser of somebody who took part, with the receipts' proofs from the log. */
async function comeIn(who: Name): Promise<Browser> {
  const handle = createParticipantSite({
    helpContact: 'the people team',
    db: small.db,
    mailQueue: () => Promise.reject(new Error('This test mails nothing')),
    publishedLog: async () => log.store,
    verifier: async () => utf8('console.log("verified")\n'),
    publicUrl: new URL('https://reviews.example.com'),
    now: () => small.clock.now,
    log: () => {},
  })
  const browser = new Browser(handle)
  await browser.open(await small.linkFor(small.people[who]))
  return browser
}

async function receiptOf(who: Name, kind: StepKind) {
  const browser = await comeIn(who)
  const { stepId } = await small.step(small.rita, kind, small.people[who])
  const href = `/my/receipts/${small.rita.reviewId}/${stepId}`
  const page = await browser.open(href)
  const { status, html, text } = await browser.get(`${href}/receipt.zip`)
  expect(status, text).toBe(200)
  return { page, ...(await opened(new Uint8Array(Buffer.from(html, 'base64')))) }
}

test('and the receipt of whoever signed with them proves that signature without the record', async () => {
  const { files, report } = await receiptOf('sam', 'supervisorSignature')
  expect(report.problems).toEqual([])
  expect(report.notes.join(' ')).toContain('it was erased before the receipt was made')
  expect(report.acts).toMatchObject([{ by: small.people.sam.name, meaning: 'approved' }])
  expect(files['receipt.html']).toContain('It was erased on')
})

test('and the receipts of whoever wrote about them prove that they did, without the words, and promise nothing more', async () => {
  const rating = await receiptOf('sam', 'supervisorRating')
  expect(rating.report.problems).toEqual([])
  expect(rating.report.notes.join(' ')).toContain('it was erased before the receipt was made')
  for (const shown of [rating.page.html, rating.files['receipt.html']]) {
    expect(shown).toContain('That you sent it in, and when, stays in the trail')
    expect(shown).not.toContain('when results are released')
    expect(shown).not.toContain('covers exactly the text')
  }
  expect(rating.page.text).toContain('The person whom it was about has been erased')

  const input = await receiptOf('per', 'peerInput')
  expect(input.report.problems).toEqual([])
  expect(input.page.text).toContain('The person whom it was about has been erased')
})
