import * as z from 'zod'
import { pendingReopening, whyNotReopen } from '../domain/reopening.ts'
import type { FieldErrors, TypedForm } from '../layout/field-errors.ts'
import type { Database } from '../store/database.ts'
import { findReopeningSituation } from '../store/reopenings.ts'
import { notAvailable, page } from '../web/reply.ts'
import type { HrSession } from '../web/sessions.ts'
import { hrRoute } from './hr-route.ts'
import { ReopeningPage } from './pages/reopening-page.tsx'
import { reviewParamsSchema } from './show-review.tsx'

/** Whether a review can be reopened, whether somebody has asked for it, and what was reopened before. */
export const showReopening = hrRoute({
  method: 'GET',
  path: '/hr/cycles/{cycleId}/reviews/{reviewId}/reopening',
  rule: 'hr',
  params: reviewParamsSchema,
  query: z.object({ done: z.enum(['requested', 'withdrawn', 'confirmed']).optional() }),
  answer: ({ dependencies, session }, { params, query }) =>
    reopeningPage(dependencies.db, session, params, { done: query.done }),
})

interface Shown {
  done?: 'requested' | 'withdrawn' | 'confirmed' | undefined
  refusal?: string
  typed?: TypedForm
  errors?: FieldErrors
}

/** A refusal stands above, with what was typed still in its field. */
export async function reopeningPage(
  db: Database,
  session: HrSession,
  params: z.output<typeof reviewParamsSchema>,
  shown: Shown,
) {
  const situation = await findReopeningSituation(db, params.cycleId, params.reviewId)
  if (situation === undefined) return notAvailable()
  const { cycle, review, reopenings } = situation
  const obstacle = whyNotReopen(situation)?.message
  const pending = pendingReopening(reopenings)
  const hasErrors = Object.keys(shown.errors ?? {}).length > 0
  const path = `/hr/cycles/${cycle.cycleId}/reviews/${review.reviewId}`
  return page(
    <ReopeningPage
      cycle={cycle}
      review={review}
      reopenings={reopenings}
      pending={pending}
      obstacle={obstacle}
      viewer={session.subject}
      path={path}
      done={shown.done}
      refusal={shown.refusal}
      typed={shown.typed ?? {}}
      errors={shown.errors ?? {}}
    />,
    {
      title: `Reopen the review of ${review.revieweeName}`,
      status: hasErrors ? 422 : shown.refusal === undefined ? 200 : 409,
      back: { label: `Review of ${review.revieweeName}`, href: path },
      data: {
        reviewId: review.reviewId,
        reopenings,
        pending: pending?.number ?? null,
        ...(obstacle === undefined ? {} : { obstacle }),
        ...(hasErrors ? { errors: shown.errors } : {}),
        ...(shown.refusal === undefined ? {} : { refusal: shown.refusal }),
      },
    },
  )
}
