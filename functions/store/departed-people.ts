import type { HrAct } from '../domain/cycle-course.ts'
import type { PersonId } from '../domain/ids.ts'
import { isRefusal } from '../domain/refusal.ts'
import { listCycles, loadCycle } from './cycles.ts'
import { type Database, untilCommitted } from './database.ts'
import { findParticipant, listParticipants } from './participants.ts'
import { findPeople, listPeople } from './people.ts'
import { EVERY_REVIEW, listReviews } from './reviews.ts'
import {
  commitWithdrawal,
  isNothingLeft,
  planWithdrawal,
  type Withdrawal,
  type WithdrawalPlace,
} from './withdrawals.ts'

/** In the place of HR's own reason, where somebody has left the company. */
const LEFT = 'Left the company'

/** What the departure of somebody would mean for one cycle that is under way. */
export interface Departure {
  cycleName: string
  withdrawal: Withdrawal
}

/** What it would mean if these people left now; nothing is written. People without an open part are left out. */
export async function departuresOf(
  db: Database,
  personIds: ReadonlySet<PersonId>,
  act: HrAct,
): Promise<Departure[]> {
  const departures: Departure[] = []
  for (const { cycleId, name } of await cyclesUnderWay(db)) {
    const participants = (await listParticipants(db, cycleId)).filter(({ personId }) =>
      personIds.has(personId),
    )
    if (participants.length === 0) continue
    const place = await placeOf(db, cycleId, act)
    for (const participant of participants) {
      const withdrawal = await planWithdrawal(db, place, participant)
      if (isRefusal(withdrawal) || isNothingLeft(withdrawal)) continue
      departures.push({ cycleName: name, withdrawal })
    }
  }
  return departures
}

/**
 * Withdraws everybody who is no longer with the company from the cycles that are under way; doing it twice is doing it once,
 * and what was broken off is finished by the next time. Rehired people stay withdrawn: HR adds them if they want to.
 * @param only looks at these people and leaves others to another time.
 * @returns how many parts ended.
 */
export async function withdrawDeparted(
  db: Database,
  act: HrAct,
  only?: ReadonlySet<PersonId>,
): Promise<number> {
  let ended = 0
  for (const { cycleId } of await cyclesUnderWay(db)) {
    const participants = (await listParticipants(db, cycleId, { consistent: true })).filter(
      ({ personId }) => only === undefined || only.has(personId),
    )
    const people = await findPeople(
      db,
      participants.map(({ personId }) => personId),
    )
    for (const { personId } of participants.filter((one) => people.get(one.personId)?.status === 'left')) {
      const isEnded = await untilCommitted(async () => {
        const participant = await findParticipant(db, cycleId, personId)
        if (participant === undefined) return false
        const place = await placeOf(db, cycleId, act)
        const withdrawal = await planWithdrawal(db, place, participant)
        if (isRefusal(withdrawal) || isNothingLeft(withdrawal)) return false
        return (await commitWithdrawal(db, place, withdrawal)) || undefined
      })
      if (isEnded) ended += 1
    }
  }
  return ended
}

const cyclesUnderWay = async (db: Database) =>
  (await listCycles(db)).filter(({ status }) => status === 'running' || status === 'released')

async function placeOf(
  db: Database,
  cycleId: Parameters<typeof loadCycle>[1],
  act: HrAct,
): Promise<WithdrawalPlace> {
  const cycle = await loadCycle(db, cycleId)
  const [{ reviews }, everybody] = await Promise.all([listReviews(db, cycleId, EVERY_REVIEW), listPeople(db)])
  return { cycle, reviews, everybody, act: { ...act, reason: LEFT } }
}
