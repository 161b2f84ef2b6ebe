import * as z from 'zod'
import { isOpenDispute } from '../domain/dispute.ts'
import { whyNotDecider } from '../domain/dispute-course.ts'
import { formOf } from '../domain/shipped-forms.ts'
import type { FieldErrors, TypedForm } from '../layout/field-errors.ts'
import type { Database } from '../store/database.ts'
import { notAvailable, page } from '../web/reply.ts'
import type { HrSession } from '../web/sessions.ts'
import { gatherDisputeDesk } from './dispute-desk.ts'
import { hrRoute } from './hr-route.ts'
import { DisputesPage } from './pages/disputes-page.tsx'
import { reviewParamsSchema } from './show-review.tsx'

/** Everything that was disputed in a review; the one that waits with who decides, and for them the form to do it. */
export const showDisputes = hrRoute({
  method: 'GET',
  path: '/hr/cycles/{cycleId}/reviews/{reviewId}/disputes',
  rule: 'hr',
  params: reviewParamsSchema,
  query: z.object({ done: z.enum(['named', 'decided']).optional() }),
  answer: ({ dependencies, session }, { params, query }) =>
    disputesPage(dependencies.db, session, params, { done: query.done }),
})

interface Shown {
  done?: 'named' | 'decided' | undefined
  refusal?: string
  typed?: TypedForm
  errors?: FieldErrors
}

/** A refusal stands above, with what was typed still in its field. */
export async function disputesPage(
  db: Database,
  session: HrSession,
  params: z.output<typeof reviewParamsSchema>,
  shown: Shown,
) {
  const desk = await gatherDisputeDesk(db, session, params)
  if (desk === undefined) return notAvailable()
  const { cycle, review, disputes, officers, parts } = desk
  const open = disputes.find(isOpenDispute)
  const candidates =
    open === undefined
      ? []
      : officers.map((officer) => ({
          subject: officer.subject,
          name: officer.name,
          isSelf: officer.subject === session.subject,
          cannot: whyNotDecider(open, disputes, officer, parts)?.message,
        }))
  const hasErrors = Object.keys(shown.errors ?? {}).length > 0
  const path = `/hr/cycles/${cycle.cycleId}/reviews/${review.reviewId}`
  return page(
    <DisputesPage
      cycle={cycle}
      review={review}
      form={formOf(cycle)}
      disputes={disputes}
      open={open}
      candidates={candidates}
      viewer={session.subject}
      path={path}
      done={shown.done}
      refusal={shown.refusal}
      typed={shown.typed ?? {}}
      errors={shown.errors ?? {}}
    />,
    {
      title: `Disputes about the review of ${review.revieweeName}`,
      status: hasErrors ? 422 : shown.refusal === undefined ? 200 : 409,
      back: { label: `Review of ${review.revieweeName}`, href: path },
      data: {
        reviewId: review.reviewId,
        disputes,
        candidates,
        ...(hasErrors ? { errors: shown.errors } : {}),
        ...(shown.refusal === undefined ? {} : { refusal: shown.refusal }),
      },
    },
  )
}
