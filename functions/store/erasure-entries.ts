import { type TrailEntry, trailEntrySchema } from '../trail/entry.ts'
import { type Database, queryPage, type Row } from './database.ts'
import { loadRegister, registerSubjects } from './register.ts'

/** An entry of the register that says which events' values were erased. */
export interface ErasureEntry {
  /** Its text, byte for byte. */
  raw: string
  entry: TrailEntry
}

const AT_ONCE = 100

/** Entries of one chain of the register; it has several only if it had to begin anew. */
export interface ErasureEntries {
  subjectRef: string
  /** In their order. */
  entries: ErasureEntry[]
}

/** The register's entries that name any of these events as erased. Reads from its end and stops when all are found. */
export async function listErasureEntries(
  db: Database,
  eventIds: readonly string[],
): Promise<ErasureEntries[]> {
  const wanted = new Set(eventIds)
  if (wanted.size === 0) return []
  const found: ErasureEntries[] = []
  for (const subjectRef of registerSubjects(await loadRegister(db))) {
    const entries = await findIn(db, subjectRef, wanted)
    if (entries.length > 0) found.push({ subjectRef, entries })
  }
  return found
}

/** @param wanted loses what is found. */
async function findIn(db: Database, subjectRef: string, wanted: Set<string>): Promise<ErasureEntry[]> {
  const entries: ErasureEntry[] = []
  let after: Row | undefined
  while (wanted.size > 0) {
    const page = await queryPage(db, subjectRef, {
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
    if (after === undefined) break
  }
  return entries
}

/** Nothing for an entry that cannot be read: what it erased is then not shown to be erased. */
function namedIn(raw: string): readonly string[] {
  try {
    return trailEntrySchema.parse(JSON.parse(raw)).erasedEvents ?? []
  } catch {
    return []
  }
}
