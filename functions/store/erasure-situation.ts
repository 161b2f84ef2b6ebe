import type { ErasureSituation } from '../domain/erasure.ts'
import type { PersonId } from '../domain/ids.ts'
import { listCycles } from './cycles.ts'
import type { Database } from './database.ts'
import { findErasure } from './erasures.ts'
import { findHolds } from './legal-holds.ts'
import { findParticipant } from './participants.ts'
import { findPerson } from './people.ts'

/**
 * All that decides whether somebody can be erased. The person is read before the cycles, and that order matters: a launch takes
 * its cycle first and reads the people after. So one that has found this person active, before they left, is already seen among
 * the cycles here.
 */
export async function loadErasureSituation(db: Database, personId: PersonId): Promise<ErasureSituation> {
  const [person, erasure, holds] = await Promise.all([
    findPerson(db, personId),
    findErasure(db, personId),
    findHolds(db, personId),
  ])
  return { person, erasure, holds, openCycles: await openCyclesOf(db, personId) }
}

async function openCyclesOf(db: Database, personId: PersonId): Promise<ErasureSituation['openCycles']> {
  const open = (await listCycles(db)).filter(({ status }) =>
    ['opening', 'running', 'released'].includes(status),
  )
  const concerned = await Promise.all(
    open.map(
      async ({ cycleId, status }) =>
        // While a cycle opens, not everybody who is in it has a row yet.
        status === 'opening' || (await findParticipant(db, cycleId, personId)) !== undefined,
    ),
  )
  return open.filter((_, index) => concerned[index])
}
