import { localDateOf } from '../../domain/calendar.ts'
import type { ReviewCycle } from '../../domain/cycle.ts'
import { endInWords } from '../../domain/early-end.ts'
import { incompleteness } from '../../domain/incompleteness.ts'
import { meaningInWords } from '../../domain/meaning-in-words.ts'
import type { Review } from '../../domain/review.ts'
import type { Receipt, StepKind, StepState } from '../../domain/step.ts'
import { Button } from '../../layout/button.tsx'
import { CardList } from '../../layout/card-list.tsx'
import { Day, Moment } from '../../layout/moment.tsx'
import { Notice } from '../../layout/notice.tsx'
import { PostForm } from '../../layout/post-form.tsx'
import { StatusWord } from '../../layout/status-word.tsx'
import { SummaryList } from '../../layout/summary-list.tsx'
import { Table } from '../../layout/table.tsx'
import { DisputeNotes } from './dispute-notes.tsx'
import { ReviewStory, type ReviewStoryProps } from './review-story-view.tsx'
import { StageWord } from './stage-word.tsx'
import { answerNames, stateNames, stepNames } from './step-names.ts'

export interface StepRow {
  stepId: string
  kind: StepKind
  state: StepState
  assignee: { personId: string; name: string } | undefined
  /** Names of those who had the step before. */
  formerly: readonly string[]
  dueAt: string
  graceUntil: string
  extensionReason: string | undefined
  /** Waits for its assignee now. */
  isWaiting: boolean
  receipt: Receipt | undefined
}

export interface ReviewPageProps extends ReviewStoryProps {
  cycle: ReviewCycle
  review: Review
  steps: readonly StepRow[]
  done: 'link' | undefined
  refusal: string | undefined
  /** What can be done in the middle of a cycle. */
  operations: readonly { name: string; title: string; purpose: string }[]
}

export function ReviewPage(props: ReviewPageProps) {
  const { cycle, review } = props
  return (
    <>
      {props.refusal && (
        <Notice kind="attention" title="That was not done">
          <p>{props.refusal}</p>
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
      <DisputeNotes cycle={cycle} review={review} />
      <SummaryList
        rows={[
          {
            term: 'Stage',
            value: (
              <StageWord
                stage={review.stage}
                answer={review.acknowledgement}
                isDisputed={review.openDispute !== undefined}
              />
            ),
          },
          ...particulars(review, cycle.timeZone),
          {
            term: 'Reviewee',
            value: <PersonLink personId={review.revieweeId} name={review.revieweeName} />,
          },
          {
            term: 'Rated by',
            value: <PersonLink personId={review.ratingSupervisorId} name={review.ratingSupervisorName} />,
          },
          ...(review.countersigner === undefined
            ? []
            : [{ term: 'Countersigns', value: <PersonLink {...review.countersigner} /> }]),
          ...(review.sentFor ?? []).map(({ kind, by }) => ({
            term: kind === 'selfAssessment' ? 'Self-assessment sent in' : 'Rating sent in',
            value: (
              <bdi>
                {`by ${by.name} of HR, on behalf of ${kind === 'selfAssessment' ? review.revieweeName : review.ratingSupervisorName}`}
              </bdi>
            ),
          })),
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
      <Operations {...props} />
      <ReviewStory {...props} />
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
          cell: (step) => <Assignee step={step} />,
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

/** Who has it, and who had it before: a change of raters leaves both names. */
function Assignee({ step }: { step: StepRow }) {
  if (step.kind === 'release') return 'The cycle itself'
  return (
    <>
      {step.assignee ? <PersonLink {...step.assignee} /> : 'Nobody yet'}
      {step.formerly.length > 0 && (
        <div class="quiet">
          Before: <bdi>{step.formerly.join(', ')}</bdi>
        </div>
      )}
    </>
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

function Operations({ cycle, review, operations }: ReviewPageProps) {
  if (cycle.status !== 'running' && cycle.status !== 'released') return null
  return (
    <>
      <h2>What you can do</h2>
      <CardList
        label="What you can do"
        cards={operations.map(({ name, title, purpose }) => ({
          href: `/hr/cycles/${cycle.cycleId}/operations/${name}?review=${review.reviewId}`,
          title,
          detail: purpose,
        }))}
      />
    </>
  )
}

/** What is particular about a review: it joined late, or ended before its time. */
function particulars(review: Review, timeZone: string): { term: string; value: string }[] {
  const incomplete = incompleteness(review, timeZone)
  return [
    ...(incomplete === undefined ? [] : [{ term: 'Joined late', value: incomplete }]),
    ...(review.endedAs === undefined
      ? []
      : [{ term: endInWords[review.endedAs], value: review.endReason ?? 'The reason was erased.' }]),
    ...(review.notRated === undefined || review.endedAs === 'notRated'
      ? []
      : [{ term: 'No rating of record', value: review.notRated }]),
  ]
}
