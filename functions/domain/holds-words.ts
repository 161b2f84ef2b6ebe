/** True when every word of a search stands somewhere in the text, whatever its case and accents, and the order: “Surname, First” too. */
export function holdsWords(text: string, search: string): boolean {
  const plainText = plain(text)
  return plain(search)
    .split(/[\s,;]+/)
    .every((word) => plainText.includes(word))
}

function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
}
