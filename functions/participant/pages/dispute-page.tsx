import { DISPUTE_WORDS_LIMIT, type Dispute, outcomeInWords } from '../../domain/dispute.ts'
import { Button } from '../../layout/button.tsx'
import { RadioGroup } from '../../layout/choice.tsx'
import { TextArea } from '../../layout/field.tsx'
import type { FieldErrors, TypedForm } from '../../layout/field-errors.ts'
import { Moment } from '../../layout/moment.tsx'
import { ErrorSummary, Notice } from '../../layout/notice.tsx'
import { PostForm } from '../../layout/post-form.tsx'
import { Words } from '../../layout/words.tsx'
import type { DisputeDesk } from '../gather-dispute.ts'

export interface DisputePageProps extends DisputeDesk {
  action: string
  typed: TypedForm
  errors: FieldErrors
  refusal: string | undefined
}

export function DisputePage(props: DisputePageProps) {
  const { disputes, reopenings, cycle, reader, review } = props
  return (
    <>
      <ErrorSummary errors={props.errors} />
      {props.refusal && (
        <Notice kind="attention" title="That was not sent">
          <p>{props.refusal} What you typed is kept below.</p>
        </Notice>
      )}
      <p class="lead">
        {reader === 'reviewee'
          ? 'If you think that your rating or something in your record is wrong, you can dispute it. Somebody of HR who has no part in your review decides, and gives you their reasons. It costs you nothing.'
          : `This is what ${review.revieweeName} disputed in the review that you gave, and what HR decided.`}
      </p>
      {disputes.length === 0 && reader === 'supervisor' && <p>Nothing was disputed.</p>}
      {disputes.map((dispute) => (
        <DisputeView key={dispute.number} dispute={dispute} {...props} />
      ))}
      {reopenings.map(({ number, reason, confirmedAt, to }) => (
        <section key={`reopening-${number}`}>
          <h2>The review was reopened</h2>
          <p>
            On <Moment at={confirmedAt} timeZone={cycle.timeZone} />, by two people of HR.{' '}
            {to === 'rating' ? 'The supervisor rates again, and both sign again.' : 'Both sign again.'} What
            was signed before no longer counts; it stays readable.
          </p>
          {reason !== undefined && <Words by="HR">{reason}</Words>}
        </section>
      ))}
      {reader === 'reviewee' && <ChallengeForm {...props} />}
    </>
  )
}

function DisputeView({ dispute, cycle, reader, review }: DisputePageProps & { dispute: Dispute }) {
  const isAppeal = dispute.level === 'appeal'
  const who = reader === 'reviewee' ? 'You' : review.revieweeName
  return (
    <section>
      <h2>{isAppeal ? 'Appeal' : 'Dispute'}</h2>
      <p>
        {who} {isAppeal ? 'appealed the decision' : `disputed the ${dispute.about}`} on{' '}
        <Moment at={dispute.raisedAt} timeZone={cycle.timeZone} />.
      </p>
      {dispute.reason !== undefined && <Words by={who}>{dispute.reason}</Words>}
      {dispute.state === 'open' ? (
        <Notice kind="info" title={isAppeal ? 'The appeal is being decided' : 'The dispute is being decided'}>
          <p>
            {dispute.decider === undefined
              ? 'HR is naming somebody who has no part in the review.'
              : `${dispute.decider.name} of HR decides, who has no part in the review.`}{' '}
            {dispute.overdueAt === undefined
              ? 'It has to be decided until '
              : 'It should have been decided until '}
            <Moment at={dispute.dueAt} timeZone={cycle.timeZone} />
            {dispute.overdueAt === undefined
              ? '.'
              : '; HR has been alerted, and nothing is decided by silence.'}{' '}
            Until then the record is marked as disputed, it is not sealed, and nobody is held to a signature.
          </p>
        </Notice>
      ) : (
        <>
          <p>
            <strong>{outcomeInWords(dispute)}</strong> Decided on{' '}
            <Moment at={dispute.decidedAt} timeZone={cycle.timeZone} />.
          </p>
          {dispute.text !== undefined && <Words by={dispute.decider?.name ?? 'HR'}>{dispute.text}</Words>}
        </>
      )}
    </section>
  )
}

function ChallengeForm({ challenge, cycle, action, typed, errors, disputes }: DisputePageProps) {
  const reason = typeof typed.reason === 'string' ? typed.reason : ''
  if (challenge.may === 'nothing') {
    const isOpen = disputes.at(-1)?.state === 'open'
    return (
      <>
        {!isOpen && <p>{challenge.why.message}</p>}
        {reason !== '' && (
          <>
            <h2>What you typed</h2>
            <p>It was not sent. Copy it if you want to keep it.</p>
            <Words>{reason}</Words>
          </>
        )}
      </>
    )
  }
  const isAppeal = challenge.may === 'appeal'
  return (
    <>
      <h2>{isAppeal ? 'Appeal the decision' : 'Dispute it'}</h2>
      <p>
        You can do this until <Moment at={challenge.until} timeZone={cycle.timeZone} />.{' '}
        {isAppeal
          ? 'Somebody else of HR decides then, and that is the last word here.'
          : 'Whether you have signed, and how, makes no difference.'}
      </p>
      <PostForm
        action={action}
        label={isAppeal ? 'Appeal' : 'Dispute'}
        keepsWords
        confirm={{
          question: isAppeal ? 'Send your appeal?' : 'Send your dispute? HR and your supervisor read it.',
          yes: 'Send it',
        }}
      >
        <input type="hidden" name="meant" value={challenge.may} />
        {!isAppeal && (
          <RadioGroup
            name="about"
            label="What do you dispute?"
            error={errors.about}
            value={typeof typed.about === 'string' ? typed.about : 'rating'}
            options={[
              { value: 'rating', label: 'The rating' },
              {
                value: 'record',
                label: 'Something else in the record',
                hint: 'A fact that is wrong or missing, whatever the rating is.',
              },
            ]}
          />
        )}
        <TextArea
          name="reason"
          label={isAppeal ? 'Why do you appeal?' : 'Why?'}
          hint="HR and your supervisor read it. Auditors can read it too."
          rows={8}
          value={reason}
          error={errors.reason}
          counts={{ maxCharacters: DISPUTE_WORDS_LIMIT }}
        />
        <Button>{isAppeal ? 'Send the appeal' : 'Send the dispute'}</Button>
      </PostForm>
    </>
  )
}
