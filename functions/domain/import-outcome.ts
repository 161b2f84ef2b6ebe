import type { PersonId } from './ids.ts'
import type { Candidate, ImportDraft } from './import-draft.ts'
import { comparedFields, type FieldChange, type ImportPlan } from './import-plan.ts'
import { count, listed, people } from './listed.ts'
import type { Person } from './person.ts'

/** Last step: what is left of the draft becomes people and changes of people. */
export function writePlan(draft: ImportDraft): ImportPlan {
  const coming = [...draft.candidates.values()].filter(
    (candidate) => draft.isIn(candidate) && draft.isNeeded(candidate) && candidate.email !== undefined,
  )
  const ids = new Map<string, PersonId>()
  for (const [key, person] of draft.existing) ids.set(key, person.personId)
  for (const candidate of coming) {
    if (candidate.before) continue
    const personId = draft.request.newPersonId()
    ids.set(candidate.key, personId)
    draft.keyOfPerson.set(personId, candidate.key)
  }

  const plan: ImportPlan = {
    added: [],
    changed: [],
    unchanged: [],
    gone: [],
    leftOut: [...draft.outRows].sort((a, b) => a - b),
    problems: draft.problems,
    remarks: draft.remarks,
  }
  const roots: Candidate[] = []
  for (const candidate of coming) {
    const after = personOf(draft, candidate, ids)
    if (after === undefined) continue
    if (after.supervisorId === null) roots.push(candidate)
    if (after.managerId === after.personId) {
      draft.report(
        'warning',
        candidate.rowNumber,
        'own-manager',
        `${after.name} is named as their own manager and comes in so.`,
        candidate.row?.manager.column,
      )
    }
    if (!candidate.before) plan.added.push(after)
    else compare(draft, plan, candidate.before, after)
  }
  findGone(draft, plan, coming)
  remark(draft, plan, coming, roots)
  plan.problems.sort((a, b) => a.row - b.row)
  return plan
}

function personOf(
  draft: ImportDraft,
  candidate: Candidate,
  ids: ReadonlyMap<string, PersonId>,
): Person | undefined {
  const { row, before, email } = candidate
  const personId = ids.get(candidate.key)
  if (personId === undefined || email === undefined) return undefined
  if (!row && before) return { ...before, status: 'active' }
  const { columns } = draft.request.mapping
  const person: Person = {
    ...before,
    personId,
    employeeId: candidate.key,
    name: candidate.name,
    email,
    supervisorId: candidate.above.supervisor === null ? null : (ids.get(candidate.above.supervisor) ?? null),
    managerId: candidate.above.manager === null ? null : (ids.get(candidate.above.manager) ?? null),
    timeZone: row?.timeZone ?? before?.timeZone ?? draft.options.defaultTimeZone,
    status: 'active',
    version: before?.version ?? 1,
  }
  for (const field of ['department', 'location', 'jobTitle', 'tenure', 'shift', 'hiredOn'] as const) {
    if (columns[field] === undefined) continue
    const text = row?.[field]
    if (text === null) continue
    if (text === undefined) delete person[field]
    else person[field] = text
  }
  return person
}

function compare(draft: ImportDraft, plan: ImportPlan, before: Person, after: Person): void {
  const fields: FieldChange[] = []
  for (const field of comparedFields) {
    if ((before[field] ?? null) === (after[field] ?? null)) continue
    fields.push({ field, from: shown(draft, field, before), to: shown(draft, field, after) })
  }
  if (fields.length === 0) plan.unchanged.push(before)
  else plan.changed.push({ before, after: { ...after, version: before.version + 1 }, fields })
}

function shown(draft: ImportDraft, field: FieldChange['field'], person: Person): string | null {
  if (field !== 'supervisorId' && field !== 'managerId') return person[field] ?? null
  const id = person[field]
  if (id === null) return null
  const key = draft.keyOfPerson.get(id)
  return key === undefined ? 'somebody unknown' : draft.nameOf(key)
}

function findGone(draft: ImportDraft, plan: ImportPlan, coming: readonly Candidate[]): void {
  const here = new Set(coming.map((candidate) => candidate.key))
  for (const [key, person] of draft.existing) {
    if (draft.inFile.has(key) || here.has(key) || person.status === 'left') continue
    if (draft.spokenOf.has(key)) plan.unchanged.push(person)
    else plan.gone.push(person)
  }
  if (!draft.options.markGoneAsLeft || plan.gone.length === 0) return
  // A row that nobody can be matched to may be the very person who seems to be gone.
  const nameless = draft.rows.filter((row) => row.employeeId === '')
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

function remark(
  draft: ImportDraft,
  plan: ImportPlan,
  coming: readonly Candidate[],
  roots: readonly Candidate[],
): void {
  const { columns } = draft.request.mapping
  const made = coming.filter((candidate) => !candidate.before && candidate.row?.email === undefined)
  if (made.length > 0) {
    plan.remarks.push(
      `${people(made.length)} got an address made from the name, at ${draft.options.emailDomain}.`,
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
      `${people(zoned.length)} got the time zone ${draft.options.defaultTimeZone}, because the file says none.`,
    )
  }
  if (columns.email !== undefined) {
    const kept = coming.filter(
      (candidate) => candidate.before && candidate.row && candidate.row.email === undefined,
    )
    if (kept.length > 0)
      plan.remarks.push(`${people(kept.length)} without an address in the file keep the one they have.`)
  }
  for (const [word, times] of draft.noData) {
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
      draft.report(
        'warning',
        root.rowNumber,
        'several-roots',
        `${root.name} has nobody above them, as ${roots.length - 1} ${roots.length === 2 ? 'other person does' : 'others do'}. HR rates people at the top; name a supervisor if one is missing.`,
        root.row?.supervisor.column,
      )
    }
  }
}
