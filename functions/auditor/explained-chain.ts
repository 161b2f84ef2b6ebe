import { createHash } from 'node:crypto'
import type { ChainHead } from '../domain/review.ts'
import { INTENT_STATEMENTS } from '../domain/sign-off.ts'
import type { Database } from '../store/database.ts'
import { listOpenings } from '../store/trail.ts'
import { type ChainVerdict, verifyChain } from '../trail/chain.ts'
import { opens } from '../trail/commitment.ts'
import { leafHashOf } from '../trail/digest.ts'
import { type TrailEntry, trailEntrySchema } from '../trail/entry.ts'
import { type ErasureOf, erasuresOf } from './erasures-of.ts'
import { readChain } from './read-chain.ts'

/** What has become of one committed value. */
export type CommitmentState =
  | { state: 'opened'; value: string }
  /** The vault no longer holds it; the commitment stays and says nothing. `by` is the register's word for it. */
  | { state: 'erased'; by: ErasureOf | undefined }
  /** The vault holds a value that the commitment does not fit: one of the two was changed. */
  | { state: 'contradicted' }
  /** Kept apart: who wrote as a peer is joined with the trail only by breaking the glass. */
  | { state: 'withheld' }

export interface ExplainedEntry {
  entry: TrailEntry
  leafHash: string
  commitments: { field: string; state: CommitmentState }[]
  /** The sentence that the signer agreed to, if the app's text has the hash that the entry names. */
  statement: string | undefined
}

export interface ExplainedChain {
  verdict: ChainVerdict
  /** Entries in their order; those that cannot be read are left out, and the verdict says so. */
  entries: ExplainedEntry[]
}

/** Reads a chain, checks it against the head that its subject's row holds, and opens what can be opened. */
export async function explainChain(
  db: Database,
  first: ChainHead,
  readAgain: () => Promise<ChainHead | undefined>,
): Promise<ExplainedChain> {
  const { head, raw } = await readChain(db, first, readAgain)
  return {
    verdict: verifyChain(raw, head.subjectRef, head),
    entries: await explainEntries(db, raw),
  }
}

/** Opens what can be opened of raw entries; those that cannot be read are left out. */
export async function explainEntries(db: Database, raw: readonly string[]): Promise<ExplainedEntry[]> {
  const all = await Promise.all(raw.map((text) => explainEntry(db, text)))
  const entries = all.filter((entry) => entry !== undefined)
  const erased = entries.filter(({ commitments }) =>
    commitments.some(({ state }) => state.state === 'erased'),
  )
  const erasures = await erasuresOf(db, new Set(erased.map(({ entry }) => entry.eventId)))
  return entries.map((explained) => ({
    ...explained,
    commitments: explained.commitments.map(({ field, state }) => ({
      field,
      state: state.state === 'erased' ? { ...state, by: erasures.get(explained.entry.eventId) } : state,
    })),
  }))
}

async function explainEntry(db: Database, raw: string): Promise<ExplainedEntry | undefined> {
  const entry = readEntry(raw)
  if (entry === undefined) return undefined
  const isPeers = entry.signerRole === 'peer' || entry.eventType === 'peer-input.submitted'
  const openings = await listOpenings(db, entry.eventId)
  return {
    entry,
    leafHash: leafHashOf(Buffer.from(raw, 'utf8')),
    commitments: Object.entries(entry.commitments).map(([field, commitment]) => ({
      field,
      state:
        isPeers && field !== 'reviewee'
          ? { state: 'withheld' }
          : stateOf(
              field,
              commitment,
              openings.find((one) => one.field === field),
            ),
    })),
    statement: statementOf(entry),
  }
}

function readEntry(raw: string): TrailEntry | undefined {
  try {
    return trailEntrySchema.parse(JSON.parse(raw))
  } catch {
    return undefined
  }
}

function stateOf(
  field: string,
  commitment: string,
  opening: { value: string; salt: string } | undefined,
): CommitmentState {
  if (opening === undefined) return { state: 'erased', by: undefined }
  const salt = Buffer.from(opening.salt, 'hex')
  return salt.length === 32 && opens(commitment, salt, field, opening.value)
    ? { state: 'opened', value: opening.value }
    : { state: 'contradicted' }
}

function statementOf({ intentStatement }: TrailEntry): string | undefined {
  if (intentStatement === null) return undefined
  const text = Object.hasOwn(INTENT_STATEMENTS, intentStatement.id)
    ? INTENT_STATEMENTS[intentStatement.id as keyof typeof INTENT_STATEMENTS]
    : undefined
  if (text === undefined) return undefined
  const hash = createHash('sha256').update(text, 'utf8').digest('hex')
  return hash === intentStatement.hash ? text : undefined
}

/** The opened value of a field; undefined where it is erased, withheld or contradicted. */
export function openedValue({ commitments }: ExplainedEntry, field: string): string | undefined {
  const found = commitments.find((one) => one.field === field)
  return found?.state.state === 'opened' ? found.state.value : undefined
}
