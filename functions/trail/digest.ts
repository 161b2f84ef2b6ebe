import canonicalize from 'canonicalize'
import { toHex, utf8 } from './bytes.ts'
import { leafHash } from './merkle.ts'
import { sha256 } from './sha256.ts'

/** RFC 8785 JSON: one text for one value, whatever the order of its keys. Throws on what JSON cannot hold. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value)
  if (text === undefined) throw new TypeError('A value without a JSON form cannot be put into the trail')
  return text
}

/** SHA-256 of the canonical form, lower-case hex. */
export function digestOf(value: unknown): string {
  return digestOfText(canonicalJson(value))
}

/** SHA-256 of the text's UTF-8 bytes, lower-case hex. */
export function digestOfText(text: string): string {
  return toHex(sha256(utf8(text)))
}

/** RFC 6962, section 2.1: a leaf's hash is SHA-256(0x00 ‖ data), here lower-case hex. */
export function leafHashOf(bytes: Uint8Array): string {
  return toHex(leafHash(bytes))
}

/**
 * One fingerprint for a set of reviews, SHA-256, hex. The entry of a launch names it, so that a review that is taken away
 * with its whole chain still leaves a gap.
 * @param subjectRefs what the trail calls each of them, in any order.
 */
export function digestOfSubjects(subjectRefs: readonly string[]): string {
  return digestOfText(textOfSubjects(subjectRefs))
}

/** The text that the fingerprint is of. */
export function textOfSubjects(subjectRefs: readonly string[]): string {
  return canonicalJson({ count: subjectRefs.length, subjectRefs: [...subjectRefs].sort() })
}
