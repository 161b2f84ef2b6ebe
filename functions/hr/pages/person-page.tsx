import type { ErasureStatus } from '../../domain/erasure.ts'
import type { LegalHold } from '../../domain/legal-hold.ts'
import type { Person } from '../../domain/person.ts'
import { dayInWords, Moment } from '../../layout/moment.tsx'
import { Notice } from '../../layout/notice.tsx'
import { StatusWord } from '../../layout/status-word.tsx'
import { SummaryList } from '../../layout/summary-list.tsx'

interface LinkedPerson {
  personId: string
  name: string
}

function PersonLink({ person }: { person: LinkedPerson | undefined }) {
  if (person === undefined) return <>Nobody</>
  return (
    <a href={`/hr/people/${person.personId}`}>
      <bdi>{person.name}</bdi>
    </a>
  )
}

export function PersonPage(props: {
  person: Person
  supervisor: LinkedPerson | undefined
  manager: LinkedPerson | undefined
  team: readonly LinkedPerson[]
  holds: readonly LegalHold[]
  erasure: ErasureStatus | undefined
}) {
  const { person, team, holds } = props
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
    <>
      {holds.length > 0 && (
        <Notice kind="attention" title={holds.length === 1 ? 'A legal hold stands' : 'Legal holds stand'}>
          <ul>
            {holds.map((hold) => (
              <li key={hold.holdId}>
                <bdi>{hold.reason}</bdi> (<bdi>{hold.placedBy.name}</bdi>,{' '}
                <Moment at={hold.placedAt} timeZone={person.timeZone} />)
              </li>
            ))}
          </ul>
        </Notice>
      )}
      {props.erasure === 'requested' && (
        <Notice kind="attention" title="Somebody of HR wants this person erased">
          <p>
            <a href={`/hr/people/${person.personId}/erasure`}>Another one has to confirm</a>
          </p>
        </Notice>
      )}
      {props.erasure === 'confirmed' && (
        <Notice kind="attention" title="This person is about to be erased">
          <p>
            <a href={`/hr/people/${person.personId}/erasure`}>See how it stands</a>
          </p>
        </Notice>
      )}
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
          { term: 'Supervisor', value: <PersonLink person={props.supervisor} /> },
          { term: 'Manager', value: <PersonLink person={props.manager} /> },
          ...texts.flatMap(([term, value]) =>
            value === undefined ? [] : [{ term, value: <bdi>{value}</bdi> }],
          ),
        ]}
      />
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
      <h2>What is kept of them</h2>
      <ul>
        <li>
          <a href={`/hr/people/${person.personId}/holds`}>Legal holds</a>: keep everything while a matter is
          open
        </li>
        <li>
          <a href={`/hr/people/${person.personId}/erasure`}>Erasure</a>: see what would go, what would stay,
          and ask for it
        </li>
      </ul>
      <p class="quiet">
        To change somebody, import a file with their row. Only what differs is changed, and you see it first.
      </p>
    </>
  )
}
