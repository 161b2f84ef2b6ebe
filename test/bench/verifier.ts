/**
 * How long the verification of a log takes, against plain SHA-256 over the same files: `node test/bench/verifier.ts [entries]`.
 * Makes a log of a million entries in a temporary directory, which it removes at the end. Each is measured in a process of its
 * own, by turns, so that neither has the other's memory. Ends with 1 when the verification takes too long or too much memory;
 * says something only on a machine that does nothing else.
 */
import { spawnSync } from 'node:child_process'
import { createHash, generateKeyPairSync, randomBytes, sign as signWith } from 'node:crypto'
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { toHex } from '../../functions/trail/bytes.ts'
import { formatCheckpoint } from '../../functions/trail/checkpoint.ts'
import { type EntryStatement, writeEntry } from '../../functions/trail/entry.ts'
import { formatVkey, signNote } from '../../functions/trail/note.ts'
import { integrate, partialTilesOf, type RightEdge } from '../../functions/trail/sequencer/integrate.ts'
import { bundleVerifier } from '../../infra/bundle-verifier.ts'

const ORIGIN = 'bench.example/audit/log'
/** Beyond these it ends with 1: how much longer than hashing alone, and the most memory. */
const MOST_RATIO = 2
const MOST_MB = 300
/** As many entries get their checkpoint together; the tiles of then stay beside those of later. */
const PER_CHECKPOINT = 1000
/** What a review leaves on its way from the launch to the last signature. */
const STEPS: readonly [type: string, role: string, fields: readonly string[]][] = [
  ['review.opened', 'workflow', ['reviewee', 'revieweeName', 'ratingSupervisor']],
  [
    'self-assessment.submitted',
    'self',
    ['proposedRating', 'computedScore', 'justification', 'signer', 'reviewee', 'words'],
  ],
  ['peer-input.submitted', 'peer', ['signer', 'reviewee', 'words', 'authenticatedAt']],
  ['peer-input.submitted', 'peer', ['signer', 'reviewee', 'words', 'authenticatedAt']],
  [
    'supervisor-rating.submitted',
    'supervisor',
    ['proposedRating', 'computedScore', 'justification', 'signer', 'reviewee', 'words'],
  ],
  ['record.released', 'workflow', ['reviewee', 'ratingOfRecord', 'dueAt']],
  ['record.signed-by-reviewee', 'reviewee', ['signer', 'signerName', 'reviewee', 'comment']],
  ['record.countersigned', 'supervisor', ['signer', 'signerName', 'reviewee']],
  ['review.sealed', 'workflow', ['reviewee', 'ratingOfRecord']],
]
/** Of an odd number one is in the middle. */
const ROUNDS = 5
/** So many reviews are on their way at once. */
const AT_ONCE = 1371

interface Review {
  subjectRef: string
  seq: number
  prevHash: string | null
}

/** One entry after another, as a company's reviews leave them: by turns, each from its first step to its last. */
function* entriesOf(count: number): Generator<Uint8Array, void> {
  const open = (): Review => ({ subjectRef: toHex(randomBytes(16)), seq: 0, prevHash: null })
  const reviews = Array.from({ length: AT_ONCE }, open)
  for (let index = 0; index < count; index += 1) {
    const place = Math.floor(Math.random() * AT_ONCE)
    const review = reviews[place] ?? open()
    const [type, role, fields] = STEPS[review.seq] ?? ['review.closed-unfinished', 'workflow', []]
    const written = writeEntry(
      statementOf(type, role, fields, index),
      { subjectKind: 'review', ...review },
      `evt_${toHex(randomBytes(16))}`,
      () => randomBytes(32),
    )
    yield written.bytes
    const seq = review.seq + 1
    reviews[place] = seq < STEPS.length ? { ...review, seq, prevHash: written.leafHash } : open()
  }
}

function statementOf(
  type: string,
  signerRole: string,
  fields: readonly string[],
  index: number,
): EntryStatement {
  const at = new Date(Date.UTC(2027, 0, 4, 8) + index * 977).toISOString()
  const isPerson = signerRole !== 'workflow'
  return {
    type,
    meaning: `${type.replace('.', ' ').replaceAll('-', ' ')}, as shown on the page`,
    signerRole,
    at,
    recordDigest: toHex(randomBytes(32)),
    recordVersion: 1,
    formVersion: 1,
    intentStatement: isPerson ? { id: `${type}/1`, text: `I do this: ${type}` } : null,
    authentication: isPerson
      ? { method: 'emailed-link', at: new Date(Date.parse(at) - 61_000).toISOString() }
      : { method: 'none', at: null },
    delegation: null,
    beforeDigest: toHex(randomBytes(32)),
    afterDigest: toHex(randomBytes(32)),
    personal: fields.map((field) => ({ field, value: String(index), about: 'per_1' })),
  }
}

/** Writes the log as the sequencer would. @returns its verification key and the bytes of the entries. */
async function writeLog(directory: string, count: number): Promise<{ vkey: string; entryBytes: number }> {
  const { privateKey, publicKey: spki } = generateKeyPairSync('ed25519')
  const publicKey = new Uint8Array(spki.export({ format: 'der', type: 'spki' }).subarray(-32))
  const sign = async (message: Uint8Array) => new Uint8Array(signWith(null, message, privateKey))
  const put = (path: string, bytes: Uint8Array | string) => {
    mkdirSync(dirname(join(directory, path)), { recursive: true })
    writeFileSync(join(directory, path), bytes)
  }
  let edge: RightEdge = { size: 0, tiles: new Map(), entries: [] }
  let entryBytes = 0
  const entries = entriesOf(count)
  while (edge.size < count) {
    const added: Uint8Array[] = []
    while (added.length < Math.min(PER_CHECKPOINT, count - edge.size))
      added.push(entries.next().value ?? new Uint8Array(0))
    entryBytes += added.reduce((sum, { length }) => sum + length, 0)
    const { size, root, objects } = await integrate(edge, added)
    for (const [path, bytes] of objects) put(path, bytes)
    const text = `${formatCheckpoint({ origin: ORIGIN, size, root })}previous ${edge.size}\n`
    const note = await signNote(text, { name: ORIGIN, publicKey, sign })
    put(`checkpoint-history/${size}`, note)
    put('checkpoint', note)
    edge = edgeOf(size, objects, edge, added)
  }
  return { vkey: formatVkey(ORIGIN, publicKey), entryBytes }
}

/** What stands in the partial tiles and the partial bundle in which the tree ends. */
function edgeOf(
  size: number,
  objects: ReadonlyMap<string, Uint8Array>,
  before: RightEdge,
  added: readonly Uint8Array[],
): RightEdge {
  const tiles = new Map<number, Uint8Array>()
  for (const { level, path } of partialTilesOf(size)) {
    const tile = objects.get(path) ?? before.tiles.get(level)
    if (tile !== undefined) tiles.set(level, tile)
  }
  const all = [...before.entries, ...added]
  return { size, tiles, entries: all.slice(all.length - (size % 256)) }
}

/** Reads every file below the directory and hashes all of it as one stream: what the verification is measured against. */
function hashEverything(directory: string): { ms: number; hashMs: number; bytes: number; files: number } {
  const started = performance.now()
  const hash = createHash('sha256')
  const buffer = Buffer.allocUnsafe(1 << 20)
  let [bytes, files, hashMs] = [0, 0, 0]
  const walk = (below: string): void => {
    for (const entry of readdirSync(below, { withFileTypes: true })) {
      const path = join(below, entry.name)
      if (entry.isDirectory()) {
        walk(path)
        continue
      }
      const file = openSync(path, 'r')
      for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer)) {
        const before = performance.now()
        hash.update(buffer.subarray(0, read))
        hashMs += performance.now() - before
        bytes += read
      }
      closeSync(file)
      files += 1
    }
  }
  walk(directory)
  hash.digest()
  return { ms: performance.now() - started, hashMs, bytes, files }
}

/** Runs a program to its end and tells how long it took and the most memory that it had. */
function timed(args: readonly string[]): { ms: number; rssMb: number; output: string } {
  const tell = `process.on('exit', () => process.stderr.write('RSS ' + process.resourceUsage().maxRSS + '\\n'))`
  const started = performance.now()
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(tell)}`, ...args],
    { encoding: 'utf8', maxBuffer: 1 << 26 },
  )
  const ms = performance.now() - started
  if (status !== 0) throw new Error(`It ended with ${status}:\n${stdout}\n${stderr}`)
  return {
    ms,
    rssMb: Math.max(...[...stderr.matchAll(/RSS (\d+)/g)].map(([, kb]) => Number(kb))) / 1024,
    output: stdout,
  }
}

async function main(count: number): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'countersign-bench-'))
  try {
    const directory = join(root, 'log')
    await bundleVerifier(root)
    const started = performance.now()
    const { vkey, entryBytes } = await writeLog(directory, count)
    console.log(
      `${count} entries of ${(entryBytes / count).toFixed(0)} bytes, ${Math.ceil(count / PER_CHECKPOINT)} checkpoints; made in ${((performance.now() - started) / 1000).toFixed(0)} s`,
    )
    const ratios: number[] = []
    let mostMb = 0
    for (let round = 1; round <= ROUNDS; round += 1) {
      const plain = JSON.parse(timed([import.meta.filename, '--hash', directory]).output)
      const verified = timed([join(root, 'verifier', 'countersign-verify.mjs'), directory, '--vkey', vkey])
      ratios.push(verified.ms / plain.ms)
      mostMb = Math.max(mostMb, verified.rssMb)
      console.log(
        `round ${round}: plain SHA-256 ${(plain.ms / 1000).toFixed(2)} s (of that ${(plain.hashMs / 1000).toFixed(2)} s hashing) over ${plain.files} files, ${(plain.bytes / 1e6).toFixed(0)} MB; verification ${(verified.ms / 1000).toFixed(2)} s, ${verified.rssMb.toFixed(0)} MB of memory at most; ratio ${(verified.ms / plain.ms).toFixed(2)}`,
      )
      if (round === 1) console.log(verified.output)
    }
    ratios.sort((one, other) => one - other)
    const ratio = ratios[Math.floor(ratios.length / 2)] ?? Number.POSITIVE_INFINITY
    const isGood = ratio <= MOST_RATIO && mostMb <= MOST_MB
    console.log(
      `${isGood ? 'within' : 'BEYOND'} the limits: ratio, median of ${ratios.length}: ${ratio.toFixed(2)} of at most ${MOST_RATIO}; memory ${mostMb.toFixed(0)} of at most ${MOST_MB} MB`,
    )
    if (!isGood) process.exitCode = 1
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

const [first = '1000000', second = ''] = process.argv.slice(2)
if (first === '--hash') console.log(JSON.stringify(hashEverything(second)))
else await main(Number(first))
