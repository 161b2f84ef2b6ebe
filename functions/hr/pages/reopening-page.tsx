import type { ReviewCycle } from '../../domain/cycle.ts'
import { REOPENING_REASON_LIMIT, type Reopening } from '../../domain/reopening.ts'
import { type Review, recordVersionOf } from '../../domain/review.ts'
import { Button, ButtonRow } from '../../layout/button.tsx'
import { RadioGroup } from '../../layout/choice.tsx'
import { TextArea } from '../../layout/field.tsx'
import type { FieldErrors, TypedForm } from '../../layout/field-errors.ts'
import { Moment } from '../../layout/moment.tsx'
import { ErrorSummary, Notice } from '../../layout/notice.tsx'
import { PostForm } from '../../layout/post-form.tsx'
import { Words } from '../../layout/words.tsx'
import { typedText } from './typed-text.ts'

export interface ReopeningPageProps {
  cycle: ReviewCycle
  review: Review
  reopenings: readonly Reopening[]
  /** The one that waits for a second person. */
  pending: Reopening | undefined
  /** Why it cannot be reopened now. */
  obstacle: string | undefined
  viewer: string
  /** The address of the review. */
  path: string
  done: 'requested' | 'withdrawn' | 'confirmed' | undefined
  refusal: string | undefined
  typed: TypedForm
  errors: FieldErrors
}

const TO: Readonly<Record<Reopening['to'], string>> = {
  rating: 'The supervisor rates again; then both sign again.',
  record: 'The rating stands; both sign again.',
}

export function ReopeningPage(props: ReopeningPageProps) {
  const { pending, obstacle, reopenings } = props
  return (
    <>
      <ErrorSummary errors={props.errors} />
      {props.refusal && (
        <Notice kind="attention" title="That was not done">
          <p>{props.refusal}</p>
        </Notice>
      )}
      {props.done && <Done done={props.done} />}
      <p class="lead">
        Reopening takes two of you: one asks, another one confirms. Signatures that were given no longer count
        and are collected again under a new record, which names this one and says why. What was signed stays
        readable, with its receipts.
      </p>
      {obstacle !== undefined && (
        <Notice kind="info" title="It cannot be reopened now">
          <p>{obstacle}</p>
        </Notice>
      )}
      {pending && <Pending {...props} pending={pending} />}
      {pending === undefined && obstacle === undefined && <Request {...props} />}
      {reopenings.length > 0 && <h2>What was asked for before</h2>}
      {reopenings
        .filter((reopening) => reopening !== pending)
        .map((reopening) => (
          <Former key={reopening.number} reopening={reopening} timeZone={props.cycle.timeZone} />
        ))}
    </>
  )
}

function Done({ done }: { done: NonNullable<ReopeningPageProps['done']> }) {
  const [title, words] = {
    requested: ['A second person has to confirm', 'Nothing has changed so far. Tell a colleague of HR.'],
    withdrawn: ['The reopening is withdrawn', 'Nothing has changed.'],
    confirmed: [
      'The review is reopened',
      'The reviewee and the supervisor get a mail. Steps and last days stand on the review’s page.',
    ],
  }[done]
  return (
    <Notice kind="success" title={title ?? ''}>
      <p>{words}</p>
    </Notice>
  )
}

function Pending({
  pending,
  cycle,
  viewer,
  path,
  review,
  obstacle,
}: ReopeningPageProps & { pending: Reopening }) {
  const isOwn = pending.requestedBy.subject === viewer
  return (
    <section>
      <h2>{isOwn ? 'You have asked for this' : 'Somebody has asked for this'}</h2>
      <p>
        {pending.requestedBy.name}, on <Moment at={pending.requestedAt} timeZone={cycle.timeZone} />.{' '}
        {TO[pending.to]}
      </p>
      {pending.reason !== undefined && <Words by={pending.requestedBy.name}>{pending.reason}</Words>}
      {isOwn && <p>Somebody else of HR has to confirm it. You can withdraw it.</p>}
      <ButtonRow>
        {!isOwn && obstacle === undefined && (
          <PostForm
            action={`${path}/reopening/confirm`}
            label="Confirm the reopening"
            confirm={{
              question: `Reopen the review of ${review.revieweeName}? Signatures under record ${recordVersionOf(review)} no longer count then, and both are written to.`,
              yes: 'Reopen it',
            }}
          >
            <input type="hidden" name="number" value={pending.number} />
            <Button kind="danger">Confirm: reopen the review</Button>
          </PostForm>
        )}
        <PostForm action={`${path}/reopening/withdraw`} label="Withdraw the reopening">
          <input type="hidden" name="number" value={pending.number} />
          <Button kind="quiet">Withdraw it</Button>
        </PostForm>
      </ButtonRow>
    </section>
  )
}

function Request({ path, typed, errors }: ReopeningPageProps) {
  return (
    <section>
      <h2>Ask for it</h2>
      <PostForm action={`${path}/reopening`} label="Ask for the reopening" keepsWords>
        <RadioGroup
          name="to"
          label="From where is it done again?"
          error={errors.to}
          value={typedText(typed, 'to')}
          options={[
            {
              value: 'rating',
              label: 'From the rating on',
              hint: 'The supervisor rates again and finds what they wrote as a draft; then both sign.',
            },
            { value: 'record', label: 'Only the signatures', hint: 'The rating stands; both sign again.' },
          ]}
        />
        <TextArea
          name="reason"
          label="Why?"
          hint="The reviewee and the supervisor read it in the new record, and it stays in the trail."
          rows={5}
          value={typedText(typed, 'reason')}
          error={errors.reason}
          counts={{ maxCharacters: REOPENING_REASON_LIMIT }}
        />
        <Button>Ask a second person to confirm</Button>
      </PostForm>
    </section>
  )
}

function Former({ reopening, timeZone }: { reopening: Reopening; timeZone: string }) {
  return (
    <section>
      <p>
        {reopening.status === 'confirmed' ? (
          <>
            Reopened on <Moment at={reopening.confirmedAt} timeZone={timeZone} />:{' '}
            {reopening.requestedBy.name} asked, {reopening.confirmedBy.name} confirmed. {TO[reopening.to]}
          </>
        ) : (
          <>
            {reopening.requestedBy.name} asked on <Moment at={reopening.requestedAt} timeZone={timeZone} />.
            It was withdrawn.
          </>
        )}
      </p>
      {reopening.reason !== undefined && <Words by={reopening.requestedBy.name}>{reopening.reason}</Words>}
    </section>
  )
}
