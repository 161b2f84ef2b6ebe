import type { PersonId } from '../domain/ids.ts'
import { listCycles } from '../store/cycles.ts'
import type { Database } from '../store/database.ts'
import { listMailTrouble } from '../store/mail-trouble.ts'

/** Those whom mail of a cycle that is under way does not reach. */
export async function unreachedPeople(db: Database): Promise<Set<PersonId>> {
  const [cycles, troubles] = await Promise.all([listCycles(db), listMailTrouble(db)])
  const underWay = new Set(
    cycles
      .filter(({ status }) => ['opening', 'running', 'released'].includes(status))
      .map(({ cycleId }) => cycleId),
  )
  return new Set(troubles.filter(({ cycleId }) => underWay.has(cycleId)).map(({ personId }) => personId))
}
