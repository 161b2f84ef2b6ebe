import { dateOrders } from '../../domain/written-date.ts'
import { Button } from '../../layout/button.tsx'
import { RadioGroup } from '../../layout/choice.tsx'
import { Select } from '../../layout/field.tsx'
import type { FieldErrors } from '../../layout/field-errors.ts'
import { dayInWords } from '../../layout/moment.tsx'
import { ErrorSummary } from '../../layout/notice.tsx'
import { PostForm } from '../../layout/post-form.tsx'
import { SummaryList } from '../../layout/summary-list.tsx'
import { Table } from '../../layout/table.tsx'
import { ImportOptionFields, type ImportOptionValues } from './import-options.tsx'
import { ImportSteps } from './import-steps.tsx'

export interface ImportColumnsProps {
  importId: string
  fileName: string
  rowCount: number
  encoding: { value: string; found: string }
  delimiter: { value: string; found: string }
  /** Undefined where no column holds dates. */
  dateOrder: { value: string; isGuessed: boolean } | undefined
  remarks: readonly string[]
  errors: FieldErrors
  columns: readonly ColumnChoice[]
  /** Headings of the columns that nothing is taken from. */
  unused: readonly string[]
  columnOptions: readonly { value: string; label: string }[]
  hasHeadings: boolean
  options: ImportOptionValues
  parsed: readonly ParsedPerson[]
}

export interface ColumnChoice {
  name: string
  label: string
  value: string
  /** The heading of the chosen column, and why it is chosen; undefined where none is. */
  columnLabel: string | undefined
  hint: string | undefined
}

export interface ParsedPerson {
  row: number
  name: string
  employeeId: string
  email: string
  supervisor: string
  jobTitle: string
  department: string
  /** `YYYY-MM-DD`, or nothing. */
  hiredOn: string
}

const encodingWords: Readonly<Record<string, string>> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16 (little-endian)',
  'utf-16be': 'UTF-16 (big-endian)',
  'windows-1252': 'Windows-1252',
}
const delimiterOptions = [
  { value: 'comma', label: 'Commas', character: ',' },
  { value: 'semicolon', label: 'Semicolons', character: ';' },
  { value: 'tab', label: 'Tabs', character: '\t' },
  { value: 'bar', label: 'Vertical bars', character: '|' },
]
const dateOrderWords = {
  'year-month-day': 'Year, month, day: 2023-12-08 is 8 December 2023',
  'day-month-year': 'Day, month, year: 08/12/2023 is 8 December 2023',
  'month-day-year': 'Month, day, year: 08/12/2023 is 12 August 2023',
} as const

/** Second step of an import: how the file is written and which column is what, with the first people as they are read. */
export function ImportColumnsPage(props: ImportColumnsProps) {
  const guessed = props.columns.filter((column) => column.hint !== undefined)
  const separated = delimiterOptions.find(({ character }) => character === props.delimiter.found)?.label ?? ''
  return (
    <>
      <ImportSteps now="columns" />
      <ErrorSummary errors={props.errors} />
      <p class="lead">
        <strong dir="auto">{props.fileName}</strong>: {props.rowCount} {props.rowCount === 1 ? 'row' : 'rows'}
        , read as {encodingWords[props.encoding.found]}, separated by {separated.toLowerCase()}. Nothing is
        saved before you confirm.
      </p>
      {props.remarks.length > 0 && (
        <ul>
          {props.remarks.map((remark) => (
            <li key={remark}>{remark}</li>
          ))}
        </ul>
      )}
      <ParsedPeople people={props.parsed} />
      <PostForm action={`/hr/people/imports/${props.importId}/columns`} label="Columns and formats">
        <h2>Which column is what</h2>
        <SummaryList
          rows={guessed.map((column) => ({
            term: capitalized(column.label),
            value: (
              <>
                <bdi>{column.columnLabel}</bdi>. <span class="quiet">{column.hint}</span>
              </>
            ),
          }))}
        />
        {props.unused.length > 0 && <p>Nothing is taken from: {props.unused.join(', ')}.</p>}
        {props.dateOrder && (
          <RadioGroup
            name="dateOrder"
            label="How are the dates written?"
            hint={
              props.dateOrder.isGuessed
                ? 'Guessed: only this order reads most of them. Change it if that is wrong.'
                : undefined
            }
            value={props.dateOrder.value}
            options={dateOrders.map((value) => ({ value, label: dateOrderWords[value] }))}
            error={props.errors.dateOrder}
          />
        )}
        <details open={props.columns.some((column) => props.errors[column.name])}>
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
              label={capitalized(label)}
              value={value}
              options={props.columnOptions}
              nothingChosen="Not in the file"
              error={props.errors[name]}
            />
          ))}
        </details>
        <details>
          <summary>Change how the file is read</summary>
          <Select
            name="encoding"
            label="How its letters are encoded"
            hint="Choose another one if letters with accents look wrong above."
            value={props.encoding.value}
            options={Object.entries(encodingWords).map(([value, label]) => ({ value, label }))}
            nothingChosen={`As found: ${encodingWords[props.encoding.found]}`}
            error={props.errors.encoding}
          />
          <Select
            name="delimiter"
            label="What separates its cells"
            value={props.delimiter.value}
            options={delimiterOptions}
            nothingChosen={`As found: ${separated}`}
            error={props.errors.delimiter}
          />
        </details>
        <h2>What may be made up, and who leaves</h2>
        <ImportOptionFields values={props.options} errors={props.errors} />
        <Button>Show what would change</Button>
      </PostForm>
      <PostForm action={`/hr/people/imports/${props.importId}/discard`} label="Discard the file">
        <Button kind="quiet">Delete this file here and choose another</Button>
      </PostForm>
    </>
  )
}

function ParsedPeople({ people }: { people: readonly ParsedPerson[] }) {
  const withDates = people.some(({ hiredOn }) => hiredOn !== '')
  return (
    <Table
      caption="The first people as they are read"
      columns={[
        { heading: 'Name', namesTheRow: true, cell: (person) => <bdi>{person.name}</bdi> },
        { heading: 'Employee ID', cell: (person) => <bdi>{person.employeeId}</bdi> },
        { heading: 'E-mail', cell: (person) => <bdi>{person.email}</bdi> },
        { heading: 'Supervisor', cell: (person) => <bdi>{person.supervisor}</bdi> },
        { heading: 'Job title', cell: (person) => <bdi>{person.jobTitle}</bdi> },
        { heading: 'Department', cell: (person) => <bdi>{person.department}</bdi> },
        ...(withDates
          ? [
              {
                heading: 'Hire date',
                cell: (person: ParsedPerson) => (person.hiredOn === '' ? '' : dayInWords(person.hiredOn)),
              },
            ]
          : []),
      ]}
      rows={people}
      rowKey={(person) => String(person.row)}
    />
  )
}

function capitalized(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
