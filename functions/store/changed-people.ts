import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import type { CycleId } from '../domain/ids.ts'
import type { Person } from '../domain/person.ts'
import type { PersonRevision } from '../domain/person-revision.ts'
import type { TrailEvent } from '../domain/trail-event.ts'
import { cycleChangeItems, loadCycle } from './cycles.ts'
import { type Database, transact, untilCommitted } from './database.ts'
import { anyStale, peopleWrites } from './people.ts'
import { revisionPut } from './person-revisions.ts'

/** A person as they become, what is kept of the change, and what the trail of each cycle that they take part in says of it. */
export interface TracedChange {
  person: Person
  revision: PersonRevision
  cycleIds: readonly CycleId[]
  /** Undefined where nothing changed that matters to a cycle; then there are no cycles either. */
  event: TrailEvent | undefined
}

/**
 * A transaction takes 100 writes. A change is a person and a revision, and in each cycle an entry, its row in the outbox and two
 * rows of the vault (theirs and that of the account that acted); each cycle's own row, the stamp and, in an import, its
 * progress come on top.
 */
const MOST_WRITES = 96
const WRITES_PER_CHANGE = 2
const WRITES_PER_ENTRY = 4

/**
 * Writes changed people, what is kept of the changes and the entries about them, whole groups at a time: no change without its
 * trace.
 * @returns the people of groups that were not written because somebody else had changed one of their rows.
 */
export async function saveTracedPeople(db: Database, changes: readonly TracedChange[]): Promise<Person[]> {
  const lost: Person[] = []
  for (const group of groupsOf(changes)) {
    const people = group.map(({ person }) => person)
    const outcome = await untilCommitted(async () => {
      if (await transact(db, await changeWrites(db, group))) return 'written'
      // Either somebody acted on one of the cycles, and another try will do, or one of the people has changed.
      return (await anyStale(db, people)) ? 'lost' : undefined
    })
    if (outcome === 'lost') lost.push(...people)
  }
  return lost
}

/** The writes of one group; made anew for each try, as the cycles' chains move on. */
export async function changeWrites(
  db: Database,
  group: readonly TracedChange[],
): Promise<TransactWriteItem[]> {
  const writes = [
    ...peopleWrites(
      db,
      group.map(({ person }) => person),
    ),
    ...group.map(({ revision }) => revisionPut(db, revision)),
  ]
  for (const cycleId of new Set(group.flatMap(({ cycleIds }) => cycleIds))) {
    const cycle = await loadCycle(db, cycleId)
    const events = group.flatMap(({ cycleIds, event }) =>
      event !== undefined && cycleIds.includes(cycleId) ? event : [],
    )
    writes.push(...cycleChangeItems(db, cycle, cycle, events))
  }
  return writes
}

/** As many changes each as fit into one transaction. */
export function groupsOf(changes: readonly TracedChange[]): TracedChange[][] {
  const groups: TracedChange[][] = []
  let writes = Number.POSITIVE_INFINITY
  for (const change of changes) {
    const needed = WRITES_PER_CHANGE + change.cycleIds.length * WRITES_PER_ENTRY
    if (writes + needed > MOST_WRITES) {
      groups.push([])
      // Each group may touch all the cycles that there are.
      writes = new Set(changes.flatMap(({ cycleIds }) => cycleIds)).size
    }
    groups.at(-1)?.push(change)
    writes += needed
  }
  return groups
}
