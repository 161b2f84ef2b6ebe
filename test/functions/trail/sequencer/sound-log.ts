import { formatVkey } from '../../../../functions/trail/note.ts'
import { bundles, leavesOf, tiles } from '../../../independent-log/reference-layout.ts'
import { referenceCheckpoint, referenceKey, referenceOpen } from '../../../independent-log/reference-note.ts'
import { MTH } from '../../../independent-log/reference-tree.ts'
import { type MemoryLog, ORIGIN, rawPublicKey } from './memory-log.ts'

interface Reference {
  root: string
  files: Map<string, Buffer>
}

// Thousands of scenarios end in a handful of logs.
const references = new Map<string, Reference>()
const opened = new Map<string, { size: number; root: string }>()

/** What a log of these entries must consist of, by the implementation that shares no line with functions/trail. */
function referenceOf(entries: readonly Uint8Array[]): Reference {
  const leaves = leavesOf(entries)
  const name = leaves.join('')
  const known = references.get(name)
  if (known !== undefined) return known
  const reference = { root: MTH(leaves), files: new Map([...bundles(entries), ...tiles(leaves)]) }
  references.set(name, reference)
  return reference
}

function openedCheckpoint(log: MemoryLog, bytes: Uint8Array): { size: number; root: string } {
  const note = Buffer.from(bytes).toString('utf8')
  const known = opened.get(note)
  if (known !== undefined) return known
  const key = referenceKey(formatVkey(ORIGIN, rawPublicKey(log.key)))
  const { origin, size, root } = referenceCheckpoint(referenceOpen(note, key).text)
  if (origin !== ORIGIN) throw new Error(`The checkpoint names ${origin}`)
  const checkpoint = { size: Number(size), root }
  opened.set(note, checkpoint)
  return checkpoint
}

/**
 * Throws unless everybody who reads this checkpoint finds the whole log that it signs: each tile, each bundle, and in them
 * chains without gaps. As all checkpoints are held against beginnings of one row of entries, every pair of them is consistent.
 */
export function checkServable(log: MemoryLog, checkpoint: Uint8Array): { size: number } {
  const { size, root } = openedCheckpoint(log, checkpoint)
  const entries = log.sequenced().slice(0, size)
  if (entries.length !== size)
    throw new Error(`${size} entries are published, ${entries.length} have an index`)
  const reference = referenceOf(entries)
  if (reference.root !== root) throw new Error(`The root of ${size} entries does not follow from them`)
  for (const [path, content] of reference.files) {
    const there = log.objects.get(path)?.bytes
    if (there === undefined) throw new Error(`${size} entries are published without ${path}`)
    if (!content.equals(there)) throw new Error(`${path} does not hold what follows from the entries`)
  }
  const chains = new Map<string, number>()
  for (const bytes of entries) {
    const { subjectRef, subjectSeq } = JSON.parse(Buffer.from(bytes).toString('utf8')) as {
      subjectRef: string
      subjectSeq: number
    }
    const next = chains.get(subjectRef) ?? 0
    if (subjectSeq !== next)
      throw new Error(`At ${size} entries a chain goes from ${next - 1} to ${subjectSeq}`)
    chains.set(subjectRef, next + 1)
  }
  return { size }
}

/** Fails the moment that something is published or written that must not be. Returns what was found so far. */
export function watch(log: MemoryLog): { violations: string[] } {
  const violations: string[] = []
  const contents = new Map<string, Uint8Array>()
  for (const [path, { bytes }] of log.objects) if (path !== 'checkpoint') contents.set(path, bytes)
  log.onPut = (path, bytes) => {
    const first = contents.get(path)
    if (first === undefined) contents.set(path, bytes)
    else if (!Buffer.from(first).equals(bytes)) violations.push(`two contents for ${path}`)
  }
  log.onPublish = (bytes) => {
    try {
      const { size } = checkServable(log, bytes)
      const before = log.published.at(-2)
      if (before !== undefined && openedCheckpoint(log, before).size >= size)
        violations.push(`the checkpoint went back to ${size}`)
    } catch (error) {
      violations.push(String(error))
    }
  }
  return { violations }
}

/** Everything that waited is in the published log, each entry once; what is wrong comes back in words. */
export function whatIsWrong(log: MemoryLog, entries: number): string[] {
  const wrong: string[] = []
  const must = (holds: boolean, sentence: string) => {
    if (!holds) wrong.push(sentence)
  }
  must(log.outbox.size === 0, `${log.outbox.size} entries still wait`)
  const sequenced = [...log.batches.values()].sort((a, b) => a.first - b.first)
  let next = 0
  for (const { first, hashes } of sequenced) {
    must(first === next, `a batch begins at ${first}, not at ${next}`)
    for (const [at, hash] of hashes.entries())
      must(log.index.get(hash) === first + at, `an entry is at ${first + at} and says ${log.index.get(hash)}`)
    next = first + hashes.length
  }
  must(
    log.index.size === entries && next === entries,
    `${entries} entries, ${log.index.size} indices, ${next} in batches`,
  )
  must(log.head?.integratedSize === entries, `the head counts ${log.head?.integratedSize}`)
  const latest = log.objects.get('checkpoint')
  must(
    latest !== undefined && openedCheckpoint(log, latest.bytes).size === entries,
    'the last checkpoint lacks some',
  )
  for (const [path, { bytes }] of log.objects) {
    if (!path.startsWith('checkpoint')) continue
    try {
      const { size } = checkServable(log, bytes)
      if (path !== 'checkpoint')
        must(path === `checkpoint-history/${size}`, `${path} holds the one of ${size}`)
      else must(log.objects.has(`checkpoint-history/${size}`), `the history lacks ${size}`)
    } catch (error) {
      wrong.push(String(error))
    }
  }
  wrong.push(...gapsInHistory(log))
  must(
    log.checkpoints.get(entries)?.publishedAt !== undefined,
    'the table does not know of the last publication',
  )
  return wrong
}

/** Each checkpoint of the history names the size of the one before it there, and the first names 0. */
function gapsInHistory(log: MemoryLog): string[] {
  const history = [...log.objects]
    .filter(([path]) => path.startsWith('checkpoint-history/'))
    .map(([path, { bytes }]) => ({
      size: Number(path.split('/')[1]),
      note: Buffer.from(bytes).toString('utf8'),
    }))
    .sort((a, b) => a.size - b.size)
  return history.flatMap(({ size, note }, at) => {
    const before = history[at - 1]?.size ?? 0
    const line = note.split('\n')[3]
    return line === `previous ${before}`
      ? []
      : [`the checkpoint of ${size} says “${line}” where the one of ${before} stands before it`]
  })
}
