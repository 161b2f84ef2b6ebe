import * as z from 'zod'
import { addDays, localDateOf } from '../domain/calendar.ts'
import { nextOf, type Series } from '../domain/series.ts'
import type { FieldErrors, TypedForm } from '../layout/field-errors.ts'
import { listPeople } from '../store/people.ts'
import { listSeries } from '../store/series.ts'
import { page } from '../web/reply.ts'
import { type HrDependencies, hrRoute } from './hr-route.ts'
import { SeriesPage } from './pages/plan/series-page.tsx'
import { usedTemplates } from './plan-start.ts'
import { usualTimeZone } from './usual-time-zone.ts'

export const browseSeries = hrRoute({
  method: 'GET',
  path: '/hr/series',
  rule: 'hr',
  query: z.object({ done: z.enum(['begun', 'paused', 'resumed', 'ended']).optional() }),
  answer: ({ dependencies, now }, { query }) => seriesPage(dependencies, now, { done: query.done }),
})

/** All series, and the form that begins another one. */
export async function seriesPage(
  { db }: Pick<HrDependencies, 'db'>,
  now: Date,
  shown: {
    typed?: TypedForm
    errors?: FieldErrors
    done?: 'begun' | 'paused' | 'resumed' | 'ended' | undefined
    refusal?: string
    status?: number
  },
) {
  const [series, templates, people] = await Promise.all([listSeries(db), usedTemplates(db), listPeople(db)])
  const timeZone = series[0]?.timeZone ?? usualTimeZone(people)
  const errors = shown.errors ?? {}
  const suggested: TypedForm = {
    template: 'quarterly',
    rhythm: 'quarterly',
    timeZone,
    firstOn: addDays(localDateOf(now.toISOString(), timeZone), 28),
    leadDays: '14',
    daysAfterHire: '90',
    launches: 'afterALook',
  }
  return page(
    <SeriesPage
      series={series.map(summaryOf)}
      templates={templates}
      typed={shown.typed ?? suggested}
      errors={errors}
      done={shown.done}
      refusal={shown.refusal}
      knowsHireDates={people.some(({ hiredOn }) => hiredOn !== undefined)}
    />,
    {
      title: 'Recurring series',
      status: shown.status ?? (Object.keys(errors).length > 0 ? 422 : 200),
      back: { label: 'Cycles', href: '/hr/cycles' },
      data: {
        series: series.map(summaryOf),
        errors,
        ...(shown.refusal === undefined ? {} : { refusal: shown.refusal }),
      },
    },
  )
}

const summaryOf = (series: Series) => ({
  seriesId: series.seriesId,
  name: series.name,
  state: series.state,
  version: series.version,
  rhythm: series.rhythm,
  timeZone: series.timeZone,
  leadDays: series.leadDays,
  launches: series.launches,
  next: nextOf(series),
  made: series.made,
})
