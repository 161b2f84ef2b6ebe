import { dateInWords, instantInWords } from '../../domain/calendar.ts'
import type { CycleDates, ReviewCycle } from '../../domain/cycle.ts'
import { Button } from '../../layout/button.tsx'
import { TextArea } from '../../layout/field.tsx'
import type { FieldErrors, TypedForm } from '../../layout/field-errors.ts'
import { ErrorSummary, Notice } from '../../layout/notice.tsx'
import { PostForm } from '../../layout/post-form.tsx'
import { Table } from '../../layout/table.tsx'

/** What pausing does, before it is done. */
export function PausePage(props: {
  cycle: ReviewCycle
  /** When the pause would end by itself. */
  endsAt: string
  typed: TypedForm
  errors: FieldErrors
  refusal: string | undefined
}) {
  const { cycle, typed, errors, refusal } = props
  if (refusal !== undefined) return <NotDone refusal={refusal} />
  return (
    <>
      {Object.keys(errors).length > 0 && <ErrorSummary errors={errors} />}
      <p class="lead">All clocks of the cycle stand until you let it go on. Nothing is lost.</p>
      <ul>
        <li>No invitation, reminder or result is mailed.</li>
        <li>Nothing runs out: no step, no release, no closing.</li>
        <li>Forms stay open for whoever wants to write on, and what is sent in counts.</li>
        <li>
          When it goes on, every day that is still to come moves by the working days of the pause, and people
          are told their new days with their next mail.
        </li>
        <li>
          It ends by itself on {instantInWords(props.endsAt, cycle.timeZone)} at the latest, so that the cycle
          still ends within a year.
        </li>
      </ul>
      <PostForm action={`/hr/cycles/${cycle.cycleId}/pause`} label="Pause the cycle">
        <TextArea
          name="reason"
          label="Reason"
          hint="It becomes part of the trail, where it can be erased."
          rows={2}
          maxLength={500}
          value={typeof typed.reason === 'string' ? typed.reason : ''}
          error={errors.reason}
        />
        <Button kind="danger">Pause the cycle</Button>
      </PostForm>
    </>
  )
}

const dayNames: Record<keyof CycleDates, string> = {
  selfDueOn: 'Self-assessments',
  peerDueOn: 'Input of colleagues',
  ratingDueOn: 'Ratings',
  releaseOn: 'Release',
  signDueOn: 'Signatures of reviewees',
  countersignDueOn: 'Signatures of supervisors',
}

/** What going on does: each day before and after. */
export function ResumePage(props: {
  cycle: ReviewCycle
  after: CycleDates
  workingDays: number
  refusal: string | undefined
}) {
  const { cycle, after, workingDays, refusal } = props
  if (refusal !== undefined) return <NotDone refusal={refusal} />
  const days = Object.keys(dayNames) as (keyof CycleDates)[]
  return (
    <>
      <p class="lead">
        {workingDays === 0
          ? 'No working day went by, so no day moves.'
          : `Every day that is still to come moves by ${workingDays} working ${workingDays === 1 ? 'day' : 'days'}.`}{' '}
        Reminders go again from the next morning on.
      </p>
      <Table
        caption="Days of the cycle"
        columns={[
          { heading: 'What', namesTheRow: true, cell: (day: keyof CycleDates) => dayNames[day] },
          { heading: 'Until now', cell: (day) => dateInWords(cycle.dates[day]) },
          {
            heading: 'From now on',
            cell: (day) => (after[day] === cycle.dates[day] ? 'the same' : dateInWords(after[day])),
          },
        ]}
        rows={days}
        rowKey={(day) => day}
      />
      <PostForm action={`/hr/cycles/${cycle.cycleId}/resume`} label="Let the cycle go on">
        <Button>Let it go on</Button>
      </PostForm>
    </>
  )
}

export function NotDone({ refusal }: { refusal: string }) {
  return (
    <Notice kind="attention" title="This is not possible now">
      <p>{refusal}</p>
    </Notice>
  )
}
