import * as z from 'zod'
import { requestClose } from '../domain/cycle-course.ts'
import { exceptionsOf } from '../domain/cycle-exceptions.ts'
import { cycleIdSchema } from '../domain/ids.ts'
import { isRefusal } from '../domain/refusal.ts'
import { findCycle } from '../store/cycles.ts'
import { EVERY_REVIEW, listReviews } from '../store/reviews.ts'
import { notAvailable, page } from '../web/reply.ts'
import { actOf, hrRoute } from './hr-route.ts'
import { ClosePage } from './pages/close-page.tsx'

/** What the cycle would list if it were closed now. Nothing is written. */
export const offerClose = hrRoute({
  method: 'GET',
  path: '/hr/cycles/{cycleId}/close',
  rule: 'hr',
  params: z.object({ cycleId: cycleIdSchema }),
  answer: async ({ dependencies, session, now }, { params }) => {
    const { db } = dependencies
    const cycle = await findCycle(db, params.cycleId)
    if (cycle === undefined) return notAvailable()
    const decision = requestClose(cycle, actOf(session, now))
    const refusal = isRefusal(decision) ? decision.message : undefined
    const { reviews } = await listReviews(db, params.cycleId, EVERY_REVIEW)
    const names = new Map<string, string>(
      reviews.map(({ reviewId, revieweeName }) => [reviewId, revieweeName]),
    )
    const listed = exceptionsOf(reviews)
      .map(({ reviewId, reason = '' }) => ({ reviewId, reason, name: names.get(reviewId) ?? reviewId }))
      .sort((one, other) => one.name.localeCompare(other.name, 'en'))
    return page(
      <ClosePage cycleId={params.cycleId} reviewCount={reviews.length} listed={listed} refusal={refusal} />,
      {
        title: 'Close the cycle',
        status: refusal === undefined ? 200 : 409,
        refusal: isRefusal(decision) ? decision : undefined,
        back: { label: cycle.name, href: `/hr/cycles/${params.cycleId}` },
        data: refusal === undefined ? { reviews: reviews.length, listed } : { refusal },
      },
    )
  },
})
