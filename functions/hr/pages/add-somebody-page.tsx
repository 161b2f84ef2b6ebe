import { people as peopleInWords } from '../../domain/listed.ts'
import { Button } from '../../layout/button.tsx'
import { EmptyState } from '../../layout/empty-state.tsx'
import { TextField } from '../../layout/field.tsx'
import { Table } from '../../layout/table.tsx'

interface Joinable {
  personId: string
  name: string
  employeeId: string
  jobTitle: string | undefined
  href: string
}

export function AddSomebodyPage(props: {
  path: string
  search: string
  people: readonly Joinable[]
  /** Of whom the first few are shown. */
  found: number
}) {
  const { people, found } = props
  return (
    <>
      <p class="lead">
        Whoever was not there at the launch joins the steps that are not over. The next page shows what that
        means before anything happens.
      </p>
      <form action={props.path} method="get" class="search">
        <TextField name="q" label="Name or employee number" value={props.search} inputMode="search" />
        <Button kind="secondary">Search</Button>
      </form>
      {people.length === 0 ? (
        <EmptyState title="Nobody found">
          <p>Everybody of that name has a review in this cycle already, or is not in the people list.</p>
        </EmptyState>
      ) : (
        <Table
          caption={
            found > people.length
              ? `The first ${people.length} of ${peopleInWords(found)}`
              : peopleInWords(found)
          }
          columns={[
            {
              heading: 'Name',
              namesTheRow: true,
              cell: (person: Joinable) => (
                <a href={person.href}>
                  <bdi>{person.name}</bdi>
                </a>
              ),
            },
            { heading: 'Number', cell: (person) => person.employeeId },
            { heading: 'Job', cell: (person) => person.jobTitle ?? '' },
          ]}
          rows={people}
          rowKey={(person) => person.personId}
        />
      )}
    </>
  )
}
