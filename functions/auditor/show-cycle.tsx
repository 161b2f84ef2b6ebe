import * as z from 'zod'
import { cycleIdSchema, reviewIdSchema } from '../domain/ids.ts'
import { findCycle } from '../store/cycles.ts'
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
  query: z.object({ after: reviewIdSchema.optional() }),
  answer: async ({ dependencies }, { params, query }) => {
    const { db } = dependencies
    const cycle = await findCycle(db, params.cycleId)
    if (cycle === undefined) return notAvailable()
    const [chain, { reviews, next }] = await Promise.all([
      explainChain(db, cycle.chain, async () => (await findCycle(db, cycle.cycleId))?.chain),
      listReviews(db, cycle.cycleId, {
        limit: REVIEWS_PER_PAGE,
        ...(query.after === undefined ? {} : { after: query.after }),
      }),
    ])
    const here = `/audit/cycles/${cycle.cycleId}`
    return page(
      <CyclePage
        cycle={cycle}
        chain={chain}
        reviews={reviews}
        firstHref={query.after === undefined ? undefined : here}
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
