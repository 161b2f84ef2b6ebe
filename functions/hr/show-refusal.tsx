import * as z from 'zod'
import { localDateOf } from '../domain/calendar.ts'
import type { FieldErrors, TypedForm } from '../layout/field-errors.ts'
import { RefusalForm } from '../layout/refusal-form.tsx'
import { findCycle } from '../store/cycles.ts'
import type { Database } from '../store/database.ts'
import { findReview } from '../store/reviews.ts'
import { notAvailable, page } from '../web/reply.ts'
import { hrRoute } from './hr-route.ts'
import { typedText } from './pages/typed-text.ts'
import { reviewParamsSchema } from './show-review.tsx'

/** A refusal to sign, and who witnessed it. */
export const showRefusal = hrRoute({
  method: 'GET',
  path: '/hr/cycles/{cycleId}/reviews/{reviewId}/refusal',
  rule: 'hr',
  params: reviewParamsSchema,
  query: z.object({ done: z.enum(['witnessed']).optional() }),
  answer: ({ dependencies, now }, { params, query }) =>
    refusalPage(dependencies.db, now, params, { done: query.done }),
})

interface Shown {
  done?: 'witnessed' | undefined
  refusal?: string
  typed?: TypedForm
  errors?: FieldErrors
}

export async function refusalPage(
  db: Database,
  now: Date,
  params: z.output<typeof reviewParamsSchema>,
  shown: Shown,
) {
  const [cycle, review] = await Promise.all([
    findCycle(db, params.cycleId),
    findReview(db, params.cycleId, params.reviewId),
  ])
  if (cycle === undefined || review === undefined) return notAvailable()
  const path = `/hr/cycles/${cycle.cycleId}/reviews/${review.reviewId}`
  const typed = shown.typed ?? {}
  const hasErrors = Object.keys(shown.errors ?? {}).length > 0
  return page(
    <RefusalForm
      action={`${path}/refusal`}
      reviewee={review.revieweeName}
      isRefused={review.acknowledgement === 'refused'}
      witness={review.refusalWitness}
      timeZone={cycle.timeZone}
      typed={{ witness: typedText(typed, 'witness'), on: typedText(typed, 'on') }}
      today={localDateOf(now.toISOString(), cycle.timeZone)}
      wasDone={shown.done === 'witnessed'}
      refusal={shown.refusal}
      errors={shown.errors ?? {}}
    />,
    {
      title: `${review.revieweeName} refused to sign`,
      status: hasErrors ? 422 : shown.refusal === undefined ? 200 : 409,
      back: { label: `Review of ${review.revieweeName}`, href: path },
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
