import { utf8Text } from '../bytes.ts'
import { MAX_ENTRY_BYTES } from '../entry-bundle.ts'
import { HASH_BYTES } from '../merkle.ts'
import { sha256Into } from '../sha256.ts'
import { entryBundlePath, TILE_WIDTH, tilePath } from '../tile.ts'
import { EntryReader, SUBJECT_KINDS } from './entry-reader.ts'
import { Loan, type LogSource, looksLikeAPage, readOrSay } from './log-source.ts'
import { PrefixTree } from './prefix-tree.ts'
import type { VerifyProblem } from './report.ts'
import { type ChainFault, type LedgerColumns, SubjectLedger } from './subject-ledger.ts'

/** The largest bundle that can be one: 256 entries of 65,535 bytes, each behind two bytes of length. */
export const MAX_BUNDLE_BYTES = TILE_WIDTH * (2 + MAX_ENTRY_BYTES)
export const MAX_TILE_BYTES = TILE_WIDTH * HASH_BYTES

/** A run of bundles with their level-0 tiles, to be checked by itself: on one thread of several, or all of them on one. */
export interface RangeTask {
  /** How many entries the log has. */
  size: number
  /** The first bundle, and the one after the last. */
  first: number
  end: number
  /** Sizes of earlier checkpoints that end inside a bundle of this range, ascending: their roots need a part of a tile. */
  sizes: number[]
  /** Older, narrower versions of bundles and tiles that are there and must say the same. */
  older: OlderWidths[]
  /** Entries of another kind of log: only the hashes count. */
  anyEntries: boolean
}

export interface OlderWidths {
  n: number
  /** Widths of partial bundles, and of partial tiles at level 0, ascending. */
  bundles: number[]
  tiles: number[]
}

/** What a check is about; each has a line of its own in the report. */
export type RangeProblemKind = 'bundles' | 'tiles' | 'entries' | 'chains'

export interface RangeResult {
  problems: (VerifyProblem & { kind: RangeProblemKind })[]
  /** How many more there were of each kind. */
  unlisted: Record<RangeProblemKind, number>
  counted: { bundles: number; tiles: number; entries: number }
  /** The root of each full tile, 32 bytes each in order; zeros where `unknown` says so. */
  roots: Uint8Array
  /** For each of the task's sizes the root of the part of its tile, 32 bytes each; then that of the last tile if it is partial. */
  parts: Uint8Array
  /** Bundles of which neither entries nor tile could be read. */
  unknown: number[]
  ledger: LedgerColumns
  times: RangeTimes
  /** First entries of chains of the register, in the order of the log. A log has one, or some that follow each other. */
  registers: RegisterStart[]
  /** The bundle from which on nothing was looked at any more, as everything before it was missing. */
  gaveUpAt?: string
}

export interface RegisterStart {
  /** 32 hex digits. */
  subjectRef: string
  index: number
  /** The chain that it says to go on from, as the app writes it where an entry of that one was set aside. */
  follows: string | undefined
}

/** Of the instants that the entries of a range say, in ms since 1970; `index` is the place in the log. */
export interface RangeTimes {
  /** −Infinity and Infinity where there are none. */
  latest: number
  earliest: { at: number; index: number }
  /** How far an entry goes back at most behind the latest of those that stand before it in the range. */
  stepBack: { ms: number; index: number }
}

/** Told now and then, with how many entries were checked since the last time. */
export type OnEntries = (entries: number) => void

/** After so many objects in a row that could not be read there is no use in asking for the others. */
const MOST_UNREAD = 1000
/** More than a report lists. */
const MOST_LISTED = 200

/**
 * Checks a run of bundles: their form, that the level-0 tiles are the hashes of the entries, each entry's form, the chains of
 * the subjects, and that older partial objects say the same. Needs no more memory than a few bundles and the chains' ends.
 */
export async function checkRange(
  task: RangeTask,
  source: LogSource,
  onEntries?: OnEntries,
): Promise<RangeResult> {
  return new RangeCheck(task, source).run(onEntries)
}

class RangeCheck {
  readonly #task: RangeTask
  readonly #source: LogSource
  readonly #result: RangeResult
  readonly #reader = new EntryReader()
  readonly #ledger = new SubjectLedger()
  /** The leaf hashes of the bundle at hand, as computed from its entries. */
  readonly #leaves = new Uint8Array(MAX_TILE_BYTES)
  readonly #tree = new PrefixTree()
  readonly #older: Map<number, OlderWidths>
  readonly #refWords: Uint32Array
  readonly #previousWords: Uint32Array
  /** Only where one bundle is done with before the next is read. */
  readonly #loans: { bundle: Loan; tile: Loan; older: Loan } | undefined
  #nextSize = 0
  /** Objects in a row that could not be read. */
  #unread = 0

  constructor(task: RangeTask, source: LogSource) {
    this.#task = task
    this.#source = source
    if ((source.readAhead ?? 1) === 1)
      this.#loans = { bundle: new Loan(), tile: new Loan(), older: new Loan() }
    this.#older = new Map(task.older.map((one) => [one.n, one]))
    this.#refWords = new Uint32Array(this.#reader.ref.buffer)
    this.#previousWords = new Uint32Array(this.#reader.previous.buffer)
    const full = Math.max(0, Math.min(task.end, Math.floor(task.size / TILE_WIDTH)) - task.first)
    this.#result = {
      problems: [],
      unlisted: { bundles: 0, tiles: 0, entries: 0, chains: 0 },
      counted: { bundles: 0, tiles: 0, entries: 0 },
      roots: new Uint8Array(full * HASH_BYTES),
      parts: new Uint8Array((task.sizes.length + 1) * HASH_BYTES),
      unknown: [],
      ledger: this.#ledger.columns,
      times: {
        latest: Number.NEGATIVE_INFINITY,
        earliest: { at: Number.POSITIVE_INFINITY, index: 0 },
        stepBack: { ms: 0, index: 0 },
      },
      registers: [],
    }
  }

  async run(onEntries: OnEntries | undefined): Promise<RangeResult> {
    const { first, end } = this.#task
    const ahead: Promise<readonly [Read, Read]>[] = []
    const window = Math.max(1, this.#source.readAhead ?? 1)
    for (let n = first, asked = first; n < end; n += 1) {
      for (; asked < Math.min(end, n + window); asked += 1) ahead.push(this.#readBoth(asked))
      const [bundle, tile] = (await ahead.shift()) ?? [undefined, undefined]
      await this.#checkBundle(n, bundle, tile)
      if (this.#unread > MOST_UNREAD) {
        await Promise.all(ahead)
        this.#result.unknown.push(n)
        this.#result.gaveUpAt = entryBundlePath(n, this.#widthOf(n))
        break
      }
      onEntries?.(this.#widthOf(n))
    }
    this.#result.ledger = this.#ledger.columns
    return this.#result
  }

  #widthOf(n: number): number {
    return Math.min(TILE_WIDTH, this.#task.size - n * TILE_WIDTH)
  }

  #readBoth(n: number): Promise<readonly [Read, Read]> {
    const width = this.#widthOf(n)
    return Promise.all([
      readOrSay(this.#source, entryBundlePath(n, width), MAX_BUNDLE_BYTES, this.#loans?.bundle),
      readOrSay(this.#source, tilePath(0, n, width), MAX_TILE_BYTES, this.#loans?.tile),
    ])
  }

  async #checkBundle(n: number, readBundle: Read, readTile: Read): Promise<void> {
    const width = this.#widthOf(n)
    const bundlePath = entryBundlePath(n, width)
    const bundle = this.#had('bundles', bundlePath, readBundle)
    const tile = this.#hadTile(tilePath(0, n, width), readTile, width)
    const ends = bundle && this.#splitBundle(bundle, bundlePath, width)
    // What the tile says is what the tree above was made of; where there is none, what the entries say.
    let hashes = tile
    let fits = true
    if (bundle !== undefined && ends !== undefined) {
      this.#hashEntries(bundle, ends)
      const computed = this.#leaves.subarray(0, width * HASH_BYTES)
      if (tile !== undefined) fits = this.#compareLeaves(n, width, tile, computed, ends)
      hashes ??= computed
      if (!this.#task.anyEntries) this.#followEntries(n, width, bundle, ends, hashes)
    }
    // The widest first: where that one was changed, older ones that differ from it need not be at fault.
    if (bundle !== undefined) await this.#checkOlderBundles(n, bundle, ends, fits)
    await this.#checkOlderTiles(n, hashes, fits)
    this.#addToTree(n, width, hashes)
  }

  #had(kind: RangeProblemKind, path: string, read: Read): Uint8Array | undefined {
    if (read === undefined || 'trouble' in read) {
      this.#unread += 1
      this.#fail(kind, path, read?.trouble ?? 'It is missing.')
      return undefined
    }
    this.#unread = 0
    this.#result.counted[kind === 'tiles' ? 'tiles' : 'bundles'] += 1
    return read
  }

  #hadTile(path: string, read: Read, width: number): Uint8Array | undefined {
    const tile = this.#had('tiles', path, read)
    if (tile === undefined || tile.length === width * HASH_BYTES) return tile
    this.#fail(
      'tiles',
      path,
      `A tile of ${width} hashes has ${width * HASH_BYTES} bytes; this has ${tile.length}${pageHint(tile)}.`,
    )
    return undefined
  }

  /** Where each entry ends, found by their lengths; undefined when they do not fill the bundle. */
  #splitBundle(bundle: Uint8Array, path: string, width: number): Uint32Array | undefined {
    const ends = new Uint32Array(width)
    let at = 0
    for (let index = 0; index < width; index += 1) {
      const start = at + 2
      if (start > bundle.length) {
        this.#fail(
          'bundles',
          `${path}, byte ${at}`,
          `The bundle ends after ${index} of ${width} entries${pageHint(bundle)}.`,
        )
        return undefined
      }
      const length = (bundle[at] as number) * 256 + (bundle[at + 1] as number)
      at = start + length
      if (at > bundle.length) {
        this.#fail(
          'bundles',
          `${path}, byte ${start - 2}`,
          `Entry ${index} of the bundle claims ${length} bytes, and only ${bundle.length - start} are left${pageHint(bundle)}.`,
        )
        return undefined
      }
      ends[index] = at
    }
    if (at === bundle.length) return ends
    this.#fail(
      'bundles',
      `${path}, byte ${at}`,
      `${bundle.length - at} bytes follow the last of the ${width} entries.`,
    )
    return undefined
  }

  #hashEntries(bundle: Uint8Array, ends: Uint32Array): void {
    let start = 2
    for (let index = 0; index < ends.length; index += 1) {
      const end = ends[index] as number
      // The low byte of the length stands where RFC 6962 wants a zero; nobody else looks at it meanwhile.
      const low = bundle[start - 1] as number
      bundle[start - 1] = 0
      sha256Into(this.#leaves, index * HASH_BYTES, bundle.subarray(start - 1, end))
      bundle[start - 1] = low
      start = end + 2
    }
  }

  #compareLeaves(
    n: number,
    width: number,
    tile: Uint8Array,
    computed: Uint8Array,
    ends: Uint32Array,
  ): boolean {
    let fits = true
    for (let index = 0; index < width; index += 1) {
      let difference = 0
      for (let byte = index * HASH_BYTES; byte < (index + 1) * HASH_BYTES; byte += 1)
        difference |= (tile[byte] as number) ^ (computed[byte] as number)
      if (difference === 0) continue
      fits = false
      const start = index === 0 ? 2 : (ends[index - 1] as number) + 2
      this.#fail(
        'entries',
        `${entryBundlePath(n, width)}, entry ${n * TILE_WIDTH + index}, bytes ${start} to ${ends[index]}`,
        `Its hash is not the one that ${tilePath(0, n, width)} holds for it: the entry or the tile was changed.`,
      )
    }
    return fits
  }

  #followEntries(n: number, width: number, bundle: Uint8Array, ends: Uint32Array, hashes: Uint8Array): void {
    const reader = this.#reader
    const words = wordsOf(hashes)
    let start = 2
    for (let index = 0; index < ends.length; index += 1) {
      const end = ends[index] as number
      const logIndex = n * TILE_WIDTH + index
      const fault = reader.read(bundle, start, end)
      if (fault !== undefined) {
        this.#fail('entries', `${entryBundlePath(n, width)}, entry ${logIndex}, byte ${start}`, fault)
      } else {
        const previous = reader.hasPrevious ? this.#previousWords : undefined
        const { seq, at, kind } = reader
        const broken = this.#ledger.follow(
          this.#refWords,
          seq,
          previous,
          words,
          index * 8,
          logIndex,
          at,
          kind,
        )
        this.#followTime(at, logIndex)
        if (seq === 0 && SUBJECT_KINDS[kind] === 'register')
          this.#startRegister(bundle.subarray(start, end), logIndex)
        if (broken !== undefined) {
          const problem = chainProblem(this.#refWords, logIndex, reader.seq, broken, this.#task.size)
          this.#fail('chains', problem.where, problem.sentence)
        }
      }
      start = end + 2
    }
    this.#result.counted.entries += ends.length
  }

  #startRegister(entry: Uint8Array, index: number): void {
    const { registers } = this.#result
    if (registers.length >= MOST_LISTED) return
    const { subjectRef, meaning } = JSON.parse(utf8Text(entry)) as Record<string, string>
    const [, follows] = /\bthe chain before, ([0-9a-f]{32})\b/.exec(meaning ?? '') ?? []
    registers.push({ subjectRef: subjectRef ?? '', index, follows })
  }

  #followTime(at: number, index: number): void {
    const { times } = this.#result
    if (times.latest - at > times.stepBack.ms) times.stepBack = { ms: times.latest - at, index }
    if (at > times.latest) times.latest = at
    if (at < times.earliest.at) times.earliest = { at, index }
  }

  async #checkOlderBundles(
    n: number,
    bundle: Uint8Array,
    ends: Uint32Array | undefined,
    fits: boolean,
  ): Promise<void> {
    const widest = entryBundlePath(n, this.#widthOf(n))
    const differing: OlderFault[] = []
    for (const width of this.#older.get(n)?.bundles ?? []) {
      const path = entryBundlePath(n, width)
      const old = this.#had(
        'bundles',
        path,
        await readOrSay(this.#source, path, MAX_BUNDLE_BYTES, this.#loans?.older),
      )
      const end = ends?.[width - 1]
      if (old === undefined || end === undefined) continue
      const differs = firstDifference(old, bundle.subarray(0, end))
      if (differs === undefined) continue
      const sentence = `It should hold the first ${width} entries of ${widest}, and differs from it${pageHint(old)}.`
      differing.push({ path, differs, sentence })
    }
    this.#failOlder('bundles', widest, differing, fits)
  }

  async #checkOlderTiles(n: number, hashes: Uint8Array | undefined, fits: boolean): Promise<void> {
    const widest = tilePath(0, n, this.#widthOf(n))
    const differing: OlderFault[] = []
    for (const width of this.#older.get(n)?.tiles ?? []) {
      const path = tilePath(0, n, width)
      const old = this.#had(
        'tiles',
        path,
        await readOrSay(this.#source, path, MAX_TILE_BYTES, this.#loans?.older),
      )
      if (old === undefined || hashes === undefined) continue
      const differs = firstDifference(old, hashes.subarray(0, width * HASH_BYTES))
      if (differs === undefined) continue
      const sentence = `It should hold the first ${width} hashes of ${widest}, and differs from it${pageHint(old)}.`
      differing.push({ path, differs, sentence })
    }
    this.#failOlder('tiles', widest, differing, fits)
  }

  /** Older objects that do not fit the widest: each by itself, or together where the widest is at fault as far as can be seen. */
  #failOlder(
    kind: RangeProblemKind,
    widest: string,
    differing: readonly OlderFault[],
    widestFits: boolean,
  ): void {
    const [first] = differing
    if (first === undefined) return
    if (!widestFits && differing.length > 1)
      this.#fail(
        kind,
        widest,
        `${differing.length} older objects do not fit it, from ${first.path} to ${differing.at(-1)?.path}: as it was changed itself, they may be as they were written.`,
      )
    else
      for (const { path, differs, sentence } of differing)
        this.#fail(kind, `${path}, byte ${differs}`, sentence)
  }

  #addToTree(n: number, width: number, hashes: Uint8Array | undefined): void {
    const { sizes, first, size } = this.#task
    const { roots, parts } = this.#result
    if (hashes === undefined) this.#result.unknown.push(n)
    else this.#tree.fill(hashes)
    const until = n * TILE_WIDTH + width
    for (; this.#nextSize < sizes.length && (sizes[this.#nextSize] as number) <= until; this.#nextSize += 1)
      if (hashes !== undefined)
        this.#tree.rootInto(
          (sizes[this.#nextSize] as number) - n * TILE_WIDTH,
          parts,
          this.#nextSize * HASH_BYTES,
        )
    if (hashes === undefined) return
    if (width === TILE_WIDTH) this.#tree.rootInto(width, roots, (n - first) * HASH_BYTES)
    else if (until === size) this.#tree.rootInto(width, parts, sizes.length * HASH_BYTES)
  }

  #fail(kind: RangeProblemKind, where: string, sentence: string): void {
    if (this.#result.problems.length < MOST_LISTED) this.#result.problems.push({ kind, where, sentence })
    else this.#result.unlisted[kind] += 1
  }
}

interface OlderFault {
  path: string
  differs: number
  sentence: string
}

type Read = Uint8Array | undefined | { trouble: string }

/** Hashes as words; copied where they do not stand at a multiple of four bytes. */
function wordsOf(hashes: Uint8Array): Uint32Array {
  const aligned = hashes.byteOffset % 4 === 0 ? hashes : hashes.slice()
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4)
}

/** The first byte in which two differ, or where the shorter one ends. */
export function firstDifference(one: Uint8Array, other: Uint8Array): number | undefined {
  const shorter = Math.min(one.length, other.length)
  let at = 0
  if (one.byteOffset % 4 === 0 && other.byteOffset % 4 === 0) {
    // Whole words first: older bundles are long, and as a rule all of it is equal.
    const words = shorter >> 2
    const [ours, theirs] = [wordsIn(one, words), wordsIn(other, words)]
    let word = 0
    while (word < words && ours[word] === theirs[word]) word += 1
    at = word * 4
  }
  for (; at < shorter; at += 1) if (one[at] !== other[at]) return at
  return one.length === other.length ? undefined : shorter
}

const wordsIn = (bytes: Uint8Array, count: number): Int32Array =>
  new Int32Array(bytes.buffer, bytes.byteOffset, count)

export function pageHint(bytes: Uint8Array): string {
  return looksLikeAPage(bytes) ? ' and looks like a web page, such as one to sign in' : ''
}

/** What to say of an entry that does not continue its chain. */
export function chainProblem(
  ref: Uint32Array,
  index: number,
  seq: number,
  fault: ChainFault,
  size: number,
): VerifyProblem {
  const n = Math.floor(index / TILE_WIDTH)
  const subject = refInHex(ref)
  const where = `${entryBundlePath(n, Math.min(TILE_WIDTH, size - n * TILE_WIDTH))}, entry ${index}, subject ${subject}`
  if (fault.kind === 'hash')
    return {
      where,
      sentence:
        seq === 0
          ? 'It is the first entry of its subject and yet names one before it.'
          : `It is number ${seq} of its subject and does not name the hash of number ${seq - 1}: one of the two was changed.`,
    }
  if (fault.kind === 'time')
    return {
      where,
      sentence: `It is number ${seq} of its subject and says a time that is ${inWords(fault.back)} before that of number ${seq - 1}: one of the two was not made when it says.`,
    }
  if (fault.kind === 'subject')
    return {
      where,
      sentence: `It says that its subject is a ${SUBJECT_KINDS[fault.now]}, and the entries before it that it is a ${SUBJECT_KINDS[fault.before]}.`,
    }
  const { expected } = fault
  return {
    where,
    sentence:
      seq > expected
        ? `It says that it is number ${seq} of its subject, where number ${expected} should stand: ${seq - expected === 1 ? 'an entry is' : `${seq - expected} entries are`} missing.`
        : `It says that it is number ${seq} of its subject, where number ${expected} should stand: an entry was repeated or put in another order.`,
  }
}

/** A stretch of time in the largest unit that it fills: "3 hours". */
export function inWords(ms: number): string {
  const units: [number, string][] = [
    [86_400_000, 'day'],
    [3_600_000, 'hour'],
    [60_000, 'minute'],
    [1000, 'second'],
  ]
  const [worth, unit] = units.find(([worth]) => ms >= worth) ?? [1, 'millisecond']
  const count = Math.floor(ms / worth)
  return count === 1 ? `1 ${unit}` : `${count} ${unit}s`
}

function refInHex(ref: Uint32Array): string {
  return Array.from(new Uint8Array(ref.buffer, ref.byteOffset, 16), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
}
