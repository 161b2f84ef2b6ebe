import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { raiseConcern } from '../../../functions/domain/concern.ts'
import type { PersonId } from '../../../functions/domain/ids.ts'
import { placeHold } from '../../../functions/domain/legal-hold.ts'
import { officerOf } from '../../../functions/domain/officer.ts'
import { isRefusal } from '../../../functions/domain/refusal.ts'
import { erasePeople } from '../../../functions/reactions/erase-people.ts'
import {
  commitConcernSettled,
  findOpenConcern,
  listOpenConcerns,
  listSettledConcerns,
  saveConcern,
} from '../../../functions/store/concerns.ts'
import { putRow } from '../../../functions/store/database.ts'
import { findErasure } from '../../../functions/store/erasures.ts'
import { erasedEventsKey } from '../../../functions/store/keys.ts'
import { commitHoldChange, findHolds } from '../../../functions/store/legal-holds.ts'
import { findErasedAt, findPerson, listPeople, savePeople } from '../../../functions/store/people.ts'
import { loadRegister } from '../../../functions/store/register.ts'
import { findRecord, findRecordErasedAt } from '../../../functions/store/released-records.ts'
import { listEntries, listOpenings } from '../../../functions/store/trail.ts'
import { verifyChain } from '../../../functions/trail/chain.ts'
import { opens } from '../../../functions/trail/commitment.ts'
import { canonicalJson, digestOf } from '../../../functions/trail/digest.ts'
import { type TrailEntry, trailEntrySchema } from '../../../functions/trail/entry.ts'
import { allRows, restoreRows, rowsHolding, type StoredRow } from '../all-rows.ts'
import {
  commentOf,
  DRAFTED,
  EXTENSION_REASON,
  type Name,
  startClosedCycle,
  wordsOf,
} from '../closed-cycle.ts'
import { startTestDatabase, type TestDatabase } from '../database.ts'
import type { SmallCycle } from '../participant/small-cycle.ts'
import { ERASURE_REASON, hanna, wantErased } from '../two-of-hr.ts'

const AT = '2027-04-01T10:00:00.000Z'
const minutesLater = (minutes: number) => new Date(Date.parse(AT) + minutes * 60_000).toISOString()

let database: TestDatabase
let small: SmallCycle
/** The tables as the end of the cycle left them. */
let closed: StoredRow[]
let logged: string[]

beforeAll(async () => {
  database = await startTestDatabase()
  small = await startClosedCycle(database.db)
  closed = await allRows(database.db)
}, 60_000)
afterAll(() => database.close())
beforeEach(async () => {
  await restoreRows(database.db, closed)
  logged = []
})

const run = (at: string) =>
  erasePeople({ db: small.db, now: () => at, log: (message) => void logged.push(message) })

/** Asked for, confirmed, and looked at every minute until it is done. */
async function erase(who: Name): Promise<void> {
  await wantErased(small.db, small.people[who].personId, AT)
  for (let minute = 0; minute < 3; minute += 1) await run(minutesLater(minute))
  expect((await findErasure(small.db, small.people[who].personId))?.status).toBe('erased')
}

const saltsOf = (rows: readonly StoredRow[], who: PersonId) =>
  rows
    .filter(({ table, sk }) => table === 'vault' && sk === `PERSON#${who}`)
    .flatMap(({ fields }) => Object.values(fields as Record<string, { salt: string }>))
    .map(({ salt }) => salt)

const entriesIn = (rows: readonly StoredRow[]): TrailEntry[] =>
  rows.flatMap(({ table, entry }) =>
    table === 'trail' && entry !== undefined ? trailEntrySchema.parse(JSON.parse(String(entry))) : [],
  )

async function expectSoundChains(rows: readonly StoredRow[]): Promise<void> {
  const refs = new Set(entriesIn(rows).map(({ subjectRef }) => subjectRef))
  expect(refs.size).toBe(5)
  for (const ref of refs) {
    expect(verifyChain(await listEntries(small.db, ref), ref)).toMatchObject({ holds: true })
  }
  const { chain } = await loadRegister(small.db)
  const raw = await listEntries(small.db, chain.subjectRef)
  expect(verifyChain(raw, chain.subjectRef, chain)).toMatchObject({ holds: true })
}

describe('given a reviewee whom two of HR want erased', () => {
  test('then nothing that is left names them, holds their words, or opens what the log says of them', async () => {
    const { rita } = small.people
    await wantErased(small.db, rita.personId, AT)
    const before = await allRows(small.db)
    const salts = saltsOf(before, rita.personId)
    expect(salts.length).toBeGreaterThan(20)
    const texts = [
      rita.name,
      rita.email,
      rita.employeeId,
      commentOf('rita'),
      EXTENSION_REASON,
      ERASURE_REASON,
      ...(['rita', 'sam', 'pia', 'pau', 'per'] as const).map((who) => wordsOf(who, 'rita')),
      ...salts,
    ]
    for (const text of texts) expect(rowsHolding(before, [text]), text).not.toEqual([])
    const opened = openedValues(before, rita.personId)

    for (let minute = 0; minute < 3; minute += 1) await run(minutesLater(minute))

    const after = await allRows(small.db)
    expect(rowsHolding(after, texts)).toEqual([])
    // Entries are as they were, and every chain still holds.
    const trail = (rows: readonly StoredRow[]) =>
      rows.filter(({ table, sk }) => table === 'trail' && sk === 'ENTRY')
    expect(trail(after)).toEqual(expect.arrayContaining(trail(before)))
    await expectSoundChains(after)
    // Even who knows every value finds no salt that opens it.
    const left = after
      .filter(({ table }) => table === 'vault')
      .flatMap(({ fields }) => Object.values(fields as Record<string, { salt: string }>))
      .map(({ salt }) => Buffer.from(salt, 'hex'))
    expect(left.length).toBeGreaterThan(20)
    for (const { commitment, field, value } of opened) {
      expect(left.some((salt) => opens(commitment, salt, field, value))).toBe(false)
    }
    expect(await findPerson(small.db, rita.personId)).toBeUndefined()
    expect(await findErasedAt(small.db, rita.personId)).toBe(AT)
    expect(await findRecord(small.db, small.rita.reviewId)).toBeUndefined()
    expect(await findRecordErasedAt(small.db, small.rita.reviewId)).toBe(AT)
    expect(await small.current(small.rita)).toMatchObject({
      erasedAt: AT,
      ratingOfRecord: null,
      stage: 'sealed',
    })
  })

  test('then whoever signed her record keeps a receipt that says what became of it', async () => {
    const step = await small.step(small.rita, 'supervisorSignature')
    const sam = await small.comeIn(small.people.sam)
    const path = `/my/receipts/${small.rita.reviewId}/${step.stepId}`
    expect((await sam.get(path)).text).toContain(wordsOf('sam', 'rita'))
    await erase('rita')
    const receipt = await sam.get(path)
    expect(receipt.status).toBe(200)
    expect(receipt.text).toContain('It was erased on 1 April 2027, with the person whom it was about.')
    expect(receipt.html).not.toContain(small.people.rita.name)
    for (const page of ['/my', '/my/receipts', '/my/sign']) expect((await sam.get(page)).status).toBe(200)
  })

  test('then her words as a colleague go too, except in the record that another person signed', async () => {
    await erase('rita')
    const [, , ofPia] = small.reviews
    expect(rowsHolding(await allRows(small.db), [wordsOf('rita', 'pia')])).toEqual([
      `records REVIEW#${ofPia?.reviewId} RECORD#1`,
    ])
  })

  test('then one entry says who of HR wanted it and which entries no longer open, and nothing about her', async () => {
    const { rita } = small.people
    await wantErased(small.db, rita.personId, AT)
    const before = await allRows(small.db)
    for (let minute = 0; minute < 3; minute += 1) await run(minutesLater(minute))
    const entries = entriesIn(await allRows(small.db))
    const [erased, ...others] = entries.filter(({ eventType }) => eventType === 'person.erased')
    expect(others).toEqual([])
    if (erased === undefined) throw new Error('There is no entry')
    expect(Object.keys(erased.commitments).sort()).toEqual(['confirmedBy', 'requestedBy'])
    const openings = await listOpenings(small.db, erased.eventId)
    expect(openings.map(({ value, about }) => [value, about]).sort()).toEqual([
      ['account-of-hanna', 'account:account-of-hanna'],
      ['account-of-henri', 'account:account-of-henri'],
    ])
    // All events of which the vault held something about her, but for those that she signed as a colleague.
    const held = before.filter(({ table, sk }) => table === 'vault' && sk === `PERSON#${rita.personId}`)
    const asPeer = held.filter(({ fields }) => 'words' in (fields as object))
    expect(asPeer).toHaveLength(1)
    const expected = held
      .filter((row) => !asPeer.includes(row))
      .map(({ pk }) => String(pk).slice('EVENT#'.length))
    expect(erased.erasedEvents).toEqual(expected.sort())
    expect(entries.map(({ eventType }) => eventType)).toEqual(
      expect.arrayContaining(['person.erasure-requested', 'person.erasure-confirmed']),
    )
  })

  test('then importing her again makes somebody new, and a change planned before never brings her back', async () => {
    const { rita } = small.people
    const stale = { ...rita, status: 'left' as const, version: rita.version + 1 }
    await erase('rita')
    expect(
      await savePeople(small.db, [
        { ...stale, version: 2 },
        { ...stale, version: 3 },
      ]),
    ).toHaveLength(2)
    expect(await savePeople(small.db, [{ ...stale, version: 1 }])).toHaveLength(1)
    expect((await listPeople(small.db)).map(({ personId }) => personId)).not.toContain(rita.personId)
    const again = { ...rita, personId: small.db.mint.personId(), version: 1 }
    expect(await savePeople(small.db, [again])).toEqual([])
    expect(await findPerson(small.db, again.personId)).toMatchObject({ name: rita.name })
  })

  test('then her links and sessions open nothing from the first minute on', async () => {
    const link = await small.linkFor(small.people.rita)
    const browser = await small.comeIn(small.people.rita)
    await wantErased(small.db, small.people.rita.personId, AT)
    expect((await browser.get('/my')).status).toBe(401)
    await run(AT)
    expect((await small.visit().get(link)).status).toBe(404)
    const doors = (await allRows(small.db)).filter(({ pk }) => /^(LINK|SESSION|CODE)#/.test(String(pk)))
    expect(JSON.stringify(doors)).not.toContain(small.people.rita.personId)
    expect(doors.length).toBeGreaterThan(5)
  })
})

test('given more events than one entry can name, then several entries name each of them once', async () => {
  const { personId } = small.people.per
  await wantErased(small.db, personId, AT)
  await run(AT)
  const erasure = await findErasure(small.db, personId)
  const events = Array.from({ length: 1100 }, () => small.db.mint.eventId())
  for (let start = 0; start < events.length; start += 80) {
    await putRow(small.db, {
      ...erasedEventsKey(erasure?.erasureId ?? '', String(start)),
      events: events.slice(start, start + 80),
    })
  }
  await run(minutesLater(1))
  const rows = await allRows(small.db)
  const said = entriesIn(rows).filter(({ eventType }) => eventType === 'person.erased')
  expect(said).toHaveLength(3)
  for (const { erasedEvents } of said) expect(erasedEvents?.length).toBeLessThanOrEqual(500)
  const named = said.flatMap(({ erasedEvents = [] }) => erasedEvents)
  expect(new Set(named).size).toBe(named.length)
  expect(named).toEqual(expect.arrayContaining(events))
  expect(rows.filter(({ pk }) => String(pk).startsWith('ERASURE#'))).toEqual([])
  await expectSoundChains(rows)
})

test('given a reviewee who only left a draft, then it goes, and what a supervisor wrote about others goes with the supervisor', async () => {
  expect(rowsHolding(await allRows(small.db), [DRAFTED])).toHaveLength(1)
  await erase('omar')
  await erase('sam')
  const rows = await allRows(small.db)
  expect(rowsHolding(rows, [DRAFTED, small.people.omar.name])).toEqual([])
  // The records of others stay as they were signed, with the name of who rated.
  const records = [small.reviews[0], small.reviews[2]].map(
    (review) => `records REVIEW#${review?.reviewId} RECORD#1`,
  )
  expect(rowsHolding(rows, [small.people.sam.name])).toEqual(records.sort())
  expect(rowsHolding(rows, [wordsOf('sam', 'rita')])).toEqual(
    expect.arrayContaining([`records REVIEW#${small.rita.reviewId} RECORD#1`]),
  )
  expect(rowsHolding(rows, [wordsOf('sam', 'rita')]).filter((row) => row.includes('WORDS#'))).toEqual([])
})

test('given everybody is erased, then no name, address, word or salt of anybody is left', async () => {
  const before = await allRows(small.db)
  const people = Object.values(small.people)
  const names = Object.keys(small.people) as Name[]
  const salts = people.flatMap(({ personId }) => saltsOf(before, personId))
  for (const { personId } of people) await wantErased(small.db, personId, AT)
  for (let minute = 0; minute < 3; minute += 1) await run(minutesLater(minute))
  const after = await allRows(small.db)
  const texts = [
    ...people.flatMap(({ name, email, employeeId }) => [name, email, employeeId]),
    ...names.flatMap((who) => names.map((about) => wordsOf(who, about))),
    ...names.map(commentOf),
    DRAFTED,
    EXTENSION_REASON,
    ERASURE_REASON,
    'these very words',
    ...salts,
  ]
  expect(rowsHolding(after, texts)).toEqual([])
  await expectSoundChains(after)
})

describe('given a legal hold', () => {
  const hold = async (who: Name) => {
    const decision = placeHold(await findHolds(small.db, small.people[who].personId), {
      ...hanna(AT),
      holdId: 'a1',
      reason: 'A claim before the labour court.',
    })
    if (isRefusal(decision)) throw new Error(decision.message)
    expect(await commitHoldChange(small.db, decision)).toBe(true)
  }
  const withoutLaw = (rows: StoredRow[]) =>
    rows.filter(
      ({ pk, table, entry }) =>
        !['HOLDS', 'REGISTER'].includes(String(pk)) && table === 'records' && entry === undefined,
    )

  test('that is placed after the confirmation, then nothing is erased', async () => {
    await wantErased(small.db, small.people.rita.personId, AT)
    await hold('rita')
    const before = await allRows(small.db)
    await run(AT)
    expect(await allRows(small.db)).toEqual(before)
    expect(logged).toEqual(['An erasure: waits'])
  })

  test('that is placed while the eraser is at work, then the very next stroke is refused', async () => {
    const { personId } = small.people.rita
    await wantErased(small.db, personId, AT)
    // The hold comes in between two writes of the eraser.
    let writes = 0
    let atHold: StoredRow[] = []
    const client = new Proxy(small.db.client, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target)
        if (name !== 'send' || typeof value !== 'function') return value
        return async (command: object) => {
          if (command.constructor.name === 'TransactWriteItemsCommand' && ++writes === 4) {
            await hold('rita')
            atHold = withoutLaw(await allRows(small.db))
          }
          return value.call(target, command)
        }
      },
    })
    await erasePeople({
      db: { ...small.db, client },
      now: () => AT,
      log: (message) => void logged.push(message),
    })
    expect(writes).toBe(4)
    expect(logged).toEqual(['An erasure: waits'])
    expect(withoutLaw(await allRows(small.db))).toEqual(atHold)
    expect((await findErasure(small.db, personId))?.status).toBe('erasing')
    expect(rowsHolding(await allRows(small.db), [commentOf('rita')])).not.toEqual([])
  })
})

test('given a record of few words, then its digest is that of no record that can be guessed', async () => {
  const canonical = (await findRecord(small.db, small.rita.reviewId)) ?? ''
  const record = JSON.parse(canonical)
  expect(record.nonce).toMatch(/^[0-9a-f]{32}$/)
  const { recordDigest } = await small.current(small.rita)
  expect(digestOf(record)).toBe(recordDigest)
  const { nonce: _, ...guessed } = record
  expect(digestOf(guessed)).not.toBe(recordDigest)
  expect(canonicalJson(record)).toBe(canonical)
  // The same for what was sent in: the entry names the digest of the words with their own nonce.
  const self = await small.step(small.rita, 'selfAssessment')
  const row = (await allRows(small.db)).find(({ sk }) => sk === `WORDS#${self.stepId}`)
  if (row === undefined) throw new Error('There are no words')
  const { table: _t, pk: _p, sk: _s, ...words } = row
  expect(words.nonce).toMatch(/^[0-9a-f]{32}$/)
  expect(digestOf(words)).toBe(self.receipt?.recordDigest)
})

/** Every value that the vault can open about a person, with what it is committed to in the log. */
function openedValues(rows: readonly StoredRow[], who: PersonId) {
  const entries = new Map(entriesIn(rows).map((entry) => [entry.eventId, entry]))
  return rows
    .filter(({ table, sk }) => table === 'vault' && sk === `PERSON#${who}`)
    .flatMap(({ pk, fields }) =>
      Object.entries(fields as Record<string, { value: string; salt: string }>).map(
        ([field, { value, salt }]) => {
          const commitment = entries.get(String(pk).slice('EVENT#'.length))?.commitments[field] ?? ''
          expect(opens(commitment, Buffer.from(salt, 'hex'), field, value)).toBe(true)
          return { commitment, field, value }
        },
      ),
    )
}

describe('what was put before HR', () => {
  const AWAY = 'Rita is in hospital until then.'
  const DECLINED = 'Pau had a quarrel with Rita.'
  const by = officerOf(hanna(AT))

  beforeEach(async () => {
    const { db, cycle, people, reviews } = small
    const raise = (values: Partial<Parameters<typeof raiseConcern>[0]>) =>
      saveConcern(
        db,
        raiseConcern({
          concernId: db.mint.concernId(),
          cycleId: cycle.cycleId,
          kind: 'away',
          aboutId: people.rita.personId,
          at: AT,
          ...values,
        }),
      )
    await raise({ words: AWAY, absence: { from: '2027-02-01', to: '2027-02-14' } })
    const reviewId = reviews[0]?.reviewId
    await raise({
      kind: 'peer-declined',
      aboutId: people.pau.personId,
      ...(reviewId && { reviewId }),
      words: DECLINED,
    })
  })

  test('given two concerns, when HR settles one, then it is listed with its cycle and can be settled once', async () => {
    const { db, cycle } = small
    const declined = (await listOpenConcerns(db)).find(({ kind }) => kind === 'peer-declined')
    if (declined === undefined) throw new Error('It was raised')
    const settled = await Promise.all(
      [1, 2, 3].map(() => commitConcernSettled(db, declined, { at: minutesLater(1), by })),
    )
    expect(settled.filter(Boolean)).toHaveLength(1)
    expect(await findOpenConcern(db, declined.concernId)).toBeUndefined()
    expect((await listOpenConcerns(db)).map(({ kind }) => kind)).toEqual(['away'])
    expect(await listSettledConcerns(db, cycle.cycleId)).toEqual([
      { ...declined, state: 'settled', settledAt: minutesLater(1), settledBy: by },
    ])
  })

  test('given concerns about a person and about a review of theirs, when the person is erased, then both are gone', async () => {
    const { db } = small
    const declined = (await listOpenConcerns(db)).find(({ kind }) => kind === 'peer-declined')
    if (declined === undefined) throw new Error('It was raised')
    await commitConcernSettled(db, declined, { at: minutesLater(1), by })
    await erase('rita')
    expect(rowsHolding(await allRows(db), [AWAY, DECLINED])).toEqual([])
    expect(await listOpenConcerns(db)).toEqual([])
  })
})
