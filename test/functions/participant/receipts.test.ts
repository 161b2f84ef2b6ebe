import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Person } from '../../../functions/domain/person.ts'
import type { Review } from '../../../functions/domain/review.ts'
import type { StepKind } from '../../../functions/domain/step.ts'
import { issueCode } from '../../../functions/store/codes.ts'
import { LOG_STATE_KEY } from '../../../functions/store/keys.ts'
import type { LogState } from '../../../functions/store/log-state.ts'
import { utf8 } from '../../../functions/trail/bytes.ts'
import { startTestLog, type TestLog } from '../auditor/test-log.ts'
import { startTestDatabase, type TestDatabase } from '../database.ts'
import { openedPack } from '../trail/pack/opened-pack.ts'
import { httpEvent } from '../web/http-event.ts'
import { filledForm } from './answers.ts'
import type { Browser } from './browser.ts'
import { MONDAY, type SmallCycle, startSmallCycle } from './small-cycle.ts'

const VERIFIER = 'console.log("verified")\n'

let database: TestDatabase
let log: TestLog
let small: SmallCycle

beforeAll(async () => {
  ;[database, log] = await Promise.all([startTestDatabase(), startTestLog()])
  small = await startSmallCycle(database.db, undefined, undefined, {
    publishedLog: async () => log.store,
    verifier: async () => utf8(VERIFIER),
  })
}, 60_000)
afterAll(() => Promise.all([database.close(), log.close()]))

async function send(
  who: Person,
  kind: StepKind,
  role: 'self' | 'peer' | 'supervisor',
  review: Review = small.rita,
): Promise<string> {
  const step = await small.step(review, kind, who)
  const browser = await small.comeIn(who)
  const sent = await browser.post(`/my/steps/${step.reviewId}/${step.stepId}`, {
    ...filledForm(role),
    intent: 'submit',
    draftVersion: '0',
  })
  return sent.location ?? ''
}

async function sign(
  who: Person,
  kind: StepKind,
  how: Record<string, string>,
  review: Review = small.rita,
): Promise<string> {
  await small.ask(review, kind)
  const record = [String((await small.current(review)).recordDigest)]
  const browser = await small.comeIn(who)
  const at = small.clock.now.toISOString()
  const code = await issueCode(small.db, small.cycle.cycleId, who.personId, record, at)
  await browser.open('/my/sign')
  const { stepId } = await small.step(review, kind)
  const signed = await browser.post('/my/sign', {
    record,
    code,
    typedName: who.name,
    ...(how.meaning === undefined ? { sign: stepId } : {}),
    ...how,
  })
  return signed.location ?? ''
}

async function download(browser: Browser, href: string): Promise<{ zip: Uint8Array; name: string }> {
  const cookies = [...browser.cookies].map(([name, value]) => `${name}=${value}`)
  const { statusCode, headers, body, isBase64Encoded } = await small.handle(
    httpEvent({ path: `${href}/receipt.zip`, cookies }),
  )
  expect(statusCode, body?.slice(0, 300)).toBe(200)
  expect(headers?.['content-type']).toBe('application/zip')
  expect(isBase64Encoded).toBe(true)
  return {
    zip: new Uint8Array(Buffer.from(body ?? '', 'base64')),
    name: String(headers?.['content-disposition']),
  }
}

/** A receipt's files, its disclosed values, and what verifying it says. */
async function opened(zip: Uint8Array) {
  const pack = await openedPack(small.db, zip)
  const openings = Object.entries(pack.files).find(([path]) => path.startsWith('openings/'))?.[1] ?? '[]'
  const disclosed = JSON.parse(openings) as { field: string; value: string }[]
  return { ...pack, fields: disclosed.map(({ field, value }) => [field, value]) }
}

/** What the sequencer writes down when it stops, and when it runs again. */
const putState = (trouble: LogState['trouble']) =>
  small.db.client.send(
    new PutItemCommand({
      TableName: small.db.tables.trail,
      Item: marshall({ ...LOG_STATE_KEY, trouble }),
    }),
  )

test('before its entry is published a receipt says to come back; after it, it is there to keep', async () => {
  const { rita } = small.people
  await small.ask(small.rita, 'selfAssessment')
  const href = await send(rita, 'selfAssessment', 'self')
  const browser = await small.comeIn(rita)

  const early = await browser.open(href)
  expect(early.text).toContain('is ready within a minute')
  expect(early.html).not.toContain('Download receipt')
  expect(early.html).toContain('>Look again<')
  const refused = await browser.get(`${href}/receipt.zip`)
  expect(refused.status).toBe(409)
  expect(refused.text).toContain('Its proof is ready within a minute')
  expect((await browser.open('/my/receipts')).text).toContain('Ready within a minute')

  // Long after, "within a minute" would be untrue.
  small.clock.now = new Date(MONDAY.getTime() + 6 * 60_000)
  const late = await browser.open(href)
  expect(late.text).toContain('the sign-off log, which proves it, is late')
  expect(late.text).toContain('nothing is lost')
  expect((await browser.open('/my/receipts')).text).toContain('the sign-off log is late')
  expect((await browser.get(`${href}/receipt.zip`)).text).toContain('come back later')
  for (const path of [href, '/my/receipts', `${href}/receipt.zip`])
    expect((await browser.get(path)).text).not.toContain('within a minute')
  small.clock.now = MONDAY
  // And where the log has said itself that it does not run, nobody is told of a minute at all.
  const trouble = { code: 'rolled-back', sentence: 'The log stands still.', since: MONDAY.toISOString() }
  await putState(trouble)
  expect((await browser.open(href)).text).toContain('the sign-off log, which proves it, is late')
  await putState(null)
  expect((await browser.open(href)).text).toContain('is ready within a minute')

  await log.publish(small.db)
  const ready = await browser.open(href)
  expect(ready.text).toContain('When results are released we write to you')
  expect(ready.text).toContain('It is my own account of the period')
  expect(ready.html).toContain(`href="${href}/receipt.zip"`)
  expect((await browser.open('/my/receipts')).html).toContain(`href="${href}/receipt.zip"`)

  const { zip, name } = await download(browser, href)
  expect(name).toContain('filename="receipt-your-self-assessment-spring-review.zip"')
  const { files, fields, report } = await opened(zip)
  expect(report.problems).toEqual([])
  expect(report.acts).toMatchObject([{ meaning: 'submitted', role: 'self', by: rita.personId }])
  expect(fields.map(([field]) => field).sort()).toEqual(['reviewee', 'signer'])
  expect(files['countersign-verify.mjs']).toBe(VERIFIER)
  expect(files['receipt.html']).toContain('Receipt: Your self-assessment')
  expect(files['receipt.html']).toContain('Rita Ferrão')
  expect(files['receipt.html']).toContain('It is my own account of the period')
  expect(files['receipt.html']).not.toContain('mailed code')
  expect(files['README.txt']).toMatch(/It was made on \d+ \w+ 2027, \d\d:\d\d UTC, from the log/)
  expect(files['receipt.html']).not.toMatch(/<script|<link|<img|src=/)
  expect(files['README.txt']).toContain('countersign-verify.mjs . --vkey "reviews.example.com/audit/log+')
})

test('a colleague’s receipt holds their own values and nobody else’s, and a name in it is no markup', async () => {
  const { per, pia, pau } = small.people
  await small.ask(small.rita, 'peerInput')
  const hrefs = []
  for (const peer of [pia, pau, per]) hrefs.push(await send(peer, 'peerInput', 'peer'))
  await log.publish(small.db)
  const href = String(hrefs[2])
  const { zip } = await download(await small.comeIn(per), href)
  const { files, fields, report } = await opened(zip)
  expect(report.problems).toEqual([])
  expect(Object.fromEntries(fields)).toMatchObject({ signer: per.personId })
  expect(fields.map(([field]) => field).sort()).toEqual(['authenticatedAt', 'signer', 'words'])
  const all = Object.values(files).join('\n')
  for (const other of [pia, pau, small.people.rita]) expect(all).not.toContain(other.personId)
  expect(files['receipt.html']).toContain('Per &lt;b>Ek')
  expect(files['receipt.html']).toContain('The words themselves are not in this file')
  expect(files['receipt.html']).not.toContain('mailed code')
  const { text } = await (await small.comeIn(per)).open(href)
  expect(text).toContain('Your words are not in it')
  expect(text).not.toContain('Not in the trail')
  expect(text).not.toContain('has not been changed')
  expect(files['receipt.html']).not.toContain('<b>Ek')

  // Nobody else gets it: whose step it is, the row says.
  const stranger = await small.comeIn(pia)
  expect((await stranger.get(`${href}/receipt.zip`)).status).toBe(404)
})

test('both signatures’ receipts hold the record as it was signed, and verify on their own', async () => {
  const { rita, sam } = small.people
  await small.ask(small.rita, 'supervisorRating')
  const rating = await send(sam, 'supervisorRating', 'supervisor')
  await small.release(small.rita)
  const signed = await sign(rita, 'revieweeSignature', {
    meaning: 'acknowledged-with-disagreement',
    comment: 'Not in all of it.',
  })
  const countersigned = await sign(sam, 'supervisorSignature', {})
  await log.publish(small.db)
  const { recordDigest } = await small.current(small.rita)

  const ofRita = await opened((await download(await small.comeIn(rita), signed)).zip)
  expect(ofRita.report.problems).toEqual([])
  expect(ofRita.report.acts).toMatchObject([
    { by: 'Rita Ferrão', meaning: 'acknowledged-with-disagreement', recordDigest },
  ])
  expect(ofRita.files[`texts/${recordDigest}.json`]).toContain('"ratingOfRecord":4')
  expect(ofRita.files['receipt.html']).toContain('The record that you signed')
  expect(Object.fromEntries(ofRita.fields).comment).toBe('Not in all of it.')
  const page = await (await small.comeIn(rita)).open(signed)
  for (const shown of [page.html, ofRita.files['receipt.html']]) {
    expect(shown).toContain('Not in all of it.')
    expect(shown).toContain('I do not agree with all of it, and my comment says where.')
    expect(shown).toContain('Signed by')
  }
  expect(ofRita.files['receipt.html']).toContain('mailed code')

  const ofSam = await opened((await download(await small.comeIn(sam), countersigned)).zip)
  expect(ofSam.report.problems).toEqual([])
  expect(ofSam.report.acts).toMatchObject([{ by: 'Sam Idris', meaning: 'approved', recordDigest }])
  // What the reviewee wrote under the record is the reviewee's own.
  expect(ofSam.fields.map(([field]) => field).sort()).toEqual(['signer', 'signerName'])

  const ofRating = await opened((await download(await small.comeIn(sam), rating)).zip)
  expect(ofRating.report.problems).toEqual([])
  expect(ofRating.files['receipt.html']).toContain('Overall rating')
})

test('after the release a receipt no longer promises it', async () => {
  const { rita, sam } = small.people
  const own = await small.step(small.rita, 'selfAssessment')
  const ofRita = await (await small.comeIn(rita)).open(`/my/receipts/${own.reviewId}/${own.stepId}`)
  expect(ofRita.text).toContain('Your review has been released')
  expect(ofRita.text).not.toContain('When results are released')
  const rating = await small.step(small.rita, 'supervisorRating')
  const ofSam = await (await small.comeIn(sam)).open(`/my/receipts/${rating.reviewId}/${rating.stepId}`)
  expect(ofSam.text).not.toContain('when results are released')
})

test('a refusal to sign is nowhere called a signature', async () => {
  const { omar, sam } = small.people
  await small.ask(small.omar, 'supervisorRating')
  await send(sam, 'supervisorRating', 'supervisor', small.omar)
  await small.release(small.omar)
  const href = await sign(
    omar,
    'revieweeSignature',
    { meaning: 'refused', comment: 'This is not my work.' },
    small.omar,
  )
  await log.publish(small.db)
  const browser = await small.comeIn(omar)
  const page = await browser.open(href)
  const { zip, name } = await download(browser, href)
  const { files, report } = await opened(zip)
  expect(report.problems).toEqual([])
  expect(name).toContain('filename="receipt-your-refusal-to-sign-your-review-spring-review.zip"')
  expect(page.text).toContain('Your refusal to sign is recorded')
  for (const shown of [page.html, files['receipt.html'] ?? '']) {
    expect(shown).toContain('Your refusal to sign your review')
    expect(shown).toContain('Refused by')
    expect(shown).toContain('This is not my work.')
    expect(shown).toContain('I have been shown this review and I refuse to sign it.')
    expect(shown).toContain('The record that you refused to sign')
    expect(shown).not.toMatch(/Signed by|[Yy]our signature|that you signed/)
  }
  const list = await browser.open('/my/receipts')
  expect(list.text).toContain('Your refusal to sign your review')
  expect(list.text).not.toContain('Your signature under your review')
})
