import { GetScheduleCommand, ResourceNotFoundException } from '@aws-sdk/client-scheduler'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { workingDaysOf } from '../../../functions/domain/cycle-shape.ts'
import { type CycleId, cycleIdSchema } from '../../../functions/domain/ids.ts'
import type { Person } from '../../../functions/domain/person.ts'
import { planSectionNames, planSections } from '../../../functions/hr/plan-section.ts'
import { findWait, loadCycle } from '../../../functions/store/cycles.ts'
import type { Database } from '../../../functions/store/database.ts'
import { savePeople } from '../../../functions/store/people.ts'
import { listEntries, listOpenings } from '../../../functions/store/trail.ts'
import { verifyChain } from '../../../functions/trail/chain.ts'
import type { TrailEntry } from '../../../functions/trail/entry.ts'
import { person } from '../../fixtures/cycle.ts'
import { startTestDatabase, type TestDatabase } from '../database.ts'
import { fieldsOf, type SeenPage } from '../web/console-user.ts'
import { type HrDesk, openHrDesk } from './hr-desk.ts'
import { type LaunchPad, startLaunchPad } from './launch-pad.ts'

/** A Monday far enough ahead that the real clock of the schedules does not reach it. */
const NOW = new Date('2040-01-09T10:00:00.000Z')
let database: TestDatabase
let pad: LaunchPad
let db: Database
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
  db = database.db
  desk = openHrDesk(db, NOW, { launches: async () => pad.launches })
  team = await hire(5)
})

/** A supervisor and their team, with ids of their own. */
async function hire(size: number): Promise<Person[]> {
  const ids = Array.from({ length: size + 1 }, () => db.mint.personId())
  const people = ids.map((personId, index) =>
    person(index, {
      personId,
      employeeId: personId.slice(4, 20),
      name: index === 0 ? 'Sam Idris' : `Agent ${index} ${personId.slice(4, 8)}`,
      email: `${personId}@example.com`,
      supervisorId: index === 0 ? null : (ids[0] ?? null),
      jobTitle: index === 0 ? 'Lead' : 'Agent',
    }),
  )
  await savePeople(db, people)
  return people
}

const agents = () => team.slice(1)

/** The plan as the page suggests it, for the team of this test. */
async function planForm(values: Record<string, string | string[]> = {}) {
  const page = await desk.hana.open('/hr/cycles/new')
  return {
    ...fieldsOf(page),
    timeZone: 'Europe/Vienna',
    selectBy: 'teams',
    supervisorIds: [team[0]?.personId ?? ''],
    ...values,
  }
}

async function draft(values: Record<string, string | string[]> = {}): Promise<CycleId> {
  const saved = await desk.hana.post('/hr/cycles', await planForm(values))
  expect(saved.words).toBe('')
  expect(saved.status).toBe(303)
  return cycleIdSchema.parse(saved.location?.split('/').at(-1))
}

async function entriesOf(cycleId: CycleId): Promise<TrailEntry[]> {
  const { chain } = await loadCycle(db, cycleId)
  const verdict = verifyChain(await listEntries(db, chain.subjectRef), chain.subjectRef, chain)
  if (!verdict.holds) throw new Error(verdict.problem)
  return verdict.entries
}

async function scheduleOf(cycleId: CycleId) {
  try {
    return await pad.scheduler.send(new GetScheduleCommand({ Name: cycleId, GroupName: pad.group }))
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined
    throw error
  }
}

/** Opens the part of a draft that these fields stand in, fills them in and saves it. */
async function saveParts(cycleId: CycleId, values: Record<string, string | string[]>): Promise<SeenPage> {
  const part = planSectionNames.find((name) =>
    Object.keys(values).every((field) => planSections[name].fields.includes(field)),
  )
  const path = `/hr/cycles/${cycleId}/plan/${part}`
  return desk.hana.post(path, { ...fieldsOf(await desk.hana.open(path)), ...values })
}

function errorAt(page: SeenPage, field: string): string {
  return page.document.querySelector(`#field-${field}-error`)?.textContent.replace(/^Error: /, '') ?? ''
}

describe('planning', () => {
  test('a suggested plan is saved as a draft with its first entry, by whoever planned it', async () => {
    const cycleId = await draft({ name: 'Winter review' })
    const cycle = await loadCycle(db, cycleId)
    expect(cycle).toMatchObject({
      name: 'Winter review',
      status: 'draft',
      reviewPeriod: { from: '2039-10-01', to: '2039-12-31' },
      launchAtLocal: '2040-01-12T09:00',
      launchAt: '2040-01-12T08:00:00.000Z',
      createdBy: 'hr-account',
    })
    const [entry, ...more] = await entriesOf(cycleId)
    expect(more).toEqual([])
    expect(entry).toMatchObject({
      eventType: 'cycle.planned',
      signerRole: 'hr',
      authentication: { method: 'oidc', at: '2040-01-09T09:59:00.000Z' },
    })
    expect(await listOpenings(db, entry?.eventId ?? '')).toMatchObject([
      { about: 'account:hr-account', field: 'actor', value: 'hr-account' },
    ])
    const page = await desk.hana.open(`/hr/cycles/${cycleId}`)
    expect(page.status).toBe(200)
    expect(page.words).toContain('Nothing happens until you schedule or launch it.')
  })

  test('a form that is sent twice makes one cycle', async () => {
    const form = await planForm()
    const first = await desk.hana.post('/hr/cycles', form)
    const second = await desk.hana.post('/hr/cycles', form)
    expect(second.location).toBe(first.location)
    expect(await entriesOf(cycleIdSchema.parse(first.location?.split('/').at(-1)))).toHaveLength(1)
  })

  test.each<[string, Record<string, string | string[]>, string, RegExp]>([
    ['no name', { name: ' ' }, 'name', /Give the cycle a name/],
    ['a launch in the past', { launchOn: '2040-01-09', launchTime: '08:00' }, 'launchOn', /lies in the past/],
    ['a launch beyond a year', { launchOn: '2041-03-01' }, 'launchOn', /more than a year ahead/],
    [
      'a time that the clocks skip',
      { launchOn: '2040-03-25', launchTime: '02:30' },
      'launchOn',
      /jump over 02:30/,
    ],
    ['no such time zone', { timeZone: 'Mars/Base' }, 'timeZone', /There is no time zone called “Mars\/Base”/],
    ['no such day', { selfDueOn: '2040-02-30' }, 'selfDueOn', /is not a date/],
    ['no time', { launchTime: '' }, 'launchTime', /Enter the time of the launch/],
    ['a period backwards', { from: '2040-02-01', to: '2040-01-01' }, 'to', /ends before it begins/],
    ['dates out of order', { releaseOn: '2040-01-20' }, 'releaseOn', /lies before/],
    ['a cycle longer than a year', { countersignDueOn: '2041-02-01' }, 'countersignDueOn', /at most a year/],
    ['a threshold above the peers', { perReview: '2', threshold: '3' }, 'threshold', /could never be shown/],
    ['words for a number', { graceDays: 'two' }, 'graceDays', /whole number from 0 to 10/],
    ['odd reminders', { reminderDays: '3, soon' }, 'reminderDays', /Enter up to ten numbers/],
    ['nobody chosen', { selectBy: 'hand', employeeIds: '' }, 'employeeIds', /at least one employee ID/],
    ['no people', { selectBy: 'filter', jobTitle: ['Astronaut'] }, 'selectBy', /Nobody would be reviewed/],
    [
      'a holiday that is none',
      { nonWorkingDays: 'Christmas' },
      'nonWorkingDays',
      /“Christmas” cannot be read/,
    ],
    ['no way of choosing', { selectBy: '' }, 'selectBy', /Choose who is reviewed/],
  ])('%s is said at its field, and what was typed stays', async (_kind, values, field, message) => {
    const page = await saveParts(await draft({ name: 'Kept' }), values)
    expect(page.status).toBe(422)
    expect(errorAt(page, field)).toMatch(message)
    expect(page.document.querySelector('.notice.bad a')?.getAttribute('href')).toBe(`#field-${field}`)
    const typed = fieldsOf(page)
    for (const [name, value] of Object.entries(values)) {
      if (typeof value === 'string' && value !== '' && name !== 'name') expect(typed[name]).toBe(value)
    }
  })

  test('employee IDs that nobody has are named', async () => {
    const [one, two] = agents()
    const employeeIds = `${one?.employeeId}\r\nE-GONE\r\n  ${two?.employeeId} \r\nE-LOST\r\n`
    const page = await saveParts(await draft(), { selectBy: 'hand', employeeIds })
    expect(page.status).toBe(422)
    expect(errorAt(page, 'employeeIds')).toBe(
      'Nobody has the employee ID E-GONE, E-LOST. Correct it, or remove the line.',
    )
    const cycleId = await draft({
      selectBy: 'hand',
      employeeIds: employeeIds.replace(/E-\w+\r\n/g, ''),
    })
    expect((await loadCycle(db, cycleId)).selection).toEqual({
      by: 'hand',
      personIds: [one?.personId, two?.personId],
    })
  })

  test('several things that are wrong come back at once', async () => {
    const page = await saveParts(await draft(), { launchTime: '', graceDays: 'x', releaseOn: '' })
    const wrong = ['launchTime', 'graceDays', 'releaseOn']
    expect(wrong.map((field) => errorAt(page, field) !== '')).toEqual([true, true, true])
  })

  test('a plan can start from another one', async () => {
    const cycleId = await draft({ name: 'First round', perReview: '2', threshold: '2' })
    const typed = fieldsOf(await desk.hana.open(`/hr/cycles/new?from=${cycleId}`))
    expect(typed).toMatchObject({ name: 'First round', copyOf: cycleId })
    expect(typed.cycleId).not.toBe(cycleId)
    const copied = await desk.hana.post('/hr/cycles', {
      ...typed,
      name: 'Second round',
      launchOn: '2040-02-02',
    })
    const copy = await loadCycle(db, cycleIdSchema.parse(copied.location?.split('/').at(-1)))
    const first = await loadCycle(db, cycleId)
    expect(copy).toMatchObject({ name: 'Second round', peers: first.peers, selection: first.selection })
    expect(workingDaysOf(copy)).toEqual(workingDaysOf(first))
  })
})

describe('rehearsing', () => {
  test('names each mail and the load of each colleague, and changes nothing', async () => {
    const cycleId = await draft({ perReview: '4', threshold: '3', loadCap: '6' })
    const page = await desk.hana.open(`/hr/cycles/${cycleId}/rehearsal`)
    expect(page.status).toBe(200)
    expect(page.words).toContain('Reviews 5')
    expect(page.words).toContain('E-mails at launch 5')
    expect(page.words).toContain(`${agents()[0]?.email} self-assessment, input about 4 colleagues`)
    expect(page.words).toContain('4 colleagues 5 people')
    expect((await loadCycle(db, cycleId)).version).toBe(1)
  })

  test('says who gets too few peers and who has nobody to rate them', async () => {
    const [lead] = team
    const cycleId = await draft({
      selectBy: 'hand',
      employeeIds: [lead, ...agents()].map((one) => one?.employeeId).join('\n'),
    })
    const page = await desk.hana.open(`/hr/cycles/${cycleId}/rehearsal`)
    expect(page.words).toContain('Would be left out: 1')
    expect(page.words).toContain('Sam Idris has nobody above who could rate. Name a supervisor.')
    expect(page.document.querySelector('[name=withoutThem]')).not.toBeNull()
  })

  test('thousands of mails come a page at a time', async () => {
    team = await hire(250)
    const cycleId = await draft()
    const first = await desk.hana.open(`/hr/cycles/${cycleId}/rehearsal`)
    expect(first.words).toContain('People 1 to 100 of 251')
    const third = await desk.hana.open(`/hr/cycles/${cycleId}/rehearsal?page=3`)
    expect(third.words).toContain('People 201 to 251 of 251')
  })
})

describe('launching', () => {
  test('a scheduled cycle has an alarm clock in its own time zone, and scheduling again changes nothing', async () => {
    const cycleId = await draft()
    for (const _ of [1, 2]) {
      const done = await desk.hana.post(`/hr/cycles/${cycleId}/schedule`)
      expect(done).toMatchObject({ status: 303, location: `/hr/cycles/${cycleId}?done=scheduled` })
    }
    const schedule = await scheduleOf(cycleId)
    expect(schedule).toMatchObject({
      ScheduleExpression: 'at(2040-01-12T09:00:00)',
      ScheduleExpressionTimezone: 'Europe/Vienna',
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'DELETE',
      Target: { Arn: 'arn:aws:scheduler:::aws-sdk:sfn:startExecution' },
    })
    expect(JSON.parse(schedule?.Target?.Input ?? '')).toEqual({
      StateMachineArn: 'arn:aws:states:eu-central-1:000000000000:stateMachine:ReviewCycle',
      Name: cycleId,
      Input: JSON.stringify({ cycleId }),
    })
    expect((await loadCycle(db, cycleId)).status).toBe('scheduled')
    expect((await entriesOf(cycleId)).map(({ eventType }) => eventType)).toEqual([
      'cycle.planned',
      'cycle.scheduled',
    ])
    const page = await desk.hana.open(`/hr/cycles/${cycleId}?done=scheduled`)
    expect(page.words).toContain('The launch is scheduled')
    expect(page.words).toContain('it launches by itself on 12 January 2040')
  })

  test('what the alarm clock could not take is mended by pressing again', async () => {
    const cycleId = await draft()
    const broken = openHrDesk(db, NOW, { launches: () => Promise.reject(new Error('no answer')) })
    const failed = await broken.hana.post(`/hr/cycles/${cycleId}/schedule`)
    expect(failed.status).toBe(502)
    expect(failed.words).toContain('Press “Set the launch again”')
    expect(broken.troubles).toEqual(['a launch could not be scheduled'])
    expect(await scheduleOf(cycleId)).toBeUndefined()

    expect((await desk.hana.post(`/hr/cycles/${cycleId}/schedule`)).status).toBe(303)
    expect(await scheduleOf(cycleId)).toBeDefined()
    expect(await entriesOf(cycleId)).toHaveLength(2)
  })

  test('people who would be left out have to be accepted first', async () => {
    const employeeIds = team.map((one) => one.employeeId).join('\n')
    const cycleId = await draft({ selectBy: 'hand', employeeIds })
    const refused = await desk.hana.post(`/hr/cycles/${cycleId}/schedule`)
    expect(refused.status).toBe(409)
    expect(refused.words).toContain('One person would be left out.')
    expect((await loadCycle(db, cycleId)).status).toBe('draft')
    const done = await desk.hana.post(`/hr/cycles/${cycleId}/schedule`, { withoutThem: 'yes' })
    expect(done.status).toBe(303)
  })

  test('with nobody left to review it is refused, whatever is ticked', async () => {
    const cycleId = await draft()
    await savePeople(
      db,
      agents().map((one) => ({ ...one, status: 'left', version: 2 })),
    )
    const refused = await desk.hana.post(`/hr/cycles/${cycleId}/schedule`, { withoutThem: 'yes' })
    expect(refused.status).toBe(409)
    expect(refused.words).toContain('Nobody would be reviewed')
  })

  test('a draft whose launch time has passed is not scheduled but can be planned again', async () => {
    const cycleId = await draft()
    desk = openHrDesk(db, new Date('2040-01-12T09:00:00.000Z'), { launches: async () => pad.launches })
    const refused = await desk.hana.post(`/hr/cycles/${cycleId}/schedule`)
    expect(refused.status).toBe(409)
    expect(refused.words).toContain('The launch lies in the past.')
    const again = await desk.hana.open(`/hr/cycles/new?from=${cycleId}`)
    expect((await desk.hana.post('/hr/cycles', fieldsOf(again))).status).toBe(303)
  })

  test('launching now starts one workflow, however often it is pressed, and removes the alarm clock', async () => {
    const cycleId = await draft()
    await desk.hana.post(`/hr/cycles/${cycleId}/schedule`)
    for (const _ of [1, 2]) {
      const done = await desk.hana.post(`/hr/cycles/${cycleId}/launch-now`)
      expect(done.location).toBe(`/hr/cycles/${cycleId}?done=launched`)
    }
    expect(pad.executions().filter(({ name }) => name === cycleId)).toHaveLength(1)
    expect(await scheduleOf(cycleId)).toBeUndefined()
    expect(await loadCycle(db, cycleId)).toMatchObject({
      status: 'opening',
      launchAt: NOW.toISOString(),
      launchAtLocal: '2040-01-09T11:00',
    })
    expect((await entriesOf(cycleId)).at(-1)).toMatchObject({
      eventType: 'cycle.scheduled',
      meaning: 'launched by hand',
    })
  })

  test('a launch whose workflow failed goes on where it failed when it is pressed again', async () => {
    const cycleId = await draft()
    await desk.hana.post(`/hr/cycles/${cycleId}/launch-now`)
    await pad.abort(cycleId)
    const status = () => pad.executions().find(({ name }) => name === cycleId)?.status
    expect(status()).toBe('ABORTED')
    const again = await desk.hana.post(`/hr/cycles/${cycleId}/launch-now`)
    expect(again.location).toBe(`/hr/cycles/${cycleId}?done=launched`)
    expect(status()).toBe('RUNNING')
    expect(pad.executions().filter(({ name }) => name === cycleId)).toHaveLength(1)
  })

  test('a launch whose workflow can no longer be taken up says so', async () => {
    const cycleId = await draft()
    await desk.hana.post(`/hr/cycles/${cycleId}/launch-now`)
    await pad.abort(cycleId)
    await pad.clock.advance(15 * 86_400_000)
    const refused = await desk.hana.post(`/hr/cycles/${cycleId}/launch-now`)
    expect(refused.status).toBe(502)
    expect(refused.words).toContain('The launch has begun but its workflow does not run.')
    expect(desk.troubles).toContain('a cycle could not be started')
  })

  test('a cancelled cycle loses its alarm clock and can no longer be launched', async () => {
    const cycleId = await draft()
    await desk.hana.post(`/hr/cycles/${cycleId}/schedule`)
    for (const _ of [1, 2]) {
      const done = await desk.hana.post(`/hr/cycles/${cycleId}/cancel`)
      expect(done.location).toBe(`/hr/cycles/${cycleId}?done=cancelled`)
    }
    expect(await scheduleOf(cycleId)).toBeUndefined()
    expect((await entriesOf(cycleId)).map(({ eventType }) => eventType)).toEqual([
      'cycle.planned',
      'cycle.scheduled',
      'cycle.cancelled',
    ])
    for (const act of ['schedule', 'launch-now', 'release', 'close']) {
      const refused = await desk.hana.post(`/hr/cycles/${cycleId}/${act}`)
      expect(refused.status).toBe(409)
      expect(refused.words).toContain('it is cancelled')
    }
    expect(pad.executions().filter(({ name }) => name === cycleId)).toEqual([])
  })

  test('nothing is released or closed before the launch', async () => {
    const cycleId = await draft()
    for (const act of ['release', 'close']) {
      const refused = await desk.hana.post(`/hr/cycles/${cycleId}/${act}`)
      expect(refused.status).toBe(409)
      expect(refused.words).toContain('it is still a draft')
    }
    expect(await findWait(db, cycleId, 'ratings')).toMatchObject({ version: 0 })
  })
})

test('a cycle that is not there looks like any other page that is not', async () => {
  const unknown = `cyc_${'0'.repeat(32)}`
  const nowhere = await desk.hana.open('/hr/nowhere')
  for (const path of [
    `/hr/cycles/${unknown}`,
    '/hr/cycles/x',
    `/hr/cycles/${unknown}/rehearsal`,
    `/hr/people/per_${'0'.repeat(32)}`,
  ]) {
    const page = await desk.hana.open(path)
    expect(page.status).toBe(404)
    expect(page.html).toBe(nowhere.html)
  }
  for (const act of ['schedule', 'launch-now', 'cancel', 'release', 'close']) {
    expect((await desk.hana.post(`/hr/cycles/${unknown}/${act}`)).html).toBe(nowhere.html)
  }
})
