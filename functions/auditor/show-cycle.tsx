import * as z from 'zod'
import { holdsWords } from '../domain/holds-words.ts'
import { cycleIdSchema, type ReviewId, reviewIdSchema } from '../domain/ids.ts'
import type { Review } from '../domain/review.ts'
import { findCycle } from '../store/cycles.ts'
import { EVERY_REVIEW, listReviews } from '../store/reviews.ts'
import { notAvailable, page } from '../web/reply.ts'
import { auditorRoute } from './auditor-route.ts'
import { planState, reviewsState } from './cycle-state.ts'
import { explainChain } from './explained-chain.ts'
import { CyclePage } from './pages/cycle-page.tsx'

const REVIEWS_PER_PAGE = 100

export const showCycle = auditorRoute({
  method: 'GET',
  path: '/audit/cycles/{cycleId}',
  rule: 'auditor',
  params: z.object({ cycleId: cycleIdSchema }),
  query: z.object({
    after: reviewIdSchema.optional(),
    /** Only reviews of people with these words in their names, the first hundred of them. */
    q: z.string().trim().max(200).optional(),
  }),
  answer: async ({ dependencies }, { params, query }) => {
    const { db } = dependencies
    const search = query.q ?? ''
    const cycle = await findCycle(db, params.cycleId)
    if (cycle === undefined) return notAvailable()
    // As of the head that the entries were read for, also when somebody acts in this very moment.
    let latest = cycle
    const chain = await explainChain(db, cycle.chain, async () => {
      latest = (await findCycle(db, cycle.cycleId)) ?? latest
      return latest.chain
    })
    const { reviews: all } = await listReviews(db, cycle.cycleId, EVERY_REVIEW)
    const { reviews, next } = search === '' ? onePage(all, query.after) : withName(all, search)
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
        reviews={reviews}
        search={search}
        firstHref={query.after === undefined && search === '' ? undefined : here}
        nextHref={next === undefined ? undefined : `${here}?after=${next}`}
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

/** In the order of their ids, in which they are stored. */
function onePage(all: readonly Review[], after: ReviewId | undefined) {
  const rest = after === undefined ? all : all.filter(({ reviewId }) => reviewId > after)
  const reviews = rest.slice(0, REVIEWS_PER_PAGE)
  return { reviews, next: rest.length > REVIEWS_PER_PAGE ? reviews.at(-1)?.reviewId : undefined }
}

function withName(all: readonly Review[], search: string) {
  const found = all.filter((review) => holdsWords(review.revieweeName, search))
  return { reviews: found.slice(0, REVIEWS_PER_PAGE), next: undefined }
}
