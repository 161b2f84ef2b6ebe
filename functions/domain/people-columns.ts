import { fieldOfHeading } from './import-headings.ts'

export const importFields = [
  'employeeId',
  'name',
  'firstName',
  'lastName',
  'email',
  'supervisorId',
  'supervisorName',
  'managerId',
  'managerName',
  'department',
  'location',
  'jobTitle',
  'tenure',
  'shift',
  'hiredOn',
  'timeZone',
] as const

/** What a column of a people file can mean. `name` is the whole name; first and last name are joined where it is not there. */
export type ImportField = (typeof importFields)[number]

/** How the fields are called on pages and in messages. */
export const importFieldNames: Readonly<Record<ImportField, string>> = {
  employeeId: 'employee ID',
  name: 'name',
  firstName: 'first name',
  lastName: 'last name',
  email: 'e-mail address',
  supervisorId: 'supervisor’s employee ID',
  supervisorName: 'supervisor’s name',
  managerId: 'manager’s employee ID',
  managerName: 'manager’s name',
  department: 'department',
  location: 'location',
  jobTitle: 'job title',
  tenure: 'tenure',
  shift: 'shift',
  hiredOn: 'hire date',
  timeZone: 'time zone',
}

/** One row of a file: `row` counts from 1 as a spreadsheet shows it, the heading and blank rows included. */
export interface FileRow {
  row: number
  cells: readonly string[]
}

export interface ColumnMapping {
  /** The first row names the columns and is nobody. */
  hasHeadings: boolean
  /** Which column holds which field, counted from 0. */
  columns: Partial<Record<ImportField, number>>
}

export interface ColumnGuess {
  field: ImportField
  column: number
  /** The heading, or "column C" where the file has none. */
  heading: string
  /** What the guess rests on: the words of the heading, or what stands in the column. */
  from: 'heading' | 'content'
  /** Why, where it is not plain from the heading. */
  message: string
}

export interface MappingGuess {
  mapping: ColumnMapping
  guesses: ColumnGuess[]
  /** The headings of the columns that nothing is taken from. */
  unused: string[]
  /** What could not be told apart, in sentences for the person who imports. */
  remarks: string[]
}

/** As many rows as tell what a column holds. */
const sampledRows = 500

/**
 * Guesses what the columns of a file mean, from its headings in a dozen languages and any order, then from what stands
 * in the columns. Every field of the answer is a guess to be shown and confirmed; nothing is imported on its strength.
 *
 * @param rows the whole file, first row first.
 */
export function guessColumns(rows: readonly FileRow[]): MappingGuess {
  const first = rows[0]?.cells ?? []
  const guesses = new Map<ImportField, ColumnGuess>()
  const remarks: string[] = []

  const recognized = first.map((cell) => fieldOfHeading(cell))
  const below = rows.slice(1, 1 + sampledRows)
  const hasHeadings =
    !first.some((cell) => cell.includes('@')) &&
    (recognized.some((field) => field !== undefined) ||
      first.some((cell, column) => standsOut(cell, valuesOf(below, column))))
  const body = hasHeadings ? below : rows.slice(0, sampledRows)
  const headingOf = (column: number) => columnName(hasHeadings ? first : [], column)

  if (hasHeadings) {
    for (const [column, field] of recognized.entries()) {
      if (field === undefined) continue
      const earlier = guesses.get(field)
      if (earlier) {
        remarks.push(
          `“${earlier.heading}” and “${headingOf(column)}” both look like the ${importFieldNames[field]}; the first is taken. Choose the other one if that is wrong.`,
        )
        continue
      }
      guesses.set(field, { field, column, heading: headingOf(column), from: 'heading', message: '' })
    }
  } else {
    remarks.push(
      'The first row does not look like headings, so it is read as a person. Say so if it names the columns.',
    )
  }

  tellIdsFromNames(guesses, body)
  readLoneManagerAsSupervisor(guesses)
  readNameAsLastName(guesses)
  guessFromContent(
    guesses,
    body,
    Math.max(...body.map(({ cells }) => cells.length), 0),
    hasHeadings,
    headingOf,
  )

  const taken = new Set([...guesses.values()].map((guess) => guess.column))
  const columns: ColumnMapping['columns'] = {}
  for (const guess of guesses.values()) columns[guess.field] = guess.column
  return {
    mapping: { hasHeadings, columns },
    guesses: importFields.flatMap((field) => guesses.get(field) ?? []),
    unused: first
      .map((_, column) => column)
      .filter((column) => !taken.has(column))
      .map(headingOf),
    remarks,
  }
}

/** The heading of a column in quotation marks' reach, or its letter as a spreadsheet shows it. */
export function columnName(headingCells: readonly string[], column: number): string {
  const heading = headingCells[column]?.trim()
  return heading ? heading : `column ${columnLetters(column)}`
}

function columnLetters(column: number): string {
  const letter = String.fromCharCode(65 + (column % 26))
  return column < 26 ? letter : columnLetters(Math.floor(column / 26) - 1) + letter
}

type Guesses = Map<ImportField, ColumnGuess>

function move(guesses: Guesses, from: ImportField, to: ImportField, message: string): void {
  const guess = guesses.get(from)
  if (!guess) return
  guesses.delete(from)
  guesses.set(to, { ...guess, field: to, message })
}

/** "Supervisor" may hold names or ids; it holds ids when most of its values stand in the column of ids. */
function tellIdsFromNames(guesses: Guesses, body: readonly FileRow[]): void {
  const idColumn = guesses.get('employeeId')?.column
  if (idColumn === undefined) return
  const ids = new Set(valuesOf(body, idColumn))
  for (const [nameField, idField] of [
    ['supervisorName', 'supervisorId'],
    ['managerName', 'managerId'],
  ] as const) {
    const guess = guesses.get(nameField)
    if (!guess || guesses.has(idField)) continue
    const values = valuesOf(body, guess.column)
    if (values.length > 0 && values.filter((value) => ids.has(value)).length * 2 > values.length) {
      move(guesses, nameField, idField, `“${guess.heading}” holds employee IDs.`)
    }
  }
}

/** Where a file knows one level only, "Manager" is who people report to. */
function readLoneManagerAsSupervisor(guesses: Guesses): void {
  if (guesses.has('supervisorId') || guesses.has('supervisorName')) return
  for (const [from, to] of [
    ['managerId', 'supervisorId'],
    ['managerName', 'supervisorName'],
  ] as const) {
    const heading = guesses.get(from)?.heading
    move(guesses, from, to, `The file has no other column for it, so “${heading}” is read as the supervisor.`)
  }
}

/** "Vorname; Name", "Prénom; Nom": beside a first name, the name is the last name. */
function readNameAsLastName(guesses: Guesses): void {
  if (!guesses.has('firstName') || guesses.has('lastName')) return
  const heading = guesses.get('name')?.heading
  move(guesses, 'name', 'lastName', `Beside a first name, “${heading}” is read as the last name.`)
}

function guessFromContent(
  guesses: Guesses,
  body: readonly FileRow[],
  width: number,
  hasHeadings: boolean,
  headingOf: (column: number) => string,
): void {
  const free = () => {
    const taken = new Set([...guesses.values()].map((guess) => guess.column))
    return Array.from({ length: width }, (_, column) => column).filter((column) => !taken.has(column))
  }
  const take = (field: ImportField, column: number | undefined, message: string) => {
    if (column !== undefined) {
      guesses.set(field, { field, column, heading: headingOf(column), from: 'content', message })
    }
  }
  if (!guesses.has('email')) {
    take(
      'email',
      free().find((column) => looksLikeEmails(body, column)),
      'Most of its values look like e-mail addresses.',
    )
  }
  if (!guesses.has('name') && !guesses.has('lastName')) {
    const distinct = (column: number) => new Set(valuesOf(body, column)).size
    const [best] = free()
      .filter((column) =>
        most(valuesOf(body, column), (value) => /^\p{L}[\p{L}.'’-]*(\s+\p{L}[\p{L}.'’-]*)+$/u.test(value)),
      )
      .sort((a, b) => distinct(b) - distinct(a))
    take('name', best, 'Most of its values look like names, and it has the most different ones.')
  }
  // A numbered first column is often just the row number, so it is taken for ids only where no heading could have said so.
  if (!hasHeadings && !guesses.has('employeeId')) {
    const unique = (column: number) => {
      const values = valuesOf(body, column)
      return values.length > 1 && new Set(values).size === values.length && values.length === body.length
    }
    take(
      'employeeId',
      free().find(
        (column) =>
          unique(column) && valuesOf(body, column).every((value) => /^[a-z]{0,4}[-_]?\d{3,}$/i.test(value)),
      ),
      'Its values look like ids, and none stands twice.',
    )
  }
}

function looksLikeEmails(body: readonly FileRow[], column: number): boolean {
  return most(valuesOf(body, column), isEmailLike)
}

/** A word above a column of addresses or numbers is a heading, in whichever language. */
function standsOut(cell: string, values: readonly string[]): boolean {
  if (!/\p{L}/u.test(cell)) return false
  const isNumber = (value: string) => /^[\d.,:/-]*\d[\d.,:/-]*$/.test(value)
  return most(values, isNumber) || most(values, isEmailLike)
}

function isEmailLike(value: string): boolean {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)
}

function most(values: readonly string[], holds: (value: string) => boolean): boolean {
  return values.length > 0 && values.filter(holds).length * 5 >= values.length * 4
}

function valuesOf(body: readonly FileRow[], column: number): string[] {
  return body.map(({ cells }) => cells[column]?.trim() ?? '').filter((value) => value !== '')
}
