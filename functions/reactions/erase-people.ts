import {
  beginErasure,
  type Erasure,
  type ErasureIn,
  foundMore,
  foundNothing,
  isQuiet,
} from '../domain/erasure.ts'
import { isRefusal } from '../domain/refusal.ts'
import type { Database } from '../store/database.ts'
import { loadErasureSituation } from '../store/erasure-situation.ts'
import {
  commitErasureBegin,
  commitErasureEnd,
  commitStroke,
  findErasure,
  listErasures,
  saveErasing,
} from '../store/erasures.ts'
import { findHolds } from '../store/legal-holds.ts'
import { tracesOf } from '../store/person-traces.ts'

export interface ErasureDependencies {
  db: Database
  now(): string
  log(message: string, facts: Record<string, unknown>): void
}

/** One look may show what another has hidden; what is not gone after so many waits for the next minute. */
const MOST_LOOKS = 5

/**
 * Every minute: goes on with each erasure that two of HR have confirmed, from wherever it was broken off. It begins, deletes
 * until nothing is left, looks again after a quiet minute, and then says so in the register. What fails keeps nobody else's
 * from going on: it is logged, and thrown once at the end, so that the alarm on this function's errors tells of it.
 */
export async function erasePeople({ db, now, log }: ErasureDependencies): Promise<{ erased: number }> {
  let erased = 0
  let failed = 0
  for (const erasure of await listErasures(db)) {
    if (erasure.status !== 'confirmed' && erasure.status !== 'erasing') continue
    try {
      const state = await goOn({ db, now }, erasure)
      if (state === 'erased') erased += 1
      log(`An erasure: ${state}`, { erasureId: erasure.erasureId })
    } catch (error) {
      failed += 1
      log('An erasure could not go on; it tries again in a minute', {
        erasureId: erasure.erasureId,
        error: String(error),
      })
    }
  }
  if (failed > 0) throw new Error(`${failed} erasures could not go on; the log names them`)
  return { erased }
}

type Going =
  /** Nothing is left and the register says so. */
  | 'erased'
  /** Nothing is left; looked at again before the register says so. */
  | 'quiet'
  /** It waits for a cycle, an import or the lifting of a hold; HR's page says for which. */
  | 'waits'
  /** Something was written at the same moment, or there is still more; the next minute goes on. */
  | 'goes on'

async function goOn(
  { db, now }: Pick<ErasureDependencies, 'db' | 'now'>,
  found: Exclude<Erasure, ErasureIn<'requested' | 'withdrawn' | 'erased'>>,
): Promise<Going> {
  const begun = found.status === 'erasing' ? found : await begin(db, found, now())
  if (begun === undefined) return 'waits'
  let erasure = begun
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    const look = await eraseWhatIsLeft(db, erasure)
    if (look === undefined) return (await isHeld(db, erasure)) ? 'waits' : 'goes on'
    erasure = look.erasure
    if (look.found) continue
    if (erasure.cleanSince === undefined) {
      return (await saveErasing(db, erasure, foundNothing(erasure, { at: now() }))) ? 'quiet' : 'goes on'
    }
    if (!isQuiet(erasure, now())) return 'quiet'
    if (await commitErasureEnd(db, erasure, now())) return 'erased'
    return (await isHeld(db, erasure)) ? 'waits' : 'goes on'
  }
  return 'goes on'
}

async function begin(
  db: Database,
  { personId }: ErasureIn<'confirmed'>,
  at: string,
): Promise<ErasureIn<'erasing'> | undefined> {
  const decision = beginErasure(await loadErasureSituation(db, personId), { at })
  if (isRefusal(decision) || !(await commitErasureBegin(db, decision))) return undefined
  const begun = await findErasure(db, personId)
  return begun?.status === 'erasing' ? begun : undefined
}

/** One look through everything. Undefined when a stroke did not come through: a hold, or somebody else's write. */
async function eraseWhatIsLeft(
  db: Database,
  before: ErasureIn<'erasing'>,
): Promise<{ erasure: ErasureIn<'erasing'>; found: boolean } | undefined> {
  let erasure = before
  let found = false
  for await (const stroke of tracesOf(db, erasure.personId, erasure.begunAt)) {
    if (erasure.cleanSince !== undefined) {
      // Before anything is deleted: else breaking off here would look like a minute in which nothing was left.
      const after = foundMore(erasure)
      if (!(await saveErasing(db, erasure, after))) return undefined
      erasure = after
    }
    if (!(await commitStroke(db, erasure, stroke))) return undefined
    found = true
  }
  return { erasure, found }
}

const isHeld = async (db: Database, { personId }: Erasure) => (await findHolds(db, personId)).holds.length > 0
