import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import type { CycleId } from '../domain/ids.ts'
import type { Person } from '../domain/person.ts'
import type { TrailEvent } from '../domain/trail-event.ts'
import { cycleChangeItems, loadCycle } from './cycles.ts'
import { type Database, transact, untilCommitted } from './database.ts'
import { anyStale, peopleWrites } from './people.ts'

/** A person as they become, with what the trail of each cycle that they take part in says of it. */
export interface TracedChange {
  person: Person
  cycleIds: readonly CycleId[]
  event: TrailEvent
}

/**
 * A transaction takes 100 writes. A person is one, and in each cycle an entry, its row in the outbox and two rows
 * of the vault (theirs and that of the account that acted); each cycle's own row comes on top.
 */
const MOST_WRITES = 90
const WRITES_PER_ENTRY = 4

/**
 * Writes changed people and the entries about them, whole groups at a time: no change without its trace.
 * @returns the people of groups that were not written because somebody else had changed one of their rows.
 */
export async function saveTracedPeople(db: Database, changes: readonly TracedChange[]): Promise<Person[]> {
  const lost: Person[] = []
  for (const group of groupsOf(changes)) {
    const outcome = await untilCommitted(async () => {
      if (await transact(db, await writesOf(db, group))) return 'written'
      // Either somebody acted on one of the cycles, and another try will do, or one of the people has changed.
      const people = group.map(({ person }) => person)
      return (await anyStale(db, people)) ? 'lost' : undefined
    })
    if (outcome === 'lost') lost.push(...group.map(({ person }) => person))
  }
  return lost
}

async function writesOf(db: Database, group: readonly TracedChange[]): Promise<TransactWriteItem[]> {
  const writes = peopleWrites(
    db,
    group.map(({ person }) => person),
  )
  for (const cycleId of new Set(group.flatMap(({ cycleIds }) => cycleIds))) {
    const cycle = await loadCycle(db, cycleId)
    const events = group.filter(({ cycleIds }) => cycleIds.includes(cycleId)).map(({ event }) => event)
    writes.push(...cycleChangeItems(db, cycle, cycle, events))
  }
  return writes
}

function groupsOf(changes: readonly TracedChange[]): TracedChange[][] {
  const groups: TracedChange[][] = []
  let writes = Number.POSITIVE_INFINITY
  for (const change of changes) {
    const needed = 1 + change.cycleIds.length * WRITES_PER_ENTRY
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
