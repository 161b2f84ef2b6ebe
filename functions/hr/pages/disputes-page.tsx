import type { ReviewCycle } from '../../domain/cycle.ts'
import { DISPUTE_WORDS_LIMIT, type Dispute, type DisputeIn, outcomeInWords } from '../../domain/dispute.ts'
import type { FormVersion } from '../../domain/form.ts'
import type { Review } from '../../domain/review.ts'
import { Button } from '../../layout/button.tsx'
import { RadioGroup } from '../../layout/choice.tsx'
import { Select, TextArea } from '../../layout/field.tsx'
import type { FieldErrors, TypedForm } from '../../layout/field-errors.ts'
import { Moment } from '../../layout/moment.tsx'
import { ErrorSummary, Notice } from '../../layout/notice.tsx'
import { PostForm } from '../../layout/post-form.tsx'
import { SummaryList } from '../../layout/summary-list.tsx'
import { Words } from '../../layout/words.tsx'
import { typedText } from './typed-text.ts'

export interface DisputesPageProps {
  cycle: ReviewCycle
  review: Review
  form: FormVersion
  disputes: readonly Dispute[]
  open: DisputeIn<'open'> | undefined
  /** Accounts of HR; `cannot` says why one of them may not decide on the open one. */
  candidates: readonly { subject: string; name: string; isSelf: boolean; cannot: string | undefined }[]
  viewer: string
  /** The address of the review. */
  path: string
  done: 'named' | 'decided' | undefined
  refusal: string | undefined
  typed: TypedForm
  errors: FieldErrors
}

export function DisputesPage(props: DisputesPageProps) {
  const { disputes, open, viewer } = props
  return (
    <>
      <ErrorSummary errors={props.errors} />
      {props.refusal && (
        <Notice kind="attention" title="That was not done">
          <p>{props.refusal} What you typed is kept below.</p>
        </Notice>
      )}
      {props.done === 'named' && (
        <Notice kind="success" title="Who decides is named">
          <p>They find the form on this page when they sign in.</p>
        </Notice>
      )}
      {props.done === 'decided' && (
        <Notice kind="success" title="It is decided">
          <p>The reviewee and the supervisor get a mail, and read the reasons on their page.</p>
        </Notice>
      )}
      {disputes.length === 0 && <p class="lead">Nothing has been disputed in this review.</p>}
      {disputes.map((dispute) => (
        <DisputeView key={dispute.number} {...props} dispute={dispute} />
      ))}
      {open && <Decider {...props} open={open} />}
      {open?.decider?.subject === viewer && <Decision {...props} open={open} />}
    </>
  )
}

function DisputeView({ dispute, cycle, review }: DisputesPageProps & { dispute: Dispute }) {
  const { timeZone } = cycle
  const isAppeal = dispute.level === 'appeal'
  return (
    <section>
      <h2>{isAppeal ? `Appeal against decision ${dispute.appealOf}` : `Dispute ${dispute.number}`}</h2>
      <SummaryList
        rows={[
          {
            term: 'Disputed',
            value: dispute.about === 'rating' ? 'The rating' : 'Something else in the record',
          },
          { term: 'Record', value: dispute.recordVersion },
          { term: 'Raised', value: <Moment at={dispute.raisedAt} timeZone={timeZone} /> },
          {
            term: 'To be decided until',
            value: (
              <>
                <Moment at={dispute.dueAt} timeZone={timeZone} />
                {dispute.overdueAt !== undefined && dispute.state === 'open' && ': that time is over'}
              </>
            ),
          },
          { term: 'Who decides', value: dispute.decider?.name ?? 'Nobody is named yet' },
          ...(dispute.state === 'decided'
            ? [
                { term: 'Decided', value: <Moment at={dispute.decidedAt} timeZone={timeZone} /> },
                { term: 'Outcome', value: <strong>{outcomeInWords(dispute)}</strong> },
              ]
            : []),
        ]}
      />
      {dispute.reason === undefined ? (
        <p>The reasons were erased with the reviewee.</p>
      ) : (
        <Words by={review.revieweeName}>{dispute.reason}</Words>
      )}
      {dispute.state === 'decided' && dispute.text !== undefined && (
        <Words by={dispute.decider?.name ?? 'HR'}>{dispute.text}</Words>
      )}
    </section>
  )
}

function Decider({ open, candidates, path, typed, errors }: DisputesPageProps & { open: DisputeIn<'open'> }) {
  const can = candidates.filter(({ cannot }) => cannot === undefined)
  const cannot = candidates.filter((candidate) => candidate.cannot !== undefined)
  return (
    <section>
      <h2>{open.decider === undefined ? 'Name who decides' : 'Name somebody else'}</h2>
      <p>
        Somebody of HR who is not the reviewee, does not rate and gave no input in this review
        {open.level === 'appeal' ? ', and who did not make the decision that is appealed' : ''}. Whoever has
        signed in here once can be named.
      </p>
      {can.length === 0 ? (
        <Notice kind="attention" title="Nobody who has signed in here can decide">
          <p>Ask a colleague of HR without a part in this review to sign in once; then name them here.</p>
        </Notice>
      ) : (
        <PostForm action={`${path}/disputes/${open.number}/decider`} label="Who decides">
          <Select
            name="decider"
            label="Who decides"
            nothingChosen="Choose somebody"
            value={typedText(typed, 'decider')}
            error={errors.decider}
            options={can.map(({ subject, name, isSelf }) => ({
              value: subject,
              label: isSelf ? `${name} (you)` : name,
            }))}
          />
          <Button kind="secondary">Name them</Button>
        </PostForm>
      )}
      {cannot.length > 0 && (
        <ul>
          {cannot.map(({ subject, cannot: why }) => (
            <li key={subject}>{why}</li>
          ))}
        </ul>
      )}
    </section>
  )
}

function Decision({
  open,
  path,
  form,
  review,
  typed,
  errors,
}: DisputesPageProps & { open: DisputeIn<'open'> }) {
  const newRating = typedText(typed, 'newRating')
  return (
    <section>
      <h2>{open.level === 'appeal' ? 'Decide on the appeal' : 'Decide on the dispute'}</h2>
      <p>
        The rating is {review.ratingOfRecord ?? 'none'} now. If it does not stand, or the record is amended,
        another record takes the place of this one: signatures under this one no longer count, and both sign
        again. This record stays readable.
      </p>
      <PostForm
        action={`${path}/disputes/${open.number}/decision`}
        label="Decision"
        keepsWords
        confirm={{
          question: 'Decide? The reviewee and the supervisor are written to, and this cannot be taken back.',
          yes: 'Decide',
        }}
      >
        <RadioGroup
          name="outcome"
          label="What do you decide about the rating and the record?"
          error={errors.outcome}
          value={typedText(typed, 'outcome')}
          options={[
            {
              value: 'upheld',
              label: 'The rating is upheld',
              hint: 'The rating and the record stand as they are.',
            },
            {
              value: 'overturned',
              label: 'The rating is overturned, and I give another one',
              hint: 'Choose it below. The record gets your reasons with it.',
            },
            {
              value: 'rated-again',
              label: 'The rating is overturned, and the supervisor rates again',
              hint: 'They find what they wrote as a draft, and read your reasons.',
            },
            {
              value: 'amended',
              label: 'The record is amended',
              hint: 'The rating stands. What you write below becomes the correction in the record.',
            },
          ]}
        />
        <Select
          name="newRating"
          label="New rating"
          hint="Only if you overturn the rating and give another one."
          optional
          nothingChosen="No new rating"
          value={newRating}
          error={errors.newRating}
          options={form.scale.levels.map(({ name }, index) => ({
            value: String(index + 1),
            label: `${index + 1} – ${name}`,
          }))}
        />
        <TextArea
          name="text"
          label="Your reasons, or the correction"
          hint="The reviewee and their supervisor read it. If a new record follows, it stands in it."
          rows={8}
          value={typedText(typed, 'text')}
          error={errors.text}
          counts={{ maxCharacters: DISPUTE_WORDS_LIMIT }}
        />
        <Button>Decide</Button>
      </PostForm>
    </section>
  )
}
