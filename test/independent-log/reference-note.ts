import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto'

/*
 * C2SP signed-note, tlog-checkpoint, tlog-cosignature and tlog-proof from their texts, on Node's own Ed25519. It shares no line
 * with functions/trail.
 */

/** A key with its text form taken apart. */
export interface ReferenceKey {
  name: string
  id: string
  type: number
  key: KeyObject
}

/** RFC 8410: how the 32 bytes of an Ed25519 key are wrapped for whoever wants them as DER. */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex')

export function referenceKey(vkey: string): ReferenceKey {
  const match = /^([^+\s]+)\+([0-9a-f]{8})\+(.+)$/.exec(vkey)
  const [, name = '', id = '', base64 = ''] = match ?? []
  const material = Buffer.from(base64, 'base64')
  const computed = createHash('sha256').update(`${name}\n`).update(material).digest('hex').slice(0, 8)
  if (computed !== id || material.length !== 33) throw new Error(`not a key: ${vkey}`)
  const key = createPublicKey({
    key: Buffer.concat([SPKI, material.subarray(1)]),
    format: 'der',
    type: 'spki',
  })
  return { name, id, type: material[0] ?? 0, key }
}

/** The text of a note if the key signed it, and when, if it says so; throws otherwise. */
export function referenceOpen(note: string, key: ReferenceKey): { text: string; time: bigint | undefined } {
  const end = note.lastIndexOf('\n\n') + 1
  const text = note.slice(0, end)
  for (const line of note.slice(end + 1).split('\n')) {
    const [dash, name, base64 = ''] = line.split(' ')
    const bytes = Buffer.from(base64, 'base64')
    if (dash !== '—' || name !== key.name || bytes.subarray(0, 4).toString('hex') !== key.id) continue
    const witness = key.type === 4
    const time = witness ? bytes.readBigUInt64BE(4) : undefined
    const message = witness ? `cosignature/v1\ntime ${time}\n${text}` : text
    if (!verify(null, Buffer.from(message), key.key, bytes.subarray(witness ? 12 : 4)))
      throw new Error('bad signature')
    return { text, time }
  }
  throw new Error('not signed by the key')
}

export interface ReferenceCheckpoint {
  origin: string
  size: number
  /** Hex. */
  root: string
}

export function referenceCheckpoint(text: string): ReferenceCheckpoint {
  const [origin = '', size = '', root = ''] = text.split('\n')
  return { origin, size: Number(size), root: Buffer.from(root, 'base64').toString('hex') }
}

/** A proof file's parts; hashes in hex. */
export function referenceProof(file: string): { index: number; hashes: string[]; note: string } {
  const [head = '', ...rest] = file.split('\n\n')
  const lines = head.split('\n').filter((line) => !line.startsWith('extra '))
  const [first, index = '', ...hashes] = lines
  if (first !== 'c2sp.org/tlog-proof@v1') throw new Error('not a proof')
  return {
    index: Number(index.replace('index ', '')),
    hashes: hashes.map((hash) => Buffer.from(hash, 'base64').toString('hex')),
    note: rest.join('\n\n'),
  }
}
