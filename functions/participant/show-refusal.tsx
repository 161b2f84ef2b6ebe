import * as z from 'zod'
import { localDateOf } from '../domain/calendar.ts'
import type { ReviewCycle } from '../domain/cycle.ts'
import { type ReviewId, reviewIdSchema } from '../domain/ids.ts'
import type { Review } from '../domain/review.ts'
import type { FieldErrors, TypedForm } from '../layout/field-errors.ts'
import { RefusalForm } from '../layout/refusal-form.tsx'
import { loadCycle } from '../store/cycles.ts'
import type { Database } from '../store/database.ts'
import { findReview } from '../store/reviews.ts'
import { notAvailable, page } from '../web/reply.ts'
import type { ParticipantSession } from '../web/sessions.ts'
import { participantRoute } from './participant-route.ts'

export const refusalPathSchema = z.object({ reviewId: reviewIdSchema })
export const refusalHref = (reviewId: ReviewId) => `/my/refusals/${reviewId}`

/** For whoever rates: a reviewee's refusal to sign, and who witnessed it. */
export const showRefusal = participantRoute({
  method: 'GET',
  path: '/my/refusals/{reviewId}',
  rule: 'participant',
  params: refusalPathSchema,
  query: z.object({ done: z.enum(['witnessed']).optional() }),
  answer: async ({ dependencies: { db }, session, now }, { params, query }) => {
    const found = await findRated(db, session, params.reviewId)
    return found === undefined ? notAvailable() : refusalReply(found, now, { done: query.done })
  },
})

/** A review whose rating supervisor the session's person is. */
export async function findRated(
  db: Database,
  session: Pick<ParticipantSession, 'cycleId' | 'personId'>,
  reviewId: ReviewId,
): Promise<{ cycle: ReviewCycle; review: Review } | undefined> {
  const [cycle, review] = await Promise.all([
    loadCycle(db, session.cycleId),
    findReview(db, session.cycleId, reviewId),
  ])
  return review?.ratingSupervisorId === session.personId ? { cycle, review } : undefined
}

export function refusalReply(
  { cycle, review }: { cycle: ReviewCycle; review: Review },
  now: Date,
  shown: { done?: 'witnessed' | undefined; refusal?: string; typed?: TypedForm; errors?: FieldErrors },
) {
  const hasErrors = Object.keys(shown.errors ?? {}).length > 0
  const typed = (name: string) => {
    const value = shown.typed?.[name]
    return typeof value === 'string' ? value : ''
  }
  return page(
    <RefusalForm
      action={refusalHref(review.reviewId)}
      reviewee={review.revieweeName}
      isRefused={review.acknowledgement === 'refused'}
      witness={review.refusalWitness}
      timeZone={cycle.timeZone}
      typed={{ witness: typed('witness'), on: typed('on') }}
      today={localDateOf(now.toISOString(), cycle.timeZone)}
      wasDone={shown.done === 'witnessed'}
      refusal={shown.refusal}
      errors={shown.errors ?? {}}
    />,
    {
      title: 'Who witnessed the refusal',
      status: hasErrors ? 422 : shown.refusal === undefined ? 200 : 409,
      back: { label: 'What waits for you', href: '/my' },
      data: {
        reviewId: review.reviewId,
        acknowledgement: review.acknowledgement,
        refusalWitness: review.refusalWitness ?? null,
        ...(hasErrors ? { errors: shown.errors } : {}),
        ...(shown.refusal === undefined ? {} : { refusal: shown.refusal }),
      },
    },
  )
}
