import { isRecord } from '../wire.ts'
import { type Item, itemBytes, writeUnits } from './item-size.ts'
import { indexEntryBytes, indexesOf, type KnownItems } from './known-items.ts'
import type { TableShape } from './tables.ts'

/** One member of TransactWriteItems, taken apart. */
export interface TransactedItem {
  kind: 'Put' | 'Update' | 'Delete' | 'ConditionCheck'
  shape: TableShape
  /** The key attributes alone. */
  key: Item
  /** The whole item, for a Put. */
  item: Item | undefined
  /** Names of the attributes that an Update's expression mentions. */
  mentioned: Set<string>
}

/** The members whose table is known. Anything malformed is left to DynamoDB Local to refuse. */
export function transactedItems(
  input: Record<string, unknown>,
  shapeOf: (tableName: string) => TableShape | undefined,
): TransactedItem[] {
  const members = Array.isArray(input.TransactItems) ? input.TransactItems.filter(isRecord) : []
  return members.flatMap((member) => {
    for (const kind of ['Put', 'Update', 'Delete', 'ConditionCheck'] as const) {
      const action = member[kind]
      if (!isRecord(action)) continue
      const shape = shapeOf(String(action.TableName))
      const source = kind === 'Put' ? action.Item : action.Key
      if (shape === undefined || !isRecord(source)) continue
      return [
        {
          kind,
          shape,
          key: Object.fromEntries(shape.keyNames.map((name) => [name, source[name]])),
          item: kind === 'Put' ? source : undefined,
          mentioned: mentionedNames(action.UpdateExpression, action.ExpressionAttributeNames),
        },
      ]
    }
    return []
  })
}

function mentionedNames(expression: unknown, names: unknown): Set<string> {
  if (typeof expression !== 'string') return new Set()
  const given = isRecord(names) ? names : {}
  return new Set((expression.match(/[#:]?[A-Za-z_]\w*/g) ?? []).map((word) => String(given[word] ?? word)))
}

/**
 * Write units of a transaction per table, as AWS bills them: two per started kilobyte of every item, conditions
 * included, and one per started kilobyte of each index entry that is written.
 *
 * Exact: puts, and updates and conditions by the size of the item after the transaction (`stored`). Estimated: a
 * shrinking update (AWS takes the larger of before and after), a delete and what it removes from indexes (by the item
 * as it last went through the proxy, else one kilobyte and no index), an index key that changes (AWS deletes one entry
 * and writes another: counted once), a repeat with the same idempotency token (AWS bills reads). `committed` false is a
 * cancelled transaction: AWS bills the items, no index is written.
 */
export function transactionUnits(
  items: TransactedItem[],
  stored: (each: TransactedItem) => Item | undefined,
  known: KnownItems,
  committed: boolean,
): Map<string, number> {
  const units = new Map<string, number>()
  const add = (tableName: string, amount: number): void => {
    units.set(tableName, (units.get(tableName) ?? 0) + amount)
  }
  for (const each of items) {
    const { shape, kind, key } = each
    const before = known.find(shape, key)
    const now = each.item ?? stored(each)
    const bytes = Math.max(now === undefined ? 0 : itemBytes(now), before?.bytes ?? 0)
    add(shape.tableName, 2 * writeUnits(bytes))
    if (!committed || kind === 'ConditionCheck') continue
    if (kind === 'Delete' || now === undefined) {
      add(shape.tableName, before?.indexes.length ?? 0)
      known.forget(shape, key)
      continue
    }
    const touched = new Set([...indexesOf(shape, now), ...(before?.indexes ?? [])])
    for (const name of touched) {
      if (kind === 'Put' || writesIndex(each, name)) {
        add(shape.tableName, writeUnits(indexEntryBytes(shape, name, now)))
      }
    }
    known.keep(shape, now)
  }
  return units
}

/** Whether an update reaches an index: always when everything is projected, else when it mentions what is. */
function writesIndex({ shape, mentioned }: TransactedItem, indexName: string): boolean {
  const index = shape.indexes.find((each) => each.name === indexName)
  if (index === undefined || index.projection === 'ALL') return true
  return [...index.keyNames, ...index.included].some((name) => mentioned.has(name))
}
