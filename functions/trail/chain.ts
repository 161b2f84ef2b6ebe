import { utf8 } from './bytes.ts'
import { canonicalJson, leafHashOf } from './digest.ts'
import { type TrailEntry, trailEntrySchema } from './entry.ts'

export type ChainVerdict =
  | { holds: true; entries: TrailEntry[] }
  | { holds: false; at: number; problem: string }

/**
 * Checks one subject's chain from its raw entries, in order: every entry parses and is canonical, the sequence has no
 * gap, each names the hash of the one before, and the last is the head that the subject's row knows.
 * @param head the leaf hash (hex) and the count that the row holds; left out when only the links are to be checked.
 */
export function verifyChain(
  rawEntries: readonly string[],
  subjectRef: string,
  head?: { seq: number; lastHash: string | null },
): ChainVerdict {
  const entries: TrailEntry[] = []
  let previous: string | null = null
  for (const [index, raw] of rawEntries.entries()) {
    const broken = (problem: string): ChainVerdict => ({ holds: false, at: index, problem })
    let entry: TrailEntry
    let canonical: string
    try {
      entry = trailEntrySchema.parse(JSON.parse(raw))
      // Throws for a lone surrogate, which JSON can write as an escape.
      canonical = canonicalJson(entry)
    } catch {
      return broken(`Entry ${index} cannot be read.`)
    }
    if (canonical !== raw) return broken(`Entry ${index} is not in canonical form.`)
    if (entry.subjectRef !== subjectRef) return broken(`Entry ${index} belongs to another review or cycle.`)
    if (entry.subjectSeq !== index)
      return broken(`Entry ${index} says that it is number ${entry.subjectSeq}.`)
    if (entry.prevEventHash !== previous) return broken(`Entry ${index} does not follow the entry before it.`)
    previous = leafHashOf(utf8(raw))
    entries.push(entry)
  }
  if (head !== undefined && (head.seq !== entries.length || head.lastHash !== previous)) {
    return {
      holds: false,
      at: entries.length,
      problem: `The record counts ${head.seq} entries, the trail holds ${entries.length}, or their ends differ.`,
    }
  }
  return { holds: true, entries }
}
