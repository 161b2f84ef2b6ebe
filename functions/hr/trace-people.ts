import type { ReviewCycle } from '../domain/cycle.ts'
import type { HrAct } from '../domain/cycle-course.ts'
import type { PersonId } from '../domain/ids.ts'
import type { Person } from '../domain/person.ts'
import { personChanged } from '../domain/person-change.ts'
import { type RevisingAct, revisionOf } from '../domain/person-revision.ts'
import type { TracedChange } from '../store/changed-people.ts'
import { listCycles } from '../store/cycles.ts'
import type { Database } from '../store/database.ts'
import { listParticipants } from '../store/participants.ts'
import { rehearse } from './rehearsal.ts'

/**
 * What is kept of each change, and which cycles' trail it belongs into: changes to the name, the address or the status of
 * somebody who takes part in one that is scheduled or under way. Whoever can change an address can have a link mailed there.
 */
export async function tracePeople(
  db: Database,
  changes: readonly { before: Person; after: Person }[],
  act: HrAct & RevisingAct,
): Promise<TracedChange[]> {
  const events = changes.map(({ before, after }) => personChanged(before, after, act))
  const cycles = events.some((event) => event !== undefined) ? await participantsOfCycles(db) : []
  return changes.map(({ before, after }, index) => {
    const event = events[index]
    const inCycles = cycles.flatMap(({ cycle, people }) => (people.has(after.personId) ? cycle.cycleId : []))
    const cycleIds = event === undefined ? [] : inCycles
    return {
      person: after,
      revision: revisionOf(before, after, act),
      cycleIds,
      event: cycleIds.length === 0 ? undefined : event,
    }
  })
}

async function participantsOfCycles(
  db: Database,
): Promise<{ cycle: ReviewCycle; people: ReadonlySet<PersonId> }[]> {
  const cycles = (await listCycles(db)).filter(({ status }) =>
    ['scheduled', 'opening', 'running', 'released'].includes(status),
  )
  return Promise.all(
    cycles.map(async (cycle) => ({ cycle, people: new Set(await participantsOf(db, cycle)) })),
  )
}

/** Before the launch: whoever it would ask if it came now. */
async function participantsOf(db: Database, cycle: ReviewCycle): Promise<PersonId[]> {
  if (cycle.status === 'scheduled' || cycle.status === 'opening') {
    const { parts } = await rehearse(db, cycle, cycle.launchAt)
    return parts.map(({ person }) => person.personId)
  }
  return (await listParticipants(db, cycle.cycleId)).map(({ personId }) => personId)
}
