import { equalBytes, toBase64 } from '../bytes.ts'
import { BadCheckpoint, type Checkpoint, parseCheckpoint, parseCount } from '../checkpoint.ts'
import { COSIGNATURE_TYPE } from '../cosignature.ts'
import { EMPTY_ROOT, HASH_BYTES } from '../merkle.ts'
import {
  BadNote,
  MAX_NOTE_BYTES,
  type OpenedNote,
  openNote,
  parseNote,
  parseVkey,
  type Vkey,
} from '../note.ts'
import { TILE_WIDTH, tileWidth } from '../tile.ts'
import {
  chainProblem,
  checkRange,
  firstDifference,
  inWords,
  MAX_BUNDLE_BYTES,
  MAX_TILE_BYTES,
  type OlderWidths,
  type OnEntries,
  pageHint,
  type RangeResult,
  type RangeTask,
  type RegisterStart,
} from './bundle-range.ts'
import { Findings } from './findings.ts'
import { instantInWords } from './instant-in-words.ts'
import { addTile, ENTRIES, has, type LogInventory, pathOf, takeInventory } from './log-inventory.ts'
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

/** A larger log than anybody has: its hashes alone would not fit the memory. */
const MOST_ENTRIES = 1e9
/** A log of which more is missing is not looked through to name each. */
const MOST_MISSING = 1000
/** Entries of other chains may come to the log a moment later; more than this is worth a look. */
const STEP_BACK_MS = 10 * 60_000

/**
 * Verifies a whole log with nothing but its public key: signatures of all checkpoints, every tile and every bundle, that they
 * lead to every signed root (and so that any two checkpoints are consistent), each entry's form, and that no subject's chain
 * has a gap. Memory does not grow with the entries, only with the subjects (about 120 bytes each) and the tiles (64 each).
 *
 * A log that is read, or was copied, while it grows is no fault. Written are, in this order: tiles and bundles (in any order among
 * themselves), the signed note in the history, `checkpoint`. So what an honest log can look like, and what it cannot:
 * - Objects beyond all that is signed, also with gaps, as long as nothing in them contradicts what is known: a note.
 * - One signed note in the history that is newer than `checkpoint` and names it as the one before: a note, and the log is verified
 *   up to it. It may as well be that somebody put back the checkpoint before the last; only whoever kept the last can tell, with
 *   `from`. Two such notes, or one that names another before it: an older checkpoint was put back, a problem.
 * - A checkpoint that was published after the source was listed: its note and tiles are read by their paths.
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
  /** Signed checkpoints in the history that are newer than the one that everybody reads. */
  readonly #newer: Opened[] = []
  /** Sizes of the history whose note is signed, and of those that were looked for and are not there. */
  readonly #opened = new Set<number>()
  readonly #missed = new Set<number>()
  /** The latest time that an entry says, in ms since 1970. */
  #latest = Number.NEGATIVE_INFINITY

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
    const published = await this.#openHead(inventory)
    if (published === undefined) return findings.report({ kind: 'log', size: null, origin: null, root: null })
    const { origin, size } = published
    const report = (): VerifyReport =>
      findings.report({ kind: 'log', size, origin, root: toBase64(published.root) })
    this.#sign(published, 'checkpoint', SIGNATURE)
    if (kept !== undefined) this.#compareKept(kept, published)
    if (inventory !== undefined) await this.#openHistory(inventory, published)
    const head = this.#headOf(published)
    if (!(await this.#isThere(head, inventory))) return report()
    if (inventory !== undefined && !this.#anyEntries) await this.#completeInventory(inventory, head)

    const above = await this.#checkEntries(head, inventory)
    if (above !== undefined) {
      await this.#checkTilesAbove(above, head, inventory)
      this.#checkRoots(above, head)
    }
    if (inventory !== undefined) {
      this.#checkStrangers(inventory)
      const tail = await checkUnsigned(inventory, head.size, this.#source, above)
      for (const { where, sentence } of tail.problems) findings.fail(OBJECTS, where, sentence)
      findings.notes.push(...tail.notes)
    } else {
      findings.notes.push(
        'This source does not list its objects: older checkpoints were not looked at, nor whether there are objects that do not belong. Copy the log into a directory to have these checked as well.',
      )
    }
    this.#noteEnd()
    return report()
  }

  /** A log that ends earlier than it did is a log like any other: nothing in it can tell. */
  #noteEnd(): void {
    if (this.#options.from !== undefined || this.#witness !== undefined) return
    const newest = Number.isFinite(this.#latest)
      ? `The newest entry says ${instantInWords(this.#latest)}. `
      : ''
    this.#findings.notes.push(
      `${newest}That the log did not go on after that, this does not show: a log cut at its end (its newest checkpoints and tiles taken away, an older checkpoint put back) verifies as well. It shows only with a checkpoint kept from before (--from) or with a witness (--witness).`,
    )
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
    if ((await this.#signaturesOf(bytes, this.#vkey, where, check)) === undefined) return undefined
    if (wantsWitness && this.#witness !== undefined) {
      this.#findings.count(WITNESS)
      const signed = await this.#signaturesOf(bytes, this.#witness, where, WITNESS)
      for (const { vkey, time } of signed?.cosignatures ?? [])
        this.#findings.notes.push(
          `${vkey.name} cosigned ${where} of ${entries(opened.size)} at ${instantOf(time)}, by its own clock: these entries were in the log by then.`,
        )
    }
    return opened
  }

  async #signaturesOf(
    bytes: Uint8Array,
    vkey: Vkey,
    where: string,
    check: string,
  ): Promise<OpenedNote | undefined> {
    try {
      return await openNote(bytes, [vkey])
    } catch (error) {
      if (!(error instanceof BadNote)) throw error
      this.#findings.fail(check, where, error.message)
      return undefined
    }
  }

  #sign(opened: Opened, where: string, check: string): void {
    const { size, root } = opened
    this.#note(opened, where, check)
    const known = this.#signed.get(size) ?? []
    if (known.some((one) => one.where === where)) return
    this.#signed.set(size, [...known, { root, where, check }])
  }

  /** Takes note of the checkpoint that it names as the one before it. */
  #note({ size, text }: Opened, where: string, check: string): void {
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
    if (head.size > 0)
      await this.#openUnlisted(
        inventory,
        head.size,
        head,
        'every checkpoint is kept there before it is shown',
      )
    // Grows while it is walked: what is found names another before it.
    for (const [size, before] of this.#previous)
      if (before > 0)
        await this.#openUnlisted(
          inventory,
          before,
          head,
          `the checkpoint of ${entries(size)} names it as the one before`,
        )
    let oldest = Number.POSITIVE_INFINITY
    for (const size of inventory.historyPaths.keys()) oldest = Math.min(oldest, size)
    for (const size of this.#opened)
      if (size > oldest && !this.#previous.has(size))
        findings.fail(
          HISTORY,
          `checkpoint-history/${size}`,
          'It does not name the checkpoint before it, as those of this log do: one that was taken out before it would leave no gap.',
        )
  }

  /** A checkpoint that must be there and was not listed: it may have been published since. */
  async #openUnlisted(inventory: LogInventory, size: number, head: Opened, because: string): Promise<void> {
    if (inventory.historyPaths.has(size) || this.#missed.has(size)) return
    const where = `checkpoint-history/${size}`
    const bytes = await readOrSay(this.#source, where, MAX_NOTE_BYTES)
    if (bytes === undefined) {
      this.#missed.add(size)
      this.#findings.fail(HISTORY, where, `It is missing: ${because}.`)
      return
    }
    inventory.historyPaths.set(size, where)
    await this.#openEarlier(size, where, head)
  }

  /** Up to where the log is verified: to a signed checkpoint that is about to be published, if there is one. */
  #headOf(published: Opened): Opened {
    const [next, ...more] = this.#newer
    if (next === undefined) return published
    const before = this.#previous.get(next.size)
    if (more.length === 0 && (this.#anyEntries || before === published.size)) {
      this.#sign(next, `checkpoint-history/${next.size}`, HISTORY)
      this.#findings.notes.push(
        `Publishing was in progress: the history holds one signed checkpoint, of ${entries(next.size)}, that follows “checkpoint”, of ${published.size}. The log was verified up to it. If this does not change within minutes, an older checkpoint was put back; whoever kept the newer one finds that with --from.`,
      )
      return next
    }
    for (const { size } of this.#newer)
      this.#findings.fail(
        HISTORY,
        `checkpoint-history/${size}`,
        `It is signed and newer than “checkpoint”, which has only ${entries(published.size)} and is not the one before it: an older checkpoint was put back. If this is a copy that was made while the log grew, copy it again.`,
      )
    return published
  }

  /** Looks at the end of the log first: what signs far more than is here is not looked through. */
  async #isThere({ size }: Opened, inventory: LogInventory | undefined): Promise<boolean> {
    if (size === 0) return true
    const fail = (where: string, sentence: string): false => {
      this.#findings.count(BUNDLES, 0)
      this.#findings.fail(BUNDLES, where, `${sentence} Nothing else was looked at.`)
      return false
    }
    if (size > MOST_ENTRIES)
      return fail('checkpoint', `It counts ${entries(size)}, more than this program verifies.`)
    const bundles = Math.ceil(size / TILE_WIDTH)
    const [path, tilePath] = [ENTRIES, 0].map((kind) =>
      pathOf(kind, bundles - 1, size - (bundles - 1) * TILE_WIDTH),
    ) as [string, string]
    const [bundle, tile] = await Promise.all([
      readOrSay(this.#source, path, MAX_BUNDLE_BYTES),
      readOrSay(this.#source, tilePath, MAX_TILE_BYTES),
    ])
    const isUnread = [bundle, tile].every((read) => read === undefined || 'trouble' in read)
    const isGone = bundle === undefined && tile === undefined
    if (isGone || (isUnread && bundles > MOST_MISSING))
      return fail(
        path,
        (bundle !== undefined && 'trouble' in bundle ? bundle.trouble : undefined) ??
          `It is missing, and so is ${tilePath}: the end of the ${entries(size)} that are signed is not here. If this is a copy that was made while the log grew, copy it again.`,
      )
    const listed = inventory?.tiles.get(ENTRIES)?.size ?? 0
    return inventory === undefined || bundles - listed <= MOST_MISSING
      ? true
      : fail(
          'tile/entries',
          `${entries(size)} are signed, which fill ${bundles} bundles, and only ${listed} are here.`,
        )
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
    this.#opened.add(size)
    if (opened.size !== size)
      findings.fail(HISTORY, where, `It is a checkpoint of ${entries(opened.size)}, not of ${size}.`)
    else if (size > head.size) {
      this.#note(opened, where, HISTORY)
      this.#newer.push(opened)
    } else if (size === head.size && opened.text !== head.text)
      findings.fail(HISTORY, where, 'It has the size of “checkpoint” and says something else.')
    else this.#sign(opened, where, HISTORY)
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
    const gaveUpAt = results.flatMap((result) => result.gaveUpAt ?? [])[0]
    if (gaveUpAt !== undefined)
      findings.notes.push(
        `So many objects in a row are not to be had that ${gaveUpAt} and what follows it were not looked at.`,
      )
    for (const { times } of results) this.#latest = Math.max(this.#latest, times.latest)
    if (!this.#anyEntries) this.#noteStepBack(results)
  }

  /** Times are the server's, and no checkpoint says one: what can be seen is an entry that lags behind those before it. */
  #noteStepBack(results: readonly RangeResult[]): void {
    let latest = Number.NEGATIVE_INFINITY
    let most = { ms: 0, index: 0 }
    for (const { times } of results) {
      const across = { ms: latest - times.earliest.at, index: times.earliest.index }
      for (const step of [times.stepBack, across]) if (step.ms > most.ms) most = step
      latest = Math.max(latest, times.latest)
    }
    if (most.ms > STEP_BACK_MS)
      this.#findings.notes.push(
        `Entry ${most.index} says a time that is ${inWords(most.ms)} before that of an entry that stands in front of it. Its own chain does not go back in time, so the log may have waited for it; ask why, if it is much.`,
      )
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
    this.#checkRegisters(results.flatMap(({ registers }) => registers))
  }

  /**
   * What concerns the whole app stands in one chain, so that no erasure and no hold can stand where nobody looks. The app begins
   * another only when it had to set an entry of the one before aside, and says in its first entry which that was.
   */
  #checkRegisters(registers: readonly RegisterStart[]): void {
    for (const { subjectRef, index, follows } of registers.slice(1))
      if (follows === undefined)
        this.#findings.fail(
          CHAINS,
          `entry ${index}, subject ${subjectRef}`,
          'It begins a second register and does not say which one it follows: a log has one.',
        )
      else
        this.#findings.notes.push(
          `The register begins anew with entry ${index}, in the chain ${subjectRef}, and says that it follows the chain ${follows}${registers.some((one) => one.subjectRef === follows) ? '' : ', which is not in the log'}: the app set an entry of that one aside. Ask why.`,
        )
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

  /**
   * What each checkpoint needs must be there, in the width that it had then: nothing is ever removed from the log. What was not
   * listed and is there was written since, and is checked with the rest.
   */
  async #completeInventory(inventory: LogInventory, head: Opened): Promise<void> {
    for (const size of this.#signed.keys()) {
      if (size >= head.size) continue
      for (let level = 0, count = size; count > 0; level += 1, count = Math.floor(count / TILE_WIDTH)) {
        const [n, width] = [Math.floor(count / TILE_WIDTH), count % TILE_WIDTH]
        if (width === 0) continue
        for (const kind of level === 0 ? [ENTRIES, 0] : [level]) {
          if (has(inventory, kind, n, width)) continue
          const path = pathOf(kind, n, width)
          const most = kind === ENTRIES ? MAX_BUNDLE_BYTES : MAX_TILE_BYTES
          if ((await readOrSay(this.#source, path, most)) === undefined)
            this.#findings.fail(OBJECTS, path, `It is missing: the checkpoint of ${entries(size)} needs it.`)
          else addTile(inventory, kind, n, width)
        }
      }
    }
  }

  #checkStrangers(inventory: LogInventory): void {
    const findings = this.#findings
    let listed = inventory.history.length + (inventory.hasCheckpoint ? 1 : 0)
    for (const ofLevel of inventory.tiles.values())
      for (const widths of ofLevel.values()) listed += widths.size
    findings.count(OBJECTS, listed + inventory.strangers.length + inventory.strangersUnlisted)
    if (this.#anyEntries) return
    for (const path of inventory.strangers)
      findings.fail(OBJECTS, JSON.stringify(path.slice(0, 200)), 'It does not belong into a log.')
    findings.failAll(OBJECTS, [], inventory.strangersUnlisted)
  }
}

/** Our checkpoints say behind their root which one was published before, so that none can be taken out of the history. */
function previousIn(text: string): number | undefined {
  const [, decimal = ''] = /^(?:.*\n){3}(?:.*\n)*?previous (\d+)\n/.exec(text) ?? []
  return parseCount(decimal)
}

const entries = (count: number): string => (count === 1 ? '1 entry' : `${count} entries`)

/** @param seconds since 1970, as a witness may claim any number of them. */
function instantOf(seconds: number): string {
  const at = new Date(seconds * 1000)
  return Number.isNaN(at.getTime()) ? `${seconds} seconds after 1970` : at.toISOString()
}
