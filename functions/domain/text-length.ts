/** Lengths as people see them, counted in one way by the rules and by the pages that help to keep them. */

/** Code points, with CR LF as one: a browser counts a line end as one character and sends it as two. */
export function countCharacters(text: string): number {
  let count = 0
  for (const character of text) if (character !== '\r') count += 1
  return count
}

const words = new Intl.Segmenter('en', { granularity: 'word' })

/** Words as Unicode segments them, so that languages without blanks between words are counted too. */
export function countWords(text: string): number {
  let count = 0
  for (const segment of words.segment(text)) if (segment.isWordLike) count += 1
  return count
}
