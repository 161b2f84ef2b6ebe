import * as z from 'zod'
import type { ReviewCycle } from '../domain/cycle.ts'
import { holdsWords } from '../domain/holds-words.ts'
import { cycleIdSchema, type ReviewId, reviewIdSchema } from '../domain/ids.ts'
import { type Review, reviewStageSchema } from '../domain/review.ts'
import { findCycle } from '../store/cycles.ts'
import { EVERY_REVIEW, listReviews } from '../store/reviews.ts'
import { notAvailable, page } from '../web/reply.ts'
import { auditorRoute } from './auditor-route.ts'
import { planState, reviewsState } from './cycle-state.ts'
import { explainChain } from './explained-chain.ts'
import { namesIn } from './names-in.ts'
import { CyclePage } from './pages/cycle-page.tsx'
import { openLog, placesOf } from './place-in-log.ts'

const REVIEWS_PER_PAGE = 100

export const showCycle = auditorRoute({
  method: 'GET',
  path: '/audit/cycles/{cycleId}',
  rule: 'auditor',
  params: z.object({ cycleId: cycleIdSchema }),
  query: z.object({
    after: reviewIdSchema.optional(),
    /** Only reviews of people with these words in their names. */
    q: z.string().trim().max(200).default(''),
    /** Only reviews that have come so far. */
    stage: z.union([z.literal(''), reviewStageSchema]).default(''),
  }),
  answer: async ({ dependencies, now }, { params, query }) => {
    const { db } = dependencies
    const [cycle, log] = await Promise.all([findCycle(db, params.cycleId), openLog(dependencies, now)])
    if (cycle === undefined) return notAvailable()
    // As of the head that the entries were read for, also when somebody acts in this very moment.
    let latest = cycle
    const chain = await explainChain(db, cycle.chain, async () => {
      latest = (await findCycle(db, cycle.cycleId)) ?? latest
      return latest.chain
    })
    const { reviews: all } = await listReviews(db, cycle.cycleId, EVERY_REVIEW)
    const fitting = all.filter(
      (review) =>
        (query.stage === '' || review.stage === query.stage) &&
        (holdsWords(review.revieweeName, query.q) || holdsWords(review.ratingSupervisorName, query.q)),
    )
    const { reviews, next } = onePage(fitting, query.after)
    const plan = planState(latest, chain.verdict)
    const list = reviewsState(
      all.map((review) => review.chain.subjectRef),
      chain.verdict,
    )
    const here = `/audit/cycles/${cycle.cycleId}`
    return page(
      <CyclePage
        cycle={cycle}
        chain={chain}
        plan={plan}
        list={list}
        places={await placesOf(log, chain.entries)}
        names={await namesIn(db, undefined, chain.entries)}
        reviews={reviews}
        exceptions={exceptionsOf(latest, all)}
        found={fitting.length}
        isIncomplete={!('state' in log.published) && log.published.isAheadOfTables}
        search={query.q}
        stage={query.stage}
        firstHref={query.after === undefined ? undefined : hrefWith(here, query, undefined)}
        nextHref={next === undefined ? undefined : hrefWith(here, query, next)}
      />,
      {
        title: cycle.name,
        wide: true,
        back: { label: 'Cycles', href: '/audit' },
        data: {
          cycleId: cycle.cycleId,
          holds: chain.verdict.holds,
          plan,
          list,
          reviews: reviews.map(({ reviewId, stage, acknowledgement, chain: head }) => ({
            reviewId,
            stage,
            acknowledgement,
            entries: head.seq,
          })),
          ...(next === undefined ? {} : { next }),
        },
      },
    )
  },
})

/** With names; the app noted them when the cycle was closed. */
function exceptionsOf({ exceptions = [] }: ReviewCycle, all: readonly Review[]) {
  const names = new Map<string, string>(all.map(({ reviewId, revieweeName }) => [reviewId, revieweeName]))
  return exceptions.map(({ reviewId, reason }) => ({
    reviewId,
    name: names.get(reviewId) ?? reviewId,
    reason: reason ?? 'the reason was not kept',
  }))
}

/** In the order of their ids, in which they are stored. */
function onePage(all: readonly Review[], after: ReviewId | undefined) {
  const rest = after === undefined ? all : all.filter(({ reviewId }) => reviewId > after)
  const reviews = rest.slice(0, REVIEWS_PER_PAGE)
  return { reviews, next: rest.length > REVIEWS_PER_PAGE ? reviews.at(-1)?.reviewId : undefined }
}

function hrefWith(
  path: string,
  { q, stage }: { q: string; stage: string },
  after: string | undefined,
): string {
  const filled = Object.entries({ q, stage, after: after ?? '' }).filter(([, value]) => value !== '')
  return filled.length === 0 ? path : `${path}?${new URLSearchParams(filled)}`
}
