import type { PersonId } from '../domain/ids.ts'
import { listCycles } from '../store/cycles.ts'
import type { Database } from '../store/database.ts'
import { listParticipants } from '../store/participants.ts'

/** Those whom mail of a cycle that is under way does not reach. */
export async function unreachedPeople(db: Database): Promise<Set<PersonId>> {
  const cycles = (await listCycles(db)).filter(({ status }) =>
    ['opening', 'running', 'released'].includes(status),
  )
  const participants = await Promise.all(cycles.map(({ cycleId }) => listParticipants(db, cycleId)))
  return new Set(
    participants
      .flat()
      .filter(({ mailTrouble }) => mailTrouble !== undefined)
      .map(({ personId }) => personId),
  )
}
