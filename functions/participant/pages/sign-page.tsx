import type { FormVersion } from '../../domain/form.ts'
import { INTENT_STATEMENTS } from '../../domain/sign-off.ts'
import { Button, ButtonLink, ButtonRow } from '../../layout/button.tsx'
import { CheckboxGroup, RadioGroup } from '../../layout/choice.tsx'
import { EmptyState } from '../../layout/empty-state.tsx'
import { TextArea, TextField } from '../../layout/field.tsx'
import type { FieldErrors } from '../../layout/field-errors.ts'
import { ErrorSummary, Notice } from '../../layout/notice.tsx'
import { PostForm } from '../../layout/post-form.tsx'
import { Words } from '../../layout/words.tsx'
import type { RecordToSign, SigningDesk } from '../gather-records.ts'
import { receiptHref } from '../own-step.ts'
import type { SignBody } from '../sign-form.ts'
import { ratingInWords } from './level-in-words.ts'
import { meaningInWords } from './meaning-in-words.ts'
import { RecordView } from './record-view.tsx'
import { stepTitle } from './step-title.ts'

/** Where somebody is on the way to a code, beside "not asked yet". */
export type CodeState = 'sent' | 'have' | 'wait' | 'changed' | 'too-many'

export interface SignPageProps extends SigningDesk {
  /** Digests that the form sends along: those of the records on this page, which are the ones that a code is for. */
  listed: readonly string[]
  form: FormVersion
  /** The name to type. */
  name: string
  code: CodeState | undefined
  typed?: Partial<SignBody> | undefined
  errors?: FieldErrors
}

/** More records than these are folded, so that a phone can get through the page. */
const UNFOLDED = 2

export function SignPage(props: SignPageProps) {
  const { waiting, signed, code, typed, errors } = props
  const own = waiting.find(({ step }) => step.kind === 'revieweeSignature')
  const team = waiting.filter(({ step }) => step.kind === 'supervisorSignature')
  if (waiting.length === 0) return <NothingToSign signed={signed} />
  const withCode = errors !== undefined || (code !== undefined && code !== 'changed')
  return (
    <>
      {errors && <ErrorSummary errors={errors} />}
      {code && <CodeNotice code={code} />}
      <p class="lead">
        Read {waiting.length === 1 ? 'the record' : `the ${waiting.length} records`} below. Then have a code
        mailed to you and sign with your name.
      </p>
      {own && (
        <>
          <h2>Your review</h2>
          <RecordView {...own} form={props.form} />
        </>
      )}
      {team.length > 0 && (
        <h2>{team.length === 1 ? 'The review to countersign' : 'Reviews to countersign'}</h2>
      )}
      {team.map((one) => (
        <TeamRecord key={one.step.stepId} one={one} form={props.form} open={team.length <= UNFOLDED} />
      ))}
      <h2>Your signature</h2>
      <PostForm action={withCode ? '/my/sign' : '/my/sign/code'} label="Your signature">
        {props.listed.map((digest) => (
          <input key={digest} type="hidden" name="record" value={digest} />
        ))}
        {own && <OwnChoice mixed={team.length > 0} typed={typed} errors={errors} />}
        {team.length > 0 && <TeamChoice team={team} typed={typed} errors={errors} />}
        {withCode ? (
          <NameAndCode {...props} />
        ) : (
          <>
            <p>
              To show that it is you, we mail you a code of six digits. Type it on the next page, together
              with your name.
            </p>
            <ButtonRow>
              <Button>Mail me a code</Button>
              <ButtonLink kind="quiet" href="/my/sign?code=have">
                I have a code already
              </ButtonLink>
            </ButtonRow>
          </>
        )}
      </PostForm>
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

function OwnChoice(props: {
  mixed: boolean
  typed: SignPageProps['typed']
  errors: SignPageProps['errors']
}) {
  const { typed, errors } = props
  return (
    <>
      <RadioGroup
        name="meaning"
        label="How do you sign your review?"
        error={errors?.meaning}
        value={typed?.meaning}
        options={[
          { value: 'acknowledged', label: 'I agree', hint: INTENT_STATEMENTS['acknowledge/1'] },
          {
            value: 'acknowledged-with-disagreement',
            label: 'I do not agree with all of it',
            hint: INTENT_STATEMENTS['acknowledge-with-disagreement/1'],
          },
          {
            value: 'refused',
            label: 'I refuse to sign',
            hint: `${INTENT_STATEMENTS['refuse/1']} It is recorded as such, and nobody signs for you.`,
          },
          ...(props.mixed
            ? [{ value: 'later', label: 'Not now', hint: 'I sign only the reviews of others for now.' }]
            : []),
        ]}
      />
      <TextArea
        name="comment"
        label="Your comment"
        hint="Needed if you do not agree or refuse. Your supervisor, HR and auditors can read it."
        optional
        rows={4}
        value={typed?.comment}
        error={errors?.comment}
      />
    </>
  )
}

function TeamChoice(props: {
  team: readonly RecordToSign[]
  typed: SignPageProps['typed']
  errors: SignPageProps['errors']
}) {
  return (
    <CheckboxGroup
      name="sign"
      label={INTENT_STATEMENTS['approve/1']}
      hint="Untick a review that you do not want to sign now."
      error={props.errors?.sign}
      values={props.typed?.sign ?? props.team.map(({ step }) => step.stepId)}
      options={props.team.map(({ step, record }) => ({ value: step.stepId, label: record.reviewee.name }))}
    />
  )
}

function NameAndCode({ name, typed, errors }: SignPageProps) {
  return (
    <>
      <TextField
        name="typedName"
        label="Your name"
        hint={`Type it as it stands in the record: ${name}`}
        autocomplete="name"
        value={typed?.typedName}
        error={errors?.typedName}
      />
      <TextField
        name="code"
        label="The code from the mail"
        hint="Six digits. It is valid for 10 minutes and works once."
        autocomplete="one-time-code"
        inputMode="numeric"
        width="short"
        value={typed?.code}
        error={errors?.code}
      />
      <ButtonRow>
        <Button>Sign</Button>
        {/* Second, so that the Enter key signs and does not replace the code that was just typed. */}
        <button type="submit" class="button secondary" formAction="/my/sign/code">
          Mail me a new code
        </button>
      </ButtonRow>
    </>
  )
}

function TeamRecord({ one, form, open }: { one: RecordToSign; form: FormVersion; open: boolean }) {
  return (
    <details open={open}>
      <summary>
        {one.record.reviewee.name}: {ratingInWords(form, one.record.ratingOfRecord)}
      </summary>
      {one.revieweeSaid === null && <p>{one.record.reviewee.name} did not sign in time.</p>}
      {one.revieweeSaid && (
        <>
          <p>
            {one.record.reviewee.name} has signed: {meaningInWords(one.revieweeSaid.meaning)}.
          </p>
          {one.revieweeSaid.comment !== '' && (
            <Words by={one.record.reviewee.name}>{one.revieweeSaid.comment}</Words>
          )}
        </>
      )}
      <RecordView {...one} form={form} />
    </details>
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
      <h2>Signed already</h2>
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
