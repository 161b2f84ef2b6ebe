import { type Item, itemBytes } from './item-size.ts'
import type { TableShape } from './tables.ts'

/** What is remembered of an item: its size and the indexes that hold an entry of it. */
export interface KnownItem {
  bytes: number
  indexes: string[]
}

/**
 * Remembers the size of the items that went through the proxy in this run, because a delete or a failed condition does
 * not say how large the stored item is. Limited; what is forgotten is taken as one kilobyte.
 */
export interface KnownItems {
  keep(shape: TableShape, item: Item): KnownItem
  find(shape: TableShape, key: Item): KnownItem | undefined
  forget(shape: TableShape, key: Item): void
}

const limit = 20_000

export function createKnownItems(): KnownItems {
  const known = new Map<string, KnownItem>()
  return {
    keep(shape, item) {
      const address = addressOf(shape, item)
      const entry = { bytes: itemBytes(item), indexes: indexesOf(shape, item) }
      known.delete(address)
      known.set(address, entry)
      if (known.size > limit) for (const oldest of known.keys()) return forgetAndReturn(oldest, entry)
      return entry
    },
    find: (shape, key) => known.get(addressOf(shape, key)),
    forget: (shape, key) => {
      known.delete(addressOf(shape, key))
    },
  }

  function forgetAndReturn(oldest: string, entry: KnownItem): KnownItem {
    known.delete(oldest)
    return entry
  }
}

function addressOf(shape: TableShape, item: Item): string {
  return JSON.stringify([shape.tableName, ...shape.keyNames.map((name) => item[name])])
}

/** Names of the indexes in which the item has an entry: those whose every key attribute it has. */
export function indexesOf(shape: TableShape, item: Item): string[] {
  return shape.indexes
    .filter((index) => index.keyNames.every((name) => item[name] !== undefined))
    .map((index) => index.name)
}

/** Size of an index's entry of an item, by what the index projects. */
export function indexEntryBytes(shape: TableShape, indexName: string, item: Item): number {
  const index = shape.indexes.find((each) => each.name === indexName)
  if (index === undefined || index.projection === 'ALL') return itemBytes(item)
  const names = new Set([...shape.keyNames, ...index.keyNames, ...index.included])
  return itemBytes(Object.fromEntries(Object.entries(item).filter(([name]) => names.has(name))))
}
