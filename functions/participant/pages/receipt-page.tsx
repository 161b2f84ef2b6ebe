import type { ComponentChildren } from 'preact'
import type { Receipt, ReviewStep } from '../../domain/step.ts'
import { ButtonLink, ButtonRow } from '../../layout/button.tsx'
import { Moment } from '../../layout/moment.tsx'
import { Notice } from '../../layout/notice.tsx'
import { SummaryList } from '../../layout/summary-list.tsx'
import { receiptFileHref, receiptHref } from '../own-step.ts'
import { meaningInWords } from './meaning-in-words.ts'
import { stepTitle } from './step-title.ts'

/** Whether the log has published the entry, so that it can be proven to anybody. */
export type ProofState = 'ready' | 'waiting'

export interface ReceiptProps {
  step: ReviewStep
  receipt: Receipt
  /** Left out where the proof lies beside the page. */
  proof?: ProofState
  /** Who sent or signed it. */
  name: string
  cycleName: string
  timeZone: string
}

/** What a signatory keeps, on paper too: who, when, what it means, and by which numbers it is found again. */
export function ReceiptView({ step, receipt, proof, name, cycleName, timeZone }: ReceiptProps) {
  const isSignature = step.kind.endsWith('Signature')
  return (
    <SummaryList
      rows={[
        { term: 'What', value: stepTitle(step) },
        { term: 'Cycle', value: cycleName },
        { term: isSignature ? 'Signed by' : 'Sent in by', value: name },
        { term: 'When', value: <Moment at={receipt.at} timeZone={timeZone} /> },
        { term: 'Meaning', value: meaningInWords(receipt.meaning) },
        { term: 'Entry in the trail', value: <code>{receipt.eventId}</code> },
        { term: 'Its fingerprint', value: <code>{receipt.leafHash}</code> },
        {
          term: isSignature ? 'Fingerprint of the record' : 'Fingerprint of your words',
          value:
            receipt.recordDigest === null ? (
              'Not in the trail, so that your words stay apart from your name.'
            ) : (
              <code>{receipt.recordDigest}</code>
            ),
        },
        ...(proof === undefined ? [] : [{ term: 'Proof', value: PROOF_IN_WORDS[proof] }]),
      ]}
    />
  )
}

const PROOF_IN_WORDS: Readonly<Record<ProofState, string>> = {
  ready: 'Ready: it is in the download',
  waiting: 'Ready within a minute of the time above',
}

export function ReceiptPage(
  props: ReceiptProps & {
    proof: ProofState
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
      <ToKeep {...props} />
      <ButtonRow>
        {props.proof === 'ready' ? (
          <ButtonLink href={receiptFileHref(props.step)}>Download receipt</ButtonLink>
        ) : (
          <ButtonLink href={receiptHref(props.step)}>Look again</ButtonLink>
        )}
        <ButtonLink href="/my" kind="secondary">
          See what else waits for you
        </ButtonLink>
      </ButtonRow>
      {props.children}
    </>
  )
}

function ToKeep({ proof }: { proof: ProofState }) {
  return proof === 'ready' ? (
    <p class="quiet">
      Download the receipt and keep it: one file with this page, what it is for, and the proof. With it
      anybody can check, years from now and without us, that what you sent has not been changed, left out or
      dated back.
    </p>
  ) : (
    <p class="quiet">
      A receipt to keep, with the proof that this is in the sign-off log, is ready within a minute. Come back
      then or load this page again; nothing is lost meanwhile.
    </p>
  )
}
