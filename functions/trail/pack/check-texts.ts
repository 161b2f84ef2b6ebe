import { toHex } from '../bytes.ts'
import type { TrailEntry } from '../entry.ts'
import { sha256 } from '../sha256.ts'
import type { Findings } from '../verify/findings.ts'
import { RECORD_BEARING } from './bearing-events.ts'
import type { CheckedSubject } from './check-entries.ts'
import { checkOff } from './check-off.ts'
import { digestInPath, textPath } from './pack-paths.ts'
import type { ReadPack } from './read-pack.ts'

const TEXTS = 'Texts have the fingerprint that an entry names'
const RECORDS = 'Released, signed and sealed records are the ones that entries name'
const STATEMENTS = 'The sentences that people agreed to are there'

/** Holds records, words, plans, lists and statements against the entries that name their SHA-256. */
export function checkTexts(
  pack: ReadPack,
  subjects: readonly CheckedSubject[],
  erased: ReadonlySet<string>,
  findings: Findings,
): void {
  const { files } = pack
  const entries = subjects.flatMap((subject) => subject.entries)
  const named = new Set(entries.flatMap(({ entry }) => digestsIn(entry)))
  for (const [path, bytes] of files) {
    const claimed = digestInPath(path)
    if (claimed === undefined) continue
    checkOff(findings, TEXTS, path, problemOfText(claimed, bytes, named))
  }
  for (const { entry, path } of entries) {
    const hash = entry.intentStatement?.hash
    if (hash !== undefined)
      checkOff(
        findings,
        STATEMENTS,
        path,
        files.has(textPath(hash, 'txt'))
          ? undefined
          : 'The sentence that was agreed to, whose SHA-256 the entry names, is not in the pack.',
      )
  }
  for (const subject of subjects) checkRecords(pack, subject, erased, findings)
}

function digestsIn(entry: TrailEntry): string[] {
  const { recordDigest, beforeDigest, afterDigest, intentStatement } = entry
  return [recordDigest, beforeDigest, afterDigest, intentStatement?.hash ?? null].filter(
    (digest) => digest !== null,
  )
}

function problemOfText(claimed: string, bytes: Uint8Array, named: ReadonlySet<string>): string | undefined {
  if (toHex(sha256(bytes)) !== claimed) return 'The text does not have the SHA-256 that it is named for.'
  return named.has(claimed)
    ? undefined
    : 'No entry of the pack names this text: it was never released or signed.'
}

/** Each signature covers the record that was released last before it, and that record is in the pack. */
function checkRecords(
  { index, files }: ReadPack,
  { kind, id, whole, entries }: CheckedSubject,
  erased: ReadonlySet<string>,
  findings: Findings,
): void {
  if (kind !== 'review') return
  let released: string | null = null
  let isErased = false
  for (const { entry, path } of entries) {
    const digest = entry.recordDigest
    if (entry.eventType === 'record.released') {
      released = digest
      isErased = erased.has(entry.eventId)
    }
    // A receipt is for one entry: what was released before it stands elsewhere.
    const isBearing =
      RECORD_BEARING.includes(entry.eventType) || (index.kind === 'receipt' && digest !== null)
    if (!isBearing || digest === null) continue
    if (index.kind === 'receipt' && !files.has(textPath(digest, 'json'))) {
      findings.notes.push(
        `What the entry covers, the text with the SHA-256 ${digest}, is not in this receipt: it was erased before the receipt was made, or taken out of it. That the entry was made, when and with which meaning, holds without it.`,
      )
      continue
    }
    checkOff(
      findings,
      RECORDS,
      path,
      whole && digest !== released
        ? OTHER
        : problemOfRecord(files, digest, { reviewId: id, cycleId: index.of.cycleId }, isErased),
    )
  }
}

const OTHER = 'The entry covers another record than the one that was released before it.'

function problemOfRecord(
  files: ReadonlyMap<string, Uint8Array>,
  digest: string,
  said: { reviewId: string | null; cycleId: string | undefined },
  isErased: boolean,
): string | undefined {
  const bytes = files.get(textPath(digest, 'json'))
  if (bytes === undefined)
    return isErased
      ? undefined
      : `The record with the SHA-256 ${digest}, which the entry names, is not in the pack.`
  try {
    const record: unknown = JSON.parse(new TextDecoder().decode(bytes))
    const { reviewId = said.reviewId, cycle } = fieldsOf(record)
    const { cycleId = said.cycleId } = fieldsOf(cycle)
    if (reviewId !== said.reviewId) return 'The record is of another review than pack.json says.'
    return said.cycleId === undefined || cycleId === said.cycleId
      ? undefined
      : 'The record is of another cycle than pack.json says.'
  } catch {
    return 'The record is not JSON.'
  }
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
