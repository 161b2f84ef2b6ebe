import { isTimeZone } from './calendar.ts'
import { isEmailAddress } from './email-address.ts'
import type { ImportOptions } from './import-plan.ts'
import type { ColumnMapping, FileRow } from './people-columns.ts'
import { personFieldLimits } from './person.ts'
import { RowCells } from './row-cells.ts'
import { slugOf } from './slug.ts'
import { type DateOrder, readWrittenDate } from './written-date.ts'

/** What is wrong, or worth knowing, about one row of a people file. */
export interface ImportProblem {
  /** As a spreadsheet shows it, from 1. */
  row: number
  /** The heading of the column, or its letter. */
  column?: string
  code: string
  /** What it is and what to do about it. */
  message: string
  /** With an error the row is left out; with a warning it comes in as the message says. */
  severity: 'error' | 'warning'
}

/** One row with its cells read: trimmed, checked, not yet compared with anybody. */
export interface PersonRow {
  row: number
  /** Empty when the row says nothing usable. */
  employeeId: string
  name: string
  /** undefined: the file does not say. */
  email: string | undefined
  supervisor: Reference
  manager: Reference
  department: string | undefined
  location: string | undefined
  jobTitle: string | undefined
  tenure: string | undefined
  shift: string | undefined
  /** Local date, `YYYY-MM-DD`; null where what stands there cannot be read, so that it stays as it is. */
  hiredOn: string | null | undefined
  timeZone: string | undefined
  /** A reason to leave the row out was found. */
  broken: boolean
}

/** Whom a row names as supervisor or manager, by id, by name or both; neither: nobody. */
export interface Reference {
  id: string
  name: string
  /** The heading of the column that says so. */
  column: string
}

export interface ReadRows {
  rows: PersonRow[]
  problems: ImportProblem[]
  /** How many cells said "no data" in words, by the word. */
  noData: Map<string, number>
  idsDerived: number
  emailsCompleted: number
}

/** Reads each row on its own; what rows have to do with each other is `planImport`'s business. */
export function readPersonRows(
  fileRows: readonly FileRow[],
  mapping: ColumnMapping,
  options: ImportOptions,
): ReadRows {
  const headings = mapping.hasHeadings ? (fileRows[0]?.cells ?? []) : []
  const body = mapping.hasHeadings ? fileRows.slice(1) : fileRows
  const read: ReadRows = { rows: [], problems: [], noData: new Map(), idsDerived: 0, emailsCompleted: 0 }
  const isKnownZone = remembered(isTimeZone)
  for (const fileRow of body) {
    const cells = new RowCells(fileRow, mapping.columns, headings)
    const name = readName(cells)
    const { employeeId, derived } = readEmployeeId(cells, name, options)
    const { email, completed } = readEmail(cells, options)
    read.rows.push({
      row: fileRow.row,
      employeeId,
      name,
      email,
      supervisor: readReference(cells, 'supervisorId', 'supervisorName'),
      manager: readReference(cells, 'managerId', 'managerName'),
      department: cells.value('department', personFieldLimits.department) || undefined,
      location: cells.value('location', personFieldLimits.location) || undefined,
      jobTitle: cells.value('jobTitle', personFieldLimits.jobTitle) || undefined,
      tenure: cells.value('tenure', personFieldLimits.tenure) || undefined,
      shift: cells.value('shift', personFieldLimits.shift) || undefined,
      hiredOn: readHireDate(cells, options),
      timeZone: readTimeZone(cells, isKnownZone),
      broken: cells.broken,
    })
    read.problems.push(...cells.problems)
    for (const word of cells.noData) read.noData.set(word, (read.noData.get(word) ?? 0) + 1)
    if (derived) read.idsDerived += 1
    if (completed) read.emailsCompleted += 1
  }
  return read
}

function readName(cells: RowCells): string {
  const whole = cells.name('name')
  const name = whole || [cells.name('firstName'), cells.name('lastName')].filter(Boolean).join(' ')
  if (name === '' && !cells.broken) {
    const field = cells.columnOf('name') === undefined ? 'lastName' : 'name'
    cells.report('error', 'no-name', 'The row has no name. Write one, or delete the row.', field)
  }
  if (name.length > personFieldLimits.name) {
    const message = `The name has ${name.length} characters; ${personFieldLimits.name} fit. Shorten it.`
    cells.report('error', 'too-long', message)
  }
  return name
}

function readEmployeeId(
  cells: RowCells,
  name: string,
  options: ImportOptions,
): { employeeId: string; derived: boolean } {
  const employeeId = cells.text('employeeId', personFieldLimits.employeeId)
  // What is wrong with the name has been said; an id that is missing because of it need not be said too.
  if (employeeId !== '' || cells.broken) return { employeeId, derived: false }
  if (!options.deriveEmployeeIds) {
    const message = 'The row has no employee ID. Write one, or choose to make ids from names.'
    cells.report('error', 'no-employee-id', message, 'employeeId')
    return { employeeId, derived: false }
  }
  const made = slugOf(name).slice(0, personFieldLimits.employeeId)
  if (made === '') {
    const message = `No id can be made from the name “${name}”. Write an employee ID.`
    cells.report('error', 'no-employee-id', message)
  }
  return { employeeId: made, derived: made !== '' }
}

function readEmail(
  cells: RowCells,
  { emailDomain }: ImportOptions,
): { email: string | undefined; completed: boolean } {
  const written = cells.value('email', personFieldLimits.email)
  if (written === '') return { email: undefined, completed: false }
  const completed = !written.includes('@') && emailDomain !== undefined
  const email = completed ? `${written}@${emailDomain}` : written
  if (isEmailAddress(email)) return { email, completed }
  const message = `“${email}” is not an address that mail can be sent to. Correct it; it should look like name@company.example.`
  cells.report('error', 'bad-email', message, 'email')
  return { email: undefined, completed: false }
}

function readTimeZone(cells: RowCells, isKnown: (timeZone: string) => boolean): string | undefined {
  const timeZone = cells.value('timeZone', personFieldLimits.timeZone)
  if (timeZone === '') return undefined
  if (isKnown(timeZone)) return timeZone
  const message = `There is no time zone called “${timeZone}”. Write one such as Europe/Vienna or America/New_York.`
  cells.report('error', 'unknown-time-zone', message, 'timeZone')
  return undefined
}

const likeThis: Readonly<Record<DateOrder, string>> = {
  'year-month-day': '2023-12-08',
  'day-month-year': '08.12.2023',
  'month-day-year': '12/08/2023',
}

function readHireDate(
  cells: RowCells,
  { dateOrder = 'year-month-day' }: ImportOptions,
): string | null | undefined {
  const written = cells.value('hiredOn', personFieldLimits.hiredOn)
  if (written === '') return undefined
  const date = readWrittenDate(written, dateOrder)
  if (date !== undefined) return date
  const message = `“${written}” cannot be read as a date, so the hire date stays as it is. Write it like ${likeThis[dateOrder]}.`
  cells.report('warning', 'bad-date', message, 'hiredOn')
  return null
}

function readReference(
  cells: RowCells,
  idField: 'supervisorId' | 'managerId',
  nameField: 'supervisorName' | 'managerName',
): Reference {
  return {
    id: cells.value(idField, personFieldLimits.employeeId),
    name: cells.value(nameField, personFieldLimits.name).replace(/\s+/gu, ' '),
    column: cells.columnOf(idField) ?? cells.columnOf(nameField) ?? '',
  }
}

/** Asks once for each value: a file names few time zones many times, and looking one up is slow. */
function remembered(ask: (value: string) => boolean): (value: string) => boolean {
  const answers = new Map<string, boolean>()
  return (value) => {
    const known = answers.get(value)
    if (known !== undefined) return known
    const answer = ask(value)
    answers.set(value, answer)
    return answer
  }
}
