import type { ChainHead } from '../domain/review.ts'
import type { Database } from '../store/database.ts'
import { listEntries } from '../store/trail.ts'

/** The index of entries follows a write within a second or so; a review that is being worked on may be that fresh. */
const LOOKS = 5
const PAUSE_MS = 300

/**
 * A chain's head and its raw entries as of one moment. Looks again while the two do not fit, so that somebody signing in
 * this very second does not look like tampering; what still does not fit after that is returned as it is.
 * @param first the head as it was just read.
 * @param readAgain reads it anew.
 */
export async function readChain(
  db: Database,
  first: ChainHead,
  readAgain: () => Promise<ChainHead | undefined>,
): Promise<{ head: ChainHead; raw: string[] }> {
  let head = first
  let raw = await listEntries(db, head.subjectRef)
  for (let looks = 1; looks < LOOKS && raw.length !== head.seq; looks += 1) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    head = (await readAgain()) ?? head
    raw = await listEntries(db, head.subjectRef)
  }
  return { head, raw }
}
