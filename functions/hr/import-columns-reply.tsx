import { columnName, importFieldNames, importFields } from '../domain/people-columns.ts'
import { readPersonRows } from '../domain/people-rows.ts'
import { isRefusal, type Refusal } from '../domain/refusal.ts'
import type { ImportIn } from '../domain/stored-import.ts'
import { readWrittenDate } from '../domain/written-date.ts'
import type { FieldErrors } from '../layout/field-errors.ts'
import { dayInWords } from '../layout/moment.tsx'
import type { Database } from '../store/database.ts'
import { page, type Reply } from '../web/reply.ts'
import { peopleFilePage } from './choose-people-file.tsx'
import { ImportColumnsPage, type ParsedPerson } from './pages/import-columns-page.tsx'
import { columnFieldName, delimiterWords, notInTheFile } from './people-import-form.ts'
import { type PeopleImportRequest, planRequest, readImportRequest } from './people-import-request.ts'

/** Enough to see that it is read right. */
const shown = { people: 5, columnSamples: 3 } as const

/** Second step: how the file is read. With a refusal, what is still to be said. */
export async function importColumnsPage(
  db: Database,
  stored: ImportIn<'chosen'>,
  refused?: { refusal: Refusal; request: PeopleImportRequest },
): Promise<Reply> {
  const request = refused?.request ?? (await readImportRequest(db, stored))
  if (isRefusal(request)) return peopleFilePage({ file: request.message })
  const { file, guess, mapping, options, headings } = request
  const width = file.rows[0]?.cells.length ?? 0
  const columnOptions = Array.from({ length: width }, (_, column) => ({
    value: String(column),
    label: columnName(headings, column),
  }))
  const taken = new Set(Object.values(mapping.columns))
  const errors: FieldErrors = refused ? { [fieldOf(refused.refusal)]: refused.refusal.message } : {}
  // Before anything was said, the guesses may already leave a question open; it is asked without a red mark.
  const open = refused === undefined ? openQuestion(db, request) : undefined
  const delimiter = Object.entries(delimiterWords).find(([, character]) => character === file.delimiter)?.[0]
  const columns = importFields.map((field) => {
    const column = mapping.columns[field]
    return {
      name: columnFieldName(field),
      label: importFieldNames[field],
      value: column === undefined ? notInTheFile : String(column),
      columnLabel: column === undefined ? undefined : columnName(headings, column),
      hint: hintOf(request, field),
    }
  })
  const parsed = parsedPeople(request)
  return page(
    <ImportColumnsPage
      importId={stored.importId}
      fileName={stored.fileName}
      rowCount={request.body.length}
      encoding={{ value: stored.choices?.encoding ?? '', found: file.encoding }}
      delimiter={{
        value: stored.choices?.delimiter === undefined ? '' : (delimiter ?? ''),
        found: file.delimiter,
      }}
      dateOrder={
        mapping.columns.hiredOn === undefined
          ? undefined
          : { value: options.dateOrder ?? '', isGuessed: request.isDateOrderGuessed }
      }
      remarks={[...file.remarks, ...guess.remarks, ...(open === undefined ? [] : [open])]}
      errors={errors}
      columns={columns}
      unused={columnOptions.filter((_, column) => !taken.has(column)).map(({ label }) => label)}
      columnOptions={columnOptions}
      hasHeadings={mapping.hasHeadings}
      options={{
        emailDomain: options.emailDomain ?? '',
        defaultTimeZone: options.defaultTimeZone,
        deriveEmployeeIds: options.deriveEmployeeIds,
        createNamedSupervisors: options.createNamedSupervisors,
        importWithoutSupervisor: options.withoutClearSupervisor === 'importWithoutSupervisor',
        markGoneAsLeft: options.markGoneAsLeft,
        takeBackLeavers: options.takeBackLeavers,
      }}
      parsed={parsed}
    />,
    {
      title: 'How the file is read',
      status: refused ? 422 : 200,
      wide: true,
      back: { label: 'Import people', href: '/hr/people/import' },
      data: {
        importId: stored.importId,
        status: stored.status,
        rows: request.body.length,
        encoding: file.encoding,
        delimiter: file.delimiter,
        mapping,
        guesses: guess.guesses,
        options,
        parsed,
        remarks: [...file.remarks, ...guess.remarks],
        ...(open === undefined ? {} : { open }),
        ...(refused ? { errors } : {}),
      },
    },
  )
}

function openQuestion(db: Database, request: PeopleImportRequest): string | undefined {
  const plan = planRequest(request, () => db.mint.personId())
  return isRefusal(plan) ? plan.message : undefined
}

/** Refusals about a column name the field; in the form that is the column's select. */
function fieldOf(refusal: Refusal): string {
  const field = importFields.find((one) => one === refusal.field)
  return field === undefined ? (refusal.field ?? 'form') : columnFieldName(field)
}

/** Says of a guess that it is one and what it rests on, and what stands in the column. */
function hintOf(
  { guess, mapping, body, options }: PeopleImportRequest,
  field: (typeof importFields)[number],
): string | undefined {
  const column = mapping.columns[field]
  if (column === undefined) return undefined
  const guessed = guess.guesses.find((one) => one.field === field && one.column === column)
  const why =
    guessed === undefined
      ? 'Chosen by you.'
      : guessed.from === 'heading'
        ? `Guessed from the heading. ${guessed.message}`
        : `Guessed from what stands in the column. ${guessed.message}`
  const samples = new Set<string>()
  for (const { cells } of body) {
    const cell = cells[column]?.trim() ?? ''
    if (cell !== '') samples.add(field === 'hiredOn' ? dateSample(cell, options.dateOrder) : clipped(cell))
    if (samples.size === shown.columnSamples) break
  }
  return `${why.trim()} ${samples.size === 0 ? 'The column is empty.' : `Such as ${[...samples].join(', ')}.`}`
}

const clipped = (cell: string) => (cell.length > 40 ? `${cell.slice(0, 40)}…` : cell)

/** What stands there and what it is taken for, so that a swapped day and month shows. */
function dateSample(cell: string, order: PeopleImportRequest['options']['dateOrder']): string {
  const date = order === undefined ? undefined : readWrittenDate(cell, order)
  return date === undefined ? clipped(cell) : `${clipped(cell)} (${dayInWords(date)})`
}

/** The first people as they are read, before they are compared with anybody. */
function parsedPeople({ body, mapping, options, headings }: PeopleImportRequest): ParsedPerson[] {
  const first = body.slice(0, shown.people)
  const rows = mapping.hasHeadings ? [{ row: 0, cells: headings }, ...first] : first
  return readPersonRows(rows, mapping, options).rows.map((row) => ({
    row: row.row,
    name: row.name,
    employeeId: row.employeeId,
    email: row.email ?? '',
    supervisor: [row.supervisor.name, row.supervisor.id].filter(Boolean).join(', '),
    jobTitle: row.jobTitle ?? '',
    department: row.department ?? '',
    hiredOn: row.hiredOn ?? '',
  }))
}
