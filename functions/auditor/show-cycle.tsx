import * as z from 'zod'
import { holdsWords } from '../domain/holds-words.ts'
import { type CycleId, cycleIdSchema, type ReviewId, reviewIdSchema } from '../domain/ids.ts'
import { findCycle } from '../store/cycles.ts'
import type { Database } from '../store/database.ts'
import { listReviews } from '../store/reviews.ts'
import { notAvailable, page } from '../web/reply.ts'
import { auditorRoute } from './auditor-route.ts'
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
    const [chain, { reviews, next }] = await Promise.all([
      explainChain(db, cycle.chain, async () => (await findCycle(db, cycle.cycleId))?.chain),
      search === '' ? onePage(db, cycle.cycleId, query.after) : withName(db, cycle.cycleId, search),
    ])
    const here = `/audit/cycles/${cycle.cycleId}`
    return page(
      <CyclePage
        cycle={cycle}
        chain={chain}
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
          reviews: reviews.map(({ reviewId, stage, chain: head }) => ({
            reviewId,
            stage,
            entries: head.seq,
          })),
          ...(next === undefined ? {} : { next }),
        },
      },
    )
  },
})

function onePage(db: Database, cycleId: CycleId, after: ReviewId | undefined) {
  return listReviews(db, cycleId, {
    limit: REVIEWS_PER_PAGE,
    ...(after === undefined ? {} : { after }),
  })
}

async function withName(db: Database, cycleId: CycleId, search: string) {
  const { reviews } = await listReviews(db, cycleId, { limit: Number.MAX_SAFE_INTEGER })
  const found = reviews.filter((review) => holdsWords(review.revieweeName, search))
  return { reviews: found.slice(0, REVIEWS_PER_PAGE), next: undefined }
}
