import type { ComponentChildren } from 'preact'
import type { Receipt, ReviewStep } from '../../domain/step.ts'
import { ButtonLink, ButtonRow } from '../../layout/button.tsx'
import { Moment } from '../../layout/moment.tsx'
import { Notice } from '../../layout/notice.tsx'
import { SummaryList } from '../../layout/summary-list.tsx'
import { Words } from '../../layout/words.tsx'
import { receiptFileHref, receiptHref } from '../own-step.ts'
import type { ProofState } from '../receipt-proofs.ts'
import type { ReceiptSaid } from '../receipt-said.ts'
import { meaningInWords } from './meaning-in-words.ts'
import { isRefusedSignature, stepTitle } from './step-title.ts'

export interface ReceiptProps {
  step: ReviewStep
  receipt: Receipt
  /** Left out where the proof lies beside the page. */
  proof?: ProofState
  /** What was agreed to and written; left out where many receipts stand together. */
  said?: ReceiptSaid
  /** Who sent or signed it. */
  name: string
  cycleName: string
  timeZone: string
}

/** What a signatory keeps, on paper too: who, when, what it means, and by which numbers it is found again. */
export function ReceiptView({ step, receipt, proof, said, name, cycleName, timeZone }: ReceiptProps) {
  const isSignature = step.kind.endsWith('Signature')
  const isRefused = isRefusedSignature(step)
  return (
    <SummaryList
      rows={[
        { term: 'What', value: stepTitle(step) },
        { term: 'Cycle', value: cycleName },
        {
          term: isRefused ? 'Refused by' : isSignature ? 'Signed by' : 'Sent in by',
          value: <bdi>{step.sentInBy === undefined ? name : `${step.sentInBy.name} of HR`}</bdi>,
        },
        ...(step.sentInBy === undefined ? [] : [{ term: 'On behalf of', value: <bdi>{name}</bdi> }]),
        { term: 'When', value: <Moment at={receipt.at} timeZone={timeZone} /> },
        { term: 'Meaning', value: meaningInWords(receipt.meaning) },
        ...(said?.statement === undefined ? [] : [{ term: 'The sentence for it', value: said.statement }]),
        ...(said?.comment === undefined
          ? []
          : [{ term: 'Your comment', value: <Words>{said.comment}</Words> }]),
        { term: 'Entry in the trail', value: <code>{receipt.eventId}</code> },
        { term: 'Its fingerprint', value: <code>{receipt.leafHash}</code> },
        {
          term: isSignature ? 'Fingerprint of the record' : 'Fingerprint of your words',
          value:
            receipt.recordDigest === null ? (
              'Sealed in the entry, so that your words stay apart from your name. Only this receipt’s download opens it, and only you can download it.'
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
  late: 'Not ready: the sign-off log is late. Nothing is lost; come back later',
}

function recordedAs(step: ReviewStep): string {
  if (isRefusedSignature(step)) return 'Your refusal to sign is recorded'
  return step.kind.endsWith('Signature') ? 'Your signature is recorded' : 'It has been sent in'
}

export function ReceiptPage(
  props: ReceiptProps & {
    proof: ProofState
    next: string
    /** What the download shows to be unchanged. */
    covered: Covered
    /** What the receipt is for: the words or the record. */
    children?: ComponentChildren
  },
) {
  return (
    <>
      <Notice kind="success" title={recordedAs(props.step)}>
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

/** What of the thing sent in or signed is in the download: its text, only a seal over it (a colleague’s), or nothing any more. */
export type Covered = 'text' | 'sealed' | 'erased'

function ToKeep({ proof, covered }: { proof: ProofState; covered: Covered }) {
  switch (proof) {
    case 'ready':
      return (
        <p class="quiet">
          Download the receipt and keep it: one file with this page
          {covered === 'text' && ', what it is for,'} and the proof. With it anybody can check, years from now
          and without us, {CHECKED[covered]}
        </p>
      )
    case 'waiting':
      return (
        <p class="quiet">
          A receipt to keep, with the proof that this is in the sign-off log, is ready within a minute. Come
          back then or load this page again; nothing is lost meanwhile.
        </p>
      )
    case 'late':
      return (
        <p class="quiet">
          The receipt to keep is not ready yet: the sign-off log, which proves it, is late. What you did is
          recorded and nothing is lost. You need not do it again; come back later for the receipt.
        </p>
      )
  }
}

const CHECKED: Readonly<Record<Covered, string>> = {
  text: 'that it has not been changed, left out or dated back.',
  sealed:
    'that you sent something in, and that this has not been left out or dated back. Your words are not in it: they are kept apart from your name. Their fingerprint is, so whoever has the very words can compare them.',
  erased:
    'that you did this, and that it has not been left out or dated back. The text that it was for has been erased and is not in it.',
}
