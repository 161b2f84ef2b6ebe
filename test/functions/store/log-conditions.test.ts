import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { erasuresOf } from '../../../functions/auditor/erasures-of.ts'
import { plainEvent } from '../../../functions/domain/workflow-event.ts'
import { queryAll, toItem } from '../../../functions/store/database.ts'
import { listErasureEntries } from '../../../functions/store/erasure-entries.ts'
import {
  chainKey,
  checkpointKey,
  entryKey,
  LOG_HEAD_KEY,
  outboxKey,
  quarantineKey,
} from '../../../functions/store/keys.ts'
import { getTrailRow, indexOfLeaf } from '../../../functions/store/log-state.ts'
import { commitRegisterEvent, loadRegister, renewRegister } from '../../../functions/store/register.ts'
import { listEntries } from '../../../functions/store/trail.ts'
import { equalBytes, utf8 } from '../../../functions/trail/bytes.ts'
import type { Ledger, LogHead, ReadyEntry } from '../../../functions/trail/sequencer/ledger.ts'
import type { LogObjects } from '../../../functions/trail/sequencer/log-objects.ts'
import { sortWaiting } from '../../../functions/trail/sequencer/sort-waiting.ts'
import { type LogServices, startLogServices } from '../log-services.ts'
import { createWaitingEntries, type WaitingEntries } from '../waiting-entries.ts'

/** The sequencer is right because of these conditions alone, so each is tried on the real table and bucket by itself. */
let services: LogServices
let waiting: WaitingEntries
let ledger: Ledger
let objects: LogObjects

const AT = '2027-01-12T10:00:00.000Z'
const LATER = '2027-01-12T10:00:01.000Z'
const root = (byte: number) => new Uint8Array(32).fill(byte)

beforeAll(async () => {
  services = await startLogServices()
  // One chain, so that each entry follows the one before.
  waiting = createWaitingEntries(services.db, 1)
  ;({ ledger, objects } = services.parts())
  expect(await ledger.createHead(headWith(1))).toBe(true)
}, 60_000)
afterAll(() => services.close())

const headWith = (byte: number): LogHead => ({
  nextIndex: 0,
  integratedSize: 0,
  root: root(byte),
  origin: 'log',
  publicKey: root(byte),
  createdAt: AT,
})

async function theHead(): Promise<LogHead> {
  const head = await ledger.head()
  if (head === undefined) throw new Error('There is no head')
  return head
}

/** Every row of the log but the entries, to hold two moments against each other. */
async function rowsOfTheLog(): Promise<unknown[]> {
  const rows = []
  for (const pk of ['LOG', 'BATCH', 'OUTBOX', 'CHECKPOINT', 'QUARANTINE'])
    rows.push(...(await queryAll(services.db, pk, { table: 'trail', consistent: true })))
  return rows
}

async function oneReady(): Promise<ReadyEntry> {
  await waiting.add(1)
  const sorted = await sortWaiting(ledger, await ledger.waiting(10), Date.now(), new Map())
  const last = sorted.ready.at(-1)
  if (last === undefined) throw new Error('Nothing is ready')
  return last
}

test('createHead: a second head is not made', async () => {
  const before = await rowsOfTheLog()
  expect(await ledger.createHead(headWith(2))).toBe(false)
  expect(await rowsOfTheLog()).toEqual(before)
})

test('assign: whoever goes on from an index that was given away gives none, whatever else would fit', async () => {
  const first = await oneReady()
  expect(await ledger.assign(0, [first])).toBe('assigned')
  const second = await oneReady()
  const before = await rowsOfTheLog()
  // The head alone speaks against this one; there is no batch at 7.
  expect(await ledger.assign(7, [second])).toBe('lost')
  expect(await ledger.assign(0, [second])).toBe('lost')
  expect(await rowsOfTheLog()).toEqual(before)
  expect(await indexOfLeaf(services.db, second.leafHash)).toBeUndefined()
  expect(await ledger.assign(1, [second])).toBe('assigned')
})

test('assign: an entry that does not wait gets no second index', async () => {
  const entry = await oneReady()
  expect(await ledger.assign(2, [entry])).toBe('assigned')
  const before = await rowsOfTheLog()
  // As if its chain had not moved: only the index row and the outbox speak against it.
  const again = {
    ...entry,
    place: { ...entry.place, subjectSeq: 0, prevEventHash: null, subjectRef: 'f'.repeat(32) },
  }
  expect(await ledger.assign(3, [again])).toBe('lost')
  expect(await rowsOfTheLog()).toEqual(before)
  expect(await getTrailRow(services.db, chainKey('f'.repeat(32)))).toBeUndefined()
  expect(await indexOfLeaf(services.db, entry.leafHash)).toBe(2)
})

test('assign: a chain moves only from where it ends', async () => {
  const entry = await oneReady()
  const { place } = entry
  const before = [...(await rowsOfTheLog()), await getTrailRow(services.db, chainKey(place.subjectRef))]
  for (const wrong of [
    { subjectSeq: 0, prevEventHash: null },
    { subjectSeq: place.subjectSeq - 1 },
    { subjectSeq: place.subjectSeq + 1 },
    { prevEventHash: 'e'.repeat(64) },
    { subjectKind: 'register' },
    { subjectRef: 'd'.repeat(32) },
  ])
    expect(await ledger.assign(3, [{ ...entry, place: { ...place, ...wrong } }]), JSON.stringify(wrong)).toBe(
      'lost',
    )
  expect([...(await rowsOfTheLog()), await getTrailRow(services.db, chainKey(place.subjectRef))]).toEqual(
    before,
  )
  expect(await ledger.assign(3, [entry])).toBe('assigned')
  expect(await ledger.chains([place.subjectRef])).toEqual(
    new Map([[place.subjectRef, { subjectKind: 'cycle', entries: 4, lastHash: entry.leafHash }]]),
  )
})

test('commit: only over the size and the root that were read, and not beyond what has an index', async () => {
  const head = await theHead()
  expect(await ledger.commit(head, 5, root(3))).toBe(false)
  expect(await ledger.commit({ ...head, root: root(9) }, 4, root(3))).toBe(false)
  expect(await ledger.commit({ ...head, integratedSize: 1 }, 4, root(3))).toBe(false)
  expect(await theHead()).toEqual(head)
  expect(await ledger.commit(head, 2, root(2))).toBe(true)
  expect(await ledger.commit(head, 3, root(3))).toBe(false)
  expect(await theHead()).toEqual({ ...head, integratedSize: 2, root: root(2) })
})

test('keepCheckpoint: the first of a size is kept', async () => {
  const first = { size: 2, root: root(2), note: 'first', signedAt: AT }
  expect(await ledger.keepCheckpoint(first)).toEqual({ ...first, publishedAt: undefined })
  const second = { ...first, note: 'second', signedAt: LATER }
  expect(await ledger.keepCheckpoint(second)).toEqual({ ...first, publishedAt: undefined })
  expect(await getTrailRow(services.db, checkpointKey(2))).toMatchObject({ note: 'first', signedAt: AT })
})

test('markPublished: once, the first moment counts, and only on the note that is kept', async () => {
  const kept = await ledger.checkpoint(2)
  if (kept === undefined) throw new Error('There is no checkpoint')
  await ledger.markPublished({ ...kept, note: 'another' }, AT, 1)
  expect(await ledger.checkpoint(2)).toEqual(kept)
  await ledger.markPublished(kept, AT, 1)
  await ledger.markPublished(kept, LATER, 2)
  expect(await getTrailRow(services.db, checkpointKey(2))).toMatchObject({ publishedAt: AT, mergeDelayMs: 1 })
})

test('quarantine: not for a reason that does not hold any more, not what is in the log, and once', async () => {
  const entry = await oneReady()
  const sentence = 'Why.'
  const before = await rowsOfTheLog()
  expect(await ledger.quarantine(entry, { code: 'entry-missing', sentence }, AT)).toBe(false)
  const predecessor = entry.place.prevEventHash ?? ''
  expect(await ledger.quarantine(entry, { code: 'no-predecessor', sentence, predecessor }, AT)).toBe(false)
  expect(await ledger.quarantine({ ...entry, key: 'nothing' }, { code: 'too-long', sentence }, AT)).toBe(
    false,
  )
  expect(await rowsOfTheLog()).toEqual(before)
  expect(await ledger.quarantine(entry, { code: 'too-long', sentence }, AT)).toBe(true)
  expect(await ledger.waiting(1)).toEqual([])
  expect(await ledger.quarantine(entry, { code: 'too-long', sentence: 'Again.' }, LATER)).toBe(false)
  expect(await getTrailRow(services.db, quarantineKey(entry.leafHash))).toMatchObject({ sentence, at: AT })
})

test('putBack: once for each time that an entry was set aside, into the place that it had; then it gets its index', async () => {
  const [row] = await queryAll(services.db, 'QUARANTINE', { table: 'trail', consistent: true })
  const leafHash = String(row?.sk)
  const { entry: raw } = (await getTrailRow(services.db, entryKey(leafHash))) ?? {}
  const { signedAt, subjectSeq } = JSON.parse(String(raw))
  expect(await ledger.putBack({ leafHash: 'a'.repeat(64), signedAt, subjectSeq }, AT)).toBe(false)
  expect(await ledger.putBack({ leafHash, signedAt, subjectSeq }, AT)).toBe(true)
  expect(await ledger.putBack({ leafHash, signedAt, subjectSeq }, LATER)).toBe(false)
  expect(await ledger.waiting(10)).toEqual([
    { key: outboxKey(signedAt, subjectSeq, leafHash).sk, leafHash, signedAt },
  ])
  expect(await getTrailRow(services.db, quarantineKey(leafHash))).toMatchObject({
    requeuedAt: AT,
    reason: 'too-long',
  })
  const { ready } = await sortWaiting(ledger, await ledger.waiting(10), Date.now(), new Map())
  const [back] = ready
  if (back === undefined) throw new Error('It is not ready')
  expect(await ledger.assign(4, [back])).toBe('assigned')
  expect(await indexOfLeaf(services.db, leafHash)).toBe(4)
  const again = {
    TableName: services.db.tables.trail,
    Item: toItem({ ...outboxKey(signedAt, subjectSeq, leafHash) }),
  }
  await services.db.client.send(new PutItemCommand(again))
  // It says once more that it waits: what is in the log is not set aside, and not put back.
  expect(await ledger.quarantine(back, { code: 'too-long', sentence: '' }, LATER)).toBe(false)
  await ledger.forget(back)
  expect(await ledger.putBack({ leafHash, signedAt, subjectSeq }, LATER)).toBe(false)
  expect(await ledger.waiting(1)).toEqual([])
})

test('headAgainstBatches: behind, in step, ahead', async () => {
  expect(await ledger.headAgainstBatches()).toBe('fits')
  const { db } = services
  const row = (await getTrailRow(db, LOG_HEAD_KEY)) ?? {}
  const put = (nextIndex: number) =>
    db.client.send(new PutItemCommand({ TableName: db.tables.trail, Item: toItem({ ...row, nextIndex }) }))
  await put(4)
  expect(await ledger.headAgainstBatches()).toBe('behind')
  await put(6)
  expect(await ledger.headAgainstBatches()).toBe('ahead')
  await put(5)
  expect(await ledger.headAgainstBatches()).toBe('fits')
})

test('putOnce: the second content of a path is refused', async () => {
  expect(await objects.putOnce('tile/0/000.p/1', utf8('first'))).toBe('written')
  expect(await objects.putOnce('tile/0/000.p/1', utf8('second'))).toBe('exists')
  const there = await objects.read('tile/0/000.p/1')
  expect(equalBytes(there?.bytes ?? new Uint8Array(0), utf8('first'))).toBe(true)
})

test('swapCheckpoint: only as the first, or over the version that was read', async () => {
  expect(await objects.swapCheckpoint(utf8('one'), undefined)).toBe(true)
  expect(await objects.swapCheckpoint(utf8('another'), undefined)).toBe(false)
  const one = await objects.read('checkpoint')
  expect(await objects.swapCheckpoint(utf8('two'), one?.version)).toBe(true)
  expect(await objects.swapCheckpoint(utf8('three'), one?.version)).toBe(false)
  const there = await objects.read('checkpoint')
  expect(equalBytes(there?.bytes ?? new Uint8Array(0), utf8('two'))).toBe(true)
})

test('renewRegister: a new chain whose first entry names the one before; once, and only when an entry of it was set aside', async () => {
  const { db } = services
  await ledger.appendHeartbeat(AT, '')
  const erasure = plainEvent('person.erased', 'erased', { at: AT })
  await commitRegisterEvent(db, { ...erasure, erasedEvents: ['evt_1'] })
  const old = await loadRegister(db)
  const { lastHash, subjectRef } = old.chain
  await renewRegister(db, ['a'.repeat(64)], LATER)
  expect(await loadRegister(db)).toEqual(old)
  await Promise.all([1, 2].map(() => renewRegister(db, [lastHash ?? ''], LATER)))
  const renewed = await loadRegister(db)
  expect(renewed).toMatchObject({ version: 3, chain: { seq: 1 }, earlier: [subjectRef] })
  const [first] = await listEntries(db, renewed.chain.subjectRef)
  expect(JSON.parse(first ?? '')).toMatchObject({
    eventType: 'log.heartbeat',
    subjectKind: 'register',
    subjectSeq: 0,
    meaning: expect.stringContaining(subjectRef),
  })
  await ledger.appendHeartbeat('2027-01-14T10:00:00.000Z', LATER)
  expect(await loadRegister(db)).toMatchObject({ chain: { seq: 2 }, earlier: [subjectRef] })
  // What the earlier chain says of erasures is found, and what the new one says.
  await commitRegisterEvent(db, { ...erasure, erasedEvents: ['evt_2'] })
  const events = ['evt_1', 'evt_2', 'evt_3']
  const found = await listErasureEntries(db, events)
  expect(found.map((chain) => chain.subjectRef)).toEqual([renewed.chain.subjectRef, subjectRef])
  expect([...(await erasuresOf(db, new Set(events))).keys()].sort()).toEqual(['evt_1', 'evt_2'])
})
