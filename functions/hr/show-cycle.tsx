import * as z from 'zod'
import type { ReviewCycle } from '../domain/cycle.ts'
import { progressOf, teamsOf } from '../domain/cycle-progress.ts'
import { cycleIdSchema } from '../domain/ids.ts'
import { labelOf } from '../domain/incompleteness.ts'
import { nextActOf } from '../domain/next-act.ts'
import { type Review, waitingLines } from '../domain/review.ts'
import { fitsFilter, reviewFilterSchema } from '../domain/review-filter.ts'
import { findCycle } from '../store/cycles.ts'
import { listParticipants } from '../store/participants.ts'
import { findReport } from '../store/reports.ts'
import { listReviews } from '../store/reviews.ts'
import { notAvailable, page, whyOf } from '../web/reply.ts'
import { type HrDependencies, hrRoute } from './hr-route.ts'
import { operations } from './operations/operations.ts'
import { CyclePage, type DoneAct, doneActs } from './pages/cycle-page.tsx'

const REVIEWS_PER_PAGE = 50

export const showCycle = hrRoute({
  method: 'GET',
  path: '/hr/cycles/{cycleId}',
  rule: 'hr',
  params: z.object({ cycleId: cycleIdSchema }),
  query: z.object({
    page: z.coerce.number().int().min(1).max(100_000).default(1),
    team: reviewFilterSchema.shape.team,
    q: reviewFilterSchema.shape.q,
    done: z.enum(doneActs).optional(),
  }),
  answer: async ({ dependencies, now }, { params, query }) => {
    const cycle = await findCycle(dependencies.db, params.cycleId)
    return cycle === undefined ? notAvailable() : cyclePage(dependencies, cycle, now, query)
  },
})

interface Shown {
  page?: number
  team?: string | undefined
  q?: string | undefined
  done?: DoneAct | undefined
  /** Why something that HR asked for was not done. */
  refusal?: string
  code?: string
  status?: number
}

/** A cycle as it stands. What HR asked for and did not get stands above it as a notice. */
export async function cyclePage(
  { db }: Pick<HrDependencies, 'db'>,
  cycle: ReviewCycle,
  now: Date,
  shown: Shown,
) {
  const at = now.toISOString()
  const launched = cycle.reviewCount > 0
  const [{ reviews }, participants, report] = await Promise.all([
    launched ? listReviews(db, cycle.cycleId, { limit: Number.MAX_SAFE_INTEGER }) : { reviews: [] },
    launched ? listParticipants(db, cycle.cycleId) : [],
    cycle.status === 'closed' ? findReport(db, cycle.cycleId) : undefined,
  ])
  const progress = progressOf(cycle, reviews, at)
  const teams = teamsOf(cycle, reviews, at)
  const search = shown.q ?? ''
  const chosen = reviews.filter((review) => fitsFilter(cycle, review, shown, at))
  const sorted = chosen.toSorted((one, other) => one.revieweeName.localeCompare(other.revieweeName, 'en'))
  const number = shown.page ?? 1
  const start = (number - 1) * REVIEWS_PER_PAGE
  const href = (to: number) =>
    `/hr/cycles/${cycle.cycleId}?${new URLSearchParams({
      page: String(to),
      ...(shown.team === undefined ? {} : { team: shown.team }),
      ...(search === '' ? {} : { q: search }),
    })}`
  const ratingsAreIn = reviews.every((review) => review.stage !== 'gathering')
  const names = new Map<string, string>(reviews.map((review) => [review.reviewId, review.revieweeName]))
  return page(
    <CyclePage
      cycle={cycle}
      now={at}
      done={shown.done}
      refusal={shown.refusal}
      next={nextActOf(cycle, ratingsAreIn)}
      progress={progress}
      teams={teams}
      team={teams.find((team) => team.supervisorId === shown.team)}
      reviews={sorted.slice(start, start + REVIEWS_PER_PAGE).map((review) => ({
        reviewId: review.reviewId,
        name: review.revieweeName,
        supervisor: review.ratingSupervisorName,
        stage: review.stage,
        label: labelOf(review),
        answer: review.acknowledgement,
        waitsFor: waitsFor(review),
      }))}
      search={search}
      operations={operations}
      reviewCount={sorted.length}
      here={`Reviews ${start + 1} to ${Math.min(start + REVIEWS_PER_PAGE, sorted.length)} of ${sorted.length}`}
      previousHref={number > 1 ? href(number - 1) : undefined}
      nextHref={start + REVIEWS_PER_PAGE < sorted.length ? href(number + 1) : undefined}
      mailTrouble={participants.flatMap(({ personId, name, mailTrouble }) =>
        mailTrouble === undefined ? [] : [{ personId, name, ...mailTrouble }],
      )}
      exceptions={(cycle.exceptions ?? []).map((exception) => ({
        ...exception,
        name: names.get(exception.reviewId) ?? exception.reviewId,
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
        ...(shown.refusal === undefined ? {} : { refusal: shown.refusal }),
      },
    },
  )
}

/** Whom a review waits for, in words. Colleagues are counted, not named: the list is about the reviewee. */
function waitsFor(review: Review): string {
  const lines = waitingLines(review)
  const waits = (kind: Review['steps'][number]['kind']) => lines.some((line) => line.kind === kind)
  const peers = lines.filter((line) => line.kind === 'peerInput').length
  const parts = [
    waits('selfAssessment') && `${review.revieweeName} (self-assessment)`,
    peers > 0 && `${peers} ${peers === 1 ? 'colleague' : 'colleagues'}`,
    waits('supervisorRating') && `${review.ratingSupervisorName} (rating)`,
    waits('revieweeSignature') && `${review.revieweeName} (signature)`,
    waits('supervisorSignature') &&
      `${review.countersigner?.name ?? review.ratingSupervisorName} (signature)`,
    review.stage === 'rated' && 'the release',
  ]
  return parts.filter(Boolean).join(', ')
}
