import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { plainEvent } from '../../../functions/domain/workflow-event.ts'
import { commitCycleChange, loadCycle } from '../../../functions/store/cycles.ts'
import { listEntries, listOpenings } from '../../../functions/store/trail.ts'
import { trailEntrySchema } from '../../../functions/trail/entry.ts'
import { startTestDatabase, type TestDatabase } from '../database.ts'
import { filledForm } from '../participant/answers.ts'
import { MONDAY, type SmallCycle, startSmallCycle } from '../participant/small-cycle.ts'
import { fieldsOf } from '../web/console-user.ts'
import { type HrDesk, openHrDesk } from './hr-desk.ts'

let database: TestDatabase
let small: SmallCycle
let desk: HrDesk
let operations: string

beforeAll(async () => {
  database = await startTestDatabase()
}, 60_000)
afterAll(() => database.close())
beforeEach(async () => {
  small = await startSmallCycle(database.db)
  desk = openHrDesk(database.db, new Date(MONDAY.getTime() + 3_600_000))
  operations = `/hr/cycles/${small.cycle.cycleId}/operations`
})

const DAY = { dueOn: '2027-01-29', reason: 'On sick leave <i>until</i> Tuesday' }

async function entriesOf(subjectRef: string) {
  return (await listEntries(small.db, subjectRef)).map((raw) => trailEntrySchema.parse(JSON.parse(raw)))
}

async function submitSelf(): Promise<void> {
  const [step] = await small.ask(small.rita, 'selfAssessment')
  const browser = await small.comeIn(small.people.rita)
  await browser.post(`/my/steps/${small.rita.reviewId}/${step?.stepId}`, {
    ...filledForm('self'),
    intent: 'submit',
    draftVersion: '0',
  })
}

/** Fills the form in, looks at the preview, and sends what its form holds. */
async function doIt(operation: string, fields: Record<string, string | string[]>) {
  const preview = await desk.hana.post(`${operations}/${operation}/preview`, fields)
  return desk.hana.post(`${operations}/${operation}`, fieldsOf(preview))
}

describe('choosing people and what is to be done', () => {
  test('starts from boxes in the list of reviews and leads to the form for those who are ticked', async () => {
    const list = await desk.hana.open(`/hr/cycles/${small.cycle.cycleId}`)
    const box = list.document.querySelector(`input[name=review][value=${small.rita.reviewId}]`)
    expect(box?.getAttribute('aria-label')).toBe('Choose Rita Ferrão')
    const next = await desk.hana.open(`${operations}?operation=extend&review=${small.rita.reviewId}`)
    expect(next.location).toBe(`${operations}/extend?review=${small.rita.reviewId}`)
    const form = await desk.hana.open(next.location ?? '')
    expect(form.words).toContain('For Rita Ferrão')
    expect(form.document.querySelector('[name=review]')?.getAttribute('value')).toBe(small.rita.reviewId)
  })

  test('offers all that can be done where nothing was chosen from the list, each with what it is for', async () => {
    const page = await desk.hana.open(`${operations}?operation=&all=everybody`)
    expect(page.words).toContain('For 2 people')
    expect(page.document.querySelector(`a[href="${operations}/extend?all=everybody"]`)).not.toBeNull()
  })

  test('means all that fit the filter, not only the page that was seen', async () => {
    const named = await desk.hana.read(`${operations}/extend?all=everybody&q=ferrao`)
    expect(named).toMatchObject({ targets: [{ kind: 'review', name: 'Rita Ferrão' }] })
    const late = await desk.hana.read(`${operations}/extend?all=late`)
    expect(late).toMatchObject({ targets: [], refusal: expect.stringContaining('Nobody is chosen') })
    desk = openHrDesk(database.db, new Date('2027-01-25T09:00:00.000Z'))
    expect(await desk.hana.read(`${operations}/extend?all=late`)).toMatchObject({
      targets: [{ name: 'Omar O’Neill' }, { name: 'Rita Ferrão' }],
    })
  })

  test('of another cycle, or of nobody, is nothing', async () => {
    expect((await desk.hana.open(`${operations}/extend?review=rev_${'0'.repeat(32)}`)).status).toBe(409)
    expect((await desk.hana.open(`${operations}/explode?all=everybody`)).status).toBe(404)
    expect((await desk.hana.open(operations)).words).toContain('Nobody is chosen')
  })

  test('ends with the cycle', async () => {
    const before = await loadCycle(small.db, small.cycle.cycleId)
    const event = plainEvent('cycle.closed', 'closed', { at: MONDAY.toISOString() })
    await commitCycleChange(small.db, before, { ...before, status: 'closed' }, event)
    const page = await desk.hana.open(`${operations}/extend?all=everybody`)
    expect(page.status).toBe(409)
    expect(page.words).toContain('This cannot be done while the cycle is closed')
  })
})

describe('giving more time', () => {
  test('to one step shows what would happen, does it, and tells the trail who and why', async () => {
    const step = await small.step(small.rita, 'selfAssessment')
    const fields = { review: small.rita.reviewId, steps: step.stepId, ...DAY }
    const preview = await desk.hana.post(`${operations}/extend/preview`, fields)
    expect(preview.status).toBe(200)
    expect(preview.words).toContain('1 person: 0 drafts move, 0 mails go, nothing is lost.')
    expect(preview.words).toContain(
      'Self-assessment: until Friday, 29 January 2027 instead of Friday, 22 January 2027.',
    )
    expect((await small.current(small.rita)).version).toBe(1)

    const done = await desk.hana.post(`${operations}/extend`, fieldsOf(preview))
    expect(done.words).toContain('Done for 1 of 1 person')
    expect(await small.step(small.rita, 'selfAssessment')).toMatchObject({
      dueAt: '2027-01-29T22:59:59.000Z',
      graceUntil: '2027-02-02T22:59:59.000Z',
    })
    const entry = (await entriesOf(small.rita.chain.subjectRef)).at(-1)
    expect(entry).toMatchObject({ eventType: 'step.extended', signerRole: 'hr' })
    expect(await listOpenings(small.db, entry?.eventId ?? '')).toContainEqual(
      expect.objectContaining({ field: 'actor', value: 'hr-account' }),
    )
    const page = await desk.hana.open(`/hr/cycles/${small.cycle.cycleId}/reviews/${small.rita.reviewId}`)
    expect(page.words).toContain('On sick leave <i>until</i> Tuesday')
  })

  test('to a person reaches all that waits for them, in every review', async () => {
    const { pia } = small.people
    const done = await doIt('extend', { person: pia.personId, steps: 'waiting', ...DAY })
    expect(done.words).toContain('Peer input about Rita Ferrão: until Friday, 29 January 2027')
    for (const review of [small.rita, small.omar]) {
      expect((await small.step(review, 'peerInput', pia)).dueAt).toBe('2027-01-29T22:59:59.000Z')
      expect((await small.step(review, 'peerInput', small.people.pau)).dueAt).not.toBe(
        '2027-01-29T22:59:59.000Z',
      )
    }
  })

  test('to a kind of step of everybody leaves out who is done, and says so', async () => {
    await submitSelf()
    const fields = { all: 'everybody', steps: 'selfAssessment', ...DAY }
    const preview = await desk.hana.post(`${operations}/extend/preview`, fields)
    expect(preview.words).toContain('For 1 person it is not possible')
    const done = await desk.hana.post(`${operations}/extend`, fieldsOf(preview))
    expect(done.words).toContain('Done for 1 of 2 people')
    expect(done.words).toContain('Rita Ferrão Not possible No such step is open here')
    expect((await small.step(small.omar, 'selfAssessment')).dueAt).toBe('2027-01-29T22:59:59.000Z')
    expect((await small.step(small.rita, 'selfAssessment')).dueAt).toBe(
      small.cycle.deadlines.selfAssessment.dueAt,
    )
  })

  test('twice is doing it once', async () => {
    const fields = { all: 'everybody', steps: 'selfAssessment', ...DAY }
    const preview = await desk.hana.post(`${operations}/extend/preview`, fields)
    await desk.hana.post(`${operations}/extend`, fieldsOf(preview))
    const again = await desk.hana.post(`${operations}/extend`, fieldsOf(preview))
    expect(again.words).toContain('Nothing was left to do')
    expect((await entriesOf(small.rita.chain.subjectRef)).length).toBe(2)
  })

  test('shows the preview again when somebody has answered since', async () => {
    const fields = { all: 'everybody', steps: 'selfAssessment', ...DAY }
    const preview = await desk.hana.post(`${operations}/extend/preview`, fields)
    await submitSelf()
    const again = await desk.hana.post(`${operations}/extend`, fieldsOf(preview))
    expect(again.status).toBe(409)
    expect(again.words).toContain('Nothing was done yet')
    expect((await small.current(small.omar)).version).toBe(1)
    expect((await desk.hana.post(`${operations}/extend`, fieldsOf(again))).words).toContain(
      'Done for 1 of 2 people',
    )
  })

  test.each([
    ['an earlier day', { dueOn: '2027-01-20' }, 'dueOn', /must end after the present due date/],
    ['a day that is over', { dueOn: '2027-01-01' }, 'dueOn', /That day is over/],
    ['a day after the end', { dueOn: '2027-06-01' }, 'dueOn', /The cycle closes on/],
    ['no day', { dueOn: '' }, 'dueOn', /needed/],
    ['no such day', { dueOn: '2027-02-30' }, 'dueOn', /Enter the new last day/],
    ['no reason', { reason: ' ' }, 'reason', /needed|at least/],
    ['no step', { steps: '' }, 'steps', /Choose the steps|needed/],
    ['a step of another review', { steps: 'omar' }, 'steps', /No such step/],
  ])('%s is refused at its field, and what was typed stays', async (_kind, values, field, message) => {
    const step = await small.step(small.rita, 'selfAssessment')
    const omars = await small.step(small.omar, 'selfAssessment')
    const typed = {
      review: small.rita.reviewId,
      steps: step.stepId,
      dueOn: '2027-01-29',
      reason: 'Because',
      ...values,
    }
    const page = await desk.hana.post(`${operations}/extend/preview`, {
      ...typed,
      ...(typed.steps === 'omar' ? { steps: omars.stepId } : {}),
    })
    expect(page.status).toBe(422)
    expect(page.document.querySelector(`#field-${field}-error`)?.textContent).toMatch(message)
    if (field !== 'reason')
      expect(page.document.querySelector('[name=reason]')?.textContent).toContain('Because')
    expect((await small.current(small.rita)).version).toBe(1)
  })
})
