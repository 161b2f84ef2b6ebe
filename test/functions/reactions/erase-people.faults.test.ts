import { afterAll, beforeAll, expect, test } from 'vitest'
import { askToLift, type HoldDecision, liftHold, placeHold } from '../../../functions/domain/legal-hold.ts'
import type { Refusal } from '../../../functions/domain/refusal.ts'
import { isRefusal } from '../../../functions/domain/refusal.ts'
import { erasePeople } from '../../../functions/reactions/erase-people.ts'
import type { Database } from '../../../functions/store/database.ts'
import { findErasure } from '../../../functions/store/erasures.ts'
import { commitHoldChange, findHolds } from '../../../functions/store/legal-holds.ts'
import { loadRegister } from '../../../functions/store/register.ts'
import { listEntries } from '../../../functions/store/trail.ts'
import { verifyChain } from '../../../functions/trail/chain.ts'
import { allRows, restoreRows, rowsHolding, type StoredRow } from '../all-rows.ts'
import { commentOf, EXTENSION_REASON, type Name, startClosedCycle, wordsOf } from '../closed-cycle.ts'
import { startTestDatabase, type TestDatabase } from '../database.ts'
import type { SmallCycle } from '../participant/small-cycle.ts'
import { ERASURE_REASON, hanna, henri, wantErased } from '../two-of-hr.ts'
import { type Call, interrupted, Killed } from './interrupted-client.ts'

const AT = '2027-04-01T10:00:00.000Z'
const minutesLater = (minutes: number) => new Date(Date.parse(AT) + minutes * 60_000).toISOString()
/** More looks than any erasure here needs. */
const MOST_MINUTES = 40

let database: TestDatabase
let small: SmallCycle
let closed: StoredRow[]

beforeAll(async () => {
  database = await startTestDatabase()
  small = await startClosedCycle(database.db)
  closed = await allRows(database.db)
}, 60_000)
afterAll(() => database.close())

/** Confirmed by two, in tables as the end of the cycle left them. @returns what the log must name, and what must go. */
async function prepare(who: Name): Promise<{ events: string[]; texts: string[] }> {
  await restoreRows(database.db, closed)
  const { personId, name, email } = small.people[who]
  await wantErased(database.db, personId, AT)
  const held = (await allRows(database.db)).filter(
    ({ table, sk }) => table === 'vault' && sk === `PERSON#${personId}`,
  )
  const fields = held.map((row) => row.fields as Record<string, { salt: string }>)
  return {
    events: held
      .filter((_, index) => fields[index]?.words === undefined)
      .map(({ pk }) => String(pk).slice('EVENT#'.length))
      .sort(),
    texts: [
      name,
      email,
      ERASURE_REASON,
      ...(who === 'rita' ? [commentOf('rita'), EXTENSION_REASON, wordsOf('rita', 'rita')] : []),
      ...fields.flatMap((opened) => Object.values(opened).map(({ salt }) => salt)),
    ],
  }
}

/** One minute's run; killed when a hook throws. */
async function run(
  minute: number,
  hooks: Parameters<typeof interrupted>[1] = {},
): Promise<'done' | 'killed'> {
  const db: Database = interrupted(database.db, hooks)
  const failures: string[] = []
  const log = (message: string, facts: Record<string, unknown>) => {
    if (facts.error !== undefined) failures.push(`${message}: ${String(facts.error)}`)
  }
  try {
    await erasePeople({ db, now: () => minutesLater(minute), log })
    return 'done'
  } catch (error) {
    // The reaction turns an erasure that breaks off into one sentence at its end; a killed function says nothing.
    const killed = error instanceof Killed || failures.every((failure) => failure.includes('killed here'))
    if (!killed) throw new Error(failures.join('; '), { cause: error })
    return 'killed'
  }
}

async function untilErased(who: Name, fromMinute: number): Promise<void> {
  for (let minute = fromMinute; minute < fromMinute + MOST_MINUTES; minute += 1) {
    if ((await findErasure(database.db, small.people[who].personId))?.status === 'erased') return
    await run(minute)
  }
  throw new Error('The erasure does not come to its end')
}

async function expectErased(prepared: Awaited<ReturnType<typeof prepare>>): Promise<void> {
  const rows = await allRows(database.db)
  const others = rowsHolding(rows, prepared.texts).filter((row) => !/ RECORD#1$/.test(row))
  expect(others).toEqual([])
  expect(rows.filter(({ pk }) => String(pk).startsWith('ERASURE#'))).toEqual([])
  const { chain } = await loadRegister(database.db)
  const verdict = verifyChain(await listEntries(database.db, chain.subjectRef), chain.subjectRef, chain)
  if (!verdict.holds) throw new Error(verdict.problem)
  const said = verdict.entries.filter(({ eventType }) => eventType === 'person.erased')
  expect(said.map(({ erasedEvents }) => erasedEvents)).toEqual([prepared.events])
}

/** The calls of one run that nothing interrupts. */
async function callsOf(who: Name): Promise<Call[]> {
  await prepare(who)
  const calls: Call[] = []
  for (let minute = 0; minute < 3; minute += 1) await run(minute, { after: (call) => void calls.push(call) })
  expect((await findErasure(database.db, small.people[who].personId))?.status).toBe('erased')
  return calls
}

const kill = () => {
  throw new Killed('killed here')
}

test.each([
  ['rita', 'before'],
  ['rita', 'after'],
  ['sam', 'after'],
] as const)(
  'given %s is being erased and the eraser is killed %s each write takes effect, when it runs again, then it comes to the same end',
  async (who, side) => {
    const writes = (await callsOf(who)).filter(({ write }) => write !== undefined).length
    expect(writes).toBeGreaterThan(6)
    for (let fatal = 1; fatal <= writes; fatal += 1) {
      const prepared = await prepare(who)
      // Counted over all runs, so that those of later minutes have their turn.
      let written = 0
      const hook = ({ write }: Call) => {
        if (write !== undefined && ++written === fatal) kill()
      }
      let killed = 0
      for (let minute = 0; minute < 3; minute += 1) {
        if ((await run(minute, { [side]: hook })) === 'killed') killed += 1
      }
      expect(killed, `${side} write ${fatal}`).toBe(1)
      await untilErased(who, 3)
      await expectErased(prepared)
    }
  },
)

test('given it is killed again and again at any call, reads too, then it still comes to its end, and to the same', async () => {
  const calls = (await callsOf('rita')).length
  let seed = 20270401
  // A small generator, so that a run that fails can be run again.
  const draw = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648
    return Math.floor((seed / 2147483648) * below)
  }
  for (let round = 0; round < 4; round += 1) {
    const prepared = await prepare('rita')
    let deaths = 0
    for (let minute = 0; minute < MOST_MINUTES && deaths < 12; minute += 1) {
      const fatal = 1 + draw(calls)
      const side = draw(2) === 0 ? 'before' : 'after'
      const died = await run(minute, { [side]: ({ number }: Call) => void (number === fatal && kill()) })
      if (died === 'killed') deaths += 1
      if ((await findErasure(database.db, small.people.rita.personId))?.status === 'erased') break
    }
    await untilErased('rita', MOST_MINUTES)
    await expectErased(prepared)
  }
})

test('given a hold is placed before any of its writes, then that write and all after it are refused until two lift it', async () => {
  const { personId } = small.people.rita
  const commit = async (decide: () => Promise<HoldDecision | Refusal>) => {
    const decision = await decide()
    if (isRefusal(decision)) throw new Error(decision.message)
    expect(await commitHoldChange(database.db, decision)).toBe(true)
  }
  const holds = () => findHolds(database.db, personId)
  const kept = (rows: readonly StoredRow[]) =>
    rows.filter(
      ({ pk, table }) => table === 'vault' || !/^(HOLDS|REGISTER|OUTBOX|ENTRY#.*)$/.test(String(pk)),
    )
  const erasing = (rows: readonly StoredRow[]) => kept(rows).filter(({ pk }) => pk !== 'ERASURES')
  const writes = (await callsOf('rita')).filter(({ write }) => write !== undefined).length
  for (let at = 1; at <= writes; at += 1) {
    await prepare('rita')
    let written = 0
    let atHold: StoredRow[] | undefined
    const before = async ({ write }: Call) => {
      if (write === undefined || ++written !== at) return
      await commit(async () => placeHold(await holds(), { ...hanna(AT), holdId: 'a1', reason: 'A claim.' }))
      atHold = erasing(await allRows(database.db))
    }
    for (let minute = 0; minute < 3; minute += 1) await run(minute, { before })
    expect(erasing(await allRows(database.db)), `held before write ${at}`).toEqual(atHold)
    expect((await findErasure(database.db, personId))?.status).not.toBe('erased')
    await commit(async () => askToLift(await holds(), { ...hanna(AT), holdId: 'a1', reason: 'Settled.' }))
    await run(3)
    expect((await findErasure(database.db, personId))?.status).not.toBe('erased')
    await commit(async () => liftHold(await holds(), { ...henri(AT), holdId: 'a1' }))
    await untilErased('rita', 4)
    const texts = [small.people.rita.name, small.people.rita.email, 'A claim.', 'Settled.']
    expect(rowsHolding(await allRows(database.db), texts)).toEqual([])
  }
})
