import { isTimeZone } from './calendar.ts'
import { isEmailAddress } from './email-address.ts'
import type { ImportOptions } from './import-plan.ts'
import {
  type ColumnMapping,
  columnName,
  type FileRow,
  type ImportField,
  importFieldNames,
} from './people-columns.ts'
import { personFieldLimits } from './person.ts'
import { slugOf } from './slug.ts'

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

/** What exports write where they know nothing. Never applied to names and ids: there are people called Null. */
const noDataWords = new Set(['null', '(null)', 'nil', 'none', '?', 'n/a', '#n/a', 'na', '-', '--'])

// Control characters break mail headers and exports; the marks that turn the direction of writing let one name pose as another.
const unwanted = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/u

type OptionalText = 'department' | 'location' | 'jobTitle' | 'tenure' | 'shift'
const optionalTexts: readonly OptionalText[] = ['department', 'location', 'jobTitle', 'tenure', 'shift']

/** Reads each row on its own; what rows have to do with each other is `planImport`'s business. */
export function readPersonRows(
  fileRows: readonly FileRow[],
  mapping: ColumnMapping,
  options: ImportOptions,
): ReadRows {
  const headings = mapping.hasHeadings ? (fileRows[0]?.cells ?? []) : []
  const body = mapping.hasHeadings ? fileRows.slice(1) : fileRows
  const result: ReadRows = { rows: [], problems: [], noData: new Map(), idsDerived: 0, emailsCompleted: 0 }
  const zones = new Map<string, boolean>()

  for (const { row, cells } of body) {
    let broken = false
    const column = (field: ImportField) => {
      const index = mapping.columns[field]
      return index === undefined ? undefined : columnName(headings, index)
    }
    const report = (
      severity: ImportProblem['severity'],
      code: string,
      message: string,
      field?: ImportField,
    ) => {
      const where = field === undefined ? undefined : column(field)
      result.problems.push({
        row,
        ...(where === undefined ? {} : { column: where }),
        code,
        message,
        severity,
      })
      if (severity === 'error') broken = true
    }

    /** The text of a cell, trimmed and with inner runs of blanks made one; '' for none. */
    const text = (field: ImportField, limit: number): string => {
      const index = mapping.columns[field]
      const raw = index === undefined ? '' : (cells[index] ?? '')
      const trimmed = raw.trim()
      if (unwanted.test(trimmed)) {
        report(
          'error',
          'control-characters',
          `The ${importFieldNames[field]} holds a line break or an invisible control character. Remove it.`,
          field,
        )
        return ''
      }
      if (trimmed.length > limit) {
        report(
          'error',
          'too-long',
          `The ${importFieldNames[field]} has ${trimmed.length} characters; ${limit} fit. Shorten it.`,
          field,
        )
        return ''
      }
      return trimmed.normalize('NFC')
    }
    const value = (field: ImportField, limit: number): string => {
      const found = text(field, limit)
      if (!noDataWords.has(found.toLowerCase())) return found
      result.noData.set(found, (result.noData.get(found) ?? 0) + 1)
      return ''
    }
    /** A name as written, but for blanks around it and doubled within it. */
    const nameOf = (field: ImportField): string => {
      const found = text(field, personFieldLimits.name)
      const index = mapping.columns[field]
      const raw = index === undefined ? '' : (cells[index] ?? '')
      const tidy = found.replace(/\s+/gu, ' ')
      if (tidy !== '' && tidy !== raw.normalize('NFC')) {
        report(
          'warning',
          'padded',
          `Surplus blanks in the ${importFieldNames[field]} are left out: “${tidy}”.`,
          field,
        )
      }
      return tidy
    }

    const whole = nameOf('name')
    const name =
      whole === '' ? [nameOf('firstName'), nameOf('lastName')].filter((part) => part !== '').join(' ') : whole
    if (name === '' && !broken) {
      report('error', 'no-name', 'The row has no name. Write one, or delete the row.', namedField(mapping))
    }
    if (name.length > personFieldLimits.name) {
      report(
        'error',
        'too-long',
        `The name has ${name.length} characters; ${personFieldLimits.name} fit. Shorten it.`,
      )
    }

    let employeeId = text('employeeId', personFieldLimits.employeeId)
    if (employeeId === '' && !broken) {
      if (options.deriveEmployeeIds) {
        employeeId = slugOf(name).slice(0, personFieldLimits.employeeId)
        result.idsDerived += 1
        if (employeeId === '') {
          report(
            'error',
            'no-employee-id',
            `No id can be made from the name “${name}”. Write an employee ID.`,
          )
        }
      } else {
        report(
          'error',
          'no-employee-id',
          'The row has no employee ID. Write one, or choose to make ids from names.',
          'employeeId',
        )
      }
    }

    let email: string | undefined = value('email', personFieldLimits.email) || undefined
    if (email !== undefined && !email.includes('@') && options.emailDomain !== undefined) {
      email = `${email}@${options.emailDomain}`
      result.emailsCompleted += 1
    }
    if (email !== undefined && !isEmailAddress(email)) {
      report(
        'error',
        'bad-email',
        `“${email}” is not an address that mail can be sent to. Correct it; it should look like name@company.example.`,
        'email',
      )
      email = undefined
    }

    let timeZone: string | undefined = value('timeZone', personFieldLimits.timeZone) || undefined
    if (timeZone !== undefined) {
      let known = zones.get(timeZone)
      if (known === undefined) {
        known = isTimeZone(timeZone)
        zones.set(timeZone, known)
      }
      if (!known) {
        report(
          'error',
          'unknown-time-zone',
          `There is no time zone called “${timeZone}”. Write one such as Europe/Vienna or America/New_York.`,
          'timeZone',
        )
        timeZone = undefined
      }
    }

    const reference = (
      idField: 'supervisorId' | 'managerId',
      nameField: 'supervisorName' | 'managerName',
    ): Reference => ({
      id: value(idField, personFieldLimits.employeeId),
      name: value(nameField, personFieldLimits.name).replace(/\s+/gu, ' '),
      column: column(idField) ?? column(nameField) ?? '',
    })
    const supervisor = reference('supervisorId', 'supervisorName')
    const manager = reference('managerId', 'managerName')
    const texts = Object.fromEntries(
      optionalTexts.map((field) => [field, value(field, personFieldLimits[field]) || undefined]),
    ) as Record<OptionalText, string | undefined>

    result.rows.push({ row, employeeId, name, email, supervisor, manager, ...texts, timeZone, broken })
  }
  return result
}

function namedField(mapping: ColumnMapping): ImportField {
  return mapping.columns.name === undefined ? 'lastName' : 'name'
}
