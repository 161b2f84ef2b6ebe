import { ButtonLink } from '../../layout/button.tsx'
import { EmptyState } from '../../layout/empty-state.tsx'
import { Pagination } from '../../layout/pagination.tsx'
import { StatusWord } from '../../layout/status-word.tsx'
import { Table } from '../../layout/table.tsx'
import { PeopleFilterForm, type PeopleFilterProps } from './people-filter.tsx'

export type { PeopleFilterProps } from './people-filter.tsx'

export interface PeoplePageProps {
  total: number
  found: number
  here: string
  previousHref: string | undefined
  nextHref: string | undefined
  exportHref: string
  filter: PeopleFilterProps
  people: readonly ListedPerson[]
}

interface ListedPerson {
  personId: string
  employeeId: string
  name: string
  jobTitle: string
  department: string
  supervisor: string
  hasLeft: boolean
}

export function PeoplePage(props: PeoplePageProps) {
  if (props.total === 0) return <NobodyYet />
  return (
    <>
      <div class="button-row">
        <ButtonLink href="/hr/people/import">Import people</ButtonLink>
        {props.found > 0 && (
          <ButtonLink href={props.exportHref} kind="secondary">
            {props.found === props.total ? 'Download as CSV' : `Download these ${props.found} as CSV`}
          </ButtonLink>
        )}
      </div>
      <PeopleFilterForm {...props.filter} />
      {props.people.length === 0 ? (
        <EmptyState title={nobodyFits(props.filter)}>
          <p>
            <a href="/hr/people">Show everybody</a>
          </p>
        </EmptyState>
      ) : (
        <>
          <FoundPeople found={props.found} people={props.people} />
          <Pagination
            label="Pages of people"
            here={props.here}
            previousHref={props.previousHref}
            nextHref={props.nextHref}
          />
        </>
      )}
    </>
  )
}

function NobodyYet() {
  return (
    <EmptyState title="Nobody is here yet">
      <p>Import the people of your company from a CSV file. You will see what happens before it does.</p>
      <ButtonLink href="/hr/people/import">Import people</ButtonLink>
    </EmptyState>
  )
}

function nobodyFits({ query, isNarrowed }: PeopleFilterProps): string {
  return query.q !== undefined && !isNarrowed ? `Nobody fits “${query.q}”` : 'Nobody fits all of this'
}

function FoundPeople({ found, people }: { found: number; people: readonly ListedPerson[] }) {
  return (
    <Table
      caption={`${found} ${found === 1 ? 'person' : 'people'}`}
      columns={[
        {
          heading: 'Name',
          namesTheRow: true,
          cell: (person) => (
            <>
              <a href={`/hr/people/${person.personId}`}>
                <bdi>{person.name}</bdi>
              </a>{' '}
              {person.hasLeft && <StatusWord tone="quiet">left</StatusWord>}
            </>
          ),
        },
        { heading: 'Employee ID', cell: (person) => <bdi>{person.employeeId}</bdi> },
        { heading: 'Job title', cell: (person) => <bdi>{person.jobTitle}</bdi> },
        { heading: 'Department', cell: (person) => <bdi>{person.department}</bdi> },
        { heading: 'Supervisor', cell: (person) => <bdi>{person.supervisor}</bdi> },
      ]}
      rows={people}
      rowKey={(person) => person.personId}
    />
  )
}
