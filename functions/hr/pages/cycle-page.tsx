import type { ComponentChildren } from 'preact'
import type { ReviewCycle } from '../../domain/cycle.ts'
import type { StepProgress, TeamProgress } from '../../domain/cycle-progress.ts'
import type { NextAct } from '../../domain/next-act.ts'
import type { ReviewStage } from '../../domain/review.ts'
import { Button, ButtonLink } from '../../layout/button.tsx'
import { BarList } from '../../layout/chart.tsx'
import { TextField } from '../../layout/field.tsx'
import { Day, Moment } from '../../layout/moment.tsx'
import { Notice } from '../../layout/notice.tsx'
import { Pagination } from '../../layout/pagination.tsx'
import { PostForm } from '../../layout/post-form.tsx'
import { StatusWord } from '../../layout/status-word.tsx'
import { SummaryList } from '../../layout/summary-list.tsx'
import { Table } from '../../layout/table.tsx'
import { CycleStatusWord } from './cycle-status.tsx'
import { stageNames, stepNames } from './step-names.ts'

/** What has just been done, for the notice on the page that follows. */
export const doneActs = ['scheduled', 'launched', 'cancelled', 'release', 'close', 'link'] as const
export type DoneAct = (typeof doneActs)[number]

const doneWords: Record<DoneAct, readonly [string, string]> = {
  scheduled: ['The launch is scheduled', 'You can still launch earlier, or cancel.'],
  launched: ['The cycle is being launched', 'The first e-mails go out within a minute or two.'],
  cancelled: ['The cycle is cancelled', 'Nobody was told anything.'],
  release: ['The results are being released', 'It takes a minute or two until everybody can see theirs.'],
  close: ['The cycle is being closed', 'It takes a minute or two. What is missing will be listed here.'],
  link: ['A new link is on its way', 'Links that were sent before no longer open anything.'],
}

/** A list that fits a screen needs no search. */
const FEW_REVIEWS = 20

export interface CyclePageProps {
  cycle: ReviewCycle
  now: string
  done: DoneAct | undefined
  refusal: string | undefined
  next: NextAct
  progress: readonly StepProgress[]
  teams: readonly TeamProgress[]
  /** The team that the list of reviews is narrowed to. */
  team: TeamProgress | undefined
  reviews: readonly {
    reviewId: string
    name: string
    supervisor: string
    stage: ReviewStage
    waitsFor: string
  }[]
  search: string
  reviewCount: number
  here: string
  previousHref: string | undefined
  nextHref: string | undefined
  mailTrouble: readonly { personId: string; name: string; kind: 'bounced' | 'complained'; at: string }[]
  exceptions: readonly { reviewId: string; name: string; stage: string }[]
  report: { at: string; reviewCount: number; counts: Readonly<Record<string, number>> } | undefined
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
      <p class="lead">
        <CycleStatusWord status={cycle.status} />{' '}
        <NextWords cycle={cycle} next={props.next} now={props.now} />
      </p>
      <Actions cycle={cycle} />
      <Troubles {...props} />
      <Progress {...props} />
      <Exceptions {...props} />
      <Reviews {...props} />
      <Teams {...props} />
      <Plan cycle={cycle} />
    </>
  )
}

function NextWords({ cycle, next, now }: { cycle: ReviewCycle; next: NextAct; now: string }) {
  const moment = (at: string) => <Moment at={at} timeZone={cycle.timeZone} />
  switch (next.what) {
    case 'nothing':
      if (cycle.status === 'draft') return <>Nothing happens until you schedule or launch it.</>
      return cycle.status === 'closed' && cycle.closedAt ? (
        <>It closed on {moment(cycle.closedAt)}. Nothing more happens by itself.</>
      ) : (
        <>Nothing more happens by itself.</>
      )
    case 'launch':
      return next.at < now ? (
        <>It should have launched on {moment(next.at)}. If it does not start within minutes, launch it now.</>
      ) : (
        <>Next: it launches by itself on {moment(next.at)}.</>
      )
    case 'open':
      return <>Next: the first e-mails go out, within a minute or two.</>
    case 'release':
      return cycle.releaseRequestedBy === undefined ? (
        <>Next: the results are released on {moment(next.at)}. Until then reminders go out by themselves.</>
      ) : (
        <>Next: the results are released, within a minute or two.</>
      )
    case 'close':
      return cycle.closeRequestedBy === undefined ? (
        <>
          Next: it closes when everybody has signed, at the latest on {moment(next.at)}. Until then reminders
          go out by themselves.
        </>
      ) : (
        <>Next: it closes, within a minute or two.</>
      )
  }
}

/** What HR can do now. What cannot be taken back says first what it does. */
function Actions({ cycle }: { cycle: ReviewCycle }) {
  const path = `/hr/cycles/${cycle.cycleId}`
  const again = <a href={`/hr/cycles/new?from=${cycle.cycleId}`}>Plan another one like it</a>
  switch (cycle.status) {
    case 'draft':
      return (
        <>
          <div class="button-row">
            <ButtonLink href={`${path}/rehearsal`}>Rehearse the launch</ButtonLink>
            <PostForm action={`${path}/schedule`} label="Schedule">
              <Button kind="secondary">Schedule the launch</Button>
            </PostForm>
          </div>
          <LaunchNow path={path} />
          <Cancel path={path} />
          <p>{again}</p>
        </>
      )
    case 'scheduled':
      return (
        <>
          <div class="button-row">
            <ButtonLink href={`${path}/rehearsal`} kind="secondary">
              Rehearse the launch
            </ButtonLink>
            <PostForm action={`${path}/schedule`} label="Schedule again">
              <Button kind="quiet">Set the launch again</Button>
            </PostForm>
          </div>
          <LaunchNow path={path} />
          <Cancel path={path} />
        </>
      )
    case 'opening':
      return <LaunchNow path={path} />
    case 'running':
      return (
        <Careful
          summary="Release the results now"
          action={`${path}/release`}
          button="Release now"
          kind="primary"
        >
          Everybody who has been rated sees their review at once, and is asked to sign. Reviews without a
          rating stay out. This cannot be taken back.
        </Careful>
      )
    case 'released':
      return (
        <Careful summary="Close the cycle now" action={`${path}/close`} button="Close now" kind="danger">
          Nobody can sign any more. Reviews without both signatures are listed as exceptions. This cannot be
          taken back.
        </Careful>
      )
    case 'closed':
    case 'cancelled':
      return <p>{again}</p>
  }
}

function LaunchNow({ path }: { path: string }) {
  return (
    <Careful summary="Launch now" action={`${path}/launch-now`} button="Launch now" kind="secondary">
      The first e-mails go out within a minute or two. People, form and peers are fixed from then on.
    </Careful>
  )
}

function Cancel({ path }: { path: string }) {
  return (
    <Careful summary="Cancel this cycle" action={`${path}/cancel`} button="Cancel the cycle" kind="danger">
      It will not be launched. Nobody has been told anything yet.
    </Careful>
  )
}

function Careful(props: {
  summary: string
  action: string
  button: string
  kind: 'primary' | 'secondary' | 'danger'
  children: ComponentChildren
}) {
  return (
    <details>
      <summary>{props.summary}</summary>
      <p>{props.children}</p>
      <PostForm action={props.action} label={props.summary}>
        <Button kind={props.kind}>{props.button}</Button>
      </PostForm>
    </details>
  )
}

function Troubles({ cycle, mailTrouble }: CyclePageProps) {
  if (mailTrouble.length === 0) return null
  return (
    <>
      <Notice kind="attention" title="Mail does not reach everybody">
        <p>
          Correct the address by importing the row again, then send a new link. Reminders to these people have
          stopped.
        </p>
      </Notice>
      <Table
        caption="People whom mail does not reach"
        columns={[
          {
            heading: 'Name',
            namesTheRow: true,
            cell: (person) => (
              <a href={`/hr/people/${person.personId}`}>
                <bdi>{person.name}</bdi>
              </a>
            ),
          },
          {
            heading: 'What happened',
            cell: (person) =>
              person.kind === 'bounced' ? 'The mail came back' : 'It was reported as unwanted',
          },
          { heading: 'When', cell: (person) => <Moment at={person.at} timeZone={cycle.timeZone} /> },
          {
            heading: 'What to do',
            cell: (person) => (
              <PostForm
                action={`/hr/cycles/${cycle.cycleId}/participants/${person.personId}/new-link`}
                label={`Send a new link to ${person.name}`}
              >
                <Button kind="quiet">Send a new link</Button>
              </PostForm>
            ),
          },
        ]}
        rows={mailTrouble}
        rowKey={(person) => person.personId}
      />
    </>
  )
}

function Progress({ progress, cycle }: CyclePageProps) {
  if (cycle.reviewCount === 0) return null
  const late = progress.filter((step) => step.late > 0)
  return (
    <>
      <BarList
        caption="Progress by step"
        full={1}
        bars={progress
          .filter((step) => step.total > 0)
          .map(({ kind, done, missed, total }) => ({
            label: stepNames[kind],
            value: total === 0 ? 0 : done / total,
            text: `${done} of ${total}${missed > 0 ? `, ${missed} missed` : ''}`,
          }))}
      />
      {late.length > 0 && (
        <Notice kind="attention" title="Some steps are late">
          <ul>
            {late.map(({ kind, late: count }) => (
              <li key={kind}>
                {stepNames[kind]}: {count}
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  )
}

function Exceptions({ cycle, exceptions, report }: CyclePageProps) {
  if (cycle.status !== 'closed') return null
  const counted = (name: string) => report?.counts[name] ?? 0
  return (
    <>
      {report && (
        <>
          <h2>How it ended</h2>
          <SummaryList
            rows={[
              { term: 'Reviews', value: report.reviewCount },
              { term: 'Signed by both', value: counted('review.sealed') },
              { term: 'Without a rating', value: counted('review.unrated') },
              { term: 'Signature refused', value: counted('review.signatureRefused') },
              { term: 'Not acknowledged in time', value: counted('review.unacknowledged') },
              { term: 'Closed unfinished', value: counted('review.closedUnfinished') },
            ]}
          />
        </>
      )}
      {exceptions.length === 0 ? (
        <Notice kind="success" title="No exceptions">
          <p>Every review is signed by both.</p>
        </Notice>
      ) : (
        <Table
          caption={`${exceptions.length} ${exceptions.length === 1 ? 'exception' : 'exceptions'}`}
          columns={[
            {
              heading: 'Name',
              namesTheRow: true,
              cell: (exception) => (
                <a href={`/hr/cycles/${cycle.cycleId}/reviews/${exception.reviewId}`}>
                  <bdi>{exception.name}</bdi>
                </a>
              ),
            },
            { heading: 'Ended', cell: (exception) => <Stage stage={exception.stage} /> },
          ]}
          rows={exceptions}
          rowKey={(exception) => exception.reviewId}
        />
      )}
    </>
  )
}

export function Stage({ stage }: { stage: string }) {
  const known = Object.hasOwn(stageNames, stage) ? stageNames[stage as ReviewStage] : undefined
  return known === undefined ? <span>{stage}</span> : <StatusWord tone={known[0]}>{known[1]}</StatusWord>
}

function Reviews(props: CyclePageProps) {
  const { cycle, team } = props
  if (cycle.reviewCount === 0) return null
  return (
    <>
      <h2 id="reviews">{team ? `Reviews that ${team.supervisorName} rates` : 'Reviews'}</h2>
      {(team || props.search !== '') && (
        <p>
          <a href={`/hr/cycles/${cycle.cycleId}#reviews`}>Show all reviews</a>
        </p>
      )}
      {cycle.reviewCount > FEW_REVIEWS && (
        <search>
          <form method="get" action={`/hr/cycles/${cycle.cycleId}`}>
            {team && <input type="hidden" name="team" value={team.supervisorId} />}
            <TextField
              name="q"
              label="Find a review by name"
              value={props.search}
              inputMode="search"
              width="middle"
            />
            <Button kind="secondary">Find</Button>
          </form>
        </search>
      )}
      <Table
        caption={`${props.reviewCount} ${props.reviewCount === 1 ? 'review' : 'reviews'}`}
        columns={[
          {
            heading: 'Name',
            namesTheRow: true,
            cell: (review) => (
              <a href={`/hr/cycles/${cycle.cycleId}/reviews/${review.reviewId}`}>
                <bdi>{review.name}</bdi>
              </a>
            ),
          },
          { heading: 'Stage', cell: (review) => <Stage stage={review.stage} /> },
          { heading: 'Waits for', cell: (review) => <bdi>{review.waitsFor}</bdi> },
          { heading: 'Supervisor', cell: (review) => <bdi>{review.supervisor}</bdi> },
        ]}
        rows={props.reviews}
        rowKey={(review) => review.reviewId}
      />
      <Pagination
        label="Pages of reviews"
        here={props.here}
        previousHref={props.previousHref}
        nextHref={props.nextHref}
      />
    </>
  )
}

function Teams({ cycle, teams }: CyclePageProps) {
  if (teams.length < 2) return null
  return (
    <Table
      caption="Teams"
      columns={[
        {
          heading: 'Supervisor',
          namesTheRow: true,
          cell: (team) => (
            <a href={`/hr/cycles/${cycle.cycleId}?team=${team.supervisorId}#reviews`}>
              <bdi>{team.supervisorName}</bdi>
            </a>
          ),
        },
        { heading: 'Reviews', kind: 'number', cell: (team) => team.reviews },
        { heading: 'Rated', kind: 'number', cell: (team) => team.rated },
        { heading: 'Ended', kind: 'number', cell: (team) => team.ended },
        { heading: 'Late steps', kind: 'number', cell: (team) => team.late },
      ]}
      rows={teams}
      rowKey={(team) => team.supervisorId}
    />
  )
}

function Plan({ cycle }: { cycle: ReviewCycle }) {
  const { dates, selection, peers } = cycle
  return (
    <>
      <h2>The plan</h2>
      <SummaryList
        rows={[
          {
            term: 'Review period',
            value: (
              <>
                <Day date={cycle.reviewPeriod.from} /> to <Day date={cycle.reviewPeriod.to} />
              </>
            ),
          },
          {
            term: cycle.openedAt === undefined ? 'Launch' : 'Launched',
            value: <Moment at={cycle.openedAt ?? cycle.launchAt} timeZone={cycle.timeZone} />,
          },
          { term: 'Self-assessments until', value: <Day date={dates.selfDueOn} /> },
          { term: 'Peer input until', value: <Day date={dates.peerDueOn} /> },
          { term: 'Supervisor ratings until', value: <Day date={dates.ratingDueOn} /> },
          {
            term: 'Release of the results',
            value:
              cycle.releasedAt === undefined ? (
                <Moment at={cycle.releaseAt} timeZone={cycle.timeZone} />
              ) : (
                <Moment at={cycle.releasedAt} timeZone={cycle.timeZone} />
              ),
          },
          { term: 'Signatures of the people reviewed until', value: <Day date={dates.signDueOn} /> },
          { term: 'Signatures of the supervisors until', value: <Day date={dates.countersignDueOn} /> },
          { term: 'Days of grace', value: `${cycle.graceDays} working days` },
          { term: 'Time zone', value: cycle.timeZone },
          {
            term: 'Who',
            value:
              selection.by === 'everybody'
                ? selection.jobTitle === undefined
                  ? 'Everybody who has a supervisor'
                  : `Everybody who is ${selection.jobTitle}`
                : selection.by === 'teams'
                  ? `The teams of ${selection.supervisorIds.length} supervisors`
                  : `${selection.personIds.length} people chosen by hand`,
          },
          {
            term: 'Peers',
            value:
              peers.perReview === 0
                ? 'No peer input'
                : `${peers.perReview} each, shown from ${peers.threshold} answers on, nobody asked about more than ${peers.loadCap}`,
          },
          {
            term: 'Reminders',
            value: `${cycle.reminderDaysBefore.join(', ')} working days before a last day, at ${String(cycle.civilHour).padStart(2, '0')}:00`,
          },
        ]}
      />
    </>
  )
}
