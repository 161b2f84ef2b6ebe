import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Person } from '../../../functions/domain/person.ts'
import type { Review } from '../../../functions/domain/review.ts'
import { issueCode } from '../../../functions/store/codes.ts'
import { listOpenings } from '../../../functions/store/trail.ts'
import { digestOf } from '../../../functions/trail/digest.ts'
import { startTestDatabase, type TestDatabase } from '../database.ts'
import { filledForm } from './answers.ts'
import type { Browser } from './browser.ts'
import { type PostRoom, startPostRoom } from './post-room.ts'
import { type SmallCycle, startSmallCycle } from './small-cycle.ts'

let database: TestDatabase
let post: PostRoom
let small: SmallCycle

beforeAll(async () => {
  database = await startTestDatabase()
  post = await startPostRoom()
}, 60_000)
afterAll(async () => {
  await database.close()
  await post.close()
})
beforeEach(async () => {
  small = await startSmallCycle(database.db, async () => post.queue)
})

/** Brings a review to its release in the shortest way: all send in a whole form. */
async function rateAndRelease(...reviews: Review[]): Promise<void> {
  const { pia, pau, per, sam } = small.people
  const reviewee = (review: Review) => (review === small.rita ? small.people.rita : small.people.omar)
  for (const review of reviews) {
    await small.ask(review, 'selfAssessment')
    await small.ask(review, 'peerInput')
    await submit(await small.comeIn(reviewee(review)), review, 'selfAssessment', reviewee(review), 'self')
    for (const peer of [pia, pau, per])
      await submit(await small.comeIn(peer), review, 'peerInput', peer, 'peer')
    await small.ask(review, 'supervisorRating')
    await submit(await small.comeIn(sam), review, 'supervisorRating', sam, 'supervisor')
    await small.release(review)
    await small.ask(review, 'revieweeSignature')
  }
}

async function submit(
  browser: Browser,
  review: Review,
  kind: 'selfAssessment' | 'peerInput' | 'supervisorRating',
  who: Person,
  role: 'self' | 'peer' | 'supervisor',
): Promise<void> {
  const step = await small.step(review, kind, who)
  const sent = await browser.post(`/my/steps/${step.reviewId}/${step.stepId}`, {
    ...filledForm(role),
    intent: 'submit',
    draftVersion: '0',
  })
  expect(sent.location).toBe(`/my/receipts/${step.reviewId}/${step.stepId}`)
}

async function codeFor(who: Person): Promise<string> {
  await post.deliver(small.db, () => small.clock.now)
  return /^\d{6}$/m.exec(await post.newestTo(who.email))?.[0] ?? ''
}

/** Asks for a code from the page of signatures, and takes it out of the mail. */
async function askForCode(browser: Browser, who: Person): Promise<{ code: string; record: string[] }> {
  const page = await browser.open('/my/sign')
  const record = page.fields.record ?? []
  const asked = await browser.post('/my/sign/code', { record, sign: page.fields.sign ?? [] })
  expect(asked.location).toBe('/my/sign?code=sent')
  return { code: await codeFor(who), record }
}

const later = (seconds: number) => {
  small.clock.now = new Date(small.clock.now.getTime() + seconds * 1000)
}

const wrong = (code: string) => (code === '000000' ? '000001' : '000000')

describe('from the release to both signatures', () => {
  test('the reviewee reads, disagrees with a comment, and the supervisor countersigns the same record', async () => {
    const { rita, people } = small
    await rateAndRelease(rita)

    const reviewee = await small.comeIn(people.rita)
    const home = await reviewee.open('/my')
    expect(home.text).toContain('Read and sign your review')
    const page = await reviewee.open('/my/sign')
    const { recordDigest } = await small.current(rita)
    expect(page.fields.record).toEqual([recordDigest])
    expect(page.text).toContain('4 – Above')
    expect(page.text).toContain('3 of 3 answered')

    const { code, record } = await askForCode(reviewee, people.rita)
    const form = { record, typedName: ' rita  FERRÃO', code, meaning: 'acknowledged-with-disagreement' }
    const withoutComment = await reviewee.post('/my/sign', form)
    expect(withoutComment.status).toBe(422)
    expect(withoutComment.text).toContain('Say in a sentence what you do not agree with')
    expect(withoutComment.fields.typedName).toEqual([form.typedName])
    expect(withoutComment.fields.code).toEqual([code])

    const signed = await reviewee.post('/my/sign', { ...form, comment: 'The queue was\r\ndown in May.' })
    const step = await small.step(rita, 'revieweeSignature')
    expect(signed.location).toBe(`/my/receipts/${rita.reviewId}/${step.stepId}`)
    const receipt = await reviewee.open(signed.location ?? '')
    expect(receipt.text).toContain('Seen, and not agreed with in all of it')
    expect(receipt.text).toContain(String(step.receipt?.leafHash))
    expect((await small.current(rita)).stage).toBe('acknowledged')

    await small.ask(rita, 'supervisorSignature')
    const supervisor = await small.comeIn(people.sam)
    const toApprove = await supervisor.open('/my/sign')
    expect(toApprove.fields.record).toEqual([recordDigest])
    expect(toApprove.text).toContain('Rita Ferrão has signed: Seen, and not agreed with in all of it.')
    expect(toApprove.text).toContain('The queue was down in May.')
    const forSam = await askForCode(supervisor, people.sam)
    const countersigned = await supervisor.post('/my/sign', {
      record: forSam.record,
      sign: toApprove.fields.sign ?? [],
      typedName: 'Sam Idris',
      code: forSam.code,
    })
    expect(countersigned.location).toContain('/my/receipts/')

    const verdict = await small.verdict(rita)
    expect(verdict).toMatchObject({ holds: true })
    if (!verdict.holds) throw new Error(verdict.problem)
    const [last, before] = verdict.entries.toReversed()
    expect(before).toMatchObject({
      eventType: 'record.signed-by-reviewee',
      meaning: 'acknowledged-with-disagreement',
      authentication: { method: 'emailed-link-and-code' },
      recordDigest,
    })
    expect(last).toMatchObject({ eventType: 'record.countersigned', meaning: 'approved', recordDigest })
    const openings = await listOpenings(small.db, String(before?.eventId))
    expect(openings.find(({ field }) => field === 'comment')?.value).toBe('The queue was\ndown in May.')
    expect((await supervisor.open('/my/sign')).text).toContain('Nothing waits for your signature')
  })

  test('a supervisor signs some of several records with one code, and sending it again leads to the receipts', async () => {
    const { rita, omar, people } = small
    await rateAndRelease(rita, omar)
    for (const [review, who] of [
      [rita, people.rita],
      [omar, people.omar],
    ] as const) {
      const browser = await small.comeIn(who)
      const { code, record } = await askForCode(browser, who)
      await browser.post('/my/sign', { record, typedName: who.name, code, meaning: 'acknowledged' })
      await small.ask(review, 'supervisorSignature')
    }
    const supervisor = await small.comeIn(people.sam)
    const { code, record } = await askForCode(supervisor, people.sam)
    expect(record).toHaveLength(2)
    const [ofRita, ofOmar] = [
      await small.step(rita, 'supervisorSignature'),
      await small.step(omar, 'supervisorSignature'),
    ]
    const form = { record, sign: [ofRita.stepId], typedName: 'Sam Idris', code }
    const first = await supervisor.post('/my/sign', form)
    expect(first.location).toBe(`/my/receipts/${rita.reviewId}/${ofRita.stepId}`)
    expect((await small.step(omar, 'supervisorSignature')).state).toBe('open')
    const again = await supervisor.post('/my/sign', form)
    expect(again.location).toBe(first.location)

    later(31)
    const rest = await askForCode(supervisor, people.sam)
    expect(rest.record).toHaveLength(1)
    await supervisor.post('/my/sign', { ...form, ...rest, sign: [ofOmar.stepId] })
    const receipts = await supervisor.open('/my/receipts')
    for (const review of [rita, omar]) {
      const step = await small.step(review, 'supervisorSignature')
      expect(receipts.text).toContain(String(step.receipt?.leafHash))
      expect(await small.verdict(review)).toMatchObject({ holds: true })
    }
  })
})

test('a record that arrives while a code is on its way does not spoil it, and waits for the next one', async () => {
  const { rita, omar, people } = small
  await rateAndRelease(rita, omar)
  const sign = async (who: Person, review: Review) => {
    const browser = await small.comeIn(who)
    const { code, record } = await askForCode(browser, who)
    await browser.post('/my/sign', { record, typedName: who.name, code, meaning: 'acknowledged' })
    await small.ask(review, 'supervisorSignature')
  }
  await sign(people.rita, rita)
  const supervisor = await small.comeIn(people.sam)
  await supervisor.open('/my/sign')
  const record = [String((await small.current(rita)).recordDigest)]
  await supervisor.post('/my/sign/code', { record })
  // While the code is on its way, and then again when it has come.
  expect((await supervisor.open('/my/sign?code=sent')).fields.record).toEqual(record)
  const code = await codeFor(people.sam)
  await sign(people.omar, omar)
  const reloaded = await supervisor.open('/my/sign?code=sent')
  expect(reloaded.fields.record).toEqual(record)
  expect(reloaded.text).toContain('Arrived since you asked for the code')
  expect(reloaded.text).toContain('Your signature under the review of Omar O’Neill')
  const data = JSON.parse((await supervisor.get('/my/sign?code=have', { accept: 'application/json' })).html)
  expect(data.records).toMatchObject([{ reviewId: rita.reviewId }])
  expect(data.arrivedSince).toMatchObject([{ reviewId: omar.reviewId }])
  expect((await supervisor.open('/my/sign')).fields.record).toHaveLength(2)
  expect((await supervisor.open('/my/sign?code=have')).fields.record).toEqual(record)
  const { stepId } = await small.step(rita, 'supervisorSignature')
  const form = { record, sign: [stepId], typedName: 'Sam I.', code }
  const refused = await supervisor.post('/my/sign', form)
  expect(refused.fields.record).toEqual(record)
  const both = [...record, String((await small.current(omar)).recordDigest)]
  const ofOmar = await small.step(omar, 'supervisorSignature')
  const tooMuch = { ...form, record: both, sign: [stepId, ofOmar.stepId], typedName: 'Sam Idris' }
  expect((await supervisor.post('/my/sign', tooMuch)).text).toContain('you chose another one too')
  expect((await small.step(rita, 'supervisorSignature')).state).toBe('open')
  const signed = await supervisor.post('/my/sign', { ...form, typedName: 'Sam Idris' })
  expect(signed.location).toContain('/my/receipts/')
  // A code that was used covers nothing any more.
  for (const path of ['/my/sign', '/my/sign?code=have']) {
    expect((await supervisor.open(path)).fields.record).toEqual([(await small.current(omar)).recordDigest])
  }
})

test('a code for several records signs any of them, also when the page lists others too', async () => {
  const { rita, omar, people } = small
  await rateAndRelease(rita, omar)
  for (const [review, who] of [
    [rita, people.rita],
    [omar, people.omar],
  ] as const) {
    const browser = await small.comeIn(who)
    const { code, record } = await askForCode(browser, who)
    await browser.post('/my/sign', { record, typedName: who.name, code, meaning: 'acknowledged' })
    await small.ask(review, 'supervisorSignature')
  }
  const supervisor = await small.comeIn(people.sam)
  const { code, record } = await askForCode(supervisor, people.sam)
  const { stepId } = await small.step(omar, 'supervisorSignature')
  const only = [String((await small.current(omar)).recordDigest)]
  expect(record).toHaveLength(2)
  const signed = await supervisor.post('/my/sign', {
    record: only,
    sign: [stepId],
    typedName: 'Sam Idris',
    code,
  })
  expect(signed.location).toBe(`/my/receipts/${omar.reviewId}/${stepId}`)
  expect((await small.step(rita, 'supervisorSignature')).state).toBe('open')
})

describe('the code', () => {
  let browser: Browser
  let form: Record<string, string | string[]>
  let code: string

  beforeEach(async () => {
    await rateAndRelease(small.rita)
    browser = await small.comeIn(small.people.rita)
    const asked = await askForCode(browser, small.people.rita)
    code = asked.code
    form = { record: asked.record, typedName: 'Rita Ferrão', meaning: 'acknowledged', comment: 'Thank you.' }
  })
  const stage = async () => (await small.current(small.rita)).stage

  test('five wrong ones end it, and nothing that was typed is lost', async () => {
    for (let tries = 0; tries < 5; tries += 1) {
      const refused = await browser.post('/my/sign', { ...form, code: wrong(code) })
      expect(refused.status).toBe(422)
      expect(refused.text).toContain('That is not the code that we mailed you')
      expect(refused.fields.comment).toEqual(['Thank you.'])
      expect(refused.fields.meaning).toEqual(['acknowledged'])
    }
    const tooLate = await browser.post('/my/sign', { ...form, code })
    expect(tooLate.text).toContain('This code is no longer valid')
    expect(await stage()).toBe('released')

    later(31)
    const renewed = await browser.post('/my/sign/code', { ...form, code: '' })
    expect(renewed.status).toBe(200)
    expect(renewed.text).toContain('We have mailed you a code')
    expect(renewed.fields.comment).toEqual(['Thank you.'])
    await browser.post('/my/sign', { ...form, code: await codeFor(small.people.rita) })
    expect(await stage()).toBe('acknowledged')
  })

  test('is over after ten minutes', async () => {
    later(601)
    expect((await browser.post('/my/sign', { ...form, code })).text).toContain('no longer valid')
    expect(await stage()).toBe('released')
  })

  test('for another list of records signs nothing', async () => {
    const other = await issueCode(
      small.db,
      small.cycle.cycleId,
      small.people.rita.personId,
      [digestOf('another record')],
      small.clock.now.toISOString(),
    )
    expect((await browser.post('/my/sign', { ...form, code: other })).text).toContain(
      'This code is for the reviews that were on the page when you asked for it',
    )
    expect(await stage()).toBe('released')
  })

  test('of somebody else signs nothing', async () => {
    const peer = await small.comeIn(small.people.pia)
    const refused = await peer.post('/my/sign', { ...form, code })
    expect(refused.location).toBe('/my/sign')
    expect((await peer.open('/my/sign')).text).toContain('Nothing waits for your signature')
    expect(await stage()).toBe('released')
  })

  test('is mailed once in half a minute, however often it is asked for', async () => {
    const again = await browser.post('/my/sign/code', { record: form.record ?? [] })
    expect(again.location).toBe('/my/sign?code=wait')
    expect(await post.deliver(small.db, () => small.clock.now)).toBe(0)
    await browser.post('/my/sign', { ...form, code })
    expect(await stage()).toBe('acknowledged')
  })

  test('is mailed at most twelve times an hour', async () => {
    const locations: (string | undefined)[] = []
    for (let asked = 0; asked < 12; asked += 1) {
      later(31)
      locations.push((await browser.post('/my/sign/code', { record: form.record ?? [] })).location)
    }
    expect(locations.filter((location) => location === '/my/sign?code=sent')).toHaveLength(11)
    expect(locations.at(-1)).toBe('/my/sign?code=too-many')
    await post.deliver(small.db, () => small.clock.now)
    await post.deliver(small.db, () => small.clock.now)
  })

  test('is not used up by a name that differs or a code that is half typed', async () => {
    const differs = await browser.post('/my/sign', { ...form, typedName: 'R. Ferrão', code: '12' })
    expect(differs.text).toContain('Type your name as it stands in the record: Rita Ferrão.')
    expect(differs.text).toContain('Type the six digits from the mail.')
    const spaced = `${code.slice(0, 3)} ${code.slice(3)}`
    expect((await browser.post('/my/sign', { ...form, code: spaced })).location).toContain('/my/receipts/')
  })

  test('sent twice at once gives one signature and both see the receipt', async () => {
    const twins = [browser, browser.twin(), browser.twin()]
    const seen = await Promise.all(twins.map((twin) => twin.post('/my/sign', { ...form, code })))
    const step = await small.step(small.rita, 'revieweeSignature')
    for (const { location } of seen)
      expect(location).toBe(`/my/receipts/${small.rita.reviewId}/${step.stepId}`)
    const verdict = await small.verdict(small.rita)
    if (!verdict.holds) throw new Error(verdict.problem)
    expect(verdict.entries.filter(({ eventType }) => eventType === 'record.signed-by-reviewee')).toHaveLength(
      1,
    )
  })

  test('a refusal to sign is recorded as such', async () => {
    await browser.post('/my/sign', { ...form, meaning: 'refused', comment: 'Not my work.', code })
    expect(await stage()).toBe('signatureRefused')
  })

  test('a blank form changes nothing, with or without a code', async () => {
    const before = await small.current(small.rita)
    for (const path of ['/my/sign', '/my/sign/code']) {
      expect((await browser.post(path)).location).toBe('/my/sign')
    }
    expect((await browser.post('/my/sign', { ...form, meaning: '', code })).status).toBe(422)
    expect(await small.current(small.rita)).toEqual(before)
  })
})
