import { createHash } from 'node:crypto'
import * as z from 'zod'
import { draftCycle } from '../domain/cycle-plan.ts'
import { type CycleId, cycleIdSchema } from '../domain/ids.ts'
import { actOfSeries, dealtWith, type Series } from '../domain/series.ts'
import { currentForms } from '../domain/shipped-forms.ts'
import { plainEvent } from '../domain/workflow-event.ts'
import type { Launches } from '../launches/launches.ts'
import { cycleChangeItems, findCycle, listCycles } from '../store/cycles.ts'
import { type Database, transact } from '../store/database.ts'
import { listPeople } from '../store/people.ts'
import { findSeries, saveSeries, seriesPut } from '../store/series.ts'

export interface RunSeriesDependencies {
  db: Database
  launches: Pick<Launches, 'schedule'>
  now(): string
  log(message: string, facts: Record<string, unknown>): void
}

/** More launch days than this at once are of a series that has slept for years; the next morning goes on. */
const MOST_AT_ONCE = 12

/**
 * Each morning of a series: makes the cycles whose time has come, each once. A cycle's id comes from the series and its launch day,
 * and its row is written together with the note that the day is done: what is called twice, or broke off, makes no second one.
 */
export async function runSeries(
  dependencies: RunSeriesDependencies,
  event: unknown,
): Promise<{ made: string[] }> {
  const { db, log } = dependencies
  const { seriesId } = z.object({ seriesId: z.string() }).parse(event)
  const made: string[] = []
  for (let turn = 0; turn < MOST_AT_ONCE; turn += 1) {
    const series = await findSeries(db, seriesId)
    if (series === undefined) break
    await setForgottenAlarm(dependencies, series)
    const outcome = await dealWithNext(dependencies, series)
    if (outcome === undefined) break
    if (outcome.cycleId !== undefined) made.push(outcome.cycleId)
    else log('A series left a launch day out', { seriesId, ...outcome })
  }
  return { made }
}

async function dealWithNext(
  { db, launches, now }: RunSeriesDependencies,
  series: Series,
): Promise<{ on: string; cycleId?: CycleId; because?: string } | undefined> {
  const [form] = currentForms()
  if (form === undefined) throw new Error('No form is shipped')
  const at = now()
  const [people, cycles] = await Promise.all([listPeople(db), listCycles(db)])
  const holidays = cycles.find(({ nonWorkingDays }) => nonWorkingDays !== undefined)?.nonWorkingDays ?? []
  const act = actOfSeries(series, people, form, holidays, at)
  if (act.do === 'wait') return undefined
  if (act.do === 'leaveOut') {
    const outcome = { on: act.launchOn, because: act.because }
    return (await saveSeries(db, dealtWith(series, outcome))) ? outcome : undefined
  }
  const cycleId = cycleIdFor(series, act.launchOn)
  const draft = draftCycle(act.plan, {
    cycleId,
    subjectRef: Buffer.from(db.randomBytes(16)).toString('hex'),
    at,
    by: series.createdBy,
  })
  const cycle = {
    ...draft,
    status: series.launches === 'byItself' ? ('scheduled' as const) : ('draft' as const),
    ofSeries: { seriesId: series.seriesId, name: series.name, on: act.launchOn },
  }
  const events = [plainEvent('cycle.planned', `planned by a series for ${act.launchOn}`, { at })]
  if (cycle.status === 'scheduled') {
    events.push(plainEvent('cycle.scheduled', `scheduled for ${cycle.launchAt}`, { at }))
  }
  const outcome = { on: act.launchOn, cycleId }
  const written = await transact(db, [
    ...cycleChangeItems(db, draft, cycle, events),
    seriesPut(db, dealtWith(series, outcome)),
  ])
  if (!written) return undefined
  if (cycle.status === 'scheduled') await launches.schedule(cycle)
  return outcome
}

/** A run that broke off between the row and the alarm clock: the newest cycle gets its clock again, which changes nothing else. */
async function setForgottenAlarm(
  { db, launches, now }: RunSeriesDependencies,
  series: Series,
): Promise<void> {
  const newest = cycleIdSchema.safeParse(series.made[0]?.cycleId).data
  const cycle = newest && (await findCycle(db, newest))
  if (cycle?.status === 'scheduled' && cycle.launchAt > now()) await launches.schedule(cycle)
}

/** The same for one series and launch day, whoever asks and how often. */
export function cycleIdFor({ seriesId }: Pick<Series, 'seriesId'>, launchOn: string): CycleId {
  const digest = createHash('sha256').update(`${seriesId}:${launchOn}`).digest('hex')
  return cycleIdSchema.parse(`cyc_${digest.slice(0, 32)}`)
}
