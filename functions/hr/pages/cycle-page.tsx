import type { StepProgress, TeamProgress } from '../../domain/cycle-progress.ts'
import type { NextAct } from '../../domain/next-act.ts'
import { Notice } from '../../layout/notice.tsx'
import { CycleActions } from './cycle-actions.tsx'
import { CycleEnd, type CycleEndProps } from './cycle-end.tsx'
import { CycleNav } from './cycle-nav.tsx'
import { CyclePlanView } from './cycle-plan-view.tsx'
import { CycleProgress } from './cycle-progress.tsx'
import { CycleStatusWord } from './cycle-status.tsx'
import { MailTrouble, type MailTroubleProps } from './mail-trouble.tsx'
import { NextWords } from './next-words.tsx'
import { ReviewList, type ReviewListProps } from './review-list.tsx'
import { TeamTable } from './team-table.tsx'

/** What has just been done, for the notice on the page that follows. */
export const doneActs = [
  'scheduled',
  'moved',
  'launched',
  'cancelled',
  'release',
  'close',
  'link',
  'paused',
  'resumed',
] as const
export type DoneAct = (typeof doneActs)[number]

const doneWords: Record<DoneAct, readonly [string, string]> = {
  scheduled: ['The launch is scheduled', 'You can still launch earlier, or cancel.'],
  moved: ['The launch is moved', 'Every last day has moved with it. Nobody was told anything.'],
  launched: ['The cycle is being launched', 'The first e-mails go out within a minute or two.'],
  cancelled: ['The cycle is cancelled', 'Nobody was told anything.'],
  release: ['The results are being released', 'It takes a minute or two until everybody can see theirs.'],
  close: ['The cycle is being closed', 'It takes a minute or two. What is missing will be listed here.'],
  paused: ['The cycle is paused', 'No mails go out and nothing runs out until you let it go on.'],
  resumed: ['The cycle goes on', 'Its days have moved; reminders go again from the next morning on.'],
  link: ['A new link is on its way', 'Links that were sent before no longer open anything.'],
}

/** Enough to see a pattern; the rest are in the cycle's JSON. */
const NOT_STARTED_SHOWN = 20

export interface CyclePageProps extends ReviewListProps, MailTroubleProps, CycleEndProps {
  now: string
  done: DoneAct | undefined
  refusal: string | undefined
  next: NextAct
  progress: readonly StepProgress[]
  teams: readonly TeamProgress[]
}

export function CyclePage(props: CyclePageProps) {
  const { cycle, done } = props
  return (
    <>
      {props.refusal && (
        <Notice kind="attention" title="That was not done">
          <p>{props.refusal}</p>
        </Notice>
      )}
      {done && (
        <Notice kind="success" title={doneWords[done][0]}>
          <p>{doneWords[done][1]}</p>
        </Notice>
      )}
      <CycleNav cycle={cycle} here="overview" />
      <p class="lead">
        <CycleStatusWord status={cycle.status} />{' '}
        <NextWords cycle={cycle} next={props.next} now={props.now} />
      </p>
      <CycleActions cycle={cycle} />
      {cycle.notStarted !== undefined && cycle.notStarted.length > 0 && (
        <Notice kind="attention" title={`${cycle.notStarted.length} reviews could not start`}>
          <p>
            Nobody was asked about them. Whoever operates Countersign has been told; everybody else’s reviews
            go on.
          </p>
          <ul>
            {cycle.notStarted.slice(0, NOT_STARTED_SHOWN).map((reviewId) => (
              <li key={reviewId}>
                <a href={`/hr/cycles/${cycle.cycleId}/reviews/${reviewId}`}>{reviewId}</a>
              </li>
            ))}
          </ul>
        </Notice>
      )}
      {cycle.status === 'closed' && <CycleEnd {...props} />}
      {cycle.status !== 'closed' && props.mailTrouble.length > 0 && <MailTrouble {...props} />}
      {cycle.reviewCount > 0 && <CycleProgress {...props} />}
      {cycle.reviewCount > 0 && <ReviewList {...props} />}
      {props.teams.length > 1 && <TeamTable {...props} />}
      <CyclePlanView cycle={cycle} />
    </>
  )
}
