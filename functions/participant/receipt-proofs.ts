import type { Receipt } from '../domain/step.ts'
import type { Database } from '../store/database.ts'
import { whichCanBeProven } from '../store/entry-proofs.ts'
import { readState } from '../store/log-state.ts'

/** Whether the log has published the entry, so that it can be proven to anybody; `late` when it should have long ago. */
export type ProofState = 'ready' | 'waiting' | 'late'

/** The log publishes each minute. Whoever still waits after this is not told of one minute any more. */
const LATE_AFTER_MS = 5 * 60_000

/** How it stands with the proofs of these receipts, by the entries' fingerprints. */
export async function receiptProofs(
  db: Database,
  receipts: readonly Receipt[],
  now: Date,
): Promise<(receipt: Receipt) => ProofState> {
  const proven = await whichCanBeProven(
    db,
    receipts.map(({ leafHash }) => leafHash),
  )
  if (receipts.every(({ leafHash }) => proven.has(leafHash))) return () => 'ready'
  const { trouble } = await readState(db)
  return ({ leafHash, at }) => {
    if (proven.has(leafHash)) return 'ready'
    return trouble !== null || now.getTime() - Date.parse(at) > LATE_AFTER_MS ? 'late' : 'waiting'
  }
}
