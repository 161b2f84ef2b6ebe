import * as z from 'zod'
import { addDays, addWorkingDays, localDateOf } from './calendar.ts'
import type { CyclePlan } from './cycle.ts'
import { cycleShapeSchema, planFromShape } from './cycle-shape.ts'
import { daysOff, type NonWorkingDay } from './non-working-days.ts'
import type { Person } from './person.ts'
import { type Selection, selectPeople } from './selection.ts'
import { occurrenceAfter, rhythmSchema } from './series-rhythm.ts'

/** Cycles that come again and again: a template, a rhythm, and what HR leaves to it. */
export const seriesSchema = z.object({
  seriesId: z.string().regex(/^ser_[0-9a-z]{16,40}$/),
  name: z.string().min(1).max(120),
  title: z.string(),
  shape: cycleShapeSchema,
  rhythm: rhythmSchema,
  timeZone: z.string(),
  /** How many days before its launch each cycle is made, so that HR can look at it. */
  leadDays: z.int().min(1).max(90),
  /** `byItself`: made as a scheduled cycle, which launches unless HR does something. `afterALook`: made as a draft. */
  launches: z.enum(['byItself', 'afterALook']),
  state: z.enum(['active', 'paused', 'ended']),
  version: z.int().min(0),
  createdAt: z.string(),
  createdBy: z.string(),
  /** The last launch day that was dealt with; cycles are made for later ones. */
  doneUntil: z.string(),
  /** What came of the last launch days, newest first. */
  made: z.array(z.object({ on: z.string(), cycleId: z.string().optional(), because: z.string().optional() })),
})
export type Series = z.infer<typeof seriesSchema>

/** The next launch day, and since when its cycle is made; undefined when the series makes nothing more. */
export function nextOf(series: Series): { launchOn: string; makeOn: string } | undefined {
  if (series.state !== 'active') return undefined
  const launchOn = occurrenceAfter(series.rhythm, series.doneUntil)
  return { launchOn, makeOn: addDays(launchOn, -series.leadDays) }
}

/** What a series does at a moment: nothing, or make the cycle of a launch day; one that was missed altogether is left out. */
export type SeriesAct =
  | { do: 'wait' }
  | { do: 'leaveOut'; launchOn: string; because: string }
  | { do: 'make'; launchOn: string; plan: CyclePlan }

/** @param holidays days on which nobody works, as the newest cycle lists them. */
export function actOfSeries(
  series: Series,
  people: readonly Person[],
  form: { formId: string; version: number },
  holidays: readonly NonWorkingDay[],
  now: string,
): SeriesAct {
  const next = nextOf(series)
  const today = localDateOf(now, series.timeZone)
  if (next === undefined || next.makeOn > today) return { do: 'wait' }
  const { launchOn } = next
  const nonWorkingDays = holidays.filter(({ on }) => on >= launchOn)
  // The launch itself is on a working day, and it takes until tomorrow at least.
  if (addWorkingDays(launchOn, 0, daysOff({ nonWorkingDays })) <= today) {
    return { do: 'leaveOut', launchOn, because: 'its launch day had passed before the cycle could be made' }
  }
  const selection = selectionFor(series, launchOn)
  if (selectPeople(selection, people).length === 0) {
    return { do: 'leaveOut', launchOn, because: 'nobody would be reviewed' }
  }
  const { shape, timeZone, title } = series
  const plan = planFromShape({ ...shape, selection }, { launchOn, timeZone, nonWorkingDays, form, title })
  return { do: 'make', launchOn, plan }
}

/** Who is meant on one launch day: the series’ own rule, and for hire dates the people whose day falls into that month. */
export function selectionFor({ shape, rhythm }: Series, launchOn: string): Selection {
  const { selection } = shape
  if (rhythm.kind === 'calendar' || selection.by !== 'filter') return selection
  const first = `${launchOn.slice(0, 7)}-01`
  const last = addDays(`${addDays(first, 31).slice(0, 7)}-01`, -1)
  const hired =
    rhythm.kind === 'anniversary'
      ? {
          hireMonth: Number(launchOn.slice(5, 7)),
          hiredTo: addDays(`${Number(launchOn.slice(0, 4))}-01-01`, -1),
        }
      : { hiredFrom: addDays(first, -rhythm.daysAfterHire), hiredTo: addDays(last, -rhythm.daysAfterHire) }
  return { ...selection, filter: { ...selection.filter, ...hired } }
}

/** The series after it has dealt with a launch day. */
export function dealtWith(
  series: Series,
  outcome: { on: string; cycleId?: string; because?: string },
): Series {
  return {
    ...series,
    version: series.version + 1,
    doneUntil: outcome.on,
    made: [outcome, ...series.made].slice(0, 24),
  }
}
