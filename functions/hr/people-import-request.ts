import { guessDateOrder } from '../domain/guess-date-order.ts'
import { type ColumnMapping, guessColumns, type MappingGuess } from '../domain/people-columns.ts'
import { type ImportOptions, type ImportPlan, planImport } from '../domain/people-import.ts'
import type { Person } from '../domain/person.ts'
import { isRefusal, type Refusal, refuse } from '../domain/refusal.ts'
import type { ImportIn } from '../domain/stored-import.ts'
import type { DateOrder } from '../domain/written-date.ts'
import type { Database } from '../store/database.ts'
import { listPeople } from '../store/people.ts'
import { readImportFile } from '../store/people-imports.ts'
import { type PeopleFile, peopleFileLimits, readPeopleFile } from './people-file.ts'
import { usualTimeZone } from './usual-time-zone.ts'

/** A file that can be read, with what is to be made of it. */
export interface PeopleImportRequest {
  stored: ImportIn<'chosen'>
  file: PeopleFile
  /** The rows that are people. */
  body: PeopleFile['rows']
  headings: readonly string[]
  guess: MappingGuess
  mapping: ColumnMapping
  options: ImportOptions
  /** Whether the order of day and month was found out rather than said. */
  isDateOrderGuessed: boolean
  existing: Person[]
}

/** Reads the file that lies here, as HR has said or as it looks. A refusal is about the file as a whole. */
export async function readImportRequest(
  db: Database,
  stored: ImportIn<'chosen'>,
): Promise<PeopleImportRequest | Refusal> {
  const bytes = await readImportFile(db, stored, peopleFileLimits.bytes)
  if (bytes === undefined) {
    return refuse('file-gone', 'The file is not here any more. Choose it again.', 'file')
  }
  const { choices } = stored
  const file = readPeopleFile(bytes, { encoding: choices?.encoding, delimiter: choices?.delimiter })
  if (isRefusal(file)) return file
  const existing = await listPeople(db)
  const guess = guessColumns(file.rows)
  const mapping = choices?.mapping ?? guess.mapping
  const body = mapping.hasHeadings ? file.rows.slice(1) : file.rows
  const options = choices?.options ?? carefulOptions(usualTimeZone(existing))
  const dateOrder = options.dateOrder ?? dateOrderOf(mapping, body)
  return {
    stored,
    file,
    body,
    headings: mapping.hasHeadings ? (file.rows[0]?.cells ?? []) : [],
    guess,
    mapping,
    options: dateOrder === undefined ? options : { ...options, dateOrder },
    isDateOrderGuessed: options.dateOrder === undefined && dateOrder !== undefined,
    existing,
  }
}

/** What the import would do; a refusal where a choice is still to be made. */
export function planRequest(
  request: PeopleImportRequest,
  newPersonId: () => Person['personId'],
): ImportPlan | Refusal {
  const { mapping, options, file, existing } = request
  if (mapping.columns.hiredOn !== undefined && options.dateOrder === undefined) {
    return refuse(
      'date-order',
      'The hire dates can be read in more than one way: 08/12/2023 is in August or in December. Say which one it is.',
      'dateOrder',
    )
  }
  return planImport({ rows: file.rows, mapping, options, existing, newPersonId })
}

/** Nothing is made up and nobody removed unless HR says so. */
function carefulOptions(defaultTimeZone: string): ImportOptions {
  return {
    deriveEmployeeIds: false,
    createNamedSupervisors: false,
    withoutClearSupervisor: 'leaveOut',
    markGoneAsLeft: false,
    takeBackLeavers: false,
    defaultTimeZone,
  }
}

/** Only an order that is the only one; a column without any date needs none. */
function dateOrderOf(mapping: ColumnMapping, body: PeopleFile['rows']): DateOrder | undefined {
  const column = mapping.columns.hiredOn
  if (column === undefined) return undefined
  const guess = guessDateOrder(body.map(({ cells }) => cells[column] ?? ''))
  if (guess === undefined) return 'year-month-day'
  return guess.isOnly ? guess.order : undefined
}
