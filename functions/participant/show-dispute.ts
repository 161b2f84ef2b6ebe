import * as z from 'zod'
import { reviewIdSchema } from '../domain/ids.ts'
import { notAvailable } from '../web/reply.ts'
import { disputeReply } from './dispute-reply.tsx'
import { gatherDispute } from './gather-dispute.ts'
import { participantRoute } from './participant-route.ts'

export const disputePathSchema = z.object({ reviewId: reviewIdSchema })

/** What was disputed and decided in a review; for its reviewee also the form to dispute it, or to appeal. */
export const showDispute = participantRoute({
  method: 'GET',
  path: '/my/disputes/{reviewId}',
  rule: 'participant',
  params: disputePathSchema,
  answer: async ({ dependencies: { db }, session, now }, { params }) => {
    const desk = await gatherDispute(db, session, params.reviewId, now)
    return desk === undefined ? notAvailable() : disputeReply(desk)
  },
})
