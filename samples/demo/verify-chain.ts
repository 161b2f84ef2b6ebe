import { createHash } from 'node:crypto'

/** A chain as the auditor downloads it: its name, where its record says that it ends, and the raw entries. */
export interface DownloadedChain {
  subjectRef: string
  head: { seq: number; lastHash: string | null }
  entries: string[]
}

/**
 * Checks a downloaded chain with nothing but SHA-256: each entry's number, its link to the hash of the one before
 * (SHA-256 of a zero byte and the entry's bytes), and the end that the record claims.
 * @returns what is wrong, or undefined.
 */
export function problemIn(chain: DownloadedChain): string | undefined {
  let previous: string | null = null
  for (const [index, raw] of chain.entries.entries()) {
    const entry = JSON.parse(raw) as { subjectRef: string; subjectSeq: number; prevEventHash: string | null }
    if (entry.subjectRef !== chain.subjectRef) return `entry ${index} belongs to ${entry.subjectRef}`
    if (entry.subjectSeq !== index) return `entry ${index} is numbered ${entry.subjectSeq}`
    if (entry.prevEventHash !== previous) return `entry ${index} does not follow the one before it`
    previous = createHash('sha256')
      .update(Buffer.from([0]))
      .update(raw, 'utf8')
      .digest('hex')
  }
  if (chain.head.seq !== chain.entries.length)
    return `${chain.head.seq} entries expected, ${chain.entries.length} found`
  if (chain.head.lastHash !== previous) return 'the last entry is not the one that the record names'
  return undefined
}
