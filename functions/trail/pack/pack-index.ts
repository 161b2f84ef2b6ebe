import * as z from 'zod'
import { utf8, utf8Text } from '../bytes.ts'
import { canonicalJson, digestOf } from '../digest.ts'

const hex = (digits: number) => z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`))

export const packKindSchema = z.enum(['review', 'person', 'cycle', 'receipt'])
export type PackKind = z.infer<typeof packKindSchema>

/** One chain in the pack. */
export const packSubjectSchema = z.strictObject({
  kind: z.enum(['review', 'cycle', 'register']),
  /** What the trail calls it. */
  subjectRef: hex(32),
  /** What the app calls it; asserted, except where a record in the pack says the same. */
  id: z.string().nullable(),
  /** All its entries from 0 on, as far as they went when the pack was made; else only those listed. */
  whole: z.boolean(),
  /** How many entries the app's own row counted, and the last one's hash; null where not the whole chain is here. */
  head: z.strictObject({ seq: z.int().min(0), lastHash: hex(64).nullable() }).nullable(),
  /** The entries' numbers, in order. */
  seqs: z.array(z.int().min(0)).min(1),
})
export type PackSubject = z.infer<typeof packSubjectSchema>

export const packFileSchema = z.strictObject({ path: z.string(), bytes: z.int().min(0), sha256: hex(64) })
export type PackFile = z.infer<typeof packFileSchema>

/** `pack.json`: what the pack is of, and every other file with its fingerprint. */
export const packIndexSchema = z.strictObject({
  format: z.literal('countersign-evidence-pack'),
  schemaVersion: z.literal(1),
  kind: packKindSchema,
  /** The app's ids of what it is of, such as `cycleId`. */
  of: z.record(z.string(), z.string()),
  /** Of a cycle: which reviews of its sorted list, `(number − 1) · reviewsEach` and on. Null for the others. */
  part: z
    .strictObject({ number: z.int().min(1), of: z.int().min(1), reviewsEach: z.int().min(1) })
    .nullable(),
  /** The server's clock; asserted. */
  madeAt: z.iso.datetime(),
  origin: z.string(),
  treeSize: z.int().min(0),
  subjects: z.array(packSubjectSchema).min(1),
  /** In the order of their paths; all but this one. */
  files: z.array(packFileSchema).min(1),
  /** SHA-256 of this file's canonical JSON without this line: so that a slip in it shows, as it does in the others. */
  digest: hex(64),
})
export type PackIndex = z.infer<typeof packIndexSchema>

/** A `pack.json` that is none; the message says why. */
export class BadPackIndex extends Error {
  override name = 'BadPackIndex'
}

export function formatPackIndex(index: Omit<PackIndex, 'digest'>): Uint8Array {
  return utf8(canonicalJson(packIndexSchema.parse({ ...index, digest: digestOf(index) })))
}

/** Throws BadPackIndex where it is not exactly what `formatPackIndex` writes. */
export function parsePackIndex(bytes: Uint8Array): PackIndex {
  let text: string
  let value: unknown
  try {
    text = utf8Text(bytes)
    value = JSON.parse(text)
  } catch {
    throw new BadPackIndex('pack.json is not JSON in UTF-8, so that nothing in this pack can be believed.')
  }
  const parsed = packIndexSchema.safeParse(value)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const where = issue === undefined || issue.path.length === 0 ? 'it' : `“${issue.path.join('.')}”`
    throw new BadPackIndex(`pack.json is not that of an evidence pack: ${where} is not as it should be.`)
  }
  const { digest, ...rest } = parsed.data
  if (!isCanonical(parsed.data, text))
    throw new BadPackIndex('pack.json is not in canonical form: it was changed after it was written.')
  if (digestOf(rest) !== digest)
    throw new BadPackIndex(
      'pack.json does not have the fingerprint that stands in it: it was changed after it was written.',
    )
  return parsed.data
}

function isCanonical(value: unknown, text: string): boolean {
  try {
    return canonicalJson(value) === text
  } catch {
    // A lone surrogate, written as an escape: no UTF-8 holds it.
    return false
  }
}
