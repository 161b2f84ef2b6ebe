import type { ImportProblem } from '../../domain/people-rows.ts'
import { Notice } from '../../layout/notice.tsx'
import { StatusWord } from '../../layout/status-word.tsx'
import { SummaryList } from '../../layout/summary-list.tsx'
import { Table } from '../../layout/table.tsx'

export interface ImportOutcome {
  added: number
  changed: number
  unchanged: number
  gone: number
  goneLeave: boolean
  leftOut: number
  samples: readonly {
    employeeId: string
    name: string
    email: string
    supervisor: string
    timeZone: string
    isNew: boolean
  }[]
  changes: readonly { employeeId: string; name: string; what: readonly string[] }[]
  goneNames: readonly string[]
  problems: readonly ImportProblem[]
  problemCount: number
  errorCount: number
}

/** What an import would do, in numbers and by example, and what is wrong row by row. */
export function ImportOutcomeView({ outcome }: { outcome: ImportOutcome }) {
  const nothing = outcome.added + outcome.changed === 0
  return (
    <>
      <h2>What would change</h2>
      <SummaryList
        rows={[
          { term: 'New people', value: outcome.added },
          { term: 'Changed', value: outcome.changed },
          { term: 'As they are already', value: outcome.unchanged },
          {
            term: 'Not in the file',
            value:
              outcome.gone === 0
                ? 0
                : outcome.goneLeave
                  ? `${outcome.gone}, marked as having left: ${outcome.goneNames.join(', ')}`
                  : `${outcome.gone}, stay as they are: ${outcome.goneNames.join(', ')}`,
          },
          { term: 'Rows left out', value: outcome.leftOut },
        ]}
      />
      {nothing && outcome.errorCount === 0 && (
        <Notice kind="success" title="There is nothing to import">
          <p>Everybody in the file is known exactly so.</p>
        </Notice>
      )}
      <Problems outcome={outcome} />
      {outcome.samples.length > 0 && (
        <Table
          caption="The first people as they would be saved"
          columns={[
            {
              heading: 'Name',
              namesTheRow: true,
              cell: (person) => (
                <>
                  <bdi>{person.name}</bdi> {person.isNew && <StatusWord tone="going">new</StatusWord>}
                </>
              ),
            },
            { heading: 'Employee ID', cell: (person) => <bdi>{person.employeeId}</bdi> },
            { heading: 'E-mail', cell: (person) => <bdi>{person.email}</bdi> },
            { heading: 'Supervisor', cell: (person) => <bdi>{person.supervisor}</bdi> },
            { heading: 'Time zone', cell: (person) => person.timeZone },
          ]}
          rows={outcome.samples}
          rowKey={(person) => person.employeeId}
        />
      )}
      {outcome.changes.length > 0 && (
        <Table
          caption={
            outcome.changes.length < outcome.changed
              ? `The first ${outcome.changes.length} of ${outcome.changed} changes`
              : 'Changes'
          }
          columns={[
            { heading: 'Name', namesTheRow: true, cell: (change) => <bdi>{change.name}</bdi> },
            { heading: 'Employee ID', cell: (change) => <bdi>{change.employeeId}</bdi> },
            {
              heading: 'What changes',
              cell: (change) => change.what.map((line) => <div key={line}>{line}</div>),
            },
          ]}
          rows={outcome.changes}
          rowKey={(change) => change.employeeId}
        />
      )}
    </>
  )
}

function Problems({ outcome }: { outcome: ImportOutcome }) {
  const { problems, problemCount, errorCount } = outcome
  if (problemCount === 0) return null
  const numbered = problems.map((problem, index) => ({ ...problem, key: `${index}` }))
  return (
    <>
      {errorCount > 0 && (
        <Notice
          kind="attention"
          title={`${plural(errorCount, 'problem keeps', 'problems keep')} rows out (${plural(outcome.leftOut, 'row', 'rows')} left out)`}
        >
          <p>
            Mend them in the file and choose it again, or import the other rows now. Importing again later
            changes only what differs.
          </p>
        </Notice>
      )}
      <Table
        caption={
          problems.length < problemCount
            ? `The first ${problems.length} of ${problemCount} remarks, row by row`
            : 'Remarks, row by row'
        }
        columns={[
          { heading: 'Row', namesTheRow: true, cell: (problem) => `Row ${problem.row}` },
          { heading: 'Column', cell: (problem) => <bdi>{problem.column ?? ''}</bdi> },
          {
            heading: 'How bad',
            cell: (problem) =>
              problem.severity === 'error' ? (
                <StatusWord tone="bad">Left out</StatusWord>
              ) : (
                <StatusWord tone="attention">Look at it</StatusWord>
              ),
          },
          { heading: 'What it is, and what to do', cell: (problem) => <bdi>{problem.message}</bdi> },
        ]}
        rows={numbered}
        rowKey={(problem) => problem.key}
      />
    </>
  )
}

function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`
}
