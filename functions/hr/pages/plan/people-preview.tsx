import { Button, ButtonRow } from '../../../layout/button.tsx'
import { CheckboxGroup } from '../../../layout/choice.tsx'
import { PostForm } from '../../../layout/post-form.tsx'
import { StatusWord } from '../../../layout/status-word.tsx'
import { Table } from '../../../layout/table.tsx'

export interface ChosenPerson {
  personId: string
  name: string
  employeeId: string
  about: string
  byHand: 'added' | 'left out' | undefined
}

export interface PeoplePreviewProps {
  cycleId: string
  /** How many are meant. */
  count: number
  /** The first of them, by name. */
  first: readonly ChosenPerson[]
  leftOut: readonly ChosenPerson[]
  search: string
  /** undefined when nothing was searched for. */
  found: readonly ChosenPerson[] | undefined
  moreFound: number
}

/** Who is meant, and the way to add and leave out by hand. */
export function PeoplePreview(props: PeoplePreviewProps) {
  const rest = props.count - props.first.length
  return (
    <>
      <h2 id="who">{props.count === 1 ? 'One person is reviewed' : `${props.count} people are reviewed`}</h2>
      <p>As people are today; at the launch the rule is applied anew and the result is fixed.</p>
      {props.first.length > 0 && (
        <Table
          caption={rest > 0 ? `The first ${props.first.length} by name` : 'By name'}
          columns={[
            { heading: 'Name', namesTheRow: true, cell: (person) => <bdi>{person.name}</bdi> },
            { heading: 'Employee ID', cell: (person) => <bdi>{person.employeeId}</bdi> },
            { heading: 'Who', cell: (person) => <bdi>{person.about}</bdi> },
            {
              heading: 'By hand',
              cell: ({ byHand }) => byHand && <StatusWord tone="going">{byHand}</StatusWord>,
            },
          ]}
          rows={props.first}
          rowKey={(person) => person.personId}
        />
      )}
      {props.leftOut.length > 0 && (
        <>
          <h3>Left out by hand: {props.leftOut.length}</h3>
          <ul>
            {props.leftOut.map((person) => (
              <li key={person.personId}>
                <bdi>{person.name}</bdi> ({person.employeeId})
              </li>
            ))}
          </ul>
        </>
      )}
      <h2 id="by-hand">Add or leave out by hand</h2>
      <search>
        <form method="get" action={`/hr/cycles/${props.cycleId}/plan/people#by-hand`}>
          <div class="field">
            <label for="by-hand-search">Name, employee ID or e-mail</label>
            <input id="by-hand-search" type="search" name="q" value={props.search} dir="auto" />
          </div>
          <Button kind="secondary">Search</Button>
        </form>
      </search>
      {props.found !== undefined && <Found {...props} found={props.found} />}
    </>
  )
}

function Found(props: PeoplePreviewProps & { found: readonly ChosenPerson[] }) {
  if (props.found.length === 0) return <p>Nobody active is called so. Look for another part of the name.</p>
  return (
    <PostForm action={`/hr/cycles/${props.cycleId}/plan/people/by-hand`} label="Add or leave out by hand">
      <input type="hidden" name="q" value={props.search} />
      <CheckboxGroup
        name="personIds"
        label={props.moreFound > 0 ? `Found, and ${props.moreFound} more: write more of the name` : 'Found'}
        options={props.found.map((person) => ({
          value: person.personId,
          label: `${person.name} (${person.employeeId})`,
          hint:
            [person.about, person.byHand && `${person.byHand} by hand`].filter(Boolean).join(', ') ||
            undefined,
        }))}
      />
      <ButtonRow>
        <Button name="do" value="add" kind="secondary">
          Add these people
        </Button>
        <Button name="do" value="leave-out" kind="secondary">
          Leave these people out
        </Button>
        <Button name="do" value="forget" kind="quiet">
          Let the rule decide again
        </Button>
      </ButtonRow>
    </PostForm>
  )
}
