import { notAvailable, page, redirect } from '../web/reply.ts'
import { findOwnStep, stepHref, stepPathSchema } from './own-step.ts'
import { ReceiptPage } from './pages/receipt-page.tsx'
import { stepTitle } from './pages/step-title.ts'
import { participantRoute } from './participant-route.ts'
import { whatComesNext } from './what-comes-next.ts'

/** The receipt of one submission or signature, made for printing. */
export const showReceipt = participantRoute({
  method: 'GET',
  path: '/my/receipts/{reviewId}/{stepId}',
  rule: 'participant',
  params: stepPathSchema,
  answer: async ({ dependencies: { db }, session }, { params }) => {
    const own = await findOwnStep(db, session, params)
    if (own === undefined) return notAvailable()
    const { cycle, step } = own
    if (step.receipt === undefined) return redirect(stepHref(params))
    return page(
      <ReceiptPage
        step={step}
        receipt={step.receipt}
        name={session.name}
        cycleName={cycle.name}
        timeZone={cycle.timeZone}
        next={whatComesNext(step)}
      />,
      {
        title: `Receipt: ${stepTitle(step)}`,
        back: { label: 'What waits for you', href: '/my' },
        data: { kind: step.kind, about: step.revieweeName, name: session.name, receipt: step.receipt },
      },
    )
  },
})
