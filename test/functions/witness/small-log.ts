import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { concatBytes, utf8 } from '../../../functions/trail/bytes.ts'
import { formatCheckpoint } from '../../../functions/trail/checkpoint.ts'
import { leafHash, rootOf, rootOfTile } from '../../../functions/trail/merkle.ts'
import { formatVkey, signNote } from '../../../functions/trail/note.ts'
import { tilePath, tilesOf } from '../../../functions/trail/tile.ts'

const HASH_BYTES = 32

/** The operator of a log: the one who has its key, and may do with it what they like. */
export interface LogKey {
  name: string
  privateKey: KeyObject
  publicKey: Uint8Array
  vkey: string
}

export function createLogKey(name = 'log.example/audit/log'): LogKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const raw = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }).subarray(12))
  return { name, privateKey, publicKey: raw, vkey: formatVkey(name, raw) }
}

/** Entries of a log, made of words; a fork is another list with the same key. */
export function entriesOf(word: string, count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, index) => utf8(`${word} ${index}`))
}

export interface Objects {
  checkpoint: string
  /** Tiles by path. */
  tiles: Map<string, Uint8Array>
}

/** A signed checkpoint over entries, with every tile that it needs. */
export async function logOver(key: LogKey, entries: Uint8Array[]): Promise<Objects> {
  const leaves = entries.map(leafHash)
  const levels: Uint8Array[][] = [leaves]
  for (let level = 0; (levels[level]?.length ?? 0) >= 256; level += 1) {
    const below = levels[level] ?? []
    levels.push(
      Array.from({ length: Math.floor(below.length / 256) }, (_, n) =>
        rootOfTile(concatBytes(...below.slice(n * 256, (n + 1) * 256))),
      ),
    )
  }
  const tiles = new Map(
    tilesOf(entries.length).map(({ level, n, width }) => [
      tilePath(level, n, width),
      concatBytes(...(levels[level] ?? []).slice(n * 256, n * 256 + width)),
    ]),
  )
  if ([...tiles.values()].some((tile) => tile.length % HASH_BYTES !== 0)) throw new Error('A tile is torn')
  const text = formatCheckpoint({ origin: key.name, size: entries.length, root: rootOf(leaves) })
  const checkpoint = await signNote(text, {
    name: key.name,
    publicKey: key.publicKey,
    sign: async (message) => new Uint8Array(sign(null, message, key.privateKey)),
  })
  return { checkpoint, tiles }
}

/** Puts a log into a bucket as its operator could, over whatever stands there. */
export async function publish(s3: S3Client, bucket: string, { checkpoint, tiles }: Objects): Promise<void> {
  const put = (Key: string, Body: Uint8Array | string) =>
    s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body }))
  await Promise.all([...tiles].map(([path, tile]) => put(path, tile)))
  await put('checkpoint', checkpoint)
}

export async function textAt(s3: S3Client, bucket: string, path: string): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: path }))
  return (await Body?.transformToString()) ?? ''
}
