import { GetScheduleCommand } from '@aws-sdk/client-scheduler'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { workingDaysOf } from '../../../functions/domain/cycle-shape.ts'
import { type CycleId, cycleIdSchema } from '../../../functions/domain/ids.ts'
import type { Person } from '../../../functions/domain/person.ts'
import { loadCycle } from '../../../functions/store/cycles.ts'
import { savePeople } from '../../../functions/store/people.ts'
import { listEntries } from '../../../functions/store/trail.ts'
import { person } from '../../fixtures/cycle.ts'
import { startTestDatabase, type TestDatabase } from '../database.ts'
import { fieldsOf } from '../web/console-user.ts'
import { type HrDesk, openHrDesk } from './hr-desk.ts'
import { type LaunchPad, startLaunchPad } from './launch-pad.ts'

const NOW = new Date('2040-01-09T10:00:00.000Z')
let database: TestDatabase
let pad: LaunchPad
let desk: HrDesk
let team: Person[]

beforeAll(async () => {
  database = await startTestDatabase()
  pad = await startLaunchPad()
}, 60_000)
afterAll(async () => {
  await pad.close()
  await database.close()
})

beforeEach(async () => {
  const { db } = database
  desk = openHrDesk(db, NOW, { launches: async () => pad.launches })
  const ids = Array.from({ length: 7 }, () => db.mint.personId())
  team = ids.map((personId, index) =>
    person(index, {
      personId,
      employeeId: personId.slice(4, 20),
      name: index === 0 ? 'Sam Idris' : `Agent ${index} ${personId.slice(4, 12)}`,
      supervisorId: index === 0 ? null : (ids[0] ?? null),
      department: `Dept ${personId.slice(4, 8)}`,
      location: index % 2 === 0 ? 'Graz' : 'Wien',
    }),
  )
  await savePeople(db, team)
})

const load = (cycleId: CycleId) => loadCycle(database.db, cycleId)
const partPath = (cycleId: CycleId, part: string) => `/hr/cycles/${cycleId}/plan/${part}`
const lead = () => team[0]?.personId ?? ''

async function draft(fields: Record<string, string> = {}): Promise<CycleId> {
  const start = fieldsOf(await desk.hana.open('/hr/cycles/new'))
  const made = await desk.hana.post('/hr/cycles', { ...start, timeZone: 'Europe/Vienna', ...fields })
  expect(made.status).toBe(303)
  return cycleIdSchema.parse(made.location?.split('/').at(-1))
}

async function save(cycleId: CycleId, part: string, fields: Record<string, string | string[]>) {
  const form = fieldsOf(await desk.hana.open(partPath(cycleId, part)))
  return desk.hana.post(partPath(cycleId, part), { ...form, ...fields })
}

describe('a draft', () => {
  test('starts from a template on a launch day, and is named for what it judges', async () => {
    const cycleId = await draft({ template: 'yearly', launchOn: '2040-03-05', launchTime: '10:30' })
    expect(await load(cycleId)).toMatchObject({
      name: 'Yearly review 2039',
      reviewPeriod: { from: '2039-01-01', to: '2039-12-31' },
      launchAtLocal: '2040-03-05T10:30',
      graceDays: 3,
      selection: { by: 'filter', filter: {}, also: [], without: [] },
    })
  })

  test('shows its calendar, part by part what needs a look, and the same to programs', async () => {
    const cycleId = await draft({ launchOn: '2040-01-09', launchTime: '12:00' })
    const page = await desk.hana.open(`/hr/cycles/${cycleId}/plan`)
    expect(page.words).toContain('Launch at 12:00')
    expect(page.document.querySelectorAll('table.month')).not.toHaveLength(0)
    desk.clock.now = new Date('2040-01-09T11:30:00.000Z')
    const late = await desk.hana.open(`/hr/cycles/${cycleId}/plan`)
    expect(late.words).toContain('Dates (needs a look)')
    expect(late.words).toContain('The launch lies in the past.')
    expect(await desk.hana.read(`/hr/cycles/${cycleId}/plan`)).toMatchObject({
      marks: expect.arrayContaining([{ on: '2040-01-09', kind: 'launch', label: 'Launch at 12:00' }]),
      errors: { launchOn: expect.any(String) },
    })
  })

  test('is edited in place, part by part, each with its entry', async () => {
    const cycleId = await draft()
    const saved = await save(cycleId, 'basics', { name: 'Renamed', do: 'next' })
    expect(saved.location).toBe(partPath(cycleId, 'people'))
    await save(cycleId, 'dates', {
      nonWorkingDays: '2040-01-18 Founders’ day',
      graceDays: '1',
      disputeDays: '15',
      decisionDays: '5',
    })
    await save(cycleId, 'reminders', { reminderDays: '2', civilHour: '10' })
    const cycle = await load(cycleId)
    expect(cycle).toMatchObject({
      name: 'Renamed',
      status: 'draft',
      graceDays: 1,
      disputes: { windowDays: 15, decisionDays: 5 },
      nonWorkingDays: [{ on: '2040-01-18', name: 'Founders’ day' }],
      reminderDaysBefore: [2],
      civilHour: 10,
    })
    const entries = await listEntries(database.db, cycle.chain.subjectRef)
    expect(entries.map((entry) => JSON.parse(entry).meaning)).toEqual([
      'planned',
      'changed: basics',
      'changed: dates',
      'changed: reminders',
    ])
  })

  test('works out dates from working days without saving them', async () => {
    const cycleId = await draft()
    const before = await load(cycleId)
    const page = await save(cycleId, 'dates', { do: 'count', 'days-selfDueOn': '9', nonWorkingDays: '' })
    expect(page.status).toBe(200)
    expect(fieldsOf(page).selfDueOn).toBe('2040-01-25')
    expect(await load(cycleId)).toEqual(before)
  })

  test('that two people change in the same part shows the second both versions; in different parts, both are kept', async () => {
    const cycleId = await draft()
    const [one, two, peers] = await Promise.all(
      ['basics', 'basics', 'peers'].map(async (part) =>
        fieldsOf(await desk.hana.open(partPath(cycleId, part))),
      ),
    )
    await desk.hana.post(partPath(cycleId, 'basics'), { ...one, name: 'Of the first' })
    expect((await desk.hana.post(partPath(cycleId, 'peers'), { ...peers, perReview: '3' })).status).toBe(303)
    const second = await desk.hana.post(partPath(cycleId, 'basics'), { ...two, name: 'Of the second' })
    expect(second.status).toBe(409)
    expect(second.words).toContain('Of the first Of the second')
    expect(fieldsOf(second).name).toBe('Of the second')
    expect(await load(cycleId)).toMatchObject({ name: 'Of the first', peers: { perReview: 3 } })
    const again = await desk.hana.post(partPath(cycleId, 'basics'), fieldsOf(second))
    expect(again.status).toBe(303)
    expect((await load(cycleId)).name).toBe('Of the second')
  })

  test('becomes a template, from which another one starts', async () => {
    const cycleId = await draft()
    await save(cycleId, 'peers', { perReview: '2', threshold: '2', loadCap: '9' })
    const saved = await desk.hana.post(`/hr/cycles/${cycleId}/plan/save-as-template`, { name: 'House round' })
    expect(saved.location).toBe(`/hr/cycles/${cycleId}/plan?saved=template`)
    const { templates } = (await desk.hana.read('/hr/cycles/new')) as {
      templates: { templateId: string; name: string }[]
    }
    const template = templates.find(({ name }) => name === 'House round')?.templateId ?? ''
    const other = await draft({ template, launchOn: '2040-05-07' })
    expect(await load(other)).toMatchObject({ peers: { perReview: 2, threshold: 2, loadCap: 9 } })
    expect(workingDaysOf(await load(other))).toEqual(workingDaysOf(await load(cycleId)))
    await desk.hana.post(`/hr/cycle-templates/${template}/delete`)
    expect((await desk.hana.open('/hr/cycles/new')).words).not.toContain('House round')
  })
})

describe('who is reviewed', () => {
  test('is looked at before it is saved, and saved as a rule', async () => {
    const cycleId = await draft()
    const fields = { selectBy: 'filter', location: ['Wien'], supervisorIds: [lead()] }
    const looked = await save(cycleId, 'people', { ...fields, do: 'look' })
    expect(looked.words).toContain('3 people are reviewed')
    expect((await load(cycleId)).version).toBe(1)
    expect((await save(cycleId, 'people', fields)).status).toBe(303)
    expect((await load(cycleId)).selection).toEqual({
      by: 'filter',
      filter: { location: ['Wien'], supervisorIds: [lead()] },
      also: [],
      without: [],
    })
  })

  test('is mended by hand: searched, ticked, added, left out, and left to the rule again', async () => {
    const cycleId = await draft()
    await save(cycleId, 'people', { selectBy: 'filter', location: ['Wien'], supervisorIds: [lead()] })
    const [, inWien, inGraz] = team
    const path = partPath(cycleId, 'people')
    const found = await desk.hana.open(`${path}?q=${encodeURIComponent(inGraz?.name ?? '')}`)
    expect(found.document.querySelector(`input[name=personIds][value=${inGraz?.personId}]`)).not.toBeNull()
    const byHand = (personId: string | undefined, act: string) =>
      desk.hana.post(`${path}/by-hand`, { personIds: [personId ?? ''], do: act, q: '' })
    await byHand(inGraz?.personId, 'add')
    await byHand(inWien?.personId, 'leave-out')
    expect((await load(cycleId)).selection).toMatchObject({
      also: [inGraz?.personId],
      without: [inWien?.personId],
    })
    expect((await desk.hana.open(path)).words).toContain('Left out by hand: 1')
    // The rule may change; what was done by hand stays.
    await save(cycleId, 'people', { location: ['Graz'] })
    expect((await load(cycleId)).selection).toMatchObject({ without: [inWien?.personId] })
    await byHand(inWien?.personId, 'forget')
    expect((await load(cycleId)).selection).toMatchObject({ also: [inGraz?.personId], without: [] })
  })

  test('with too few colleagues is counted before it is saved', async () => {
    const cycleId = await draft()
    await save(cycleId, 'people', { selectBy: 'filter', supervisorIds: [lead()] })
    const looked = await save(cycleId, 'peers', { perReview: '8', threshold: '6', loadCap: '30', do: 'look' })
    expect(looked.words).toContain('6 people would get fewer than 8')
    expect(looked.words).toContain('fewer than 6 colleagues can answer at all')
    const enough = await save(cycleId, 'peers', { perReview: '5', threshold: '3', loadCap: '5', do: 'look' })
    expect(enough.words).toContain('Everybody gets 5 colleagues.')
  })
})

describe('the rehearsal', () => {
  test('leads from each problem to where it is mended', async () => {
    const cycleId = await draft({ launchOn: '2040-01-09', launchTime: '12:00' })
    const all = team.map(({ employeeId }) => employeeId).join('\n')
    await save(cycleId, 'people', { selectBy: 'hand', employeeIds: all })
    await save(cycleId, 'peers', { perReview: '8', threshold: '6', loadCap: '30' })
    desk.clock.now = new Date('2040-01-09T11:30:00.000Z')
    const page = await desk.hana.open(`/hr/cycles/${cycleId}/rehearsal`)
    const links = page.document.querySelectorAll('main li a').map((link) => link.getAttribute('href'))
    expect(links).toContain(`/hr/people/${lead()}/edit`)
    expect(links).toContain(`/hr/cycles/${cycleId}/plan/peers#who-gets-how-many`)
    expect(links).toContain(`/hr/cycles/${cycleId}/plan/dates`)
  })

  test('shows each e-mail of each person as it would look, and sends none', async () => {
    const cycleId = await draft({ name: 'Rehearsed round' })
    await save(cycleId, 'people', { selectBy: 'filter', supervisorIds: [lead()] })
    const [, agent] = team
    const path = `/hr/cycles/${cycleId}/rehearsal`
    const found = await desk.hana.open(`${path}?q=${encodeURIComponent(agent?.name ?? '')}`)
    expect(found.document.querySelectorAll('tbody th a').map((link) => link.getAttribute('href'))).toEqual([
      `${path}/people/${agent?.personId}`,
    ])
    const own = (await desk.hana.read(`${path}/people/${agent?.personId}`)) as {
      mails: { occasion: string; at?: string; subject: string; text: string }[]
    }
    expect(own.mails.map(({ occasion }) => occasion)).toEqual(
      expect.arrayContaining(['launch', 'digest', 'release', 'code']),
    )
    expect(own.mails[0]).toMatchObject({
      at: '2040-01-12T08:00:00.000Z',
      subject: 'Rehearsed round: your self-assessment and input about 4 colleagues',
    })
    const leads = (await desk.hana.read(`${path}/people/${lead()}`)) as typeof own
    expect(leads.mails[0]).toMatchObject({
      occasion: 'digest',
      subject: expect.stringContaining('your rating of 6 people'),
    })
    const page = await desk.hana.open(`${path}/people/${agent?.personId}`)
    expect(page.words).toContain('Nothing has been sent.')
    const mail = await desk.hana.open(`${path}/people/${agent?.personId}/mails/1`)
    expect(mail.html).toContain('<!doctype html>')
    expect(mail.html).toContain('Rehearsed round')
    expect((await desk.hana.open(`${path}/people/${agent?.personId}/mails/99`)).status).toBe(404)
  })
})

describe('moving the launch', () => {
  const path = (cycleId: CycleId) => `/hr/cycles/${cycleId}/reschedule`
  const alarm = async (cycleId: CycleId) =>
    (await pad.scheduler.send(new GetScheduleCommand({ Name: cycleId, GroupName: pad.group })))
      .ScheduleExpression

  test('shows what would move, then moves it, the alarm clock too, and keeps working days', async () => {
    const cycleId = await draft()
    await desk.hana.post(`/hr/cycles/${cycleId}/schedule`)
    const before = await load(cycleId)
    const asked = await desk.hana.open(`${path(cycleId)}?launchOn=2040-02-06&launchTime=08:15`)
    expect(asked.words).toContain('Monday, 6 February 2040, 08:15')
    expect((await load(cycleId)).version).toBe(before.version)
    const fields = fieldsOf(asked, `form[method=post][action="${path(cycleId)}"]`)
    const moved = await desk.hana.post(path(cycleId), fields)
    expect(moved.location).toBe(`/hr/cycles/${cycleId}?done=moved`)
    const after = await load(cycleId)
    expect(after).toMatchObject({ status: 'scheduled', launchAtLocal: '2040-02-06T08:15' })
    expect(workingDaysOf(after)).toEqual(workingDaysOf(before))
    expect(await alarm(cycleId)).toBe('at(2040-02-06T08:15:00)')
    // Sent again, or by somebody who saw an older launch: the effect comes again.
    const again = await desk.hana.post(path(cycleId), fields)
    expect(again.status).toBe(409)
    expect(again.words).toContain('Somebody else has moved the launch meanwhile.')
  })

  test('into the hour that spring leaves out, or into the past, is refused', async () => {
    const cycleId = await draft()
    const gap = await desk.hana.open(`${path(cycleId)}?launchOn=2040-03-25&launchTime=02:30`)
    expect(gap.words).toContain('jump over 02:30')
    const past = await desk.hana.open(`${path(cycleId)}?launchOn=2040-01-02&launchTime=09:00`)
    expect(past.words).toContain('lies in the past')
    for (const launchOn of ['2040-03-25', '2040-01-02']) {
      const movedFrom = (await load(cycleId)).launchAtLocal
      const refused = await desk.hana.post(path(cycleId), { launchOn, launchTime: '02:30', movedFrom })
      expect(refused.status).toBe(409)
    }
  })

  test('by its dates moves the alarm clock as well; a scheduled plan stays sound', async () => {
    const cycleId = await draft()
    await desk.hana.post(`/hr/cycles/${cycleId}/schedule`)
    expect((await save(cycleId, 'dates', { launchTime: '07:45' })).status).toBe(303)
    expect(await alarm(cycleId)).toBe('at(2040-01-12T07:45:00)')
    const broken = openHrDesk(database.db, NOW, { launches: () => Promise.reject(new Error('no answer')) })
    const form = fieldsOf(await broken.hana.open(partPath(cycleId, 'dates')))
    const failed = await broken.hana.post(partPath(cycleId, 'dates'), { ...form, launchTime: '11:00' })
    expect(failed.status).toBe(409)
    expect((await load(cycleId)).launchAtLocal).toBe('2040-01-12T07:45')
    expect(await alarm(cycleId)).toBe('at(2040-01-12T07:45:00)')
  })

  test('is over once it has been launched', async () => {
    const cycleId = await draft()
    await save(cycleId, 'people', { selectBy: 'filter', supervisorIds: [lead()] })
    await desk.hana.post(`/hr/cycles/${cycleId}/launch-now`)
    expect((await desk.hana.open(path(cycleId))).location).toBe(`/hr/cycles/${cycleId}`)
    expect((await desk.hana.post(partPath(cycleId, 'basics'), { name: 'Late' })).words).toContain(
      'its plan stands as it is',
    )
  })
})
