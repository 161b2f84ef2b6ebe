import type { ImportProblem } from '../../domain/people-rows.ts'
import { Button } from '../../layout/button.tsx'
import { RadioGroup } from '../../layout/choice.tsx'
import { Select } from '../../layout/field.tsx'
import type { FieldErrors } from '../../layout/field-errors.ts'
import { ErrorSummary, Notice } from '../../layout/notice.tsx'
import { PostForm } from '../../layout/post-form.tsx'
import { StatusWord } from '../../layout/status-word.tsx'
import { SummaryList } from '../../layout/summary-list.tsx'
import { Table } from '../../layout/table.tsx'
import { ImportOptionFields, type ImportOptionValues } from './import-options.tsx'

export interface ImportPreviewProps {
  fileName: string
  carried: string
  seen: string
  rowCount: number
  /** How the file was read: encoding, separator and line ends in words. */
  reading: string
  remarks: readonly string[]
  errors: FieldErrors
  /** Why this is shown instead of importing. */
  notice?: { title: string; message: string } | undefined
  columns: readonly ColumnChoice[]
  /** Headings of the columns that nothing is taken from. */
  unused: readonly string[]
  columnOptions: readonly { value: string; label: string }[]
  hasHeadings: boolean
  options: ImportOptionValues
  /** Absent while a choice is still to be made. */
  outcome: ImportOutcome | undefined
}

export interface ColumnChoice {
  name: string
  label: string
  value: string
  /** The heading of the chosen column, and why it is chosen; undefined where none is. */
  columnLabel: string | undefined
  hint: string | undefined
}

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

/** Second step of an import: how the file was read and what it would do, row by row where something is wrong. */
export function ImportPreviewPage(props: ImportPreviewProps) {
  const { outcome } = props
  return (
    <>
      <ErrorSummary errors={props.errors} />
      {props.notice && (
        <Notice kind="attention" title={props.notice.title}>
          <p>{props.notice.message}</p>
        </Notice>
      )}
      <p class="lead">
        <strong dir="auto">{props.fileName}</strong>: {plural(props.rowCount, 'row', 'rows')}, read as{' '}
        {props.reading}. Nothing is saved before you confirm.
      </p>
      {props.remarks.length > 0 && (
        <ul>
          {props.remarks.map((remark) => (
            <li key={remark}>{remark}</li>
          ))}
        </ul>
      )}
      {outcome && <Outcome outcome={outcome} />}
      <PostForm action="/hr/people/import/preview" label="Import">
        <input type="hidden" name="carried" value={props.carried} />
        <input type="hidden" name="fileName" value={props.fileName} />
        <input type="hidden" name="seen" value={props.seen} />
        <h2>Which column is what</h2>
        <SummaryList
          rows={props.columns
            .filter((column) => column.hint !== undefined)
            .map((column) => ({
              term: column.label,
              value: (
                <>
                  <bdi>{column.columnLabel}</bdi>. <span class="quiet">{column.hint}</span>
                </>
              ),
            }))}
        />
        {props.unused.length > 0 && <p>Nothing is taken from: {props.unused.join(', ')}.</p>}
        <details open={outcome === undefined || props.columns.some((column) => props.errors[column.name])}>
          <summary>Change which column is what</summary>
          <RadioGroup
            name="headings"
            label="What is in the first row?"
            value={props.hasHeadings ? 'yes' : 'no'}
            options={[
              { value: 'yes', label: 'It names the columns' },
              { value: 'no', label: 'It is a person' },
            ]}
          />
          {props.columns.map(({ name, label, value }) => (
            <Select
              key={name}
              name={name}
              label={label}
              value={value}
              options={props.columnOptions}
              nothingChosen="Not in the file"
              error={props.errors[name]}
            />
          ))}
        </details>
        <details open={outcome === undefined || Object.keys(props.errors).length > 0}>
          <summary>Change what may be made up, and who leaves</summary>
          <ImportOptionFields values={props.options} errors={props.errors} />
        </details>
        <div class="button-row">
          <Button kind="secondary">Show again with these choices</Button>
          {outcome && outcome.added + outcome.changed > 0 && (
            <button type="submit" class="button primary" formAction="/hr/people/import">
              Import: {importButton(outcome)}
            </button>
          )}
        </div>
      </PostForm>
      <p>
        <a href="/hr/people/import">Choose another file</a>
      </p>
    </>
  )
}

function importButton({ added, changed }: ImportOutcome): string {
  return [added > 0 && `add ${added}`, changed > 0 && `change ${changed}`].filter(Boolean).join(', ')
}

function Outcome({ outcome }: { outcome: ImportOutcome }) {
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
