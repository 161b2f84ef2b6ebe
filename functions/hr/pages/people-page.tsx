import { Button, ButtonLink } from '../../layout/button.tsx'
import { EmptyState } from '../../layout/empty-state.tsx'
import { TextField } from '../../layout/field.tsx'
import { Notice } from '../../layout/notice.tsx'
import { Pagination } from '../../layout/pagination.tsx'
import { StatusWord } from '../../layout/status-word.tsx'
import { Table } from '../../layout/table.tsx'

export interface PeoplePageProps {
  search: string
  total: number
  found: number
  here: string
  previousHref: string | undefined
  nextHref: string | undefined
  imported: { added: number; changed: number; unchanged: number; leftOut: number } | undefined
  people: readonly {
    personId: string
    employeeId: string
    name: string
    jobTitle: string
    supervisor: string
    hasLeft: boolean
  }[]
}

export function PeoplePage(props: PeoplePageProps) {
  const { imported } = props
  return (
    <>
      {imported && (
        <Notice kind="success" title="The import is done">
          <p>
            {imported.added} added, {imported.changed} changed, {imported.unchanged} as they were already
            {imported.leftOut > 0 ? `, ${imported.leftOut} rows left out` : ''}.
          </p>
        </Notice>
      )}
      {props.total === 0 ? (
        <EmptyState title="Nobody is here yet">
          <p>Import the people of your company from a CSV file. You will see what happens before it does.</p>
          <ButtonLink href="/hr/people/import">Import people</ButtonLink>
        </EmptyState>
      ) : (
        <>
          <p>
            <ButtonLink href="/hr/people/import" kind={imported ? 'secondary' : 'primary'}>
              Import people
            </ButtonLink>{' '}
            {imported && <ButtonLink href="/hr/cycles/new">Plan a cycle</ButtonLink>}
          </p>
          <search>
            <form method="get" action="/hr/people">
              <TextField
                name="q"
                label="Find people"
                hint="By name, employee ID, e-mail address, job title or department."
                value={props.search}
                inputMode="search"
                width="middle"
              />
              <Button kind="secondary">Find</Button>
            </form>
          </search>
          {props.people.length === 0 ? (
            <EmptyState title={`Nobody fits “${props.search}”`}>
              <p>
                <a href="/hr/people">Show everybody</a>
              </p>
            </EmptyState>
          ) : (
            <>
              <Table
                caption={`${props.found} ${props.found === 1 ? 'person' : 'people'}`}
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
                  { heading: 'Supervisor', cell: (person) => <bdi>{person.supervisor}</bdi> },
                ]}
                rows={props.people}
                rowKey={(person) => person.personId}
              />
              <Pagination
                label="Pages of people"
                here={props.here}
                previousHref={props.previousHref}
                nextHref={props.nextHref}
              />
            </>
          )}
        </>
      )}
    </>
  )
}
