/** Longer names are cut by some systems, or not taken at all. */
const LONGEST = 100

/** A file's name, without its ending, in people's words: "receipt", "Your rating of Omar O’Neill" → `receipt-your-rating-of-omar-oneill`. */
export function fileWords(...parts: readonly string[]): string {
  return parts
    .join(' ')
    .normalize('NFKD')
    .replace(/[\p{M}’'‘`]/gu, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .slice(0, LONGEST)
    .replace(/^-+|-+$/g, '')
}
