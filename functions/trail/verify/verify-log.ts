import { equalBytes, toBase64 } from '../bytes.ts'
import { BadCheckpoint, type Checkpoint, parseCheckpoint, parseCount } from '../checkpoint.ts'
import { COSIGNATURE_TYPE } from '../cosignature.ts'
import { EMPTY_ROOT, HASH_BYTES } from '../merkle.ts'
import { BadNote, MAX_NOTE_BYTES, openNote, parseNote, parseVkey, type Vkey } from '../note.ts'
import { TILE_WIDTH, tileWidth } from '../tile.ts'
import {
  chainProblem,
  checkRange,
  firstDifference,
  MAX_TILE_BYTES,
  type OlderWidths,
  type OnEntries,
  pageHint,
  type RangeResult,
  type RangeTask,
} from './bundle-range.ts'
import { Findings } from './findings.ts'
import { ENTRIES, has, type LogInventory, pathOf, takeInventory } from './log-inventory.ts'
import { type LogSource, readOrSay } from './log-source.ts'
import type { VerifyReport } from './report.ts'
import { SubjectLedger } from './subject-ledger.ts'
import { TreeAbove } from './tree-above.ts'
import { checkUnsigned } from './unsigned-tail.ts'

export interface VerifyLogOptions {
  source: LogSource
  /** The log's verification key, `name+id+key`. Throws BadNote when it is none. */
  vkey: string
  /** A checkpoint that was kept from earlier: the signed note. The log must still begin with what it covers. */
  from?: Uint8Array
  /** A witness's verification key: the kept checkpoint, or else the log's, must carry its cosignature. */
  witness?: string
  /** A log of another kind: its entries may say anything, and it may have removed partial tiles that it needs no longer. */
  anyEntries?: boolean
  onProgress?: (progress: VerifyProgress) => void
  /** How to check a part of the entries; others than the default do it on another thread. */
  checkPart?: CheckPart
  /** Into how many parts to divide the entries; default 1. */
  parts?: number
}

export interface VerifyProgress {
  /** Entries that were checked, and how many there are. */
  done: number
  total: number
}

export type CheckPart = (task: RangeTask, source: LogSource, onEntries: OnEntries) => Promise<RangeResult>

const SIGNATURE = 'checkpoint signed by the log’s key'
const HISTORY = 'earlier checkpoints'
const TILES = 'tiles'
const BUNDLES = 'entry bundles'
const ENTRY = 'entries'
const CHAINS = 'chains of reviews, cycles and the register'
const OBJECTS = 'objects: none missing, none that do not belong'
const KEPT = 'checkpoint that you kept'
const WITNESS = 'witness’s cosignature'

/** Notes that are read and whose signatures are checked beside each other. */
const NOTES_AT_ONCE = 16

interface Opened extends Checkpoint {
  text: string
}

/**
 * Verifies a whole log with nothing but its public key: signatures of all checkpoints, every tile and every bundle, that they
 * lead to every signed root (and so that any two checkpoints are consistent), each entry's form, and that no subject's chain
 * has a gap. Memory does not grow with the entries, only with the subjects (about 100 bytes each) and the tiles (64 each).
 */
export async function verifyLog(options: VerifyLogOptions): Promise<VerifyReport> {
  const vkey = parseVkey(options.vkey)
  const witness = options.witness === undefined ? undefined : parseVkey(options.witness)
  // Else the log's own key would do as its witness.
  if (witness !== undefined && witness.type !== COSIGNATURE_TYPE)
    throw new BadNote(`The key ${witness.name} is not a witness's: it signs no cosignatures.`)
  return new LogCheck(options, vkey, witness).run()
}

class LogCheck {
  readonly #options: VerifyLogOptions
  readonly #vkey: Vkey
  readonly #witness: Vkey | undefined
  readonly #source: LogSource
  readonly #anyEntries: boolean
  readonly #findings = new Findings()
  /** Signed statements about the log's beginning, by size. */
  readonly #signed = new Map<number, { root: Uint8Array; where: string; check: string }[]>()
  /** By a checkpoint's size, the size of the one that it names as published before it. */
  readonly #previous = new Map<number, number>()

  constructor(options: VerifyLogOptions, vkey: Vkey, witness: Vkey | undefined) {
    this.#options = options
    this.#vkey = vkey
    this.#witness = witness
    this.#source = options.source
    this.#anyEntries = options.anyEntries ?? false
  }

  async run(): Promise<VerifyReport> {
    const findings = this.#findings
    // First the names, then the checkpoint: what was written before a checkpoint was read is covered by it.
    const inventory = await this.#takeInventory()
    const kept = await this.#openKept()
    const head = await this.#openHead(inventory)
    if (head === undefined) return findings.report({ kind: 'log', size: null, origin: null, root: null })
    this.#sign(head, 'checkpoint', SIGNATURE)
    if (kept !== undefined) this.#compareKept(kept, head)
    if (inventory !== undefined) await this.#openHistory(inventory, head)

    const above = await this.#checkEntries(head, inventory)
    if (above !== undefined) {
      await this.#checkTilesAbove(above, head, inventory)
      this.#checkRoots(above, head)
    }
    if (inventory !== undefined) {
      this.#checkPresence(inventory, head)
      const tail = await checkUnsigned(inventory, head.size, this.#source, above)
      for (const { where, sentence } of tail.problems) findings.fail(OBJECTS, where, sentence)
      findings.notes.push(...tail.notes)
    } else {
      findings.notes.push(
        'This source does not list its objects: older checkpoints were not looked at, nor whether there are objects that do not belong. Copy the log into a directory to have these checked as well.',
      )
    }
    return findings.report({ kind: 'log', size: head.size, origin: head.origin, root: toBase64(head.root) })
  }

  async #takeInventory(): Promise<LogInventory | undefined> {
    if (this.#source.list === undefined) return undefined
    return takeInventory(this.#source.list(), this.#anyEntries)
  }

  async #openKept(): Promise<Opened | undefined> {
    const { from } = this.#options
    if (from === undefined) return undefined
    this.#findings.count(KEPT)
    return this.#open(from, 'the checkpoint that you kept', KEPT, true)
  }

  async #openHead(inventory: LogInventory | undefined): Promise<Opened | undefined> {
    const findings = this.#findings
    findings.count(SIGNATURE)
    const bytes = await readOrSay(this.#source, 'checkpoint', MAX_NOTE_BYTES)
    if (bytes === undefined || 'trouble' in bytes) {
      const nothing =
        inventory !== undefined && inventory.tiles.size === 0 && inventory.history.length === 0
          ? 'It is missing, and there is nothing else of a log here: is this the right place?'
          : 'It is missing: without it nothing says how far the log goes.'
      findings.fail(SIGNATURE, 'checkpoint', bytes === undefined ? nothing : bytes.trouble)
      return undefined
    }
    return this.#open(bytes, 'checkpoint', SIGNATURE, this.#options.from === undefined)
  }

  /** @param wantsWitness whether this is the note that must carry the witness's cosignature, if one was asked for. */
  async #open(
    bytes: Uint8Array,
    where: string,
    check: string,
    wantsWitness: boolean,
  ): Promise<Opened | undefined> {
    let opened: Opened
    try {
      const { text } = parseNote(bytes)
      opened = { ...parseCheckpoint(text), text }
    } catch (error) {
      if (!(error instanceof BadNote || error instanceof BadCheckpoint)) throw error
      this.#findings.fail(check, where, `It is no signed checkpoint${pageHint(bytes)}. ${error.message}`)
      return undefined
    }
    if (opened.origin !== this.#vkey.name) {
      this.#findings.fail(
        check,
        where,
        `It belongs to the log ${JSON.stringify(opened.origin.slice(0, 100))}, and the key to ${JSON.stringify(this.#vkey.name)}.`,
      )
      return undefined
    }
    if (!(await this.#isSigned(bytes, this.#vkey, where, check))) return undefined
    if (wantsWitness && this.#witness !== undefined) {
      this.#findings.count(WITNESS)
      await this.#isSigned(bytes, this.#witness, where, WITNESS)
    }
    return opened
  }

  async #isSigned(bytes: Uint8Array, vkey: Vkey, where: string, check: string): Promise<boolean> {
    try {
      await openNote(bytes, [vkey])
      return true
    } catch (error) {
      if (!(error instanceof BadNote)) throw error
      this.#findings.fail(check, where, error.message)
      return false
    }
  }

  #sign({ size, root, text }: Opened, where: string, check: string): void {
    const previous = previousIn(text)
    if (previous !== undefined && !this.#anyEntries) {
      this.#previous.set(size, previous)
      if (previous >= size && size > 0)
        this.#findings.fail(
          check,
          where,
          `It names a checkpoint of ${entries(previous)} as the one before it.`,
        )
    }
    const known = this.#signed.get(size) ?? []
    if (known.some((one) => one.where === where)) return
    this.#signed.set(size, [...known, { root, where, check }])
  }

  #compareKept(kept: Opened, head: Opened): void {
    const fail = (sentence: string): void => this.#findings.fail(KEPT, 'checkpoint', sentence)
    if (head.size < kept.size)
      fail(
        `The log was rolled back: it now shows ${entries(head.size)}, and the checkpoint that you kept has ${kept.size}.`,
      )
    else if (head.size === kept.size && !equalBytes(head.root, kept.root))
      fail(
        `The log was forked: it now shows another tree of ${entries(head.size)} than the checkpoint that you kept.`,
      )
    else this.#sign(kept, 'the checkpoint that you kept', KEPT)
  }

  async #openHistory(inventory: LogInventory, head: Opened): Promise<void> {
    const findings = this.#findings
    findings.count(HISTORY, 0)
    const { history } = inventory
    // Signatures are checked beside each other where the machine can.
    for (let at = 0; at < history.length; at += NOTES_AT_ONCE)
      await Promise.all(
        history
          .slice(at, at + NOTES_AT_ONCE)
          .map((size) => this.#openEarlier(size, inventory.historyPaths.get(size) ?? '', head)),
      )
    if (this.#anyEntries) return
    if (head.size > 0 && !inventory.historyPaths.has(head.size))
      this.#missing(head.size, 'every checkpoint is kept there before it is shown')
    for (const [size, before] of this.#previous)
      if (before > 0 && !inventory.historyPaths.has(before))
        this.#missing(before, `the checkpoint of ${entries(size)} names it as the one before`)
  }

  async #openEarlier(size: number, where: string, head: Opened): Promise<void> {
    const findings = this.#findings
    const bytes = await readOrSay(this.#source, where, MAX_NOTE_BYTES)
    if (bytes === undefined || 'trouble' in bytes) {
      findings.fail(HISTORY, where, bytes?.trouble ?? 'It is listed and cannot be found.')
      return
    }
    findings.count(HISTORY)
    const opened = await this.#open(bytes, where, HISTORY, false)
    if (opened === undefined) return
    if (opened.size !== size)
      findings.fail(HISTORY, where, `It is a checkpoint of ${entries(opened.size)}, not of ${size}.`)
    else if (size > head.size)
      findings.fail(
        HISTORY,
        where,
        `It is signed and newer than “checkpoint”, which has only ${entries(head.size)}: an older checkpoint was put back, or publishing was interrupted a moment ago.`,
      )
    else if (size === head.size && opened.text !== head.text)
      findings.fail(HISTORY, where, 'It has the size of “checkpoint” and says something else.')
    else this.#sign(opened, where, HISTORY)
  }

  #missing(size: number, because: string): void {
    this.#findings.fail(HISTORY, `checkpoint-history/${size}`, `It is missing: ${because}.`)
  }

  async #checkEntries(head: Opened, inventory: LogInventory | undefined): Promise<TreeAbove | undefined> {
    const { checkPart = checkRange, parts = 1, onProgress } = this.#options
    const bundles = Math.ceil(head.size / TILE_WIDTH)
    const count = Math.max(1, Math.min(parts, bundles))
    const bounds = Array.from({ length: count + 1 }, (_, part) => Math.floor((bundles * part) / count))
    const tasks = bounds
      .slice(0, -1)
      .map((first, part) => this.#task(head.size, first, bounds[part + 1] ?? bundles, inventory))
    let done = 0
    const onEntries = (more: number): void => {
      done += more
      onProgress?.({ done, total: head.size })
    }
    const results = await Promise.all(tasks.map((task) => checkPart(task, this.#source, onEntries)))
    this.#takeResults(results)
    if (!this.#anyEntries) this.#joinChains(results, head.size)
    return results.some(({ unknown }) => unknown.length > 0)
      ? undefined
      : new TreeAbove(head.size, tasks, results)
  }

  #task(size: number, first: number, end: number, inventory: LogInventory | undefined): RangeTask {
    const [from, until] = [first * TILE_WIDTH, Math.min(end * TILE_WIDTH, size)]
    const sizes = [...this.#signed.keys()]
      .filter((one) => one > from && one < until && one % TILE_WIDTH !== 0)
      .sort((one, other) => one - other)
    const older: OlderWidths[] = []
    const [bundles, tiles] = [inventory?.tiles.get(ENTRIES), inventory?.tiles.get(0)]
    for (let n = first; n < end; n += 1) {
      const width = tileWidth(0, n, size)
      const narrower = (widths: ReadonlySet<number> | undefined): number[] =>
        [...(widths ?? [])].filter((one) => one < width).sort((one, other) => one - other)
      const both = { n, bundles: narrower(bundles?.get(n)), tiles: narrower(tiles?.get(n)) }
      if (both.bundles.length + both.tiles.length > 0) older.push(both)
    }
    return { size, first, end, sizes, older, anyEntries: this.#anyEntries }
  }

  #takeResults(results: readonly RangeResult[]): void {
    const findings = this.#findings
    const names = { tiles: TILES, bundles: BUNDLES, entries: ENTRY, chains: CHAINS }
    for (const name of this.#anyEntries ? [TILES, BUNDLES] : Object.values(names)) findings.count(name, 0)
    for (const { counted, problems, unlisted } of results) {
      findings.count(TILES, counted.tiles)
      findings.count(BUNDLES, counted.bundles)
      if (!this.#anyEntries) findings.count(ENTRY, counted.entries)
      for (const { kind, where, sentence } of problems) findings.fail(names[kind], where, sentence)
      for (const [kind, more] of Object.entries(unlisted))
        findings.failAll(names[kind as keyof typeof names], [], more)
    }
  }

  #joinChains(results: readonly RangeResult[], size: number): void {
    const whole = new SubjectLedger()
    for (const { ledger } of results)
      for (const stretch of new SubjectLedger(ledger).stretches()) {
        const fault = whole.append(stretch)
        if (fault === undefined) continue
        const problem = chainProblem(stretch.ref, stretch.firstIndex, stretch.firstSeq, fault, size)
        this.#findings.fail(CHAINS, problem.where, problem.sentence)
      }
    this.#findings.count(CHAINS, whole.count)
  }

  /** Every tile above the leaves, the older partial ones too, against what the entries lead to. */
  async #checkTilesAbove(above: TreeAbove, head: Opened, inventory: LogInventory | undefined): Promise<void> {
    const findings = this.#findings
    for (let level = 1; ; level += 1) {
      const hashes = above.hashesAt(level)
      const count = hashes.length / HASH_BYTES
      if (count === 0) return
      for (let n = 0; n * TILE_WIDTH < count; n += 1) {
        const widest = tileWidth(level, n, head.size)
        const widths = new Set([widest, ...(inventory?.tiles.get(level)?.get(n) ?? [])])
        for (const width of widths) {
          if (width > widest) continue
          const path = pathOf(level, n, width)
          const tile = await readOrSay(this.#source, path, MAX_TILE_BYTES)
          if (tile === undefined || 'trouble' in tile) {
            findings.fail(TILES, path, tile?.trouble ?? 'It is missing.')
            continue
          }
          findings.count(TILES)
          const start = n * TILE_WIDTH * HASH_BYTES
          const differs = firstDifference(tile, hashes.subarray(start, start + width * HASH_BYTES))
          if (differs === undefined) continue
          findings.fail(
            TILES,
            `${path}, byte ${differs}`,
            tile.length === width * HASH_BYTES
              ? `It does not hold the roots of the tiles below it, from hash ${Math.floor(differs / HASH_BYTES)} on.`
              : `A tile of ${width} hashes has ${width * HASH_BYTES} bytes; this has ${tile.length}${pageHint(tile)}.`,
          )
        }
      }
    }
  }

  #checkRoots(above: TreeAbove, head: Opened): void {
    for (const [size, statements] of this.#signed) {
      const root = size === 0 ? EMPTY_ROOT : above.rootAt(size)
      for (const statement of statements) {
        if (equalBytes(root, statement.root)) continue
        const sentence =
          statement.check === KEPT
            ? `The log was rewritten: its first ${entries(size)} are not those of the checkpoint that you kept.`
            : size === head.size
              ? `The entries and tiles do not lead to its root: it signs ${toBase64(statement.root)}, they make ${toBase64(root)}.`
              : `The log's first ${entries(size)} do not lead to its root: it is not consistent with the log as it stands.`
        this.#findings.fail(statement.check, statement.where, sentence)
      }
    }
  }

  /** What each checkpoint needs must be there, in the width that it had then: nothing is ever removed from the log. */
  #checkPresence(inventory: LogInventory, head: Opened): void {
    const findings = this.#findings
    let listed = inventory.history.length + (inventory.hasCheckpoint ? 1 : 0)
    for (const ofLevel of inventory.tiles.values())
      for (const widths of ofLevel.values()) listed += widths.size
    findings.count(OBJECTS, listed + inventory.strangers.length + inventory.strangersUnlisted)
    for (const path of inventory.strangers)
      if (!this.#anyEntries)
        findings.fail(OBJECTS, JSON.stringify(path.slice(0, 200)), 'It does not belong into a log.')
    if (!this.#anyEntries) findings.failAll(OBJECTS, [], inventory.strangersUnlisted)
    if (this.#anyEntries) return
    this.#noteUnsignedSizes(inventory, head)
    for (const size of this.#signed.keys()) {
      if (size === head.size) continue
      for (let level = 0, count = size; count > 0; level += 1, count = Math.floor(count / TILE_WIDTH)) {
        const [n, width] = [Math.floor(count / TILE_WIDTH), count % TILE_WIDTH]
        if (width === 0) continue
        for (const kind of level === 0 ? [ENTRIES, 0] : [level])
          if (!has(inventory, kind, n, width))
            findings.fail(
              OBJECTS,
              pathOf(kind, n, width),
              `It is missing: the checkpoint of ${entries(size)} needs it.`,
            )
      }
    }
  }

  /** Where checkpoints do not name each other, a size that was written and has none may be an interruption or a gap. */
  #noteUnsignedSizes(inventory: LogInventory, head: Opened): void {
    if (this.#previous.size > 0) return
    const sizes: number[] = []
    for (const [n, widths] of inventory.tiles.get(ENTRIES) ?? [])
      for (const width of widths) {
        const size = n * TILE_WIDTH + width
        if (width < TILE_WIDTH && size < head.size && !inventory.historyPaths.has(size)) sizes.push(size)
      }
    if (sizes.length === 0) return
    const shown = sizes
      .sort((one, other) => one - other)
      .slice(0, 5)
      .join(', ')
    this.#findings.notes.push(
      `Bundles of ${sizes.length === 1 ? 'a size' : `${sizes.length} sizes`} without a checkpoint in the history were found (${shown}${sizes.length > 5 ? ', …' : ''}): writing was interrupted there, or the checkpoint was removed. What they hold agrees with the log.`,
    )
  }
}

/** Our checkpoints say behind their root which one was published before, so that none can be taken out of the history. */
function previousIn(text: string): number | undefined {
  const [, decimal = ''] = /^(?:.*\n){3}(?:.*\n)*?previous (\d+)\n/.exec(text) ?? []
  return parseCount(decimal)
}

const entries = (count: number): string => (count === 1 ? '1 entry' : `${count} entries`)
