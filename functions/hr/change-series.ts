import * as z from 'zod'
import { addDays, localDateOf } from '../domain/calendar.ts'
import type { Series } from '../domain/series.ts'
import { findSeries, saveSeries } from '../store/series.ts'
import { notAvailable, redirect } from '../web/reply.ts'
import { seriesPage } from './browse-series.tsx'
import { actOf, type HrDependencies, hrRoute } from './hr-route.ts'
import { usedTemplates } from './plan-start.ts'
import { readSeriesForm } from './series-form.ts'
import { one } from './typed-form.ts'

/** Begins a series. Its alarm clock is set before anything else can depend on it; pressing again sets it again. */
export const beginSeries = hrRoute({
  method: 'POST',
  path: '/hr/series',
  rule: 'hr',
  body: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  answer: async ({ dependencies, session, now }, { body }) => {
    const { db } = dependencies
    const act = actOf(session, now)
    const today = localDateOf(act.at, 'UTC')
    const read = readSeriesForm(body, await usedTemplates(db), today)
    if (Object.keys(read.errors).length > 0) {
      return seriesPage(dependencies, now, { typed: body, errors: read.errors })
    }
    const series: Series = {
      ...read.series,
      seriesId: `ser_${Buffer.from(db.randomBytes(16)).toString('hex')}`,
      state: 'active',
      version: 1,
      createdAt: act.at,
      createdBy: act.by.subject,
      doneUntil: addDays(one(body, 'firstOn'), -1),
      made: [],
    }
    // The alarm clock first: one without a row finds nothing to do, a row without one would sleep for ever.
    if (!(await follows(dependencies, series))) return clockFailed(dependencies, now)
    await saveSeries(db, series)
    return redirect('/hr/series?done=begun', { data: { seriesId: series.seriesId } })
  },
})

/** Lets a series rest, go on or end. Cycles that it has made stay as they are. */
export const changeSeries = hrRoute({
  method: 'POST',
  path: '/hr/series/{seriesId}/{act}',
  rule: 'hr',
  params: z.object({
    seriesId: z.string().regex(/^ser_[0-9a-z]{16,40}$/),
    act: z.enum(['pause', 'resume', 'end']),
  }),
  body: z.object({}),
  answer: async ({ dependencies, now }, { params }) => {
    const { db } = dependencies
    const series = await findSeries(db, params.seriesId)
    if (series === undefined) return notAvailable()
    const state = ({ pause: 'paused', resume: 'active', end: 'ended' } as const)[params.act]
    if (series.state === 'ended' && state !== 'ended') {
      return seriesPage(dependencies, now, {
        refusal: 'This series has ended. Begin another one.',
        status: 409,
      })
    }
    if (
      series.state !== state &&
      !(await saveSeries(db, { ...series, state, version: series.version + 1 }))
    ) {
      return seriesPage(dependencies, now, {
        refusal: 'Somebody else has changed the series just now. Look again.',
        status: 409,
      })
    }
    const settled =
      state === 'ended' ? await ends(dependencies, series.seriesId) : await follows(dependencies, series)
    if (!settled) return clockFailed(dependencies, now)
    return redirect(`/hr/series?done=${state === 'active' ? 'resumed' : state}`, {
      data: { seriesId: series.seriesId, state },
    })
  },
})

async function follows({ launches, reportTrouble }: HrDependencies, series: Series): Promise<boolean> {
  try {
    await (await launches()).followSeries(series)
    return true
  } catch (error) {
    reportTrouble('the alarm clock of a series could not be set', error)
    return false
  }
}

async function ends({ launches, reportTrouble }: HrDependencies, seriesId: string): Promise<boolean> {
  try {
    await (await launches()).endSeries(seriesId)
    return true
  } catch (error) {
    // Harmless: a clock that rings finds the series ended and does nothing.
    reportTrouble('the alarm clock of an ended series is still there', error)
    return true
  }
}

const clockFailed = (dependencies: HrDependencies, now: Date) =>
  seriesPage(dependencies, now, {
    refusal: 'The series’ alarm clock could not be set just now. Try again in a minute.',
    status: 502,
  })
