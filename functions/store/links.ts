import { createHash } from 'node:crypto'
import { type CycleId, cycleIdSchema, type PersonId, personIdSchema } from '../domain/ids.ts'
import { mayComeIn, type Participant } from '../domain/participant.ts'
import { type Database, getRow, putRow } from './database.ts'
import { doorIndexKey, linkKey } from './keys.ts'
import { findParticipant } from './participants.ts'

export const hashOfSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex')

/**
 * Mints an invitation: 256 random bits as 43 base64url characters, of which only the SHA-256 is stored.
 * @param expiresAt ISO instant; the end of the cycle.
 */
export async function issueLink(db: Database, participant: Participant, expiresAt: string): Promise<string> {
  const secret = Buffer.from(db.randomBytes(32)).toString('base64url')
  const key = linkKey(hashOfSecret(secret))
  await putRow(db, {
    ...key,
    ...doorIndexKey(participant.personId, key),
    personId: participant.personId,
    cycleId: participant.cycleId,
    generation: participant.linkGeneration,
    expiresAt,
    ttl: Math.floor(Date.parse(expiresAt) / 1000),
  })
  return secret
}

export interface Invited {
  personId: PersonId
  cycleId: CycleId
  name: string
  /** What a session that the link begins depends on: it ends when the participant's links are revoked. */
  linkGeneration: number
  /** ISO instant at which the link stops opening anything. */
  expiresAt: string
}

/** Whom a secret invites, or `undefined` when it is unknown, over, revoked, or its person no longer takes part. */
export async function findInvited(db: Database, secret: string, now: string): Promise<Invited | undefined> {
  const row = await getRow(db, linkKey(hashOfSecret(secret)))
  if (row === undefined || String(row.expiresAt) <= now) return undefined
  const cycleId = cycleIdSchema.parse(row.cycleId)
  const personId = personIdSchema.parse(row.personId)
  const participant = await findParticipant(db, cycleId, personId)
  if (participant === undefined || !mayComeIn(participant)) return undefined
  if (participant.linkGeneration !== row.generation) return undefined
  return {
    personId,
    cycleId,
    name: participant.name,
    linkGeneration: participant.linkGeneration,
    expiresAt: String(row.expiresAt),
  }
}
