import * as z from 'zod'
import type { CycleId, PersonId } from '../domain/ids.ts'
import { mayComeIn } from '../domain/participant.ts'
import type { Database } from '../store/database.ts'
import { findParticipant } from '../store/participants.ts'
import { findPerson } from '../store/people.ts'
import { deleteSession, findSession, putSession } from '../store/sessions.ts'
import { type Session, type SessionStore, sessionSchema } from '../web/sessions.ts'

const startedByLinkSchema = z.object({ linkGeneration: z.int().min(1) })

/**
 * Sessions that live only as long as the link that began them could still begin one: on every request the person must
 * still take part, still be with the company, and their links must not have been revoked since.
 * @param startedBy the link of a session that is about to begin; not needed to find or end one.
 */
export function participantSessions(db: Database, startedBy?: { linkGeneration: number }): SessionStore {
  return {
    async create(session) {
      if (startedBy === undefined) throw new Error('Only an e-mailed link begins a session of a participant')
      await putSession(db, session.hash, { ...session, linkGeneration: startedBy.linkGeneration })
    },
    async find(hash): Promise<Session | undefined> {
      const stored = await findSession(db, hash)
      const session = sessionSchema.safeParse(stored)
      const link = startedByLinkSchema.safeParse(stored)
      // Rows of the other rooms lie beside ours; their ids open nothing here.
      if (!session.success || !link.success || session.data.kind !== 'participant') return undefined
      const { cycleId, personId } = session.data
      return (await takesPart(db, cycleId, personId, link.data.linkGeneration)) ? session.data : undefined
    },
    end: (hash) => deleteSession(db, hash),
  }
}

/** True while the person has a part in the cycle, has not left, and links of this generation are not revoked. */
export async function takesPart(
  db: Database,
  cycleId: CycleId,
  personId: PersonId,
  linkGeneration: number,
): Promise<boolean> {
  const [participant, person] = await Promise.all([
    findParticipant(db, cycleId, personId),
    findPerson(db, personId),
  ])
  return (
    participant !== undefined &&
    mayComeIn(participant) &&
    participant.linkGeneration === linkGeneration &&
    person?.status === 'active'
  )
}
