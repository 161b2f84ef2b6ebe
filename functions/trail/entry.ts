import * as z from 'zod'
import { toHex, utf8 } from './bytes.ts'
import { commit } from './commitment.ts'
import { canonicalJson, digestOfText, leafHashOf } from './digest.ts'

const hex = (digits: number) => z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`))

/**
 * One entry of the trail, as its bytes say it. Nothing personal stands in it in the clear: `commitments` bind such values.
 * `subjectSeq` counts from 0 without gaps and `prevEventHash` names the entry before, so a missing event shows.
 */
export const trailEntrySchema = z.strictObject({
  schemaVersion: z.literal(1),
  eventId: z.string(),
  /** `register`: what concerns the whole app, such as erasures, holds and heartbeats. */
  subjectKind: z.enum(['review', 'cycle', 'register']),
  subjectRef: hex(32),
  subjectSeq: z.int().min(0),
  prevEventHash: hex(64).nullable(),
  eventType: z.string(),
  meaning: z.string(),
  signerRole: z.string(),
  signedAt: z.iso.datetime(),
  recordDigest: hex(64).nullable(),
  recordVersion: z.int(),
  formVersion: z.int().nullable(),
  locale: z.string(),
  intentStatement: z.strictObject({ id: z.string(), hash: hex(64) }).nullable(),
  authentication: z.strictObject({ method: z.string(), at: z.string().nullable() }),
  delegation: z.string().nullable(),
  beforeDigest: hex(64).nullable(),
  afterDigest: hex(64).nullable(),
  retentionClass: z.string(),
  commitments: z.record(z.string(), hex(64)),
  /** Only in the entry of an erasure: the ids of the events whose salts and values went. */
  erasedEvents: z.array(z.string()).optional(),
})
export type TrailEntry = z.infer<typeof trailEntrySchema>

/** What the caller states; the chain, the ids and the salts come from the transaction that writes it. */
export interface EntryStatement {
  type: string
  meaning: string
  signerRole: string
  at: string
  recordDigest: string | null
  recordVersion: number
  formVersion: number | null
  intentStatement: { id: string; text: string } | null
  authentication: { method: string; at: string | null }
  delegation: string | null
  beforeDigest: string | null
  afterDigest: string | null
  personal: readonly { field: string; value: string; about: string }[]
  erasedEvents?: readonly string[]
}

export interface EntryPlace {
  subjectKind: TrailEntry['subjectKind']
  subjectRef: string
  seq: number
  prevHash: string | null
}

/** What the vault keeps so that a commitment can be opened, by the person whom it is about. */
export interface Opening {
  about: string
  field: string
  value: string
  /** 32 bytes, hex. */
  salt: string
}

export interface WrittenEntry {
  eventId: string
  /** Canonical JSON, UTF-8: the leaf's data. */
  bytes: Uint8Array
  leafHash: string
  openings: Opening[]
}

/**
 * Gives a statement its place in the chain and its commitments.
 * @param newSalt draws 32 fresh random bytes; called once per personal value.
 */
export function writeEntry(
  statement: EntryStatement,
  place: EntryPlace,
  eventId: string,
  newSalt: () => Uint8Array,
): WrittenEntry {
  const openings: Opening[] = []
  const commitments: Record<string, string> = {}
  for (const { field, value, about } of statement.personal) {
    if (commitments[field] !== undefined)
      throw new Error(`The field ${field} is committed twice in one entry`)
    const salt = newSalt()
    commitments[field] = commit(salt, field, value)
    openings.push({ about, field, value, salt: toHex(salt) })
  }
  const entry: TrailEntry = {
    schemaVersion: 1,
    eventId,
    subjectKind: place.subjectKind,
    subjectRef: place.subjectRef,
    subjectSeq: place.seq,
    prevEventHash: place.prevHash,
    eventType: statement.type,
    meaning: statement.meaning,
    signerRole: statement.signerRole,
    signedAt: statement.at,
    recordDigest: statement.recordDigest,
    recordVersion: statement.recordVersion,
    formVersion: statement.formVersion,
    locale: 'en',
    intentStatement: statement.intentStatement && {
      id: statement.intentStatement.id,
      hash: digestOfText(statement.intentStatement.text),
    },
    authentication: statement.authentication,
    delegation: statement.delegation,
    beforeDigest: statement.beforeDigest,
    afterDigest: statement.afterDigest,
    retentionClass: 'review',
    commitments,
    ...(statement.erasedEvents === undefined ? {} : { erasedEvents: [...statement.erasedEvents] }),
  }
  const bytes = utf8(canonicalJson(trailEntrySchema.parse(entry)))
  return { eventId, bytes, leafHash: leafHashOf(bytes), openings }
}
