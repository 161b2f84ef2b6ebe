/** True when every word of a search stands somewhere in the text, whatever its case and accents, and the order: “Surname, First” too. */
export function holdsWords(text: string, search: string): boolean {
  const inPlain = plainText(text)
  return plainText(search)
    .split(/[\s,;]+/)
    .every((word) => inPlain.includes(word))
}

/** Without case and accents, as searches compare. */
export function plainText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
}
