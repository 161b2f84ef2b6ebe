import type { Receipt, ReviewStep } from '../../domain/step.ts'
import { ButtonLink } from '../../layout/button.tsx'
import { EmptyState } from '../../layout/empty-state.tsx'
import { receiptFileHref, receiptHref } from '../own-step.ts'
import type { ProofState } from '../receipt-proofs.ts'
import { ReceiptView } from './receipt-page.tsx'
import { stepTitle } from './step-title.ts'

/** Every receipt, in the order of the work, each with the way to its own page. */
export function ReceiptsPage(props: {
  steps: readonly ReviewStep[]
  proofOf(receipt: Receipt): ProofState
  name: string
  cycleName: string
  timeZone: string
}) {
  if (props.steps.length === 0) {
    return (
      <EmptyState title="You have no receipts yet">
        <p>For each thing that you send in or sign you get one, and it stays here until the cycle ends.</p>
        <ButtonLink href="/my">See what waits for you</ButtonLink>
      </EmptyState>
    )
  }
  return (
    <>
      <p class="lead">
        What you have sent in and signed. Download each receipt and keep it: the link in your e-mail stops
        working when the cycle ends.
      </p>
      {props.steps.map(
        (step) =>
          step.receipt && (
            <section key={step.stepId}>
              <h2>
                <a href={receiptHref(step)}>{stepTitle(step)}</a>
              </h2>
              <ReceiptView
                {...props}
                step={step}
                receipt={step.receipt}
                proof={props.proofOf(step.receipt)}
              />
              {props.proofOf(step.receipt) === 'ready' && (
                <p>
                  <a href={receiptFileHref(step)}>Download receipt: {stepTitle(step)}</a>
                </p>
              )}
            </section>
          ),
      )}
      <ButtonLink href="/my">See what else waits for you</ButtonLink>
    </>
  )
}
