/** "1 row", "2 rows". */
export function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`
}

export function people(number: number): string {
  return count(number, 'person', 'people')
}

/** "A, B and C", after ten: "and 4 more". */
export function listed<Item>(
  items: Iterable<Item>,
  total: number,
  words: (item: Item) => string = String,
): string {
  const shown: string[] = []
  for (const item of items) {
    if (shown.length === 10) break
    shown.push(words(item))
  }
  if (total > shown.length) shown.push(`${total - shown.length} more`)
  const last = shown.pop() ?? ''
  return shown.length === 0 ? last : `${shown.join(', ')} and ${last}`
}

/** All but one. */
export function listedWithout<Item>(
  items: readonly Item[] | ReadonlySet<Item>,
  out: Item,
  words?: (item: Item) => string,
): string {
  const first: Item[] = []
  // The first dozen is enough: a file can hold one name fifty thousand times, once for each of which this is called.
  for (const item of items) {
    if (item !== out) first.push(item)
    if (first.length === 11) break
  }
  return listed(first, ('size' in items ? items.size : items.length) - 1, words)
}
