import * as z from 'zod'
import type { ReviewCycle } from '../domain/cycle.ts'
import { progressOf, teamsOf } from '../domain/cycle-progress.ts'
import { CycleReviews } from '../domain/cycle-reviews.ts'
import { type CycleId, cycleIdSchema } from '../domain/ids.ts'
import { labelOf } from '../domain/incompleteness.ts'
import { nextActOf } from '../domain/next-act.ts'
import { filterEntries, filterFields, fitsFilter, type ReviewFilter } from '../domain/review-filter.ts'
import { loadCycleReviews } from '../store/cycle-reviews.ts'
import { findCycle } from '../store/cycles.ts'
import type { Database } from '../store/database.ts'
import { listMailTrouble } from '../store/mail-trouble.ts'
import { findParticipants } from '../store/participants.ts'
import { findReport } from '../store/reports.ts'
import { notAvailable, page, whyOf } from '../web/reply.ts'
import { type HrDependencies, hrRoute } from './hr-route.ts'
import { operations } from './operations/operations.ts'
import { CyclePage, type DoneAct, doneActs } from './pages/cycle-page.tsx'
import { waitsFor } from './waits-for.ts'

const REVIEWS_PER_PAGE = 50

export const showCycle = hrRoute({
  method: 'GET',
  path: '/hr/cycles/{cycleId}',
  rule: 'hr',
  params: z.object({ cycleId: cycleIdSchema }),
  query: filterFields.extend({
    page: z.coerce.number().int().min(1).max(100_000).default(1),
    done: z.enum(doneActs).optional(),
  }),
  answer: async ({ dependencies, now }, { params, query }) => {
    // Asked for together: most cycles that are looked at have been launched.
    const [cycle, { reviews }] = await Promise.all([
      findCycle(dependencies.db, params.cycleId),
      loadCycleReviews(dependencies.db, params.cycleId),
    ])
    if (cycle === undefined) return notAvailable()
    const { page: number, done, ...filter } = query
    return cyclePage(dependencies, cycle, now, { page: number, done, filter, reviews })
  },
})

interface Shown {
  page?: number
  filter?: ReviewFilter
  done?: DoneAct | undefined
  /** Why something that HR asked for was not done. */
  refusal?: string
  code?: string
  status?: number
  /** Where they are at hand already. */
  reviews?: CycleReviews
}

/** A cycle as it stands. What HR asked for and did not get stands above it as a notice. */
export async function cyclePage(
  { db }: Pick<HrDependencies, 'db'>,
  cycle: ReviewCycle,
  now: Date,
  shown: Shown,
) {
  const at = now.toISOString()
  const [all, mailTrouble, report] = await Promise.all([
    shown.reviews ?? reviewsOf(db, cycle),
    cycle.reviewCount > 0 && cycle.status !== 'closed' ? mailTroubleOf(db, cycle.cycleId) : [],
    cycle.status === 'closed' ? findReport(db, cycle.cycleId) : undefined,
  ])
  const filter = shown.filter ?? {}
  const progress = progressOf(cycle, all.reviews, at)
  const teams = teamsOf(cycle, all, at)
  const chosen = all.reviews.filter((review) => fitsFilter(cycle, review, filter, at))
  const number = shown.page ?? 1
  const start = (number - 1) * REVIEWS_PER_PAGE
  const rows = chosen.slice(start, start + REVIEWS_PER_PAGE).map((review) => ({
    reviewId: review.reviewId,
    name: review.revieweeName,
    supervisor: review.ratingSupervisorName,
    stage: review.stage,
    answer: review.acknowledgement,
    label: labelOf(review),
    waitsFor: waitsFor(review),
  }))
  const href = (to: number) =>
    `/hr/cycles/${cycle.cycleId}?${new URLSearchParams([['page', String(to)], ...filterEntries(filter)])}#reviews`
  const ratingsAreIn = all.reviews.every((review) => review.stage !== 'gathering')
  return page(
    <CyclePage
      cycle={cycle}
      now={at}
      done={shown.done}
      refusal={shown.refusal}
      next={nextActOf(cycle, ratingsAreIn)}
      progress={progress}
      teams={teams}
      team={teams.find((team) => team.supervisorId === filter.team)}
      filter={filter}
      reviews={rows}
      operations={operations}
      reviewCount={chosen.length}
      here={`Reviews ${start + 1} to ${Math.min(start + REVIEWS_PER_PAGE, chosen.length)} of ${chosen.length}`}
      previousHref={number > 1 ? href(number - 1) : undefined}
      nextHref={start + REVIEWS_PER_PAGE < chosen.length ? href(number + 1) : undefined}
      mailTrouble={mailTrouble}
      exceptions={(cycle.exceptions ?? []).map((exception) => ({
        ...exception,
        name: all.find(exception.reviewId)?.revieweeName ?? exception.reviewId,
      }))}
      report={report}
    />,
    {
      title: cycle.name,
      status: shown.status ?? (shown.refusal === undefined ? 200 : 409),
      refusal: whyOf(shown),
      wide: true,
      back: { label: 'Cycles', href: '/hr/cycles' },
      data: {
        cycle,
        progress,
        teams,
        reviews: rows,
        found: chosen.length,
        ...(shown.refusal === undefined ? {} : { refusal: shown.refusal }),
      },
    },
  )
}

export async function reviewsOf(db: Database, cycle: ReviewCycle): Promise<CycleReviews> {
  return cycle.reviewCount === 0 ? CycleReviews.of([]) : (await loadCycleReviews(db, cycle.cycleId)).reviews
}

/** Whom mail of this cycle does not reach, by name. */
async function mailTroubleOf(db: Database, cycleId: CycleId) {
  const troubles = (await listMailTrouble(db)).filter((trouble) => trouble.cycleId === cycleId)
  const participants = await findParticipants(
    db,
    cycleId,
    troubles.map(({ personId }) => personId),
  )
  return troubles.flatMap(({ personId, kind, at }) => {
    const participant = participants.get(personId)
    return participant === undefined ? [] : [{ personId, name: participant.name, kind, at }]
  })
}
