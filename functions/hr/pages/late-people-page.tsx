import { localDateOf } from '../../domain/calendar.ts'
import type { ReviewCycle } from '../../domain/cycle.ts'
import { HUMAN_STEPS, type TeamProgress } from '../../domain/cycle-progress.ts'
import type { LatePerson } from '../../domain/late-people.ts'
import type { Participant } from '../../domain/participant.ts'
import type { ReviewFilter } from '../../domain/review-filter.ts'
import type { SentMail } from '../../domain/sent-mails.ts'
import { Button } from '../../layout/button.tsx'
import { EmptyState } from '../../layout/empty-state.tsx'
import { Select } from '../../layout/field.tsx'
import { Day, Moment } from '../../layout/moment.tsx'
import { Pagination } from '../../layout/pagination.tsx'
import { StatusWord } from '../../layout/status-word.tsx'
import { type Column, Table } from '../../layout/table.tsx'
import { CycleNav } from './cycle-nav.tsx'
import { mailNames } from './mail-names.ts'
import { stepNames } from './step-names.ts'

type Late = LatePerson & {
  name: string
  mails: readonly SentMail[]
  mailTrouble: Participant['mailTrouble']
  state: Participant['state']
}

export interface LatePeoplePageProps {
  cycle: ReviewCycle
  people: readonly Late[]
  count: number
  filter: ReviewFilter
  teams: readonly TeamProgress[]
  operations: readonly { name: string; title: string }[]
  here: string
  previousHref: string | undefined
  nextHref: string | undefined
}

/** So many steps and mails of one person are told; the rest is counted. */
const MOST_SHOWN = 4

export function LatePeoplePage(props: LatePeoplePageProps) {
  const { cycle } = props
  return (
    <>
      <CycleNav cycle={cycle} here="late" />
      <Filter {...props} />
      {props.count === 0 ? (
        <EmptyState title="Nobody is late">
          <p>Everybody who is waited for still has time. Reminders go out by themselves.</p>
        </EmptyState>
      ) : (
        <form method="get" action={`/hr/cycles/${cycle.cycleId}/operations`}>
          <People {...props} />
          {props.operations.length > 0 && (
            <div class="button-row">
              <Select
                name="operation"
                label="For those who are ticked"
                nothingChosen="Choose what to do"
                options={props.operations.map(({ name, title }) => ({ value: name, label: title }))}
              />
              <Button kind="secondary">Go on</Button>
            </div>
          )}
        </form>
      )}
      <Pagination
        label="Pages of people"
        here={props.here}
        previousHref={props.previousHref}
        nextHref={props.nextHref}
      />
    </>
  )
}

function Filter({ cycle, filter, teams }: LatePeoplePageProps) {
  return (
    <search>
      <form method="get" action={`/hr/cycles/${cycle.cycleId}/late`}>
        <div class="filter">
          <Select
            name="step"
            label="Late with"
            value={filter.step}
            nothingChosen="Any step"
            options={HUMAN_STEPS.map((kind) => ({ value: kind, label: stepNames[kind] }))}
          />
          {teams.length > 1 && (
            <Select
              name="team"
              label="In reviews of the team of"
              value={filter.team}
              nothingChosen="All teams"
              options={teams.map(({ supervisorId, supervisorName }) => ({
                value: supervisorId,
                label: supervisorName,
              }))}
            />
          )}
        </div>
        <Button kind="secondary">Show</Button>
      </form>
    </search>
  )
}

function People({ cycle, people, count, operations }: LatePeoplePageProps) {
  const box: Column<Late> = {
    heading: 'Choose',
    cell: ({ personId, name }) => (
      <input class="row-box" type="checkbox" name="person" value={personId} aria-label={`Choose ${name}`} />
    ),
  }
  return (
    <Table
      caption={`${count} ${count === 1 ? 'person is' : 'people are'} late`}
      columns={[
        ...(operations.length > 0 ? [box] : []),
        {
          heading: 'Name',
          namesTheRow: true,
          cell: ({ personId, name, state }) => (
            <>
              <a href={`/hr/people/${personId}`}>
                <bdi>{name}</bdi>
              </a>
              {state === 'paused' && <StatusWord tone="quiet">On leave</StatusWord>}
            </>
          ),
        },
        {
          heading: 'Since',
          cell: ({ since }) => <Day date={localDateOf(since, cycle.timeZone)} />,
        },
        { heading: 'With', cell: (late) => <Steps cycle={cycle} late={late} /> },
        { heading: 'What was sent', cell: (late) => <Mails cycle={cycle} late={late} /> },
      ]}
      rows={people}
      rowKey={({ personId }) => personId}
    />
  )
}

function Steps({ cycle, late }: { cycle: ReviewCycle; late: Late }) {
  return (
    <ul class="plain">
      {late.steps.slice(0, MOST_SHOWN).map(({ stepId, reviewId, kind, revieweeName }) => (
        <li key={stepId}>
          <a href={`/hr/cycles/${cycle.cycleId}/reviews/${reviewId}`}>
            {stepNames[kind]}
            {revieweeName !== late.name && (
              <>
                , <bdi>{revieweeName}</bdi>
              </>
            )}
          </a>
        </li>
      ))}
      {late.steps.length > MOST_SHOWN && <li>and {late.steps.length - MOST_SHOWN} more</li>}
    </ul>
  )
}

function Mails({ cycle, late }: { cycle: ReviewCycle; late: Late }) {
  return (
    <>
      {late.mailTrouble !== undefined && (
        <p>
          <StatusWord tone="bad">
            {late.mailTrouble.kind === 'bounced' ? 'Mail comes back' : 'Reported as unwanted'}
          </StatusWord>
        </p>
      )}
      {late.mails.length === 0 ? (
        'Nothing yet'
      ) : (
        <ul class="plain">
          {late.mails.slice(0, MOST_SHOWN).map(({ occasion, why, at }) => (
            <li key={occasion}>
              {mailNames[why]}, <Moment at={at} timeZone={cycle.timeZone} />
            </li>
          ))}
          {late.mails.length > MOST_SHOWN && <li>and {late.mails.length - MOST_SHOWN} before</li>}
        </ul>
      )}
    </>
  )
}
