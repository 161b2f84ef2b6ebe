import { GetScheduleCommand } from '@aws-sdk/client-scheduler'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cycleIdSchema } from '../../../functions/domain/ids.ts'
import { runSeries } from '../../../functions/reactions/run-series.ts'
import { findCycle, listCycles } from '../../../functions/store/cycles.ts'
import { savePeople } from '../../../functions/store/people.ts'
import { findSeries } from '../../../functions/store/series.ts'
import { listEntries } from '../../../functions/store/trail.ts'
import { verifyChain } from '../../../functions/trail/chain.ts'
import { team } from '../../fixtures/cycle.ts'
import { startTestDatabase, type TestDatabase } from '../database.ts'
import { type HrDesk, openHrDesk } from '../hr/hr-desk.ts'
import { type LaunchPad, startLaunchPad } from '../hr/launch-pad.ts'
import { fieldsOf } from '../web/console-user.ts'

const NOW = new Date('2040-01-09T10:00:00.000Z')
let database: TestDatabase
let pad: LaunchPad
let desk: HrDesk

beforeAll(async () => {
  database = await startTestDatabase()
  pad = await startLaunchPad()
  desk = openHrDesk(database.db, NOW, { launches: async () => pad.launches })
  await savePeople(database.db, team(5))
}, 60_000)
afterAll(async () => {
  await pad.close()
  await database.close()
})

async function begin(fields: Record<string, string>): Promise<string> {
  const form = fieldsOf(await desk.hana.open('/hr/series'), 'form[action="/hr/series"]')
  const begun = await desk.hana.post('/hr/series', { ...form, timeZone: 'Europe/Vienna', ...fields })
  expect(begun.words).toBe('')
  expect(begun.location).toBe('/hr/series?done=begun')
  const { series } = (await desk.hana.read('/hr/series')) as { series: { seriesId: string; name: string }[] }
  return series.find(({ name }) => name === fields.name)?.seriesId ?? ''
}

const morning = (seriesId: string, at: string) =>
  runSeries({ db: database.db, launches: pad.launches, now: () => at, log: () => {} }, { seriesId })
const alarm = (name: string) =>
  pad.scheduler.send(new GetScheduleCommand({ Name: name, GroupName: pad.group }))

test('a series has one alarm clock, each morning in its own zone', async () => {
  const seriesId = await begin({ name: 'Clock', firstOn: '2040-03-05' })
  expect(await alarm(seriesId)).toMatchObject({
    ScheduleExpression: 'cron(0 6 * * ? *)',
    ScheduleExpressionTimezone: 'Europe/Vienna',
    Target: { Input: JSON.stringify({ seriesId }) },
  })
  expect((await desk.hana.post(`/hr/series/${seriesId}/end`)).location).toBe('/hr/series?done=ended')
  await expect(alarm(seriesId)).rejects.toThrow()
  expect((await desk.hana.post(`/hr/series/${seriesId}/resume`)).status).toBe(409)
})

test('what launches by itself is made scheduled with its alarm clock, once, however often the clock rings', async () => {
  const seriesId = await begin({
    name: 'By itself',
    firstOn: '2040-03-05',
    leadDays: '10',
    launches: 'byItself',
  })
  expect(await morning(seriesId, '2040-02-22T05:00:00.000Z')).toEqual({ made: [] })
  const runs = await Promise.all([1, 2, 3].map(() => morning(seriesId, '2040-02-24T05:00:00.000Z')))
  const made = runs.flatMap((run) => run.made)
  expect(made).toHaveLength(1)
  const cycleId = cycleIdSchema.parse(made[0])
  const cycle = await findCycle(database.db, cycleId)
  expect(cycle).toMatchObject({
    name: 'Performance review Q4 2039',
    status: 'scheduled',
    launchAtLocal: '2040-03-05T09:00',
    ofSeries: { seriesId, name: 'By itself', on: '2040-03-05' },
  })
  expect((await alarm(cycleId)).ScheduleExpression).toBe('at(2040-03-05T09:00:00)')
  const chain = cycle?.chain
  if (chain === undefined) throw new Error('There is no chain')
  const verdict = verifyChain(await listEntries(database.db, chain.subjectRef), chain.subjectRef, chain)
  expect(verdict.holds).toBe(true)
  // HR takes it off: the series makes no second one for that day.
  await desk.hana.post(`/hr/cycles/${cycleId}/cancel`)
  expect(await morning(seriesId, '2040-02-25T05:00:00.000Z')).toEqual({ made: [] })
  expect((await findSeries(database.db, seriesId))?.doneUntil).toBe('2040-03-05')
})

test('what HR wants to look at is made as a draft; a series that rests makes nothing', async () => {
  const seriesId = await begin({ name: 'A look', firstOn: '2040-03-05', launches: 'afterALook' })
  await desk.hana.post(`/hr/series/${seriesId}/pause`)
  expect(await morning(seriesId, '2040-02-24T05:00:00.000Z')).toEqual({ made: [] })
  await desk.hana.post(`/hr/series/${seriesId}/resume`)
  const { made } = await morning(seriesId, '2040-02-24T05:00:00.000Z')
  const [cycle] = (await listCycles(database.db)).filter((one) => one.cycleId === made[0])
  expect(cycle).toMatchObject({ status: 'draft' })
  expect((await desk.hana.open('/hr/series')).words).toContain('Monday, 5 March 2040')
})

test('a launch day on which nobody would be reviewed is left out, and the page says so', async () => {
  const seriesId = await begin({
    name: 'Probation',
    rhythm: 'probation',
    firstOn: '2040-03-05',
    template: 'probation',
  })
  expect(await morning(seriesId, '2040-02-24T05:00:00.000Z')).toEqual({ made: [] })
  expect((await desk.hana.open('/hr/series')).words).toContain('left out, because nobody would be reviewed')
})

test('what is wrong with the form is said by field', async () => {
  const page = await desk.hana.post('/hr/series', {
    name: '',
    firstOn: '2039-01-01',
    timeZone: 'Mars/Base',
    leadDays: '0',
  })
  expect(page.status).toBe(422)
  for (const field of ['name', 'firstOn', 'timeZone', 'leadDays', 'rhythm']) {
    expect(page.document.querySelector(`#field-${field}-error`)).not.toBeNull()
  }
})
