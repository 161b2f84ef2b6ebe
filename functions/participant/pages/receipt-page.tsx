import type { ComponentChildren } from 'preact'
import type { Receipt, ReviewStep } from '../../domain/step.ts'
import { ButtonLink } from '../../layout/button.tsx'
import { Moment } from '../../layout/moment.tsx'
import { Notice } from '../../layout/notice.tsx'
import { SummaryList } from '../../layout/summary-list.tsx'
import { meaningInWords } from './meaning-in-words.ts'
import { stepTitle } from './step-title.ts'

export interface ReceiptProps {
  step: ReviewStep
  receipt: Receipt
  /** Who sent or signed it. */
  name: string
  cycleName: string
  timeZone: string
}

/** What a signatory keeps, on paper too: who, when, what it means, and by which numbers it is found again. */
export function ReceiptView({ step, receipt, name, cycleName, timeZone }: ReceiptProps) {
  return (
    <SummaryList
      rows={[
        { term: 'What', value: stepTitle(step) },
        { term: 'Cycle', value: cycleName },
        { term: step.kind.endsWith('Signature') ? 'Signed by' : 'Sent in by', value: name },
        { term: 'When', value: <Moment at={receipt.at} timeZone={timeZone} /> },
        { term: 'Meaning', value: meaningInWords(receipt.meaning) },
        { term: 'Entry in the trail', value: <code>{receipt.eventId}</code> },
        { term: 'Its fingerprint', value: <code>{receipt.leafHash}</code> },
        {
          term: step.kind.endsWith('Signature') ? 'Fingerprint of the record' : 'Fingerprint of your words',
          value:
            receipt.recordDigest === null ? (
              'Not in the trail, so that your words stay apart from your name.'
            ) : (
              <code>{receipt.recordDigest}</code>
            ),
        },
      ]}
    />
  )
}

export function ReceiptPage(
  props: ReceiptProps & {
    next: string
    /** What the receipt is for: the words or the record. */
    children?: ComponentChildren
  },
) {
  return (
    <>
      <Notice
        kind="success"
        title={props.step.kind.endsWith('Signature') ? 'Your signature is recorded' : 'It has been sent in'}
      >
        <p>{props.next}</p>
      </Notice>
      <ReceiptView {...props} />
      <p class="quiet">
        Print or save this page. The fingerprints let anybody check, years from now, that what you sent has
        not been changed, left out or dated back.
      </p>
      {props.children}
      <ButtonLink href="/my">See what else waits for you</ButtonLink>
    </>
  )
}
