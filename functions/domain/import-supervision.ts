import { type Candidate, type ImportDraft, nameKey, type Relation, type Unclear } from './import-draft.ts'
import { keysNamed } from './import-matching.ts'
import { listed } from './listed.ts'
import type { PersonRow, Reference } from './people-rows.ts'
import { type Person, personFieldLimits } from './person.ts'
import { slugOf } from './slug.ts'

/** Third step: who is above whom. By id, by name only where one person bears it. */
export function resolveAbove(draft: ImportDraft, candidate: Candidate, row: PersonRow): void {
  const { columns } = draft.request.mapping
  for (const relation of ['supervisor', 'manager'] as const) {
    if (columns[`${relation}Id`] === undefined && columns[`${relation}Name`] === undefined) {
      const kept = candidate.before?.[`${relation}Id`] ?? null
      candidate.above[relation] = kept === null ? null : (draft.keyOfPerson.get(kept) ?? null)
      continue
    }
    const found = find(draft, row[relation], relation, candidate)
    if (typeof found === 'object' && found !== null) {
      draft.unclear(candidate, relation, found.code, found.message, row[relation].column)
    } else {
      candidate.above[relation] = found
    }
  }
  for (const key of Object.values(candidate.above)) {
    if (key === null) continue
    draft.spokenOf.add(key)
    const dependents = draft.dependents.get(key)
    if (dependents) dependents.push(candidate)
    else draft.dependents.set(key, [candidate])
  }
}

/** Whom a row means: an employee ID, null for nobody, or why it cannot be told. */
function find(
  draft: ImportDraft,
  reference: Reference,
  relation: Relation,
  from: Candidate,
): string | null | Unclear {
  const { id, name } = reference
  if (id !== '') {
    const person = draft.existing.get(id)
    const known = draft.candidates.get(id)?.name ?? person?.name
    if (known !== undefined) {
      if (!draft.inFile.has(id) && person?.status === 'left') return hasLeft(draft, person, relation)
      if (name !== '' && nameKey(name) !== nameKey(known)) {
        draft.report(
          'warning',
          from.rowNumber,
          `${relation}-name-differs`,
          `The ${relation}’s ID ${id} belongs to ${known}, but the row names ${name}. The ID counts.`,
          reference.column,
        )
      }
      return id
    }
    if (name !== '' && draft.options.createNamedSupervisors)
      return createNamed(draft, id, name, relation, from)
    if (id === '0') {
      draft.noData.set('0', (draft.noData.get('0') ?? 0) + 1)
      return null
    }
    return {
      code: `unknown-${relation}`,
      message:
        keysNamed(draft, id).size > 0
          ? `“${id}” is a name, but the column is read as employee IDs. Choose it as the ${relation}’s name instead.`
          : `Nobody has the employee ID ${id}, which is named as ${relation}. Add a row for them, or correct the ID.`,
    }
  }
  if (name === '') return null
  const keys = keysNamed(draft, name)
  const [only] = keys
  if (only !== undefined && keys.size === 1) return only
  if (keys.size > 1) {
    for (const key of keys) draft.spokenOf.add(key)
    return {
      code: `ambiguous-${relation}`,
      message: `${keys.size} people are called ${name} (${listed(keys, keys.size)}). Name the ${relation} by employee ID.`,
    }
  }
  if (draft.options.createNamedSupervisors) return createNamed(draft, slugOf(name), name, relation, from)
  return {
    code: `unknown-${relation}`,
    message: draft.inFile.has(name)
      ? `“${name}” is an employee ID, but the column is read as names. Choose it as the ${relation}’s employee ID instead.`
      : `Nobody is called ${name}, who is named as ${relation}. Add a row for them, correct the name, or choose to create people who are only named.`,
  }
}

function hasLeft(draft: ImportDraft, person: Person, relation: Relation): Unclear {
  draft.spokenOf.add(person.employeeId)
  return {
    code: `${relation}-left`,
    message: `${person.name} (${person.employeeId}), who is named as ${relation}, has left. Name somebody else.`,
  }
}

function createNamed(
  draft: ImportDraft,
  key: string,
  name: string,
  relation: Relation,
  from: Candidate,
): string | Unclear {
  const before = draft.existing.get(key)
  const taken = draft.candidates.get(key)?.name ?? before?.name
  if (taken !== undefined && nameKey(taken) !== nameKey(name)) {
    return {
      code: `unknown-${relation}`,
      message: `${name}, who is named as ${relation}, would get the id ${key}, which belongs to ${taken}. Add a row for ${name} with an employee ID.`,
    }
  }
  if (draft.candidates.has(key)) return key
  if (before?.status === 'left' && !draft.options.takeBackLeavers) return hasLeft(draft, before, relation)
  if (key === '' || key.length > personFieldLimits.employeeId) {
    return {
      code: `unknown-${relation}`,
      message: `No id can be made from the name “${name}”. Add a row for them with an employee ID.`,
    }
  }
  const email = before?.email ?? draft.makeEmail(name)
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
  draft.candidates.set(key, candidate)
  return key
}
