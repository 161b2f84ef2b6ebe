import type { ReviewStep, StepKind } from '../../domain/step.ts'
import { minutesInWords, minutesNeeded } from '../../domain/time-needed.ts'
import { CardList } from '../../layout/card-list.tsx'
import { EmptyState } from '../../layout/empty-state.tsx'
import { Moment } from '../../layout/moment.tsx'
import { Notice } from '../../layout/notice.tsx'
import { Journey, type JourneyStep } from '../../layout/progress.tsx'
import { StatusWord } from '../../layout/status-word.tsx'
import { receiptHref, stepHref } from '../own-step.ts'
import { OwnDisputeLink } from './dispute-notes.tsx'
import { Due } from './due.tsx'
import { stepTitle } from './step-title.ts'

export interface WaitingPageProps {
  cycleName: string
  timeZone: string
  now: string
  waiting: readonly ReviewStep[]
  opening: readonly ReviewStep[]
  done: readonly ReviewStep[]
  missed: readonly ReviewStep[]
  /** What HR has just been told. */
  told?: Told | undefined
  /** Whether the clocks of the whole cycle stand. */
  isPaused: boolean
  /** Whom to ask; completes “Ask …”. */
  helpContact: string
  /** The stations of the person's own review; undefined when they are not reviewed. */
  journey: readonly JourneyStep[] | undefined
  /** The person's own review, for the way to dispute it. */
  ownReview: Parameters<typeof OwnDisputeLink>[0]['review'] | undefined
}

export type Told = 'away' | 'wrong-address' | 'not-me' | 'declined'

const TOLD: Readonly<Record<Told, string>> = {
  away: 'HR has been told that you are away',
  'wrong-address': 'HR has been told that your address is wrong',
  'not-me': 'HR has been told that this is not you',
  declined: 'You have declined, and HR has been told',
}

const isSignature = (kind: StepKind) => kind === 'revieweeSignature' || kind === 'supervisorSignature'

export function WaitingPage(props: WaitingPageProps) {
  const { waiting, opening, done, missed } = props
  const rates = [...waiting, ...done].filter(({ kind }) => kind === 'supervisorRating')
  const minutes = waiting.reduce((sum, step) => sum + minutesNeeded(step.kind), 0)
  return (
    <>
      {props.told && (
        <Notice kind="success" title={TOLD[props.told]}>
          <p>They look at it and write to you if there is something to ask.</p>
        </Notice>
      )}
      {props.isPaused && (
        <Notice kind="info" title="HR has paused this cycle">
          <p>
            Nothing runs out meanwhile, and the days below move when it goes on. You can write on and send
            what is ready.
          </p>
        </Notice>
      )}
      {waiting.length === 0 ? (
        <EmptyState title={opening.length === 0 ? 'Nothing waits for you now' : 'It opens in a moment'}>
          <p>
            {opening.length === 0
              ? 'We write to you when there is something to do. You can close this page.'
              : 'What is planned for you is being prepared. Reload this page in a minute.'}
          </p>
        </EmptyState>
      ) : (
        <p class="lead">
          {waiting.length === 1 ? 'One thing waits' : `${waiting.length} things wait`} for you in{' '}
          {props.cycleName}. All of it takes {minutesInWords(minutes)}. You can stop at any time: drafts are
          kept.
        </p>
      )}
      <CardList label="What waits for you" cards={cardsOf(props)} />
      {rates.length > 1 && (
        <p>
          You rate {rates.length} people. <a href="/my/team">Compare your ratings in one list</a> before you
          send them.
        </p>
      )}
      {opening.length > 0 && waiting.length > 0 && <h2>Opens in a moment</h2>}
      {opening.length > 0 && (
        <ul>
          {opening.map((step) => (
            <li key={step.stepId}>
              {stepTitle(step)} <StatusWord tone="quiet">opens in a moment</StatusWord>
            </li>
          ))}
        </ul>
      )}
      {props.journey && (
        <>
          <h2>Your own review</h2>
          <Journey label="Your own review" steps={props.journey} />
          {props.ownReview && <OwnDisputeLink review={props.ownReview} />}
        </>
      )}
      {done.length > 0 && <h2>Done</h2>}
      {done.length > 0 && (
        <ul>
          {done.map((step) => (
            <li key={step.stepId}>
              <a href={receiptHref(step)}>{stepTitle(step)}: your receipt</a>{' '}
              {step.receipt && (
                <span class="quiet">
                  <Moment at={step.receipt.at} timeZone={props.timeZone} />
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
      {missed.length > 0 && <h2>No longer asked</h2>}
      {missed.length > 0 && (
        <ul>
          {missed.map((step) => (
            <li key={step.stepId}>
              <a href={isSignature(step.kind) ? '/my/sign' : stepHref(step)}>{stepTitle(step)}</a>{' '}
              <span class="quiet">
                {step.state === 'bypassed' ? 'The review went on without it.' : 'Its time has passed.'}
              </span>
            </li>
          ))}
        </ul>
      )}
      <Help helpContact={props.helpContact} />
    </>
  )
}

/** Whatever does not fit: what somebody can say themselves, and whom they can ask. */
function Help({ helpContact }: Pick<WaitingPageProps, 'helpContact'>) {
  return (
    <section>
      <h2>Does something not fit?</h2>
      <ul class="help">
        <li>
          <a href="/my/away">I am away for a while</a>
        </li>
        <li>
          <a href="/my/address">My e-mail address is wrong, or this is not me</a>
        </li>
        <li>For anything else, ask {helpContact}.</li>
      </ul>
    </section>
  )
}

/** One card per form, and one for all signatures together, since one code signs them all; in the order of their dates. */
function cardsOf({ waiting, timeZone, now }: WaitingPageProps) {
  const signatures = waiting.filter(({ kind }) => isSignature(kind))
  const first = signatures[0]
  return waiting.flatMap((step) => {
    if (!isSignature(step.kind))
      return [card(step, stepHref(step), stepTitle(step), minutesNeeded(step.kind))]
    if (step !== first) return []
    const minutes = signatures.reduce((sum, { kind }) => sum + minutesNeeded(kind), 0)
    const title = signatures.length > 1 ? `Read and sign ${signatures.length} reviews` : signTitle(step)
    return [card(step, '/my/sign', title, minutes)]
  })

  function card(step: ReviewStep, href: string, title: string, minutes: number) {
    return {
      href,
      title,
      status:
        now > step.dueAt ? (
          <StatusWord tone="attention">late</StatusWord>
        ) : step.state === 'draft' ? (
          <StatusWord tone="going">draft saved</StatusWord>
        ) : step.state === 'returned' ? (
          <StatusWord tone="attention">came back to you</StatusWord>
        ) : undefined,
      detail: (
        <p>
          Takes {minutesInWords(minutes)}, <Due {...step} timeZone={timeZone} now={now} />
        </p>
      ),
    }
  }
}

function signTitle({ kind, revieweeName }: ReviewStep): string {
  return kind === 'revieweeSignature' ? 'Read and sign your review' : `Sign the review of ${revieweeName}`
}
