import type { Person } from '../../domain/person.ts'
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
}) {
  const { person, team } = props
  const texts = [
    ['Department', person.department],
    ['Location', person.location],
    ['Job title', person.jobTitle],
    ['Tenure', person.tenure],
    ['Shift', person.shift],
    ['Time zone', person.timeZone],
  ] as const
  return (
    <>
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
      <p class="quiet">
        To change somebody, import a file with their row. Only what differs is changed, and you see it first.
      </p>
    </>
  )
}
