import type { FormVersion } from '../../domain/form.ts'
import { ButtonLink } from '../../layout/button.tsx'
import { EmptyState } from '../../layout/empty-state.tsx'
import { ErrorSummary, Notice } from '../../layout/notice.tsx'
import { Words } from '../../layout/words.tsx'
import type { RecordToSign, SigningDesk } from '../gather-records.ts'
import { receiptHref } from '../own-step.ts'
import { refusalHref } from '../show-refusal.tsx'
import { DisputeNote, OwnDisputeLink } from './dispute-notes.tsx'
import { ratingInWords } from './level-in-words.ts'
import { meaningInWords } from './meaning-in-words.ts'
import { RecordView } from './record-view.tsx'
import { type CodeState, SignatureForm, type SignatureFormProps } from './signature-form.tsx'
import { isRefusedSignature, stepTitle } from './step-title.ts'

export type SignPageProps = SigningDesk &
  Omit<SignatureFormProps, 'own' | 'team'> & {
    form: FormVersion
    /** Records that came after the code for this page was asked for. */
    arrived: readonly RecordToSign[]
  }

/** More records than these are folded, so that a phone can get through the page. */
const UNFOLDED = 2

export function SignPage(props: SignPageProps) {
  const { waiting, signed, code, errors } = props
  const own = waiting.find(({ step }) => step.kind === 'revieweeSignature')
  const team = waiting.filter(({ step }) => step.kind === 'supervisorSignature')
  if (waiting.length === 0) return <NothingToSign signed={signed} />
  return (
    <>
      {errors && <ErrorSummary errors={errors} />}
      {code && <CodeNotice code={code} />}
      <p class="lead">
        Read {waiting.length === 1 ? 'the record' : `the ${waiting.length} records`} below.{' '}
        {errors !== undefined || (code !== undefined && code !== 'changed')
          ? 'Then sign with your name and the code from the mail.'
          : 'Then have a code mailed to you and sign with your name.'}
      </p>
      {own && (
        <>
          <h2>Your review</h2>
          <DisputeNote review={own.review} timeZone={own.record.cycle.timeZone} />
          <RecordView {...own} form={props.form} />
          {own.review.openDispute === undefined && <OwnDisputeLink review={own.review} />}
        </>
      )}
      {team.length > 0 && (
        <h2>{team.length === 1 ? 'The review to countersign' : 'Reviews to countersign'}</h2>
      )}
      {team.map((one) => (
        <TeamRecord key={one.step.stepId} one={one} form={props.form} open={team.length <= UNFOLDED} />
      ))}
      <h2>Your signature</h2>
      <SignatureForm {...props} own={own} team={team} />
      {props.arrived.length > 0 && <Arrived arrived={props.arrived} />}
      {signed.length > 0 && <Signed signed={signed} />}
    </>
  )
}

function CodeNotice({ code }: { code: CodeState }) {
  switch (code) {
    case 'sent':
      return (
        <Notice kind="success" title="We have mailed you a code">
          <p>
            It is valid for 10 minutes. <a href="#field-typedName">Sign with it below the record.</a> If it
            does not come, look into the folder for unwanted mail.
          </p>
        </Notice>
      )
    case 'wait':
      return (
        <Notice kind="info" title="A code is on its way already">
          <p>We mailed you one less than half a minute ago. Use that one, or ask again in a moment.</p>
        </Notice>
      )
    case 'too-many':
      return (
        <Notice kind="attention" title="That were many codes within an hour">
          <p>
            Use the newest one that you got, or ask again in an hour. What you typed is kept on this page.
          </p>
        </Notice>
      )
    case 'changed':
      return (
        <Notice kind="attention" title="What waits for your signature has changed">
          <p>Look at the records below again, then ask for a code. No code was mailed.</p>
        </Notice>
      )
    case 'have':
      return null
  }
}

function TeamRecord({ one, form, open }: { one: RecordToSign; form: FormVersion; open: boolean }) {
  return (
    <details open={open}>
      <summary>
        {one.record.reviewee.name}: {ratingInWords(form, one.record.ratingOfRecord)}
      </summary>
      <DisputeNote review={one.review} timeZone={one.record.cycle.timeZone} />
      {one.revieweeSaid === null && <p>{one.record.reviewee.name} did not sign in time.</p>}
      {one.revieweeSaid && (
        <>
          <p>
            {one.record.reviewee.name}{' '}
            {one.revieweeSaid.meaning === 'refused'
              ? 'has refused to sign.'
              : `has signed: ${meaningInWords(one.revieweeSaid.meaning)}.`}
          </p>
          {one.revieweeSaid.meaning === 'refused' && (
            <p>
              <a href={refusalHref(one.review.reviewId)}>Write down who witnessed it</a>
            </p>
          )}
          {one.revieweeSaid.comment !== '' && (
            <Words by={one.record.reviewee.name}>{one.revieweeSaid.comment}</Words>
          )}
        </>
      )}
      <RecordView {...one} form={form} />
    </details>
  )
}

function Arrived({ arrived }: Pick<SignPageProps, 'arrived'>) {
  return (
    <>
      <h2>Arrived since you asked for the code</h2>
      <ul>
        {arrived.map(({ step }) => (
          <li key={step.stepId}>{stepTitle(step)}</li>
        ))}
      </ul>
      <p>
        Your code is not for {arrived.length === 1 ? 'this one' : 'these'}.{' '}
        <a href="/my/sign">Read and sign {arrived.length === 1 ? 'it' : 'them'}</a> next, with a new code.
      </p>
    </>
  )
}

function NothingToSign({ signed }: Pick<SigningDesk, 'signed'>) {
  return (
    <>
      <EmptyState title="Nothing waits for your signature">
        <p>We write to you when a review is ready to be read and signed.</p>
        <ButtonLink href="/my">See what waits for you</ButtonLink>
      </EmptyState>
      {signed.length > 0 && <Signed signed={signed} />}
    </>
  )
}

function Signed({ signed }: Pick<SigningDesk, 'signed'>) {
  return (
    <>
      <h2>{signed.some(isRefusedSignature) ? 'Answered already' : 'Signed already'}</h2>
      <ul>
        {signed.map((step) => (
          <li key={step.stepId}>
            <a href={receiptHref(step)}>{stepTitle(step)}: your receipt</a>
          </li>
        ))}
      </ul>
    </>
  )
}
