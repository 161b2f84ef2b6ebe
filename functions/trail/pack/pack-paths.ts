/** What stands where in an evidence pack. Nothing of a person is in a name. */

export const PACK_INDEX_PATH = 'pack.json'
export const CHECKPOINT_PATH = 'checkpoint'
export const VKEY_PATH = 'vkey.txt'
export const README_PATH = 'README.txt'
export const VERIFIER_PATH = 'countersign-verify.mjs'

/** The page for reading and printing: a receipt's owner looks for a receipt. */
export const pagePath = (kind: string) => (kind === 'receipt' ? 'receipt.html' : 'manifest.html')

const place = (subjectRef: string, seq: number) => `entries/${subjectRef}/${String(seq).padStart(5, '0')}`

/** The raw entry: the leaf's data. */
export const entryPath = (subjectRef: string, seq: number) => `${place(subjectRef, seq)}.json`
/** Where it stands in the log, in the format of C2SP tlog-proof. */
export const proofPath = (subjectRef: string, seq: number) => `${place(subjectRef, seq)}.tlog-proof`
/** The values that are disclosed, each with its salt. */
export const openingsPath = (subjectRef: string) => `openings/${subjectRef}.json`
/** A text that an entry names by its SHA-256: a record, words, a plan, a list, or the sentence that somebody agreed to. */
export const textPath = (digest: string, kind: 'json' | 'txt') => `texts/${digest}.${kind}`

const HASH_NAMED = /^texts\/([0-9a-f]{64})\.(?:json|txt)$/

/** The digest that a text's name claims; undefined for any other path. */
export function digestInPath(path: string): string | undefined {
  return HASH_NAMED.exec(path)?.[1]
}

/** Blanks, controls, drives, backslashes and steps upwards are in none of our names. */
export function isPackPath(path: string): boolean {
  return (
    path.length <= 120 &&
    /^[A-Za-z0-9][A-Za-z0-9.-]*(?:\/[A-Za-z0-9][A-Za-z0-9.-]*){0,2}$/.test(path) &&
    !path.includes('..')
  )
}
