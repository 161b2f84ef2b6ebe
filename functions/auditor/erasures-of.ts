import type { Database } from '../store/database.ts'
import { queryPage } from '../store/database.ts'
import { loadRegister, registerSubjects } from '../store/register.ts'
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
  for (const subjectRef of registerSubjects(await loadRegister(db)))
    await findIn(db, subjectRef, eventIds, found)
  return found
}

/** In one chain of the register. @param found gets what is found. */
async function findIn(
  db: Database,
  subjectRef: string,
  eventIds: ReadonlySet<string>,
  found: Map<string, ErasureOf>,
): Promise<void> {
  let after: Record<string, unknown> | undefined
  while (found.size < eventIds.size) {
    const page = await queryPage(db, subjectRef, {
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
    if (after === undefined) return
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
