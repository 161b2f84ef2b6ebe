import { INTENT_STATEMENTS } from '../../domain/sign-off.ts'
import { Button, ButtonLink, ButtonRow } from '../../layout/button.tsx'
import { CheckboxGroup, RadioGroup } from '../../layout/choice.tsx'
import { TextArea, TextField } from '../../layout/field.tsx'
import type { FieldErrors } from '../../layout/field-errors.ts'
import { PostForm } from '../../layout/post-form.tsx'
import type { RecordToSign } from '../gather-records.ts'
import { COMMENT_LIMIT, type SignBody } from '../sign-form.ts'

/** Where somebody is on the way to a code, beside "not asked yet". */
export type CodeState = 'sent' | 'have' | 'wait' | 'changed' | 'too-many'

export interface SignatureFormProps {
  own: RecordToSign | undefined
  team: readonly RecordToSign[]
  /** Digests that the form sends along: those of the records on this page, which are the ones that a code is for. */
  listed: readonly string[]
  /** The name to type. */
  name: string
  code: CodeState | undefined
  typed?: Partial<SignBody> | undefined
  errors?: FieldErrors
}

/** What to sign and how; first to get a code, then with name and code. */
export function SignatureForm(props: SignatureFormProps) {
  const { own, team, code, typed, errors } = props
  const withCode = errors !== undefined || (code !== undefined && code !== 'changed')
  return (
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
            To show that it is you, we mail you a code of six digits. Type it on the next page, together with
            your name.
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
  )
}

function OwnChoice(props: {
  mixed: boolean
  typed: SignatureFormProps['typed']
  errors: SignatureFormProps['errors']
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
        counts={{ maxCharacters: COMMENT_LIMIT }}
        value={typed?.comment}
        error={errors?.comment}
      />
    </>
  )
}

function TeamChoice(props: {
  team: readonly RecordToSign[]
  typed: SignatureFormProps['typed']
  errors: SignatureFormProps['errors']
}) {
  const inPlace = ({ step, record }: RecordToSign) => step.assigneeId !== record.supervisor.personId
  const all = props.team.every(inPlace)
  return (
    <CheckboxGroup
      name="sign"
      label={INTENT_STATEMENTS[all ? 'approve-in-place/1' : 'approve/1']}
      hint="Untick a review that you do not want to sign now."
      error={props.errors?.sign}
      values={props.typed?.sign ?? props.team.map(({ step }) => step.stepId)}
      options={props.team.map((one) => ({
        value: one.step.stepId,
        label: inPlace(one)
          ? `${one.record.reviewee.name}, rated by ${one.record.supervisor.name}`
          : one.record.reviewee.name,
        hint: inPlace(one) && !all ? INTENT_STATEMENTS['approve-in-place/1'] : undefined,
      }))}
    />
  )
}

function NameAndCode({ name, typed, errors }: SignatureFormProps) {
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
