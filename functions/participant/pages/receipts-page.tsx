import type { ReviewStep } from '../../domain/step.ts'
import { ButtonLink } from '../../layout/button.tsx'
import { EmptyState } from '../../layout/empty-state.tsx'
import { receiptHref } from '../own-step.ts'
import { ReceiptView } from './receipt-page.tsx'
import { stepTitle } from './step-title.ts'

/** Every receipt, in the order of the work, each with the way to its own page. */
export function ReceiptsPage(props: {
  steps: readonly ReviewStep[]
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
        What you have sent in and signed. Print or save this page: the link in your e-mail stops working when
        the cycle ends.
      </p>
      {props.steps.map(
        (step) =>
          step.receipt && (
            <section key={step.stepId}>
              <h2>
                <a href={receiptHref(step)}>{stepTitle(step)}</a>
              </h2>
              <ReceiptView {...props} step={step} receipt={step.receipt} />
            </section>
          ),
      )}
      <ButtonLink href="/my">See what else waits for you</ButtonLink>
    </>
  )
}
