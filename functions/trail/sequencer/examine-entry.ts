import { utf8Text } from '../bytes.ts'
import { canonicalJson, leafHashOf } from '../digest.ts'
import { type TrailEntry, trailEntrySchema } from '../entry.ts'
import { MAX_ENTRY_BYTES } from '../entry-bundle.ts'
import type { PoisonReason } from './ledger.ts'

export type Examined =
  | { sound: true; entry: TrailEntry }
  | {
      sound: false
      code: PoisonReason
      sentence: string
      /** Another version of the app may read it: while one is rolled out, the old one meets the new one's entries. */
      mayComeRight: boolean
    }

/** Whether an entry can go into the log: what is published stays, so what no verifier would accept stays out. */
export function examineEntry(leafHash: string, bytes: Uint8Array | undefined): Examined {
  const poison = (code: PoisonReason, sentence: string, mayComeRight = false): Examined => ({
    sound: false,
    code,
    sentence,
    mayComeRight,
  })
  if (bytes === undefined) return poison('entry-missing', 'The outbox names an entry that has no row.')
  if (bytes.length > MAX_ENTRY_BYTES) {
    return poison(
      'too-long',
      `The entry has ${bytes.length} bytes; the log takes ${MAX_ENTRY_BYTES} at most.`,
    )
  }
  if (leafHashOf(bytes) !== leafHash)
    return poison('hash-differs', 'The entry’s bytes do not have the hash that its row is named by.')
  let text: string
  let entry: TrailEntry
  try {
    text = utf8Text(bytes)
    entry = trailEntrySchema.parse(JSON.parse(text))
  } catch {
    return poison('unparsable', 'The entry is not one that this version of the app can read.', true)
  }
  if (!isCanonical(entry, text)) return poison('not-canonical', 'The entry is not in canonical form.', true)
  if ((entry.subjectSeq === 0) !== (entry.prevEventHash === null)) {
    return poison(
      'no-predecessor',
      'The entry names a predecessor though it is the first, or none though it is not.',
    )
  }
  return { sound: true, entry }
}

function isCanonical(entry: TrailEntry, text: string): boolean {
  try {
    return canonicalJson(entry) === text
  } catch {
    // Half a surrogate pair, for one, has no canonical form, though JSON can spell it.
    return false
  }
}
