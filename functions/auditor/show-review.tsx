import * as z from 'zod'
import { cycleIdSchema, reviewIdSchema } from '../domain/ids.ts'
import { findCycle } from '../store/cycles.ts'
import { findRecord } from '../store/released-records.ts'
import { findReview } from '../store/reviews.ts'
import { notAvailable, page } from '../web/reply.ts'
import { auditorRoute } from './auditor-route.ts'
import { explainChain } from './explained-chain.ts'
import { namesIn } from './names-in.ts'
import { ReviewPage } from './pages/review-page.tsx'
import { recordState } from './record-state.ts'

export const reviewParamsSchema = z.object({ cycleId: cycleIdSchema, reviewId: reviewIdSchema })

export const showReview = auditorRoute({
  method: 'GET',
  path: '/audit/cycles/{cycleId}/reviews/{reviewId}',
  rule: 'auditor',
  params: reviewParamsSchema,
  answer: async ({ dependencies }, { params }) => {
    const { db } = dependencies
    const [cycle, review] = await Promise.all([
      findCycle(db, params.cycleId),
      findReview(db, params.cycleId, params.reviewId),
    ])
    if (cycle === undefined || review === undefined) return notAvailable()
    // As of the head that the entries were read for, also when somebody acts in this very moment.
    let latest = review
    const chain = await explainChain(db, review.chain, async () => {
      latest = (await findReview(db, cycle.cycleId, review.reviewId)) ?? latest
      return latest.chain
    })
    const state = recordState(latest, await findRecord(db, review.reviewId), chain.verdict)
    return page(
      <ReviewPage
        cycle={cycle}
        review={review}
        chain={chain}
        names={await namesIn(db, review, chain.entries)}
        record={state}
      />,
      {
        title: `Review of ${review.revieweeName}`,
        back: { label: cycle.name, href: `/audit/cycles/${cycle.cycleId}` },
        data: {
          reviewId: review.reviewId,
          stage: review.stage,
          record: state,
          verdict: chain.verdict.holds ? { holds: true } : chain.verdict,
          entries: chain.entries,
        },
      },
    )
  },
})
