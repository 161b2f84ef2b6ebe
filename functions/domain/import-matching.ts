import { type Candidate, type ImportDraft, nameKey } from './import-draft.ts'
import { listedWithout } from './listed.ts'
import type { PersonRow } from './people-rows.ts'

/** First step: one candidate for each employee ID of the file, with the person there is, if any. */
export function matchRowsToPeople(draft: ImportDraft): void {
  const byId = Map.groupBy(
    draft.rows.filter((row) => row.employeeId !== ''),
    (row) => row.employeeId,
  )
  for (const row of draft.rows) if (row.broken) draft.outRows.add(row.row)
  for (const [key, rows] of byId) {
    draft.inFile.add(key)
    const [row, ...others] = rows
    if (row === undefined) continue
    const conflicting = others.some((other) => !saysTheSame(row, other))
    for (const other of others) {
      if (conflicting) continue
      draft.report(
        'warning',
        other.row,
        'repeated-row',
        `This row says the same as row ${row.row} and counts once.`,
      )
    }
    if (conflicting) reportDuplicates(draft, key, rows)
    const before = draft.existing.get(key)
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
    draft.candidates.set(key, candidate)
    if (conflicting || row.broken) draft.out.add(key)
    else if (before?.status === 'left' && !draft.options.takeBackLeavers) {
      draft.leaveOut(
        candidate,
        'left-before',
        `${before.name} (${key}) left earlier and is not taken back by itself. Choose to take people back, or delete the row.`,
      )
    } else draft.giveEmail(candidate)
  }
}

function reportDuplicates(draft: ImportDraft, key: string, rows: readonly PersonRow[]): void {
  const numbers = rows.map((row) => row.row)
  for (const row of rows) {
    draft.outRows.add(row.row)
    const others = listedWithout(numbers, row.row)
    const derived = draft.request.mapping.columns.employeeId === undefined
    draft.report(
      'error',
      row.row,
      'duplicate-id',
      derived
        ? `The name gives the same id (${key}) as row ${others}. If they are two people, add a column with employee IDs; if it is one, keep one row.`
        : `Employee ID ${key} stands in row ${others} too, with other contents. Keep one row for each person.`,
    )
  }
}

function saysTheSame(one: PersonRow, other: PersonRow): boolean {
  return JSON.stringify({ ...one, row: 0 }) === JSON.stringify({ ...other, row: 0 })
}

/** Second step: who bears which name, here and among those who have no row. */
export function listNames(draft: ImportDraft): void {
  const add = (names: Map<string, Set<string>>, name: string, key: string) => {
    const keys = names.get(nameKey(name))
    if (keys) keys.add(key)
    else names.set(nameKey(name), new Set([key]))
  }
  for (const row of draft.rows)
    if (row.employeeId && row.name) add(draft.namedInFile, row.name, row.employeeId)
  for (const [key, person] of draft.existing) {
    if (!draft.inFile.has(key) && person.status === 'active') add(draft.namedElsewhere, person.name, key)
  }
  for (const candidate of draft.candidates.values()) {
    const alike = keysNamed(draft, candidate.name)
    if (alike.size > 1 && !draft.out.has(candidate.key)) {
      const others = listedWithout(alike, candidate.key)
      draft.report(
        'warning',
        candidate.rowNumber,
        'same-name',
        `${candidate.name} is also the name of ${others}. If it is one person, keep one row; a supervisor cannot be found by this name.`,
      )
    }
  }
}

export function keysNamed(draft: ImportDraft, name: string): ReadonlySet<string> {
  const inFile = draft.namedInFile.get(nameKey(name)) ?? new Set<string>()
  const elsewhere = draft.namedElsewhere.get(nameKey(name)) ?? new Set<string>()
  // A file that is the whole company decides alone; people whom it does not know are about to leave.
  if (draft.options.markGoneAsLeft && inFile.size > 0) return inFile
  return elsewhere.size === 0 ? inFile : new Set([...inFile, ...elsewhere])
}
