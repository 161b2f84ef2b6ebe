import type { ErasureStatus } from '../../domain/erasure.ts'
import type { LegalHold } from '../../domain/legal-hold.ts'
import type { Person } from '../../domain/person.ts'
import { Button, ButtonLink } from '../../layout/button.tsx'
import { dayInWords } from '../../layout/moment.tsx'
import { Notice } from '../../layout/notice.tsx'
import { PostForm } from '../../layout/post-form.tsx'
import { StatusWord } from '../../layout/status-word.tsx'
import { SummaryList } from '../../layout/summary-list.tsx'
import {
  type HistoryLine,
  type LinkedPerson,
  PersonHistory,
  PersonLink,
  type SupervisionLine,
} from './person-history.tsx'
import { PersonNotices } from './person-notices.tsx'
import { PersonWork, type WaitingStep, type WrittenReview } from './person-work.tsx'

export interface PersonPageProps {
  person: Person
  done: 'changed' | 'left' | 'back' | undefined
  /** Who is above them, the nearest first. */
  chain: readonly LinkedPerson[]
  manager: LinkedPerson | undefined
  team: readonly LinkedPerson[]
  supervisions: readonly SupervisionLine[]
  history: readonly HistoryLine[]
  reviews: readonly WrittenReview[]
  waiting: readonly WaitingStep[]
  mailTrouble: { kind: 'bounced' | 'complained'; at: string; cycleId: string } | undefined
  holds: readonly LegalHold[]
  erasure: ErasureStatus | undefined
}

const doneWords = {
  changed: 'The change is saved',
  left: 'It is noted that they have left',
  back: 'They are taken back',
} as const

export function PersonPage(props: PersonPageProps) {
  const { person, team } = props
  const here = `/hr/people/${person.personId}`
  return (
    <>
      {props.done && <Notice kind="success" title={doneWords[props.done]} />}
      <PersonNotices {...props} />
      <Facts {...props} />
      <div class="button-row">
        <ButtonLink href={`${here}/edit`} kind="secondary">
          Change
        </ButtonLink>
      </div>
      <PersonWork person={person} reviews={props.reviews} waiting={props.waiting} />
      {team.length > 0 && (
        <>
          <h2>
            Supervises {team.length} {team.length === 1 ? 'person' : 'people'}
          </h2>
          <ul>
            {team.map((member) => (
              <li key={member.personId}>
                <PersonLink person={member} />
              </li>
            ))}
          </ul>
        </>
      )}
      <PersonHistory
        timeZone={person.timeZone}
        addedAt={person.addedAt}
        supervisions={props.supervisions}
        history={props.history}
      />
      <ComingAndGoing person={person} />
      <h2>What is kept of them</h2>
      <ul>
        <li>
          <a href={`${here}/holds`}>Legal holds</a>: keep everything while a matter is open
        </li>
        <li>
          <a href={`${here}/erasure`}>Erasure</a>: see what would go, what would stay, and ask for it
        </li>
      </ul>
    </>
  )
}

function Facts({ person, chain, manager }: PersonPageProps) {
  const texts = [
    ['Department', person.department],
    ['Location', person.location],
    ['Job title', person.jobTitle],
    ['Tenure', person.tenure],
    ['Shift', person.shift],
    ['Hire date', person.hiredOn && dayInWords(person.hiredOn)],
    ['Time zone', person.timeZone],
  ] as const
  return (
    <SummaryList
      rows={[
        {
          term: 'Status',
          value:
            person.status === 'active' ? (
              <StatusWord tone="good">Active</StatusWord>
            ) : (
              <StatusWord tone="quiet">Left</StatusWord>
            ),
        },
        { term: 'Employee ID', value: <bdi>{person.employeeId}</bdi> },
        { term: 'E-mail', value: <bdi>{person.email}</bdi> },
        { term: 'Supervisor', value: <PersonLink person={chain[0]} /> },
        ...(chain.length > 1
          ? [
              {
                term: 'Above them',
                value: chain.slice(1).map((one, index) => (
                  <span key={one.personId}>
                    {index > 0 && ', then '}
                    <PersonLink person={one} />
                  </span>
                )),
              },
            ]
          : []),
        { term: 'Manager', value: <PersonLink person={manager} /> },
        ...texts.flatMap(([term, value]) =>
          value === undefined || value === '' ? [] : [{ term, value: <bdi>{value}</bdi> }],
        ),
      ]}
    />
  )
}

function ComingAndGoing({ person }: { person: Person }) {
  const here = `/hr/people/${person.personId}`
  return person.status === 'active' ? (
    <>
      <h2>If they leave</h2>
      <p>You see first what it means for the cycles that run.</p>
      <p>
        <ButtonLink kind="secondary" href={`${here}/leave`}>
          They have left the company
        </ButtonLink>
      </p>
    </>
  ) : (
    <>
      <h2>If they come back</h2>
      <p>New cycles ask them again. Cycles that are under way stay as they are.</p>
      <PostForm action={`${here}/come-back`} label="They are back">
        <Button kind="secondary">They are back</Button>
      </PostForm>
    </>
  )
}
