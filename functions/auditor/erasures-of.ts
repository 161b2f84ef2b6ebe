import type { Database } from '../store/database.ts'
import { queryPage } from '../store/database.ts'
import { loadRegister } from '../store/register.ts'
import { trailEntrySchema } from '../trail/entry.ts'

/** The register's entry that says of an event that its values were erased. */
export interface ErasureOf {
  /** Number of the entry in the register. */
  seq: number
  /** ISO instant. */
  at: string
}

/** How many of the register's entries are read at once; few of them are erasures. */
const AT_ONCE = 100

/**
 * Which of these events the register says were erased. Reads it from its end and stops when all are found; what is not found was
 * taken away without an entry that says so.
 */
export async function erasuresOf(
  db: Database,
  eventIds: ReadonlySet<string>,
): Promise<Map<string, ErasureOf>> {
  const found = new Map<string, ErasureOf>()
  if (eventIds.size === 0) return found
  const { chain } = await loadRegister(db)
  let after: Record<string, unknown> | undefined
  do {
    const page = await queryPage(db, chain.subjectRef, {
      table: 'trail',
      index: 'bySubject',
      names: { pk: 'subjectRef', sk: 'subjectSeq' },
      newestFirst: true,
      limit: AT_ONCE,
      ...(after === undefined ? {} : { after }),
    })
    for (const { entry } of page.rows) {
      const read = trailEntrySchema.safeParse(parsed(String(entry))).data
      if (read?.eventType !== 'person.erased') continue
      for (const id of read.erasedEvents ?? []) {
        if (eventIds.has(id)) found.set(id, { seq: read.subjectSeq, at: read.signedAt })
      }
    }
    after = page.next
  } while (after !== undefined && found.size < eventIds.size)
  return found
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
