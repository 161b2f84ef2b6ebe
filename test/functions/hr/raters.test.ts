import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Person } from '../../../functions/domain/person.ts'
import type { Review } from '../../../functions/domain/review.ts'
import type { StepKind } from '../../../functions/domain/step.ts'
import { listOpenConcerns, listSettledConcerns } from '../../../functions/store/concerns.ts'
import { readCounts } from '../../../functions/store/counts.ts'
import { getRow } from '../../../functions/store/database.ts'
import { asideKey } from '../../../functions/store/keys.ts'
import { markMailTrouble } from '../../../functions/store/mail-trouble.ts'
import { findParticipant } from '../../../functions/store/participants.ts'
import { commitPeerDecline } from '../../../functions/store/peer-declines.ts'
import { savePeople } from '../../../functions/store/people.ts'
import { loadSituation } from '../../../functions/store/reviews.ts'
import { listEntries, listOpenings } from '../../../functions/store/trail.ts'
import { findDraft } from '../../../functions/store/words.ts'
import { trailEntrySchema } from '../../../functions/trail/entry.ts'
import { person } from '../../fixtures/cycle.ts'
import { startTestDatabase, type TestDatabase } from '../database.ts'
import { filledForm } from '../participant/answers.ts'
import { type PostRoom, startPostRoom } from '../participant/post-room.ts'
import { MONDAY, type SmallCycle, startSmallCycle } from '../participant/small-cycle.ts'
import { fieldsOf } from '../web/console-user.ts'
import { type HrDesk, openHrDesk } from './hr-desk.ts'

let database: TestDatabase
let post: PostRoom
let small: SmallCycle
let desk: HrDesk
let operations: string
/** A colleague of the team and a supervisor of another one, both without a part in the cycle. */
let nora: Person
let sue: Person

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
  desk = openHrDesk(database.db, new Date(MONDAY.getTime() + 3_600_000), {
    mailQueue: async () => post.queue,
  })
  operations = `/hr/cycles/${small.cycle.cycleId}/operations`
  const mint = () => database.db.mint.personId()
  nora = {
    ...person(7, { name: 'Nora Quist', supervisorId: small.people.sam.personId, timeZone: 'Asia/Tokyo' }),
    personId: mint(),
  }
  sue = { ...person(8, { name: 'Sue Marsh' }), personId: mint() }
  await savePeople(database.db, [nora, sue])
})

async function doIt(operation: string, fields: Record<string, string | string[]>) {
  const preview = await desk.hana.post(`${operations}/${operation}/preview`, fields)
  expect(preview.status, preview.words).toBe(200)
  return { preview, done: await desk.hana.post(`${operations}/${operation}`, fieldsOf(preview)) }
}

async function newestEntry(subjectRef: string) {
  return trailEntrySchema.parse(JSON.parse((await listEntries(small.db, subjectRef)).at(-1) ?? ''))
}

async function write(
  who: Person,
  review: Review,
  kind: StepKind,
  intent: 'save' | 'submit',
  text = 'Told every customer what would happen next.',
) {
  const step = await small.step(await small.current(review), kind, who)
  const role = kind === 'peerInput' ? 'peer' : kind === 'selfAssessment' ? 'self' : 'supervisor'
  const browser = await small.comeIn(who)
  return browser.post(`/my/steps/${review.reviewId}/${step.stepId}`, {
    ...filledForm(role, { text }),
    intent,
    draftVersion: '0',
  })
}

const mailText = async (to: Person) => {
  await post.deliver(small.db, () => desk.clock.now)
  return post.newestTo(to.email)
}

describe('another supervisor', () => {
  const handOver = (fields: Record<string, string | string[]> = {}) =>
    doIt('reassign', {
      review: small.rita.reviewId,
      successor: sue.personId,
      reason: 'Sam is away',
      ...fields,
    })

  test('given a draft in progress, then it moves to the successor, who is let in and told in one mail', async () => {
    await small.ask(small.rita, 'supervisorRating')
    await write(small.people.sam, small.rita, 'supervisorRating', 'save', 'Begun by Sam.')
    const { preview, done } = await handOver()
    expect(preview.words).toContain('1 person: 1 draft moves, 2 mails go, nothing is lost.')
    expect(preview.words).toContain('Sue Marsh rates instead of Sam Idris, and goes on with the draft.')
    expect(done.words).toContain('Done for 1 of 1 person Mail goes to 2 people')
    const review = await small.current(small.rita)
    expect(review).toMatchObject({ ratingSupervisorId: sue.personId, ratingSupervisorName: 'Sue Marsh' })
    const page = await (await small.comeIn(sue)).open(
      `/my/steps/${small.rita.reviewId}/${(await small.step(small.rita, 'supervisorRating')).stepId}`,
    )
    expect(page.html).toContain('Begun by Sam.')
    expect(await mailText(sue)).toContain('You now rate Rita Ferrão')
    expect(await post.newestTo(small.people.sam.email)).toContain('You no longer rate Rita Ferrão')
    const entry = await newestEntry(small.rita.chain.subjectRef)
    expect(entry).toMatchObject({ eventType: 'supervisor.reassigned', signerRole: 'hr' })
    expect(await listOpenings(small.db, entry.eventId)).toContainEqual(
      expect.objectContaining({ field: 'successor', value: sue.personId, about: sue.personId }),
    )
    expect((await small.verdict(small.rita)).holds).toBe(true)
  })

  test('given words in an open window, then who had the step keeps them on the page, and they change nothing', async () => {
    await small.ask(small.rita, 'supervisorRating')
    const step = await small.step(small.rita, 'supervisorRating')
    const browser = await small.comeIn(small.people.sam)
    await browser.get(`/my/steps/${small.rita.reviewId}/${step.stepId}`)
    await handOver()
    const seen = await browser.post(`/my/steps/${small.rita.reviewId}/${step.stepId}`, {
      ...filledForm('supervisor', { text: 'Typed before I knew.' }),
      intent: 'save',
      draftVersion: '0',
    })
    expect(seen.status).toBe(409)
    expect(seen.html).toContain('Typed before I knew.')
    expect(await findDraft(small.db, small.rita.reviewId, step.stepId)).toBeUndefined()
  })

  test('given a rating that was sent in, then it stands, the successor countersigns, and both are named', async () => {
    await small.ask(small.rita, 'supervisorRating')
    await write(small.people.sam, small.rita, 'supervisorRating', 'submit')
    const { preview } = await handOver()
    expect(preview.words).toContain('The rating of Sam Idris stands; Sue Marsh countersigns.')
    expect(await small.current(small.rita)).toMatchObject({
      ratingSupervisorName: 'Sam Idris',
      countersigner: { personId: sue.personId, name: 'Sue Marsh' },
    })
    expect((await small.step(small.rita, 'supervisorSignature')).assigneeId).toBe(sue.personId)
    expect((await small.step(small.rita, 'supervisorRating')).assigneeId).toBe(small.people.sam.personId)
    const page = await desk.hana.open(`/hr/cycles/${small.cycle.cycleId}/reviews/${small.rita.reviewId}`)
    expect(page.words).toContain('Rated by Sam Idris')
    expect(page.words).toContain('Countersigns Sue Marsh')
  })

  test.each([
    ['themselves', () => small.people.rita, /cannot write about themselves/],
    ['a colleague who gives input', () => small.people.pia, /nobody has two roles/],
  ])('is never %s', async (_who, successor, sentence) => {
    const page = await desk.hana.post(`${operations}/reassign/preview`, {
      review: small.rita.reviewId,
      successor: successor().personId,
      reason: 'x',
    })
    expect(page.status).toBe(422)
    expect(page.document.querySelector('#field-successor-error')?.textContent).toMatch(sentence)
    expect((await small.current(small.rita)).version).toBe(1)
  })

  test('is refused for one and done for the other, and each is told', async () => {
    const { done } = await doIt('reassign', {
      all: 'everybody',
      successor: small.people.rita.personId,
      reason: 'Sam is away',
    })
    expect(done.words).toContain('Done for 1 of 2 people')
    expect(done.words).toContain('Rita Ferrão Not possible Rita Ferrão cannot write about themselves')
    expect((await small.current(small.omar)).ratingSupervisorName).toBe('Rita Ferrão')
  })

  test('takes over many at once: one row, one mail, however many reviews, and doing it twice changes nothing', async () => {
    const fields = { all: 'everybody', successor: sue.personId, reason: 'Sam is away' }
    const { preview, done } = await doIt('reassign', fields)
    expect(preview.words).toContain('2 people: 0 drafts move, 2 mails go')
    expect(done.words).toContain('Done for 2 of 2 people')
    const mail = await mailText(sue)
    expect(mail).toContain('You now rate Omar O’Neill')
    expect(mail).toContain('You now rate Rita Ferrão')
    const again = await desk.hana.post(`${operations}/reassign`, fieldsOf(preview))
    expect(again.words).toContain('Nothing was left to do')
    expect((await small.current(small.rita)).version).toBe(2)
  })
})

describe('another colleague', () => {
  const fieldsFor = async (extra: Record<string, string> = {}) => ({
    review: small.rita.reviewId,
    stepId: (await small.step(small.rita, 'peerInput', small.people.pia)).stepId,
    successor: nora.personId,
    reason: 'Pia is away',
    ...extra,
  })

  test('is asked under the same step, so that the workflow waits on, and is woken in their own time zone', async () => {
    await small.ask(small.rita, 'peerInput')
    const before = await small.step(small.rita, 'peerInput', small.people.pia)
    const { preview } = await doIt('replace-peer', await fieldsFor({ successor: nora.personId }))
    expect(preview.words).toContain('0 drafts move, 2 mails go, nothing is lost.')
    const after = await small.step(await small.current(small.rita), 'peerInput', nora)
    expect(after).toMatchObject({ stepId: before.stepId, taskToken: before.taskToken, state: 'open' })
    expect(await findParticipant(small.db, small.cycle.cycleId, nora.personId)).toMatchObject({
      state: 'active',
    })
    const zones = (await getRow(small.db, { pk: 'CYCLES', sk: small.cycle.cycleId }))?.timeZones
    expect(zones).toContain('Asia/Tokyo')
    expect(await mailText(nora)).toContain('You are asked for your input about Rita Ferrão')
    expect(await post.newestTo(small.people.pia.email)).toContain('You are no longer asked for input')
    expect((await write(nora, small.rita, 'peerInput', 'submit')).location).toContain('/my/receipts/')
  })

  test('never sees what the first one had begun, which is confirmed, kept apart and not deleted', async () => {
    await small.ask(small.rita, 'peerInput')
    await write(small.people.pia, small.rita, 'peerInput', 'save', 'Only Pia may read this.')
    const fields = await fieldsFor({ successor: nora.personId })
    const asked = await desk.hana.post(`${operations}/replace-peer/preview`, fields)
    expect(asked.status).toBe(422)
    expect(asked.document.querySelector('#field-knowsOfDraft-error')?.textContent).toContain('has begun')
    const { preview } = await doIt('replace-peer', { ...fields, knowsOfDraft: 'yes' })
    expect(preview.words).toContain('1 draft moves, 2 mails go')
    const page = await (await small.comeIn(nora)).open(`/my/steps/${small.rita.reviewId}/${fields.stepId}`)
    expect(page.status).toBe(200)
    expect(page.html).not.toContain('Only Pia')
    const { pia } = small.people
    const step = await small.step(await small.current(small.rita), 'peerInput', nora)
    const aside = await getRow(small.db, asideKey(small.rita.reviewId, step.stepId, pia.personId))
    expect(JSON.stringify(aside)).toContain('Only Pia may read this.')
    const review = await desk.hana.read(`/hr/cycles/${small.cycle.cycleId}/reviews/${small.rita.reviewId}`)
    expect(JSON.stringify(review)).not.toContain('Only Pia')
  })

  test('is refused once the first one has sent it in, or where somebody would have two roles', async () => {
    const fields = await fieldsFor()
    for (const [successor, sentence] of [
      [small.people.rita, /cannot write about themselves/],
      [small.people.sam, /rates Rita Ferrão, and nobody has two roles/],
      [small.people.pau, /is asked about Rita Ferrão already/],
    ] as const) {
      const page = await desk.hana.post(`${operations}/replace-peer/preview`, {
        ...fields,
        successor: successor.personId,
      })
      expect(page.document.querySelector('#field-successor-error')?.textContent).toMatch(sentence)
    }
    await small.ask(small.rita, 'peerInput')
    await write(small.people.pia, small.rita, 'peerInput', 'submit')
    const page = await desk.hana.post(`${operations}/replace-peer/preview`, {
      ...fields,
      successor: nora.personId,
    })
    expect(page.words).toContain('Their input was sent in already, and it stands.')
  })

  test('follows somebody who declined: their draft is set aside, and the concern is settled with the act', async () => {
    await small.ask(small.rita, 'peerInput')
    await write(small.people.pia, small.rita, 'peerInput', 'save', 'Begun, then declined.')
    const { stepId } = await small.step(small.rita, 'peerInput', small.people.pia)
    const at = { cycleId: small.cycle.cycleId, reviewId: small.rita.reviewId, stepId }
    const declined = await commitPeerDecline(small.db, await loadSituation(small.db, at), {
      at: desk.clock.now.toISOString(),
      words: 'I hardly work with her.',
      authentication: { method: 'emailed-link', at: MONDAY.toISOString() },
    })
    expect(declined).toBe('declined')
    const concern = (await listOpenConcerns(small.db)).find((one) => one.stepId === stepId)
    expect(concern).toMatchObject({ kind: 'peer-declined', aboutId: small.people.pia.personId })
    const entry = await newestEntry(small.rita.chain.subjectRef)
    expect(entry).toMatchObject({ eventType: 'peer-input.declined', authentication: { at: null } })
    expect(JSON.stringify(entry)).not.toContain(small.people.pia.personId)
    const again = await (await small.comeIn(small.people.pia)).open(
      `/my/steps/${small.rita.reviewId}/${stepId}`,
    )
    expect(again.status).toBe(404)

    const form = await desk.hana.open(`${operations}/replace-peer?review=${small.rita.reviewId}`)
    expect(fieldsOf(form)).toMatchObject({ stepId })
    await doIt('replace-peer', { review: small.rita.reviewId, stepId, successor: nora.personId, reason: 'x' })
    expect((await small.step(await small.current(small.rita), 'peerInput', nora)).stepId).toBe(stepId)
    expect((await listOpenConcerns(small.db)).find((one) => one.stepId === stepId)).toBeUndefined()
    expect(await listSettledConcerns(small.db, small.cycle.cycleId)).toContainEqual(
      expect.objectContaining({ stepId, settledBy: { subject: 'hr-account', name: 'Hana Reyes' } }),
    )
    expect((await small.verdict(small.rita)).holds).toBe(true)
  })

  test('and a draft that is saved at the same moment is neither lost nor shown to the successor', async () => {
    await small.ask(small.rita, 'peerInput')
    const fields = await fieldsFor({ successor: nora.personId, knowsOfDraft: 'yes' })
    const preview = await desk.hana.post(`${operations}/replace-peer/preview`, fields)
    const [saved] = await Promise.all([
      write(small.people.pia, small.rita, 'peerInput', 'save', 'At the same moment.'),
      desk.hana.post(`${operations}/replace-peer`, fieldsOf(preview)),
    ])
    const { pia } = small.people
    const stepId = fields.stepId as Parameters<typeof findDraft>[2]
    const isPias = (await small.current(small.rita)).steps.some(
      (line) => line.stepId === stepId && line.assigneeId === pia.personId,
    )
    const draft = JSON.stringify((await findDraft(small.db, small.rita.reviewId, stepId)) ?? '')
    const aside = JSON.stringify(
      (await getRow(small.db, asideKey(small.rita.reviewId, stepId, pia.personId))) ?? '',
    )
    // Saved before: with Pia, or set aside. Too late: on the page that told her so.
    const text = 'At the same moment.'
    expect((isPias ? draft : aside).includes(text) || saved.html.includes(text)).toBe(true)
    if (!isPias) expect(draft).not.toContain(text)
  })
})

describe('going on without a step', () => {
  test('labels it, keeps the draft, tells who had it, counts it, and hands the row to the workflow', async () => {
    const [asked] = await small.ask(small.rita, 'selfAssessment')
    await write(small.people.rita, small.rita, 'selfAssessment', 'save', 'Half of my view.')
    const { preview } = await doIt('bypass', {
      review: small.rita.reviewId,
      steps: asked?.stepId ?? '',
      reason: 'Away for weeks',
    })
    expect(preview.words).toContain('Self-assessment of Rita Ferrão is left out, and the review says so.')
    expect(preview.words).toContain('The draft is kept')
    const step = await small.step(small.rita, 'selfAssessment')
    expect(step).toMatchObject({ state: 'bypassed', unmoved: true })
    expect(await findDraft(small.db, small.rita.reviewId, step.stepId)).toBeDefined()
    expect(await readCounts(small.db, small.cycle.cycleId)).toMatchObject({ 'selfAssessment.bypassed': 1 })
    expect(await mailText(small.people.rita)).toContain('Your self-assessment is no longer needed')
    expect(await newestEntry(small.rita.chain.subjectRef)).toMatchObject({
      eventType: 'step.bypassed',
      signerRole: 'hr',
    })
  })

  test('says that colleagues’ input is withheld when too few are left', async () => {
    const { preview } = await doIt('bypass', {
      review: small.rita.reviewId,
      steps: 'peerInput',
      reason: 'A small team',
    })
    expect(preview.words).toContain('so their input is withheld')
  })

  test('is never done to a signature', async () => {
    const page = await desk.hana.post(`${operations}/bypass/preview`, {
      review: small.rita.reviewId,
      steps: 'revieweeSignature',
      reason: 'x',
    })
    expect(page.status).toBe(422)
    expect(page.words).toContain('Nobody signs for anybody')
  })
})

describe('reminding now', () => {
  test('sends one mail for all that waits, at most one an hour, and leaves an entry', async () => {
    await small.ask(small.rita, 'peerInput')
    await small.ask(small.omar, 'peerInput')
    const { pia } = small.people
    const { preview, done } = await doIt('remind', { person: pia.personId })
    expect(preview.words).toContain('One mail about 2 things that wait.')
    expect(done.words).toContain('Mail goes to 1 person')
    expect(await mailText(pia)).toContain('2 colleagues')
    expect(await newestEntry(small.cycle.chain.subjectRef)).toMatchObject({
      eventType: 'participant.reminded',
    })
    const again = await desk.hana.post(`${operations}/remind`, fieldsOf(preview))
    expect(again.words).toContain('was reminded within the last hour')
    const later = openHrDesk(database.db, new Date(MONDAY.getTime() + 3 * 3_600_000))
    const next = await later.hana.post(`${operations}/remind/preview`, { person: pia.personId })
    expect(next.words).toContain('1 mail goes')
  })

  test('reaches whom the chosen reviews wait for, and leaves out whom no mail reaches', async () => {
    await small.ask(small.rita, 'selfAssessment')
    await small.ask(small.rita, 'peerInput')
    const trouble = { kind: 'bounced' as const, at: MONDAY.toISOString() }
    await markMailTrouble(small.db, small.cycle.cycleId, small.people.pau.personId, trouble)
    const { preview, done } = await doIt('remind', { review: small.rita.reviewId })
    expect(preview.words).toContain('Mail to Pau Serra came back')
    expect(done.words).toContain('Done for 3 of 4 people')
  })
})

describe('a step that HR sends in for somebody', () => {
  const answered = () => ({
    review: small.rita.reviewId,
    ...filledForm('self', { text: 'She told me this on the phone, word for word.' }),
    reason: 'On a ship without a network',
  })

  test('names both in the entry, on the receipt, on HR’s page and in the record; a draft is set aside', async () => {
    const [step] = await small.ask(small.rita, 'selfAssessment')
    await write(small.people.rita, small.rita, 'selfAssessment', 'save', 'Begun by Rita herself.')
    const form = await desk.hana.open(`${operations}/answer-for?review=${small.rita.reviewId}`)
    expect(form.words).toContain('You fill this in for Rita Ferrão')
    expect(form.html).not.toContain('Begun by Rita')
    const { preview, done } = await doIt('answer-for', answered())
    expect(preview.words).toContain('is sent in by Hana Reyes of HR, on behalf of Rita Ferrão')
    expect(preview.words).toContain('1 draft moves, 1 mail goes, nothing is lost.')
    expect(done.words).toContain('Done for 1 of 1 person')
    const entry = await newestEntry(small.rita.chain.subjectRef)
    expect(entry).toMatchObject({
      eventType: 'self-assessment.submitted',
      signerRole: 'hr',
      delegation: 'on behalf of the self',
      authentication: { method: 'oidc' },
    })
    const openings = await listOpenings(small.db, entry.eventId)
    expect(openings).toContainEqual(expect.objectContaining({ field: 'actorName', value: 'Hana Reyes' }))
    expect(openings).toContainEqual(
      expect.objectContaining({ field: 'onBehalfOf', value: small.people.rita.personId }),
    )
    const { rita } = small.people
    const aside = await getRow(
      small.db,
      asideKey(small.rita.reviewId, step?.stepId as Parameters<typeof asideKey>[1], rita.personId),
    )
    expect(JSON.stringify(aside)).toContain('Begun by Rita herself.')
    const receipt = await (await small.comeIn(rita)).open(
      `/my/receipts/${small.rita.reviewId}/${step?.stepId}`,
    )
    expect(receipt.text).toContain('Hana Reyes of HR')
    expect(receipt.text).toContain('Rita Ferrão')
    expect(receipt.text).toContain('Sent in by HR on your behalf')
    expect(await mailText(rita)).toContain('HR has sent in your self-assessment on your behalf')
    await small.ask(small.rita, 'supervisorRating')
    await write(small.people.sam, small.rita, 'supervisorRating', 'submit')
    await small.release(small.rita)
    await small.ask(small.rita, 'revieweeSignature')
    const signing = await (await small.comeIn(rita)).open('/my/sign')
    expect(signing.text).toContain('by Hana Reyes of HR, on behalf of Rita Ferrão')
    expect((await small.verdict(small.rita)).holds).toBe(true)
  })

  test('keeps to the step’s own rules, and is never a colleague’s input or a signature', async () => {
    await small.ask(small.rita, 'selfAssessment')
    const empty = await desk.hana.post(`${operations}/answer-for/preview`, {
      review: small.rita.reviewId,
      reason: 'x',
    })
    expect(empty.status).toBe(422)
    await doIt('answer-for', answered())
    const next = await desk.hana.open(`${operations}/answer-for?review=${small.rita.reviewId}`)
    expect(next.words).toContain('Colleagues’ input and signatures are theirs alone')
    const again = await desk.hana.post(`${operations}/answer-for/preview`, answered())
    expect(again.words).toContain('waits at the moment')
  })
})
