import { whichCanBeProven } from '../store/entry-proofs.ts'
import { notAvailable, page, redirect } from '../web/reply.ts'
import { findOwnStep, stepHref, stepPathSchema } from './own-step.ts'
import { ReceiptMaterialView } from './pages/receipt-material-view.tsx'
import { ReceiptPage } from './pages/receipt-page.tsx'
import { stepTitle } from './pages/step-title.ts'
import { participantRoute } from './participant-route.ts'
import { receiptMaterial } from './receipt-material.ts'
import { whatComesNext } from './what-comes-next.ts'

/** The receipt of one submission or signature, with what it is for, made for printing. */
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
    const [proven, material] = await Promise.all([
      whichCanBeProven(db, [step.receipt.leafHash]),
      receiptMaterial(db, own),
    ])
    const proof = proven.has(step.receipt.leafHash) ? 'ready' : 'waiting'
    return page(
      <ReceiptPage
        step={step}
        receipt={step.receipt}
        proof={proof}
        name={session.name}
        cycleName={cycle.name}
        timeZone={cycle.timeZone}
        next={whatComesNext(step)}
      >
        <ReceiptMaterialView material={material} form={own.form} />
      </ReceiptPage>,
      {
        title: `Receipt: ${stepTitle(step)}`,
        back: { label: 'What waits for you', href: '/my' },
        data: { kind: step.kind, about: step.revieweeName, name: session.name, receipt: step.receipt, proof },
      },
    )
  },
})
