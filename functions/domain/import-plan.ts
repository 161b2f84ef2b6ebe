import type { PersonId } from './ids.ts'
import type { ColumnMapping, FileRow } from './people-columns.ts'
import type { ImportProblem } from './people-rows.ts'
import type { Person } from './person.ts'
import type { DateOrder } from './written-date.ts'

export interface ImportOptions {
  /** Where a row has no employee ID, make one from the name. */
  deriveEmployeeIds: boolean
  /** Where there is no address, make one from the name at this domain; an address without @ is completed with it. */
  emailDomain?: string | undefined
  /** Supervisors and managers that are named but have no row become people too, with nobody above them. */
  createNamedSupervisors: boolean
  /** The time zone (IANA) of new people of whom the file does not say one. */
  defaultTimeZone: string
  /** Rows whose supervisor or manager is unknown, ambiguous, themselves or in a circle. */
  withoutClearSupervisor: 'leaveOut' | 'importWithoutSupervisor'
  /** The file is the whole company: people who are not in it have left. */
  markGoneAsLeft: boolean
  /** People who had left and are in the file are taken back. */
  takeBackLeavers: boolean
  /** How the file writes dates; year first where nothing is said. */
  dateOrder?: DateOrder | undefined
}

export const comparedFields = [
  'name',
  'email',
  'supervisorId',
  'managerId',
  'department',
  'location',
  'jobTitle',
  'tenure',
  'shift',
  'hiredOn',
  'timeZone',
  'status',
] as const

export interface FieldChange {
  field: (typeof comparedFields)[number]
  /** To be shown: a supervisor is given by name; null for nothing. */
  from: string | null
  to: string | null
}

export interface PersonChange {
  before: Person
  after: Person
  fields: FieldChange[]
}

/** What an import would do. Applying it means: put `added` and every `changed[].after`, guarded by `before.version`. */
export interface ImportPlan {
  added: Person[]
  changed: PersonChange[]
  /** In the file, or named by it as supervisor or manager, and as it says already. */
  unchanged: Person[]
  /** Active, and neither in the file nor named by it. With `markGoneAsLeft` they are among `changed` too. */
  gone: Person[]
  /** Numbers of the rows that are left out because of an error. */
  leftOut: number[]
  /** By row. */
  problems: ImportProblem[]
  /** What was assumed or made up for many rows at once, in sentences. */
  remarks: string[]
}

export interface ImportRequest {
  /** The whole file, headings included, blank rows left out; see `readPeopleFile`. */
  rows: readonly FileRow[]
  mapping: ColumnMapping
  options: ImportOptions
  /** Everybody there is, those who left included. */
  existing: readonly Person[]
  newPersonId: () => PersonId
}
