import { notAvailable, page, redirect } from '../web/reply.ts'
import { findOwnStep, isSuperseded, stepHref, stepPathSchema } from './own-step.ts'
import { SupersededNote } from './pages/dispute-notes.tsx'
import { ReceiptMaterialView } from './pages/receipt-material-view.tsx'
import { ReceiptPage } from './pages/receipt-page.tsx'
import { isRefusedSignature, stepTitle } from './pages/step-title.ts'
import { participantRoute } from './participant-route.ts'
import { coveredBy, receiptMaterial } from './receipt-material.ts'
import { receiptProofs } from './receipt-proofs.ts'
import { receiptSaid } from './receipt-said.ts'
import { whatComesNext } from './what-comes-next.ts'

/** The receipt of one submission or signature, with what it is for, made for printing. */
export const showReceipt = participantRoute({
  method: 'GET',
  path: '/my/receipts/{reviewId}/{stepId}',
  rule: 'participant',
  params: stepPathSchema,
  answer: async ({ dependencies: { db }, session, now }, { params }) => {
    const own = await findOwnStep(db, session, params)
    if (own === undefined) return notAvailable()
    const { cycle, review, step } = own
    if (step.receipt === undefined) return redirect(stepHref(params))
    const [proofOf, material, said] = await Promise.all([
      receiptProofs(db, [step.receipt], now),
      receiptMaterial(db, own),
      receiptSaid(db, session, step.receipt),
    ])
    const proof = proofOf(step.receipt)
    return page(
      <ReceiptPage
        step={step}
        receipt={step.receipt}
        proof={proof}
        said={said}
        covered={coveredBy(step.receipt, material)}
        name={session.name}
        cycleName={cycle.name}
        timeZone={cycle.timeZone}
        next={
          isSuperseded(own)
            ? 'It was done anew, and what waits for you now is listed under “What waits for you”.'
            : whatComesNext(step, review)
        }
      >
        {isSuperseded(own) && <SupersededNote review={review} />}
        <ReceiptMaterialView material={material} isRefused={isRefusedSignature(step)} form={own.form} />
      </ReceiptPage>,
      {
        title: `Receipt: ${stepTitle(step)}`,
        back: { label: 'What waits for you', href: '/my' },
        data: {
          kind: step.kind,
          about: step.revieweeName,
          name: session.name,
          receipt: step.receipt,
          superseded: isSuperseded(own),
          statement: said.statement ?? null,
          comment: said.comment ?? null,
          proof,
        },
      },
    )
  },
})
