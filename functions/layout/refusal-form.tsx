import { Button } from './button.tsx'
import { DateField, TextField } from './field.tsx'
import type { FieldErrors } from './field-errors.ts'
import { Day, Moment } from './moment.tsx'
import { ErrorSummary, Notice } from './notice.tsx'
import { PostForm } from './post-form.tsx'

/** Where HR or the supervisor writes down on which day somebody refused to sign, and who was there. */
export function RefusalForm(props: {
  action: string
  reviewee: string
  isRefused: boolean
  witness: { witness: string; on: string; writtenAt: string; writtenBy: string } | undefined
  timeZone: string
  typed: { witness: string; on: string }
  /** Local date. */
  today: string
  wasDone: boolean
  refusal: string | undefined
  errors: FieldErrors
}) {
  const { witness, errors, typed } = props
  return (
    <>
      <ErrorSummary errors={errors} />
      {props.refusal && (
        <Notice kind="attention" title="That was not done">
          <p>{props.refusal}</p>
        </Notice>
      )}
      {props.wasDone && (
        <Notice kind="success" title="It is written down">
          <p>It stands in the trail with the refusal.</p>
        </Notice>
      )}
      {!props.isRefused ? (
        <p class="lead">{props.reviewee} has not refused to sign, so there is nothing to witness.</p>
      ) : (
        <p class="lead">
          {props.reviewee} was shown the record and refused to sign it. Nobody signs for them. If somebody was
          there, write down who, and on which day.
        </p>
      )}
      {witness && (
        <p>
          Witnessed by <bdi>{witness.witness}</bdi> on <Day date={witness.on} />, as{' '}
          {witness.writtenBy === 'hr' ? 'HR' : 'the supervisor'} wrote down on{' '}
          <Moment at={witness.writtenAt} timeZone={props.timeZone} />.
        </p>
      )}
      {props.isRefused && (
        <PostForm action={props.action} label="Witness">
          <TextField
            name="witness"
            label="Name of the witness"
            value={typed.witness}
            error={errors.witness}
            maxLength={200}
            width="middle"
          />
          <DateField
            name="on"
            label="Day of the refusal"
            value={typed.on === '' ? props.today : typed.on}
            latest={props.today}
            error={errors.on}
          />
          <Button>{witness === undefined ? 'Write it down' : 'Write it down anew'}</Button>
        </PostForm>
      )}
    </>
  )
}
