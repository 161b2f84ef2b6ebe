import { isEmailAddress } from './email-address.ts'
import type { PersonId } from './ids.ts'
import type { ImportRequest } from './import-plan.ts'
import { count, people } from './listed.ts'
import type { ImportProblem } from './people-rows.ts'
import { type PersonRow, readPersonRows } from './people-rows.ts'
import type { Person } from './person.ts'
import { slugOf } from './slug.ts'

export type Relation = 'supervisor' | 'manager'

/** Somebody the file speaks of: with a row, or only named by one. */
export interface Candidate {
  key: string
  /** The row, or the first row that names them. */
  rowNumber: number
  /** undefined for those who are only named. */
  row: PersonRow | undefined
  /** All rows that say the same about them. */
  rows: readonly number[]
  name: string
  before: Person | undefined
  email: string | undefined
  above: Record<Relation, string | null>
}

/** Why something cannot be told from the file. */
export interface Unclear {
  code: string
  message: string
}

/**
 * A plan in the making. The keys that hold everything together are employee IDs: they are known before new people get
 * their person ids.
 */
export class ImportDraft {
  readonly request: ImportRequest
  readonly rows: PersonRow[]
  readonly problems: ImportProblem[]
  readonly remarks: string[] = []
  readonly noData: Map<string, number>

  readonly existing = new Map<string, Person>()
  readonly keyOfPerson = new Map<PersonId, string>()
  readonly candidates = new Map<string, Candidate>()
  /** The keys of those who do not come in, and the rows that say so. */
  readonly out = new Set<string>()
  readonly outRows = new Set<number>()
  /** The keys that have a row, whether it comes in or not. */
  readonly inFile = new Set<string>()
  readonly namedInFile = new Map<string, Set<string>>()
  readonly namedElsewhere = new Map<string, Set<string>>()
  /** People without a row who still matter to one, so they are not gone. */
  readonly spokenOf = new Set<string>()
  /** Who names somebody as supervisor or manager. */
  readonly dependents = new Map<string, Candidate[]>()

  constructor(request: ImportRequest) {
    this.request = request
    const read = readPersonRows(request.rows, request.mapping, request.options)
    this.rows = read.rows
    this.problems = read.problems
    this.noData = read.noData
    if (read.idsDerived > 0)
      this.remarks.push(`${people(read.idsDerived)} go by an employee ID made from the name.`)
    if (read.emailsCompleted > 0) {
      this.remarks.push(
        `${count(read.emailsCompleted, 'address', 'addresses')} without @ got @${request.options.emailDomain}.`,
      )
    }
    for (const person of request.existing) {
      this.existing.set(person.employeeId, person)
      this.keyOfPerson.set(person.personId, person.employeeId)
    }
  }

  get options(): ImportRequest['options'] {
    return this.request.options
  }

  report(
    severity: ImportProblem['severity'],
    row: number,
    code: string,
    message: string,
    column?: string,
  ): void {
    this.problems.push({ row, ...(column ? { column } : {}), code, message, severity })
  }

  giveEmail(candidate: Candidate): void {
    const email = candidate.row?.email ?? candidate.before?.email ?? this.makeEmail(candidate.name)
    if (typeof email === 'string') candidate.email = email
    else this.leaveOut(candidate, email.code, email.message)
  }

  makeEmail(name: string): string | Unclear {
    const { emailDomain } = this.options
    if (emailDomain === undefined) {
      return {
        code: 'no-email',
        message: `${name} has no e-mail address. Write one, or give the domain at which to make addresses from names.`,
      }
    }
    const made = `${slugOf(name)}@${emailDomain}`
    return isEmailAddress(made)
      ? made
      : { code: 'no-email', message: `No e-mail address can be made from the name “${name}”. Write one.` }
  }

  leaveOut(candidate: Candidate, code: string, message: string, column?: string): void {
    // Those who are only named have no row to leave out; the rows that name them get errors of their own.
    this.report(candidate.row ? 'error' : 'warning', candidate.rowNumber, code, message, column)
    this.out.add(candidate.key)
    for (const row of candidate.rows) this.outRows.add(row)
  }

  /** A row whose supervisor or manager is not clear: out, or in without, as HR has chosen. */
  unclear(candidate: Candidate, relation: Relation, code: string, message: string, column?: string): void {
    if (this.options.withoutClearSupervisor === 'leaveOut') {
      this.leaveOut(candidate, code, message, column)
      return
    }
    candidate.above[relation] = null
    this.report(
      'warning',
      candidate.rowNumber,
      code,
      `${message} The row comes in without a ${relation}.`,
      column,
    )
  }

  isIn(candidate: Candidate): boolean {
    return !this.out.has(candidate.key)
  }

  /** Somebody who is only named comes in only if a row that comes in names them. */
  isNeeded(candidate: Candidate): boolean {
    return (
      candidate.row !== undefined ||
      (this.dependents.get(candidate.key) ?? []).some(
        (dependent) =>
          this.isIn(dependent) &&
          (dependent.above.supervisor === candidate.key || dependent.above.manager === candidate.key),
      )
    )
  }

  nameOf(key: string): string {
    return this.candidates.get(key)?.name ?? this.existing.get(key)?.name ?? key
  }
}

/** Names are compared without regard to case, doubled blanks and how letters are composed. */
export function nameKey(name: string): string {
  return name.normalize('NFKC').replace(/\s+/gu, ' ').trim().toLowerCase()
}
