import type { PersonId } from '../domain/ids.ts'
import { personChanged } from '../domain/person-change.ts'
import { revisionOf } from '../domain/person-revision.ts'
import { advanceImport, finishImport, type ImportIn, isOver } from '../domain/stored-import.ts'
import { changeWrites, groupsOf, type TracedChange } from '../store/changed-people.ts'
import { type Database, transact, untilCommitted } from '../store/database.ts'
import { withdrawDeparted } from '../store/departed-people.ts'
import { peopleWrites, stalePeople } from '../store/people.ts'
import {
  commitImportEnd,
  findImport,
  forgetImport,
  type ImportPart,
  importPut,
  listImports,
  readPlanPart,
} from '../store/people-imports.ts'

export interface ImportDependencies {
  db: Database
  now(): string
  log(message: string, facts: Record<string, unknown>): void
}

/** New people in one transaction, beside the stamp and the import's own row: 100 writes fit. */
const ADDED_AT_ONCE = 98

/**
 * When somebody confirms an import, and every minute: writes what its plan says, from wherever it has come to. Each group of
 * people is one transaction with the import's own row, which says how far it is, so that breaking off anywhere loses nothing
 * and writes nothing twice; of two that run at once, one finds the row moved on and leaves. What fails is logged, and thrown
 * once at the end, so that the alarm on this function's errors tells of it.
 */
export async function importPeople({ db, now, log }: ImportDependencies): Promise<{ applied: number }> {
  let applied = 0
  let failed = 0
  for (const stored of await listImports(db)) {
    try {
      if (stored.status === 'applying' && (await apply(db, stored, now))) applied += 1
      else if (isOver(stored, now())) await forgetImport(db, stored)
    } catch (error) {
      failed += 1
      log('An import could not go on; it tries again in a minute', {
        importId: stored.importId,
        error: String(error),
      })
    }
  }
  if (failed > 0) throw new Error(`${failed} imports could not go on; the log names them`)
  return { applied }
}

/** @returns whether this run ended it. */
async function apply(db: Database, begun: ImportIn<'applying'>, now: () => string): Promise<boolean> {
  let stored = begun
  while (stored.part < stored.planParts) {
    const plan = await readPlanPart(db, stored)
    for (const part = stored.part; stored.part === part; ) {
      const after = await applyGroup(db, stored, plan)
      if (after === 'somebody else') return false
      stored = after
    }
  }
  // Before the end, so that what breaks off here is done again: whoever has left takes no part in any cycle any more.
  await withdrawDeparted(db, { at: now(), by: stored.confirmedBy })
  return commitImportEnd(db, stored, finishImport(stored, { at: now() }))
}

/** Some people of a plan's part, as one transaction writes them. */
interface Group {
  size: number
  endsPart: boolean
  people: readonly { personId: PersonId; version: number }[]
  stale(): Promise<readonly { personId: PersonId }[]>
  writes(without: ReadonlySet<PersonId>): ReturnType<typeof changeWrites>
}

async function applyGroup(
  db: Database,
  stored: ImportIn<'applying'>,
  plan: ImportPart,
): Promise<ImportIn<'applying'> | 'somebody else'> {
  const group = 'added' in plan ? groupOfAdded(db, stored, plan) : groupOfChanged(db, stored, plan)
  const conflicting = new Set<PersonId>()
  return untilCommitted(async () => {
    const after = advanceImport(stored, { ...group, conflicting: [...conflicting] })
    if (await transact(db, [...(await group.writes(conflicting)), importPut(db, after)])) return after
    if ((await findImport(db, stored.importId))?.version !== stored.version) return 'somebody else'
    // Who was changed since the preview stays as they are; nobody has agreed to overwrite that.
    for (const { personId } of await group.stale()) conflicting.add(personId)
    return undefined
  })
}

function groupOfAdded(
  db: Database,
  { offset }: ImportIn<'applying'>,
  { added }: Extract<ImportPart, { added: unknown }>,
): Group {
  const people = added.slice(offset, offset + ADDED_AT_ONCE)
  return {
    size: people.length,
    endsPart: offset + people.length >= added.length,
    people,
    stale: () => stalePeople(db, people),
    writes: async (without) =>
      peopleWrites(
        db,
        people.filter(({ personId }) => !without.has(personId)),
      ),
  }
}

function groupOfChanged(
  db: Database,
  { offset, confirmedAt, confirmedBy }: ImportIn<'applying'>,
  { changed }: Extract<ImportPart, { changed: unknown }>,
): Group {
  const act = { at: confirmedAt, by: confirmedBy, how: 'import' as const }
  const rest = changed.slice(offset).map(
    ({ before, after, cycleIds }): TracedChange => ({
      person: after,
      revision: revisionOf(before, after, act),
      cycleIds,
      event: cycleIds.length === 0 ? undefined : personChanged(before, after, act),
    }),
  )
  const group = groupsOf(rest)[0] ?? []
  const people = group.map(({ person }) => person)
  return {
    size: group.length,
    endsPart: offset + group.length >= changed.length,
    people,
    stale: () => stalePeople(db, people),
    writes: (without) =>
      changeWrites(
        db,
        group.filter(({ person }) => !without.has(person.personId)),
      ),
  }
}
