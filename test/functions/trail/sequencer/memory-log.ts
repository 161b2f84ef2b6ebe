import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto'
import { leafHashOf } from '../../../../functions/trail/digest.ts'
import { type EntryStatement, writeEntry } from '../../../../functions/trail/entry.ts'
import { chainMoves } from '../../../../functions/trail/sequencer/chain-moves.ts'
import type {
  Batch,
  ChainEnd,
  KeptCheckpoint,
  Ledger,
  LogHead,
  Trouble,
  WaitingEntry,
} from '../../../../functions/trail/sequencer/ledger.ts'
import type { LogObjects } from '../../../../functions/trail/sequencer/log-objects.ts'
import type { LogSigner } from '../../../../functions/trail/sequencer/log-signer.ts'

export const ORIGIN = 'reviews.example.com/audit/log'
export const START = Date.parse('2027-01-12T10:00:00.000Z')

/** An entry whose leaf is known by its chain and its number, so that a failing scenario reads the same each time. */
export const STATEMENT: EntryStatement = {
  type: 'self-assessment.submitted',
  meaning: 'submitted',
  signerRole: 'self',
  at: '2027-01-12T10:00:00.000Z',
  recordDigest: null,
  recordVersion: 1,
  formVersion: 1,
  intentStatement: null,
  authentication: { method: 'emailed-link', at: null },
  delegation: null,
  beforeDigest: null,
  afterDigest: null,
  personal: [],
}

/** An Ed25519 key from a seed of one repeated byte. */
export function keyOfSeed(seed: number): KeyObject {
  const pkcs8 = Buffer.concat([
    Buffer.from('302e020100300506032b657004220420', 'hex'),
    Buffer.alloc(32, seed),
  ])
  return createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
}

export function rawPublicKey(key: KeyObject): Uint8Array {
  return new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(12))
}

/**
 * Tables, bucket and key of a log in memory, with the conditions of the real ones: what a transaction or a conditional write
 * does happens at one instant or not at all.
 */
export class MemoryLog {
  head: LogHead | undefined
  outbox = new Map<string, WaitingEntry>()
  entries = new Map<string, Uint8Array>()
  index = new Map<string, number>()
  ends = new Map<string, ChainEnd>()
  batches = new Map<number, Batch>()
  checkpoints = new Map<number, KeptCheckpoint>()
  quarantine = new Map<string, string>()
  state: Trouble | null = null
  chains = new Map<string, { seq: number; lastHash: string | null; lastAt: string }>()
  objects = new Map<string, { bytes: Uint8Array; version: string }>()
  /** Every checkpoint that ever stood at `checkpoint`, in order. */
  published: Uint8Array[] = []
  heartbeats = 0
  /** The name of the register's chain. */
  register = 'f'
  key = keyOfSeed(1)
  now = START
  /** Told of each write-once path with the content that somebody tries to give it. */
  onPut: (path: string, bytes: Uint8Array) => void = () => {}
  /** Told of each new checkpoint in the instant in which it is published. */
  onPublish: (bytes: Uint8Array) => void = () => {}

  /** A copy that shares no mutable state. */
  copy(): MemoryLog {
    const copy = new MemoryLog()
    copy.head = this.head
    copy.outbox = new Map(this.outbox)
    copy.entries = new Map(this.entries)
    copy.index = new Map(this.index)
    copy.ends = new Map(this.ends)
    copy.batches = new Map(this.batches)
    copy.checkpoints = new Map(this.checkpoints)
    copy.quarantine = new Map(this.quarantine)
    copy.state = this.state
    copy.chains = new Map(this.chains)
    copy.objects = new Map(this.objects)
    copy.published = [...this.published]
    copy.heartbeats = this.heartbeats
    copy.register = this.register
    copy.key = this.key
    copy.now = this.now
    return copy
  }

  /** The business transaction: an entry at the end of a chain, and its row in the outbox. Returns its hash. */
  append(chain: string, kind: 'review' | 'register' = 'review'): string {
    const { seq, lastHash } = this.chains.get(chain) ?? { seq: 0, lastHash: null, lastAt: '' }
    const at = new Date(this.now).toISOString()
    const subjectRef = chain.padStart(32, '0')
    const { bytes, leafHash } = writeEntry(
      { ...STATEMENT, at },
      { subjectKind: kind, subjectRef, seq, prevHash: lastHash },
      `evt_${chain}${String(seq).padStart(16, '0')}`,
      () => new Uint8Array(32),
    )
    this.chains.set(chain, { seq: seq + 1, lastHash: leafHash, lastAt: at })
    this.putEntry(bytes, seq, at)
    return leafHash
  }

  putEntry(bytes: Uint8Array, seq: number, signedAt: string, leafHash = leafHashOf(bytes)): void {
    const key = `${signedAt}#${String(seq).padStart(9, '0')}#${leafHash}`
    this.entries.set(leafHash, bytes)
    this.outbox.set(key, { key, leafHash, signedAt })
  }

  /** The entries in the order of their indices. */
  sequenced(): Uint8Array[] {
    const batches = [...this.batches.values()].sort((a, b) => a.first - b.first)
    return batches.flatMap(({ hashes }) => hashes.map((hash) => this.entries.get(hash) ?? new Uint8Array(0)))
  }
}

/** Asked before and after the effect of each call; may take its time, or throw. */
export type Gate = (call: string, phase: 'before' | 'after') => Promise<void>

/** The interfaces of the sequencer over a log in memory; each call goes through the gate, one at a time. */
export function partsOver(
  log: MemoryLog,
  gate: Gate = async () => {},
): { ledger: Ledger; objects: LogObjects; signer: LogSigner; origin: string; now: () => number } {
  // One after the other, so that the number of a call is the same in every run, whatever runs in parallel.
  let turn: Promise<unknown> = Promise.resolve()
  const through = <T>(name: string, effect: () => T): Promise<T> => {
    const mine = turn.then(async () => {
      await gate(name, 'before')
      const result = effect()
      await gate(name, 'after')
      return result
    })
    turn = mine.catch(() => {})
    return mine
  }
  const sorted = () => [...log.outbox.values()].sort((a, b) => (a.key < b.key ? -1 : 1))
  const endOfBatches = () => {
    const last = log.batches.get(Math.max(...log.batches.keys()))
    return last === undefined ? 0 : last.first + last.hashes.length
  }
  const ledger: Ledger = {
    head: () => through('head', () => log.head),
    createHead: (head) =>
      through('createHead', () => {
        if (log.head !== undefined) return false
        log.head = head
        return true
      }),
    waiting: (limit, after) =>
      through('waiting', () =>
        sorted()
          .filter(({ key }) => after === undefined || key > after)
          .slice(0, limit),
      ),
    entries: (hashes) => through('entries', () => pick(log.entries, hashes)),
    chains: (subjects) => through('chains', () => pick(log.ends, subjects)),
    indices: (hashes) => through('indices', () => pick(log.index, hashes)),
    assign: (first, entries) =>
      through('assign', () => {
        const moves = chainMoves(entries)
        const isHeld =
          log.head?.nextIndex === first &&
          !log.batches.has(first) &&
          entries.every(({ key, leafHash }) => log.outbox.has(key) && !log.index.has(leafHash)) &&
          moves.every(({ subjectRef, subjectKind, from }) => {
            const end = log.ends.get(subjectRef)
            return from === undefined
              ? end === undefined
              : end?.entries === from.entries &&
                  end.lastHash === from.lastHash &&
                  end.subjectKind === subjectKind
          })
        if (!isHeld || log.head === undefined) return 'lost'
        log.head = { ...log.head, nextIndex: first + entries.length }
        const oldestSignedAt = entries.map(({ signedAt }) => signedAt).sort()[0] ?? ''
        log.batches.set(first, { first, hashes: entries.map(({ leafHash }) => leafHash), oldestSignedAt })
        for (const [at, { key, leafHash }] of entries.entries()) {
          log.index.set(leafHash, first + at)
          log.outbox.delete(key)
        }
        for (const { subjectRef, subjectKind, entries: count, lastHash } of moves)
          log.ends.set(subjectRef, { subjectKind, entries: count, lastHash })
        return 'assigned'
      }),
    batches: (from, to) =>
      through('batches', () =>
        [...log.batches.values()]
          .filter(({ first }) => first >= from && first < to)
          .sort((a, b) => a.first - b.first),
      ),
    endOfBatches: () => through('endOfBatches', endOfBatches),
    headAgainstBatches: () =>
      through('headAgainstBatches', () => {
        const ahead = (log.head?.nextIndex ?? 0) - endOfBatches()
        return ahead === 0 ? 'fits' : ahead < 0 ? 'behind' : 'ahead'
      }),
    forget: ({ key }) => through('forget', () => void log.outbox.delete(key)),
    quarantine: (entry, { code, predecessor }) =>
      through('quarantine', () => {
        if (!log.outbox.has(entry.key) || log.index.has(entry.leafHash)) return false
        if (code === 'entry-missing' && log.entries.has(entry.leafHash)) return false
        if (predecessor !== undefined && log.index.has(predecessor)) return false
        log.quarantine.set(entry.leafHash, code)
        log.outbox.delete(entry.key)
        return true
      }),
    putBack: ({ leafHash, signedAt, subjectSeq }) =>
      through('putBack', () => {
        if (!log.quarantine.has(leafHash) || log.index.has(leafHash)) return false
        log.quarantine.delete(leafHash)
        log.putEntry(log.entries.get(leafHash) ?? new Uint8Array(0), subjectSeq, signedAt, leafHash)
        return true
      }),
    commit: (before, size, root) =>
      through('commit', () => {
        const { head } = log
        if (head?.integratedSize !== before.integratedSize || head.nextIndex < size) return false
        if (!Buffer.from(head.root).equals(before.root)) return false
        log.head = { ...head, integratedSize: size, root }
        return true
      }),
    keepCheckpoint: (checkpoint) =>
      through('keepCheckpoint', () => {
        const kept = log.checkpoints.get(checkpoint.size) ?? { ...checkpoint, publishedAt: undefined }
        log.checkpoints.set(checkpoint.size, kept)
        return kept
      }),
    checkpoint: (size) => through('checkpoint', () => log.checkpoints.get(size)),
    newestPublished: () =>
      through('newestPublished', () =>
        [...log.checkpoints.values()]
          .filter(({ publishedAt }) => publishedAt !== undefined)
          .reduce<KeptCheckpoint | undefined>(
            (a, b) => (a !== undefined && a.size > b.size ? a : b),
            undefined,
          ),
      ),
    markPublished: (checkpoint, publishedAt) =>
      through('markPublished', () => {
        const kept = log.checkpoints.get(checkpoint.size)
        if (kept?.note !== checkpoint.note || kept.publishedAt !== undefined) return
        log.checkpoints.set(checkpoint.size, { ...kept, publishedAt })
      }),
    trouble: () => through('trouble', () => log.state),
    setTrouble: (trouble) =>
      through('setTrouble', () => {
        log.state = trouble
      }),
    appendHeartbeat: (_at, unlessSince) =>
      through('appendHeartbeat', () => {
        if ((log.chains.get(log.register)?.lastAt ?? '') > unlessSince) return
        log.append(log.register, 'register')
        log.heartbeats += 1
      }),
    renewRegister: (setAside) =>
      through('renewRegister', () => {
        const subjectRef = log.register.padStart(32, '0')
        const isOfRegister = (hash: string) =>
          Buffer.from(log.entries.get(hash) ?? '').includes(subjectRef) ||
          hash === log.chains.get(log.register)?.lastHash
        if (!setAside.some(isOfRegister)) return
        log.register += 'f'
        log.append(log.register, 'register')
      }),
  }
  let versions = 0
  const objects: LogObjects = {
    read: (path) => through(`read ${path}`, () => log.objects.get(path)),
    putOnce: (path, bytes) =>
      through(`put ${path}`, () => {
        log.onPut(path, bytes)
        if (log.objects.has(path)) return 'exists'
        log.objects.set(path, { bytes, version: 'once' })
        return 'written'
      }),
    swapCheckpoint: (bytes, over) =>
      through('swapCheckpoint', () => {
        if (log.objects.get('checkpoint')?.version !== over) return false
        versions += 1
        log.objects.set('checkpoint', { bytes, version: `${log.published.length} ${versions}` })
        log.published.push(bytes)
        log.onPublish(bytes)
        return true
      }),
    listHistory: () =>
      through('listHistory', () =>
        [...log.objects.keys()].flatMap((path) =>
          path.startsWith('checkpoint-history/') ? [Number(path.slice('checkpoint-history/'.length))] : [],
        ),
      ),
  }
  const signer: LogSigner = {
    publicKey: () => through('publicKey', () => rawPublicKey(log.key)),
    sign: (message) => through('sign', () => new Uint8Array(sign(null, message, log.key))),
  }
  return { ledger, objects, signer, origin: ORIGIN, now: () => log.now }
}

function pick<T>(from: ReadonlyMap<string, T>, keys: readonly string[]): Map<string, T> {
  const found = new Map<string, T>()
  for (const key of keys) {
    const value = from.get(key)
    if (value !== undefined) found.set(key, value)
  }
  return found
}
