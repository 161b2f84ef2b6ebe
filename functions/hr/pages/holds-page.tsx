import type { ErasureStatus } from '../../domain/erasure.ts'
import { HOLD_REASON_LENGTH, type LegalHold, MOST_HOLDS } from '../../domain/legal-hold.ts'
import { Button, ButtonRow } from '../../layout/button.tsx'
import { Select, TextArea } from '../../layout/field.tsx'
import type { FieldErrors, TypedForm } from '../../layout/field-errors.ts'
import { Moment } from '../../layout/moment.tsx'
import { ErrorSummary, Notice } from '../../layout/notice.tsx'
import { PostForm } from '../../layout/post-form.tsx'
import { SummaryList } from '../../layout/summary-list.tsx'
import { typedText } from './typed-text.ts'

export const doneWithHold = ['placed', 'asked', 'lifted', 'kept'] as const
export type DoneWithHold = (typeof doneWithHold)[number]

export interface HoldsPageProps {
  personId: string
  name: string
  holds: readonly LegalHold[]
  erasure: ErasureStatus | undefined
  /** The account that looks: it cannot agree to what it has asked itself. */
  viewer: string
  timeZone: string
  done: DoneWithHold | undefined
  refusal: string | undefined
  typed: TypedForm
  errors: FieldErrors
}

export function HoldsPage(props: HoldsPageProps) {
  const { holds, name } = props
  const isUnderWay = props.erasure === 'erasing'
  return (
    <>
      <ErrorSummary errors={props.errors} />
      {props.refusal && (
        <Notice kind="attention" title="That was not done">
          <p>{props.refusal}</p>
        </Notice>
      )}
      {props.done && <Done {...props} done={props.done} />}
      <p class="lead">
        While a legal hold stands, nothing of <bdi>{name}</bdi> can be erased. One of you places it at once.
        Lifting it takes two: one asks, another one agrees.
      </p>
      {holds.length > 0 && (props.erasure === 'confirmed' || isUnderWay) && (
        <Notice kind="attention" title="An erasure waits for this">
          <p>
            {isUnderWay
              ? 'It had begun when the hold was placed. What was gone by then is gone; the rest is kept. '
              : 'Two of you have confirmed it. '}
            When the last hold is lifted, it goes on by itself
            {isUnderWay ? '.' : ', unless somebody withdraws it before.'}
          </p>
        </Notice>
      )}
      {holds.length === 0 && props.erasure !== 'erased' && <p>No legal hold stands.</p>}
      {holds.map((hold, index) => (
        <Hold key={hold.holdId} {...props} hold={hold} number={index + 1} />
      ))}
      <AskToLift {...props} />
      {props.erasure === 'erased' ? (
        <p>This person is erased. There is nothing left that a hold could keep.</p>
      ) : (
        holds.length < MOST_HOLDS && <Place {...props} />
      )}
    </>
  )
}

function Done({ done, name, holds }: HoldsPageProps & { done: DoneWithHold }) {
  const title = {
    placed: 'The hold stands',
    asked: 'Somebody else of HR has to agree',
    lifted: 'The hold is lifted',
    kept: 'The hold goes on',
  }[done]
  const words = {
    placed: `Nothing of ${name} is erased until two of you lift it.`,
    asked: 'Until then the hold stands. Tell them: they find it under “Holds and erasures”.',
    lifted:
      holds.length === 0
        ? `No hold stands on ${name} any more.`
        : 'Others still stand, so nothing can be erased.',
    kept: 'What was asked is forgotten.',
  }[done]
  return (
    <Notice kind="success" title={title}>
      <p>{words}</p>
    </Notice>
  )
}

function Hold({ hold, number, ...props }: HoldsPageProps & { hold: LegalHold; number: number }) {
  const { holdId, placedBy, placedAt, liftAsked } = hold
  const path = `/hr/people/${props.personId}/holds`
  const heading = `hold-${holdId}`
  return (
    <section aria-labelledby={heading}>
      <h2 id={heading}>
        {props.holds.length > 1 && `${number}. `}Placed on <Moment at={placedAt} timeZone={props.timeZone} />
      </h2>
      <SummaryList
        rows={[
          { term: 'Reason', value: <bdi>{hold.reason}</bdi> },
          { term: 'Placed by', value: <bdi>{placedBy.name}</bdi> },
          ...(liftAsked === undefined
            ? []
            : [
                {
                  term: 'To be lifted',
                  value: (
                    <>
                      <bdi>{liftAsked.by.name}</bdi> asked on{' '}
                      <Moment at={liftAsked.at} timeZone={props.timeZone} />: <bdi>{liftAsked.reason}</bdi>
                    </>
                  ),
                },
              ]),
        ]}
      />
      {liftAsked !== undefined && (
        <>
          {liftAsked.by.subject === props.viewer && (
            <p>You have asked for this yourself, so somebody else of HR has to agree.</p>
          )}
          <ButtonRow>
            {liftAsked.by.subject !== props.viewer && (
              <PostForm action={`${path}/lift`} label="Lift this hold">
                <input type="hidden" name="holdId" value={holdId} />
                <Button kind="danger">Agree and lift it</Button>
              </PostForm>
            )}
            <PostForm action={`${path}/keep`} label="Keep this hold">
              <input type="hidden" name="holdId" value={holdId} />
              <Button kind="secondary">Keep the hold</Button>
            </PostForm>
          </ButtonRow>
        </>
      )}
    </section>
  )
}

function AskToLift({ personId, holds, timeZone, typed, errors }: HoldsPageProps) {
  const standing = holds.filter(({ liftAsked }) => liftAsked === undefined)
  const [first] = standing
  if (first === undefined) return null
  const only = holds.length === 1 ? first : undefined
  const inWords = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone })
  return (
    <>
      <h2>Ask to lift {only ? 'the hold' : 'a hold'}</h2>
      <PostForm action={`/hr/people/${personId}/holds/ask-to-lift`} label="Ask to lift a hold">
        {only ? (
          <input type="hidden" name="holdId" value={only.holdId} />
        ) : (
          <Select
            name="holdId"
            label="Which hold is over"
            nothingChosen="Choose a hold"
            value={typedText(typed, 'holdId')}
            error={errors.holdId}
            options={standing.map((hold) => ({
              value: hold.holdId,
              label: `${inWords.format(new Date(hold.placedAt))}: ${hold.reason.slice(0, 60)}`,
            }))}
          />
        )}
        <TextArea
          name="liftReason"
          label="Why it is over"
          hint="It becomes part of the trail, where it can be erased."
          value={typedText(typed, 'liftReason')}
          error={errors.liftReason}
          rows={2}
          maxLength={HOLD_REASON_LENGTH}
        />
        <Button kind="secondary">Ask to lift it</Button>
      </PostForm>
    </>
  )
}

function Place({ personId, name, holds, typed, errors }: HoldsPageProps) {
  return (
    <>
      <h2>Place {holds.length === 0 ? 'a' : 'another'} legal hold</h2>
      <PostForm action={`/hr/people/${personId}/holds`} label={`Place a legal hold on ${name}`}>
        <TextArea
          name="reason"
          label="Reason"
          hint="For which matter the records are needed, such as a claim or an inquiry. It becomes part of the trail, where it can be erased."
          value={typedText(typed, 'reason')}
          error={errors.reason}
          rows={3}
          maxLength={HOLD_REASON_LENGTH}
        />
        <Button>Place the hold</Button>
      </PostForm>
    </>
  )
}
