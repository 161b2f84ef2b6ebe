import { type TrailEntry, trailEntrySchema } from '../trail/entry.ts'
import { type Database, queryPage, type Row } from './database.ts'
import { loadRegister } from './register.ts'

/** An entry of the register that says which events' values were erased. */
export interface ErasureEntry {
  /** Its text, byte for byte. */
  raw: string
  entry: TrailEntry
}

const AT_ONCE = 100

/**
 * The register's entries that name any of these events as erased, in their order. Reads from the register's end and stops when
 * all are found.
 */
export async function listErasureEntries(
  db: Database,
  eventIds: readonly string[],
): Promise<{ subjectRef: string; entries: ErasureEntry[] } | undefined> {
  const wanted = new Set(eventIds)
  if (wanted.size === 0) return undefined
  const { chain } = await loadRegister(db)
  const entries: ErasureEntry[] = []
  let after: Row | undefined
  do {
    const page = await queryPage(db, chain.subjectRef, {
      table: 'trail',
      index: 'bySubject',
      names: { pk: 'subjectRef', sk: 'subjectSeq' },
      newestFirst: true,
      limit: AT_ONCE,
      ...(after === undefined ? {} : { after }),
    })
    for (const row of page.rows) {
      const raw = String(row.entry)
      const named = namedIn(raw).filter((id) => wanted.has(id))
      if (named.length === 0) continue
      entries.unshift({ raw, entry: trailEntrySchema.parse(JSON.parse(raw)) })
      for (const id of named) wanted.delete(id)
    }
    after = page.next
  } while (after !== undefined && wanted.size > 0)
  return entries.length === 0 ? undefined : { subjectRef: chain.subjectRef, entries }
}

/** Nothing for an entry that cannot be read: what it erased is then not shown to be erased. */
function namedIn(raw: string): readonly string[] {
  try {
    return trailEntrySchema.parse(JSON.parse(raw)).erasedEvents ?? []
  } catch {
    return []
  }
}
