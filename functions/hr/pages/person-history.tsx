import { Moment } from '../../layout/moment.tsx'
import { Table } from '../../layout/table.tsx'

export interface LinkedPerson {
  personId: string
  name: string
}

export interface SupervisionLine {
  /** Undefined for nobody, or for somebody who is erased. */
  supervisor: LinkedPerson | undefined
  supervisorId: string | null
  from: string | undefined
  until: string | undefined
}

export interface HistoryLine {
  version: number
  at: string
  by: string
  how: 'import' | 'hand'
  changes: readonly string[]
}

export function PersonLink({ person }: { person: LinkedPerson | undefined }) {
  if (person === undefined) return <>Nobody</>
  return (
    <a href={`/hr/people/${person.personId}`}>
      <bdi>{person.name}</bdi>
    </a>
  )
}

/** Who supervised them when, and every change with who made it. */
export function PersonHistory(props: {
  timeZone: string
  addedAt: string | undefined
  supervisions: readonly SupervisionLine[]
  history: readonly HistoryLine[]
}) {
  const { timeZone, addedAt } = props
  const moment = (at: string | undefined, unknown: string) =>
    at === undefined ? unknown : <Moment at={at} timeZone={timeZone} />
  return (
    <>
      <h2>History</h2>
      {props.supervisions.length > 1 && (
        <Table
          caption="Who supervised them when"
          columns={[
            {
              heading: 'Supervisor',
              namesTheRow: true,
              cell: ({ supervisor, supervisorId }) =>
                supervisor === undefined && supervisorId !== null ? (
                  'Somebody who is erased'
                ) : (
                  <PersonLink person={supervisor} />
                ),
            },
            { heading: 'From', cell: ({ from }) => moment(from, 'the beginning') },
            { heading: 'Until', cell: ({ until }) => moment(until, 'today') },
          ]}
          rows={props.supervisions}
          rowKey={({ until }) => until ?? 'now'}
        />
      )}
      {props.history.length > 0 && (
        <Table
          caption="Changes"
          columns={[
            { heading: 'When', namesTheRow: true, cell: ({ at }) => moment(at, '') },
            {
              heading: 'What',
              cell: ({ changes }) =>
                changes.map((change) => (
                  <div key={change}>
                    <bdi>{change}</bdi>
                  </div>
                )),
            },
            {
              heading: 'By',
              cell: ({ by, how }) => `${by}, ${how === 'import' ? 'with a file' : 'by hand'}`,
            },
          ]}
          rows={props.history}
          rowKey={({ version }) => String(version)}
        />
      )}
      <p class="quiet">
        {addedAt === undefined ? (
          'They were here before changes were kept.'
        ) : (
          <>
            Added on <Moment at={addedAt} timeZone={timeZone} />.
          </>
        )}
        {props.history.length === 0 && ' Nothing has been changed since.'}
      </p>
    </>
  )
}
