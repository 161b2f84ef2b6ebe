import { createPrivateKey, createPublicKey, sign as signWith } from 'node:crypto'
import { utf8 } from '../../../../functions/trail/bytes.ts'
import { formatCheckpoint } from '../../../../functions/trail/checkpoint.ts'
import { leafHashOf } from '../../../../functions/trail/digest.ts'
import { type EntryStatement, writeEntry } from '../../../../functions/trail/entry.ts'
import { encodeBundle, leafTileOf } from '../../../../functions/trail/entry-bundle.ts'
import { HASH_BYTES, rootOf, rootOfTile } from '../../../../functions/trail/merkle.ts'
import { formatVkey, signNote } from '../../../../functions/trail/note.ts'
import { entryBundlePath, TILE_WIDTH, tilePath } from '../../../../functions/trail/tile.ts'
import type { LogSource } from '../../../../functions/trail/verify/log-source.ts'

/** A log's objects by their paths, as they lie in the bucket. */
export type Objects = Map<string, Uint8Array>

export const ORIGIN = 'sign-off.example/audit/log'

/** Keys for tests: 32 bytes of one value are a private key. */
export function testKey(seed: number) {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, seed)])
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  const publicKey = new Uint8Array(
    createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32),
  )
  return {
    publicKey,
    sign: async (message: Uint8Array) => new Uint8Array(signWith(null, message, privateKey)),
  }
}
export const KEY = testKey(7)
export const VKEY = formatVkey(ORIGIN, KEY.publicKey)

/** Signs a checkpoint as the sequencer does, naming the one before. */
export async function signedCheckpoint(
  size: number,
  root: Uint8Array,
  previous: number | undefined,
  key = KEY,
  origin = ORIGIN,
): Promise<Uint8Array> {
  const text = formatCheckpoint({ origin, size, root })
  const note = await signNote(previous === undefined ? text : `${text}previous ${previous}\n`, {
    name: origin,
    ...key,
  })
  return utf8(note)
}

/** A log as the sequencer leaves it: at each size the tiles and bundles of then, and a checkpoint in the history. */
export async function buildLog(
  entries: readonly Uint8Array[],
  sizes: readonly number[],
  options: { key?: typeof KEY; origin?: string; namesPrevious?: boolean } = {},
): Promise<Objects> {
  const { key = KEY, origin = ORIGIN, namesPrevious = true } = options
  const objects: Objects = new Map()
  const hashes: Uint8Array[] = []
  for (let at = 0; at < entries.length; at += TILE_WIDTH) {
    const tile = leafTileOf(entries.slice(at, at + TILE_WIDTH))
    for (let byte = 0; byte < tile.length; byte += HASH_BYTES)
      hashes.push(tile.slice(byte, byte + HASH_BYTES))
  }
  let before = 0
  for (const size of sizes) {
    addTiles(objects, entries, hashes, before, size)
    const note = await signedCheckpoint(
      size,
      rootOf(hashes.slice(0, size)),
      namesPrevious ? before : undefined,
      key,
      origin,
    )
    objects.set(`checkpoint-history/${size}`, note)
    objects.set('checkpoint', note)
    before = size
  }
  return objects
}

/** What a log of the new size needs and one of the old size has not. */
export function addTiles(
  objects: Objects,
  entries: readonly Uint8Array[],
  hashes: readonly Uint8Array[],
  before: number,
  size: number,
): void {
  for (let n = Math.floor(before / TILE_WIDTH); n * TILE_WIDTH < size; n += 1) {
    const bundle = entries.slice(n * TILE_WIDTH, Math.min(size, (n + 1) * TILE_WIDTH))
    objects.set(entryBundlePath(n, bundle.length), encodeBundle(bundle))
  }
  let row = hashes.slice(0, size)
  for (let level = 0, old = before; row.length > old; level += 1, old = Math.floor(old / TILE_WIDTH)) {
    const above: Uint8Array[] = []
    for (let n = 0; n * TILE_WIDTH < row.length; n += 1) {
      const tile = Buffer.concat(row.slice(n * TILE_WIDTH, (n + 1) * TILE_WIDTH))
      const width = tile.length / HASH_BYTES
      if ((n + 1) * TILE_WIDTH > old) objects.set(tilePath(level, n, width), new Uint8Array(tile))
      if (width === TILE_WIDTH) above.push(rootOfTile(tile))
    }
    row = above
  }
}

/** Entries of several reviews whose steps interleave, by turns with their commitments. */
export function entriesOf(
  count: number,
  options: { subjects?: number; personal?: number } = {},
): Uint8Array[] {
  const { subjects = 7, personal = 2 } = options
  const chains = Array.from({ length: subjects }, () => ({ seq: 0, prevHash: null as string | null }))
  return Array.from({ length: count }, (_, index) => {
    const number = (index * 5 + Math.floor(index / 11)) % subjects
    const chain = chains[number]
    if (chain === undefined) throw new Error('There is no such subject')
    const subjectRef = leafHashOf(utf8(`subject ${number}`)).slice(0, 32)
    const written = writeEntry(
      statementOf(index, personal),
      { subjectKind: number === 0 ? 'cycle' : 'review', subjectRef, ...chain },
      `evt_${leafHashOf(utf8(`event ${index}`)).slice(0, 32)}`,
      () => new Uint8Array(32).fill(index),
    )
    chain.seq += 1
    chain.prevHash = written.leafHash
    return written.bytes
  })
}

const steps = ['review.opened', 'self-assessment.submitted', 'supervisor-rating.submitted', 'record.released']
const fields = ['reviewee', 'signer', 'justification', 'proposedRating', 'computedScore']

function statementOf(index: number, personal: number): EntryStatement {
  const type = steps[index % steps.length] ?? 'review.opened'
  const hash = leafHashOf(utf8(`record ${index}`))
  const at = new Date(Date.UTC(2027, 0, 12, 8) + index * 61_007).toISOString()
  return {
    type,
    meaning: type.replace('.', ' '),
    signerRole: index % 3 === 0 ? 'supervisor' : 'self',
    at,
    recordDigest: index % 2 === 0 ? hash : null,
    recordVersion: 1,
    formVersion: index % 4 === 0 ? null : 1,
    intentStatement: index % 2 === 0 ? { id: 'submit/1', text: 'I submit.' } : null,
    authentication: index % 2 === 0 ? { method: 'emailed-link', at } : { method: 'none', at: null },
    delegation: null,
    beforeDigest: index % 4 === 1 ? hash : null,
    afterDigest: null,
    personal: fields.slice(0, personal).map((field) => ({ field, value: `value ${index}`, about: 'per_1' })),
  }
}

/** A source that lists, over objects in memory; what is read belongs to the reader. */
export function sourceOf(objects: ReadonlyMap<string, Uint8Array>): LogSource {
  return {
    read: async (path) => objects.get(path)?.slice(),
    async *list() {
      yield* objects.keys()
    },
  }
}
