import { isTimeZone, unknownTimeZone } from './calendar.ts'
import { isEmailAddress, isMailDomain } from './email-address.ts'
import type { PersonId } from './ids.ts'
import {
  type ColumnMapping,
  type FileRow,
  type ImportField,
  importFieldNames,
  importFields,
} from './people-columns.ts'
import { type ImportProblem, type PersonRow, type Reference, readPersonRows } from './people-rows.ts'
import { type Person, personFieldLimits } from './person.ts'
import { type Refusal, refuse } from './refusal.ts'
import { slugOf } from './slug.ts'
import { findSupervisionLoops } from './supervision-loops.ts'

export interface ImportOptions {
  /** Where a row has no employee ID, make one from the name. */
  deriveEmployeeIds: boolean
  /** Where there is no address, make one from the name at this domain; an address without @ is completed with it. */
  emailDomain?: string
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
}

/** What HR starts from: nothing is made up, nobody is removed. */
export const carefulImportOptions: Omit<ImportOptions, 'defaultTimeZone'> = {
  deriveEmployeeIds: false,
  createNamedSupervisors: false,
  withoutClearSupervisor: 'leaveOut',
  markGoneAsLeft: false,
  takeBackLeavers: false,
}

const comparedFields = [
  'name',
  'email',
  'supervisorId',
  'managerId',
  'department',
  'location',
  'jobTitle',
  'tenure',
  'shift',
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

interface ImportRequest {
  /** The whole file, headings included, blank rows left out; see `readPeopleFile`. */
  rows: readonly FileRow[]
  mapping: ColumnMapping
  options: ImportOptions
  /** Everybody there is, those who left included. */
  existing: readonly Person[]
  newPersonId: () => PersonId
}

/**
 * Compares a people file with the people there are and plans what to do, row by row. Rows are matched to people by
 * employee ID. A row with an error is left out whole; what concerns the whole file refuses it. Importing the same file
 * again changes nothing.
 *
 * Fields whose column is not in the file stay as they are. An empty cell empties its field, but never takes away an
 * address or a time zone.
 */
export function planImport(request: ImportRequest): ImportPlan | Refusal {
  return refuseWholeFile(request) ?? new Planning(request).plan()
}

function refuseWholeFile({ rows, mapping, options }: ImportRequest): Refusal | undefined {
  const { columns } = mapping
  if (rows.length === 0 || (mapping.hasHeadings && rows.length === 1)) {
    return refuse(
      'no-people',
      'The file has no rows with people. Choose a file with one row for each person.',
    )
  }
  const width = rows[0]?.cells.length ?? 0
  const holder = new Map<number, ImportField>()
  for (const field of importFields) {
    const column = columns[field]
    if (column === undefined) continue
    if (!Number.isInteger(column) || column < 0 || column >= width) {
      return refuse(
        'no-such-column',
        `The file has no column ${column + 1}. Choose another for the ${importFieldNames[field]}.`,
        field,
      )
    }
    const other = holder.get(column)
    if (other !== undefined) {
      return refuse(
        'column-used-twice',
        `One column is chosen for both the ${importFieldNames[other]} and the ${importFieldNames[field]}. Choose another for one of them.`,
        field,
      )
    }
    holder.set(column, field)
  }
  if (columns.name === undefined && columns.firstName === undefined && columns.lastName === undefined) {
    return refuse('no-name-column', 'Choose which column holds the names.', 'name')
  }
  if (columns.employeeId === undefined && !options.deriveEmployeeIds) {
    return refuse(
      'no-id-column',
      'Choose which column holds the employee IDs, or choose to make ids from names.',
      'employeeId',
    )
  }
  if (columns.email === undefined && options.emailDomain === undefined) {
    return refuse(
      'no-email-column',
      'Choose which column holds the e-mail addresses, or give the domain at which to make them from names.',
      'email',
    )
  }
  if (options.emailDomain !== undefined && !isMailDomain(options.emailDomain)) {
    return refuse(
      'bad-email-domain',
      `“${options.emailDomain}” is not a mail domain. Write one such as company.example.`,
      'emailDomain',
    )
  }
  return isTimeZone(options.defaultTimeZone)
    ? undefined
    : { ...unknownTimeZone(options.defaultTimeZone), field: 'defaultTimeZone' }
}

type Relation = 'supervisor' | 'manager'

/** Somebody the file speaks of: with a row, or only named by one. */
interface Candidate {
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
interface Unclear {
  code: string
  message: string
}

/** The keys that hold everything together are employee IDs: they are known before new people get their person ids. */
class Planning {
  readonly #request: ImportRequest
  readonly #options: ImportOptions
  readonly #rows: PersonRow[]
  readonly #problems: ImportProblem[]
  readonly #remarks: string[] = []
  readonly #noData: Map<string, number>

  readonly #existing = new Map<string, Person>()
  readonly #keyOfPerson = new Map<PersonId, string>()
  readonly #candidates = new Map<string, Candidate>()
  /** Rows that share somebody's id with another row: there, but not to be decided between. */
  readonly #out = new Set<string>()
  readonly #outRows = new Set<number>()
  readonly #inFile = new Set<string>()
  readonly #namedInFile = new Map<string, Set<string>>()
  readonly #namedElsewhere = new Map<string, Set<string>>()
  /** People without a row who still matter to one, so they are not gone. */
  readonly #spokenOf = new Set<string>()
  readonly #dependents = new Map<string, Candidate[]>()

  constructor(request: ImportRequest) {
    this.#request = request
    this.#options = request.options
    const read = readPersonRows(request.rows, request.mapping, request.options)
    this.#rows = read.rows
    this.#problems = read.problems
    this.#noData = read.noData
    if (read.idsDerived > 0)
      this.#remarks.push(`${people(read.idsDerived)} got an employee ID made from the name.`)
    if (read.emailsCompleted > 0) {
      this.#remarks.push(
        `${count(read.emailsCompleted, 'address', 'addresses')} without @ got @${request.options.emailDomain}.`,
      )
    }
    for (const person of request.existing) {
      this.#existing.set(person.employeeId, person)
      this.#keyOfPerson.set(person.personId, person.employeeId)
    }
  }

  plan(): ImportPlan {
    this.#matchRowsToPeople()
    this.#listNames()
    for (const candidate of [...this.#candidates.values()]) {
      if (candidate.row) this.#resolveAbove(candidate, candidate.row)
    }
    this.#settle()
    return this.#write()
  }

  #report(
    severity: ImportProblem['severity'],
    row: number,
    code: string,
    message: string,
    column?: string,
  ): void {
    this.#problems.push({ row, ...(column ? { column } : {}), code, message, severity })
  }

  // ------------------------------------------------------------------------------------------------ rows and people

  #matchRowsToPeople(): void {
    const byId = Map.groupBy(
      this.#rows.filter((row) => row.employeeId !== ''),
      (row) => row.employeeId,
    )
    for (const row of this.#rows) if (row.broken) this.#outRows.add(row.row)
    for (const [key, rows] of byId) {
      this.#inFile.add(key)
      const [row, ...others] = rows
      if (row === undefined) continue
      const conflicting = others.some((other) => !saysTheSame(row, other))
      for (const other of others) {
        if (conflicting) continue
        this.#report(
          'warning',
          other.row,
          'repeated-row',
          `This row says the same as row ${row.row} and counts once.`,
        )
      }
      if (conflicting) this.#reportDuplicates(key, rows)
      const before = this.#existing.get(key)
      const candidate: Candidate = {
        key,
        rowNumber: row.row,
        row,
        rows: conflicting ? [row.row] : rows.map((same) => same.row),
        name: row.name,
        before,
        email: undefined,
        above: { supervisor: null, manager: null },
      }
      this.#candidates.set(key, candidate)
      if (conflicting || row.broken) this.#out.add(key)
      else if (before?.status === 'left' && !this.#options.takeBackLeavers) {
        this.#leaveOut(
          candidate,
          'left-before',
          `${before.name} (${key}) left earlier and is not taken back by itself. Choose to take people back, or delete the row.`,
        )
      } else this.#giveEmail(candidate)
    }
  }

  #reportDuplicates(key: string, rows: readonly PersonRow[]): void {
    const numbers = rows.map((row) => row.row)
    for (const row of rows) {
      this.#outRows.add(row.row)
      const others = listedWithout(numbers, row.row)
      const derived = this.#request.mapping.columns.employeeId === undefined
      this.#report(
        'error',
        row.row,
        'duplicate-id',
        derived
          ? `The name gives the same id (${key}) as row ${others}. If they are two people, add a column with employee IDs; if it is one, keep one row.`
          : `Employee ID ${key} stands in row ${others} too, with other contents. Keep one row for each person.`,
      )
    }
  }

  #giveEmail(candidate: Candidate): void {
    const email = candidate.row?.email ?? candidate.before?.email ?? this.#makeEmail(candidate.name)
    if (typeof email === 'string') candidate.email = email
    else this.#leaveOut(candidate, email.code, email.message)
  }

  #makeEmail(name: string): string | Unclear {
    const { emailDomain } = this.#options
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

  #leaveOut(candidate: Candidate, code: string, message: string, column?: string): void {
    // Those who are only named have no row to leave out; the rows that name them get errors of their own.
    this.#report(candidate.row ? 'error' : 'warning', candidate.rowNumber, code, message, column)
    this.#out.add(candidate.key)
    for (const row of candidate.rows) this.#outRows.add(row)
  }

  // ------------------------------------------------------------------------------------------------ who is above whom

  #listNames(): void {
    const add = (names: Map<string, Set<string>>, name: string, key: string) => {
      const keys = names.get(nameKey(name))
      if (keys) keys.add(key)
      else names.set(nameKey(name), new Set([key]))
    }
    for (const row of this.#rows)
      if (row.employeeId && row.name) add(this.#namedInFile, row.name, row.employeeId)
    for (const [key, person] of this.#existing) {
      if (!this.#inFile.has(key) && person.status === 'active') add(this.#namedElsewhere, person.name, key)
    }
    for (const candidate of this.#candidates.values()) {
      const alike = this.#keysNamed(candidate.name)
      if (alike.size > 1 && !this.#out.has(candidate.key)) {
        const others = listedWithout(alike, candidate.key)
        this.#report(
          'warning',
          candidate.rowNumber,
          'same-name',
          `${candidate.name} is also the name of ${others}. If it is one person, keep one row; a supervisor cannot be found by this name.`,
        )
      }
    }
  }

  #keysNamed(name: string): ReadonlySet<string> {
    const inFile = this.#namedInFile.get(nameKey(name)) ?? new Set<string>()
    const elsewhere = this.#namedElsewhere.get(nameKey(name)) ?? new Set<string>()
    // A file that is the whole company decides alone; people whom it does not know are about to leave.
    if (this.#options.markGoneAsLeft && inFile.size > 0) return inFile
    return elsewhere.size === 0 ? inFile : new Set([...inFile, ...elsewhere])
  }

  #resolveAbove(candidate: Candidate, row: PersonRow): void {
    const { columns } = this.#request.mapping
    for (const relation of ['supervisor', 'manager'] as const) {
      if (columns[`${relation}Id`] === undefined && columns[`${relation}Name`] === undefined) {
        const kept = candidate.before?.[`${relation}Id`] ?? null
        candidate.above[relation] = kept === null ? null : (this.#keyOfPerson.get(kept) ?? null)
        continue
      }
      const found = this.#find(row[relation], relation, candidate)
      if (typeof found === 'object' && found !== null) {
        this.#unclear(candidate, relation, found.code, found.message, row[relation].column)
      } else {
        candidate.above[relation] = found
      }
    }
    for (const key of Object.values(candidate.above)) {
      if (key === null) continue
      this.#spokenOf.add(key)
      const dependents = this.#dependents.get(key)
      if (dependents) dependents.push(candidate)
      else this.#dependents.set(key, [candidate])
    }
  }

  /** Whom a row means: an employee ID, null for nobody, or why it cannot be told. */
  #find(reference: Reference, relation: Relation, from: Candidate): string | null | Unclear {
    const { id, name } = reference
    if (id !== '') {
      const person = this.#existing.get(id)
      const known = this.#candidates.get(id)?.name ?? person?.name
      if (known !== undefined) {
        if (!this.#inFile.has(id) && person?.status === 'left') return this.#hasLeft(person, relation)
        if (name !== '' && nameKey(name) !== nameKey(known)) {
          this.#report(
            'warning',
            from.rowNumber,
            `${relation}-name-differs`,
            `The ${relation}’s ID ${id} belongs to ${known}, but the row names ${name}. The ID counts.`,
            reference.column,
          )
        }
        return id
      }
      if (name !== '' && this.#options.createNamedSupervisors)
        return this.#createNamed(id, name, relation, from)
      if (id === '0') {
        this.#noData.set('0', (this.#noData.get('0') ?? 0) + 1)
        return null
      }
      return {
        code: `unknown-${relation}`,
        message:
          this.#keysNamed(id).size > 0
            ? `“${id}” is a name, but the column is read as employee IDs. Choose it as the ${relation}’s name instead.`
            : `Nobody has the employee ID ${id}, which is named as ${relation}. Add a row for them, or correct the ID.`,
      }
    }
    if (name === '') return null
    const keys = this.#keysNamed(name)
    const [only] = keys
    if (only !== undefined && keys.size === 1) return only
    if (keys.size > 1) {
      for (const key of keys) this.#spokenOf.add(key)
      return {
        code: `ambiguous-${relation}`,
        message: `${keys.size} people are called ${name} (${listed(keys, keys.size)}). Name the ${relation} by employee ID.`,
      }
    }
    if (this.#options.createNamedSupervisors) return this.#createNamed(slugOf(name), name, relation, from)
    return {
      code: `unknown-${relation}`,
      message: this.#inFile.has(name)
        ? `“${name}” is an employee ID, but the column is read as names. Choose it as the ${relation}’s employee ID instead.`
        : `Nobody is called ${name}, who is named as ${relation}. Add a row for them, correct the name, or choose to create people who are only named.`,
    }
  }

  #hasLeft(person: Person, relation: Relation): Unclear {
    this.#spokenOf.add(person.employeeId)
    return {
      code: `${relation}-left`,
      message: `${person.name} (${person.employeeId}), who is named as ${relation}, has left. Name somebody else.`,
    }
  }

  #createNamed(key: string, name: string, relation: Relation, from: Candidate): string | Unclear {
    const before = this.#existing.get(key)
    const taken = this.#candidates.get(key)?.name ?? before?.name
    if (taken !== undefined && nameKey(taken) !== nameKey(name)) {
      return {
        code: `unknown-${relation}`,
        message: `${name}, who is named as ${relation}, would get the id ${key}, which belongs to ${taken}. Add a row for ${name} with an employee ID.`,
      }
    }
    if (this.#candidates.has(key)) return key
    if (before?.status === 'left' && !this.#options.takeBackLeavers) return this.#hasLeft(before, relation)
    if (key === '' || key.length > personFieldLimits.employeeId) {
      return {
        code: `unknown-${relation}`,
        message: `No id can be made from the name “${name}”. Add a row for them with an employee ID.`,
      }
    }
    const email = before?.email ?? this.#makeEmail(name)
    if (typeof email !== 'string') return email
    const candidate: Candidate = {
      key,
      rowNumber: from.rowNumber,
      row: undefined,
      rows: [],
      name,
      before,
      email,
      above: { supervisor: null, manager: null },
    }
    this.#candidates.set(key, candidate)
    return key
  }

  /** A row whose supervisor or manager is not clear: out, or in without, as HR has chosen. */
  #unclear(candidate: Candidate, relation: Relation, code: string, message: string, column?: string): void {
    if (this.#options.withoutClearSupervisor === 'leaveOut') {
      this.#leaveOut(candidate, code, message, column)
      return
    }
    candidate.above[relation] = null
    this.#report(
      'warning',
      candidate.rowNumber,
      code,
      `${message} The row comes in without a ${relation}.`,
      column,
    )
  }

  // ------------------------------------------------------------------------------------------------ until all is sound

  /** Leaving out one row can take the ground from another, so this goes on until nothing changes. */
  #settle(): void {
    const spread = new Set<string>()
    for (;;) {
      this.#spreadFromLeftOut(spread)
      if (!this.#breakLoops() && !this.#findSharedAddresses()) break
    }
  }

  #isIn(candidate: Candidate): boolean {
    return !this.#out.has(candidate.key)
  }

  /** People who come in new cannot have somebody above them who does not come in. */
  #spreadFromLeftOut(done: Set<string>): void {
    const queue = [...this.#out].filter((key) => !done.has(key))
    for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
      if (done.has(key)) continue
      done.add(key)
      const missing = this.#candidates.get(key)
      if (!missing || missing.before?.status === 'active') continue
      for (const dependent of this.#dependents.get(key) ?? []) {
        for (const relation of ['supervisor', 'manager'] as const) {
          if (dependent.above[relation] !== key || !this.#isIn(dependent)) continue
          this.#unclear(
            dependent,
            relation,
            `${relation}-left-out`,
            `${missing.name}, who is named as ${relation}, is left out (see row ${missing.rowNumber}). Mend that row first.`,
            dependent.row?.[relation].column,
          )
          if (!this.#isIn(dependent)) queue.push(dependent.key)
        }
      }
    }
  }

  /** @returns whether there was a loop with a row of the file in it. */
  #breakLoops(): boolean {
    const supervisorOf = new Map<string, string | null>()
    for (const [key, person] of this.#existing) {
      supervisorOf.set(
        key,
        person.supervisorId === null ? null : (this.#keyOfPerson.get(person.supervisorId) ?? null),
      )
    }
    for (const candidate of this.#candidates.values()) {
      if (this.#isIn(candidate)) supervisorOf.set(candidate.key, candidate.above.supervisor)
    }
    let found = false
    for (const loop of findSupervisionLoops(supervisorOf)) {
      const members = loop
        .flatMap((key) => this.#candidates.get(key) ?? [])
        .filter((member) => this.#isIn(member))
      if (members.length === 0) continue
      found = true
      const names = loop.map((key) => this.#nameOf(key))
      const [first = ''] = names
      for (const member of members) {
        const message =
          loop.length === 1
            ? `${first} is named as their own supervisor. Name somebody else, or leave the cell empty for the top of the house.`
            : `${listed(names, names.length)} supervise each other in a circle. Correct the supervisor of one of them.`
        const code = loop.length === 1 ? 'self-supervision' : 'supervision-loop'
        this.#unclear(member, 'supervisor', code, message, member.row?.supervisor.column)
      }
    }
    return found
  }

  /** @returns whether two people had one address. */
  #findSharedAddresses(): boolean {
    const holders = new Map<string, { candidate?: Candidate; key: string }[]>()
    const hold = (email: string, holder: { candidate?: Candidate; key: string }) => {
      const others = holders.get(email.toLowerCase())
      if (others) others.push(holder)
      else holders.set(email.toLowerCase(), [holder])
    }
    for (const candidate of this.#candidates.values()) {
      if (this.#isIn(candidate) && candidate.email !== undefined && this.#isNeeded(candidate)) {
        hold(candidate.email, { candidate, key: candidate.key })
      }
    }
    for (const [key, person] of this.#existing) {
      const candidate = this.#candidates.get(key)
      if (person.status === 'active' && (!candidate || !this.#isIn(candidate))) hold(person.email, { key })
    }
    let found = false
    for (const [email, sharing] of holders) {
      if (sharing.length < 2) continue
      for (const holder of sharing) {
        const { candidate, key } = holder
        if (!candidate) {
          this.#spokenOf.add(key)
          continue
        }
        found = true
        const others = listedWithout(sharing, holder, (other) => `${this.#nameOf(other.key)} (${other.key})`)
        this.#leaveOut(
          candidate,
          'shared-email',
          `${candidate.name} has the address ${email}, which ${others} has too. Give each person an own address, or keep one row if it is one person.`,
        )
      }
    }
    return found
  }

  /** Somebody who is only named comes in only if a row that comes in names them. */
  #isNeeded(candidate: Candidate): boolean {
    return (
      candidate.row !== undefined ||
      (this.#dependents.get(candidate.key) ?? []).some(
        (dependent) =>
          this.#isIn(dependent) &&
          (dependent.above.supervisor === candidate.key || dependent.above.manager === candidate.key),
      )
    )
  }

  #nameOf(key: string): string {
    return this.#candidates.get(key)?.name ?? this.#existing.get(key)?.name ?? key
  }

  // ------------------------------------------------------------------------------------------------ the outcome

  #write(): ImportPlan {
    const coming = [...this.#candidates.values()].filter(
      (candidate) => this.#isIn(candidate) && this.#isNeeded(candidate) && candidate.email !== undefined,
    )
    const ids = new Map<string, PersonId>()
    for (const [key, person] of this.#existing) ids.set(key, person.personId)
    for (const candidate of coming) {
      if (candidate.before) continue
      const personId = this.#request.newPersonId()
      ids.set(candidate.key, personId)
      this.#keyOfPerson.set(personId, candidate.key)
    }

    const plan: ImportPlan = {
      added: [],
      changed: [],
      unchanged: [],
      gone: [],
      leftOut: [...this.#outRows].sort((a, b) => a - b),
      problems: this.#problems,
      remarks: this.#remarks,
    }
    const roots: Candidate[] = []
    for (const candidate of coming) {
      const after = this.#personOf(candidate, ids)
      if (after === undefined) continue
      if (after.supervisorId === null) roots.push(candidate)
      if (after.managerId === after.personId) {
        this.#report(
          'warning',
          candidate.rowNumber,
          'own-manager',
          `${after.name} is named as their own manager and comes in so.`,
          candidate.row?.manager.column,
        )
      }
      if (!candidate.before) plan.added.push(after)
      else this.#compare(plan, candidate.before, after)
    }
    this.#findGone(plan, coming)
    this.#remark(plan, coming, roots)
    plan.problems.sort((a, b) => a.row - b.row)
    return plan
  }

  #personOf(candidate: Candidate, ids: ReadonlyMap<string, PersonId>): Person | undefined {
    const { row, before, email } = candidate
    const personId = ids.get(candidate.key)
    if (personId === undefined || email === undefined) return undefined
    if (!row && before) return { ...before, status: 'active' }
    const { columns } = this.#request.mapping
    const person: Person = {
      ...before,
      personId,
      employeeId: candidate.key,
      name: candidate.name,
      email,
      supervisorId:
        candidate.above.supervisor === null ? null : (ids.get(candidate.above.supervisor) ?? null),
      managerId: candidate.above.manager === null ? null : (ids.get(candidate.above.manager) ?? null),
      timeZone: row?.timeZone ?? before?.timeZone ?? this.#options.defaultTimeZone,
      status: 'active',
      version: before?.version ?? 1,
    }
    for (const field of ['department', 'location', 'jobTitle', 'tenure', 'shift'] as const) {
      if (columns[field] === undefined) continue
      const text = row?.[field]
      if (text === undefined) delete person[field]
      else person[field] = text
    }
    return person
  }

  #compare(plan: ImportPlan, before: Person, after: Person): void {
    const fields: FieldChange[] = []
    for (const field of comparedFields) {
      if ((before[field] ?? null) === (after[field] ?? null)) continue
      fields.push({ field, from: this.#shown(field, before), to: this.#shown(field, after) })
    }
    if (fields.length === 0) plan.unchanged.push(before)
    else plan.changed.push({ before, after: { ...after, version: before.version + 1 }, fields })
  }

  #shown(field: FieldChange['field'], person: Person): string | null {
    if (field !== 'supervisorId' && field !== 'managerId') return person[field] ?? null
    const id = person[field]
    if (id === null) return null
    const key = this.#keyOfPerson.get(id)
    return key === undefined ? 'somebody unknown' : this.#nameOf(key)
  }

  #findGone(plan: ImportPlan, coming: readonly Candidate[]): void {
    const here = new Set(coming.map((candidate) => candidate.key))
    for (const [key, person] of this.#existing) {
      if (this.#inFile.has(key) || here.has(key) || person.status === 'left') continue
      if (this.#spokenOf.has(key)) plan.unchanged.push(person)
      else plan.gone.push(person)
    }
    if (!this.#options.markGoneAsLeft || plan.gone.length === 0) return
    // A row that nobody can be matched to may be the very person who seems to be gone.
    const nameless = this.#rows.filter((row) => row.employeeId === '')
    if (nameless.length > 0) {
      plan.remarks.push(
        `${people(plan.gone.length)} who are not in the file stay as they are, because it cannot be told whom row ${listed(nameless, nameless.length, ({ row }) => String(row))} is about.`,
      )
      return
    }
    for (const before of plan.gone) {
      plan.changed.push({
        before,
        after: { ...before, status: 'left', version: before.version + 1 },
        fields: [{ field: 'status', from: before.status, to: 'left' }],
      })
    }
  }

  #remark(plan: ImportPlan, coming: readonly Candidate[], roots: readonly Candidate[]): void {
    const { columns } = this.#request.mapping
    const made = coming.filter((candidate) => !candidate.before && candidate.row?.email === undefined)
    if (made.length > 0) {
      plan.remarks.push(
        `${people(made.length)} got an address made from the name, at ${this.#options.emailDomain}.`,
      )
    }
    const created = coming.filter((candidate) => !candidate.row && !candidate.before)
    if (created.length > 0) {
      plan.remarks.push(
        `${people(created.length)} named as supervisor or manager had no row and ${created.length === 1 ? 'is' : 'are'} created, with nobody above them: ${listed(created, created.length, (candidate) => candidate.name)}.`,
      )
    }
    const zoned = coming.filter((candidate) => !candidate.before && candidate.row?.timeZone === undefined)
    if (zoned.length > 0) {
      plan.remarks.push(
        `${people(zoned.length)} got the time zone ${this.#options.defaultTimeZone}, because the file says none.`,
      )
    }
    if (columns.email !== undefined) {
      const kept = coming.filter(
        (candidate) => candidate.before && candidate.row && candidate.row.email === undefined,
      )
      if (kept.length > 0)
        plan.remarks.push(`${people(kept.length)} without an address in the file keep the one they have.`)
    }
    for (const [word, times] of this.#noData) {
      plan.remarks.push(`“${word}” is read as “no data” in ${count(times, 'cell', 'cells')}.`)
    }
    if (columns.supervisorId === undefined && columns.supervisorName === undefined) {
      plan.remarks.push(
        'No column says who supervises whom; supervisors stay as they are, and new people have none.',
      )
    } else if (roots.length > 1) {
      for (const root of roots) {
        // Those without a row are named together in a remark.
        if (!root.row) continue
        this.#report(
          'warning',
          root.rowNumber,
          'several-roots',
          `${root.name} has nobody above them, as ${roots.length - 1} ${roots.length === 2 ? 'other person does' : 'others do'}. HR rates people at the top; name a supervisor if one is missing.`,
          root.row?.supervisor.column,
        )
      }
    }
  }
}

function saysTheSame(one: PersonRow, other: PersonRow): boolean {
  return JSON.stringify({ ...one, row: 0 }) === JSON.stringify({ ...other, row: 0 })
}

function nameKey(name: string): string {
  return name.normalize('NFKC').replace(/\s+/gu, ' ').trim().toLowerCase()
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`
}

function people(number: number): string {
  return count(number, 'person', 'people')
}

/** "A, B and C", after ten: "and 4 more". */
function listed<Item>(items: Iterable<Item>, total: number, words: (item: Item) => string = String): string {
  const shown: string[] = []
  for (const item of items) {
    if (shown.length === 10) break
    shown.push(words(item))
  }
  if (total > shown.length) shown.push(`${total - shown.length} more`)
  const last = shown.pop() ?? ''
  return shown.length === 0 ? last : `${shown.join(', ')} and ${last}`
}

/** All but one. */
function listedWithout<Item>(
  items: readonly Item[] | ReadonlySet<Item>,
  out: Item,
  words?: (item: Item) => string,
): string {
  const first: Item[] = []
  // The first dozen is enough: a file can hold one name fifty thousand times, once for each of which this is called.
  for (const item of items) {
    if (item !== out) first.push(item)
    if (first.length === 11) break
  }
  return listed(first, ('size' in items ? items.size : items.length) - 1, words)
}
