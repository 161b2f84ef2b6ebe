import { localDateOf } from '../../domain/calendar.ts'
import type { ReviewCycle } from '../../domain/cycle.ts'
import { meaningInWords } from '../../domain/meaning-in-words.ts'
import type { Review } from '../../domain/review.ts'
import type { Receipt, StepKind, StepState } from '../../domain/step.ts'
import { Button } from '../../layout/button.tsx'
import { DateField, Select, TextArea } from '../../layout/field.tsx'
import type { FieldErrors, TypedForm } from '../../layout/field-errors.ts'
import { Day, Moment } from '../../layout/moment.tsx'
import { ErrorSummary, Notice } from '../../layout/notice.tsx'
import { PostForm } from '../../layout/post-form.tsx'
import { StatusWord } from '../../layout/status-word.tsx'
import { SummaryList } from '../../layout/summary-list.tsx'
import { Table } from '../../layout/table.tsx'
import { StageWord } from './stage-word.tsx'
import { answerNames, stateNames, stepNames } from './step-names.ts'

export interface StepRow {
  stepId: string
  kind: StepKind
  state: StepState
  assignee: { personId: string; name: string } | undefined
  dueAt: string
  graceUntil: string
  extensionReason: string | undefined
  /** Waits for its assignee now. */
  isWaiting: boolean
  /** Not done yet: can be given more time. */
  isOpen: boolean
  receipt: Receipt | undefined
}

export interface ReviewPageProps {
  cycle: ReviewCycle
  review: Review
  steps: readonly StepRow[]
  done: 'extended' | 'link' | undefined
  refusal: string | undefined
  typed: TypedForm
  errors: FieldErrors
}

export function ReviewPage(props: ReviewPageProps) {
  const { cycle, review } = props
  return (
    <>
      <ErrorSummary errors={props.errors} />
      {props.refusal && (
        <Notice kind="attention" title="That was not done">
          <p>{props.refusal}</p>
        </Notice>
      )}
      {props.done === 'extended' && (
        <Notice kind="success" title="The step has more time">
          <p>Its new last day stands below. The next reminder names it.</p>
        </Notice>
      )}
      {props.done === 'link' && (
        <Notice kind="success" title="A new link is on its way">
          <p>Links that were sent before no longer open anything.</p>
        </Notice>
      )}
      {review.erasedAt !== undefined && (
        <Notice kind="info" title="The content of this review was erased">
          <p>
            On <Moment at={review.erasedAt} timeZone={cycle.timeZone} />, with the person whom it was about.
            What happened and when is still in the trail.
          </p>
        </Notice>
      )}
      <SummaryList
        rows={[
          { term: 'Stage', value: <StageWord stage={review.stage} answer={review.acknowledgement} /> },
          {
            term: 'Reviewee',
            value: <PersonLink personId={review.revieweeId} name={review.revieweeName} />,
          },
          {
            term: 'Rated by',
            value: <PersonLink personId={review.ratingSupervisorId} name={review.ratingSupervisorName} />,
          },
          ...(review.acknowledgement === null
            ? []
            : [{ term: 'Reviewee’s answer', value: answerNames[review.acknowledgement] }]),
          ...(review.releasedAt === undefined
            ? []
            : [{ term: 'Released', value: <Moment at={review.releasedAt} timeZone={cycle.timeZone} /> }]),
          ...(review.sealedAt === undefined
            ? []
            : [{ term: 'Sealed', value: <Moment at={review.sealedAt} timeZone={cycle.timeZone} /> }]),
        ]}
      />
      <Steps {...props} />
      <Extension {...props} />
    </>
  )
}

function PersonLink({ personId, name }: { personId: string; name: string }) {
  return (
    <a href={`/hr/people/${personId}`}>
      <bdi>{name}</bdi>
    </a>
  )
}

function Steps({ cycle, review, steps }: ReviewPageProps) {
  return (
    <Table
      caption="Steps"
      columns={[
        { heading: 'Step', namesTheRow: true, cell: (step) => stepNames[step.kind] },
        {
          heading: 'Who',
          cell: (step) => (step.assignee ? <PersonLink {...step.assignee} /> : 'The cycle itself'),
        },
        {
          heading: 'State',
          cell: (step) => (
            <StatusWord tone={stateNames[step.state][0]}>{stateNames[step.state][1]}</StatusWord>
          ),
        },
        { heading: 'Last day', cell: (step) => <LastDay cycle={cycle} step={step} /> },
        {
          heading: 'Receipt',
          cell: (step) => step.receipt && <ReceiptWords cycle={cycle} receipt={step.receipt} />,
        },
        {
          heading: 'Send again',
          cell: (step) =>
            step.isWaiting &&
            step.assignee && (
              <PostForm
                action={`/hr/cycles/${cycle.cycleId}/participants/${step.assignee.personId}/new-link`}
                label={`Send a new link to ${step.assignee.name}`}
              >
                <input type="hidden" name="reviewId" value={review.reviewId} />
                <Button kind="quiet">Send a new link</Button>
              </PostForm>
            ),
        },
      ]}
      rows={steps}
      rowKey={(step) => step.stepId}
    />
  )
}

function LastDay({ cycle, step }: { cycle: ReviewCycle; step: StepRow }) {
  if (step.kind === 'release') return null
  return (
    <>
      <Day date={localDateOf(step.dueAt, cycle.timeZone)} />
      {step.extensionReason && (
        <div class="quiet">
          Extended: <bdi>{step.extensionReason}</bdi>
        </div>
      )}
    </>
  )
}

function ReceiptWords({ cycle, receipt }: { cycle: ReviewCycle; receipt: Receipt }) {
  return (
    <details>
      <summary>{meaningInWords(receipt.meaning)}</summary>
      <p>
        <Moment at={receipt.at} timeZone={cycle.timeZone} />
      </p>
      <p>
        Entry <code>{receipt.eventId}</code>, fingerprint <code>{receipt.leafHash}</code>
      </p>
    </details>
  )
}

function Extension({ cycle, review, steps, typed, errors }: ReviewPageProps) {
  const open = steps.filter((step) => step.isOpen)
  if (open.length === 0) return null
  const field = (name: string) => {
    const value = typed[name]
    return { name, value: typeof value === 'string' ? value : '', error: errors[name] }
  }
  return (
    <>
      <h2>Give a step more time</h2>
      <PostForm action={`/hr/cycles/${cycle.cycleId}/reviews/${review.reviewId}/extend`} label="More time">
        <Select
          {...field('stepId')}
          label="Step"
          nothingChosen="Choose a step"
          options={open.map((step) => ({
            value: step.stepId,
            label: [stepNames[step.kind], step.assignee?.name].filter(Boolean).join(', '),
          }))}
        />
        <DateField
          {...field('dueOn')}
          label="New last day"
          latest={localDateOf(cycle.deadlines.supervisorSignature.graceUntil, cycle.timeZone)}
        />
        <TextArea
          {...field('reason')}
          label="Reason"
          hint="It becomes part of the trail, where it can be erased."
          rows={2}
          maxLength={500}
        />
        <Button kind="secondary">Give more time</Button>
      </PostForm>
    </>
  )
}
