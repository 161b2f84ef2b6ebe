/** What is remembered of each subject's chain, in arrays of numbers: a log can have a million subjects. */

const NONE = 0xffffffff
const REF_WORDS = 4
const HASH_WORDS = 8

/** Why an entry does not continue the chain of its subject. */
export type ChainFault =
  /** Its number is not the one after the last. */
  | { kind: 'number'; expected: number }
  /** Its number fits and the hash that it names is not that of the entry before. */
  | { kind: 'hash' }
  /** It says an earlier time than the one before; so many ms. */
  | { kind: 'time'; back: number }
  /** It says that the chain is of another kind. */
  | { kind: 'subject'; before: number; now: number }

/** A stretch of one subject's chain: how it begins and how it ends within a part of the log. */
export interface Stretch {
  /** 16 bytes. */
  ref: Uint32Array
  firstSeq: number
  /** The hash that the first one names; undefined when it names none. */
  firstPrevious: Uint32Array | undefined
  /** The index in the log of the first one. */
  firstIndex: number
  lastSeq: number
  /** The hash of the last one. */
  last: Uint32Array
  /** When the first and the last were signed, ms since 1970. */
  firstAt: number
  lastAt: number
  /** What kind of chain it says to be, a number of `SUBJECT_KINDS`. */
  subjectKind: number
}

/** The arrays of a ledger, as they travel from one thread to another. */
export interface LedgerColumns {
  count: number
  refs: Uint32Array
  firstSeqs: Float64Array
  firstIndices: Float64Array
  hasPrevious: Uint8Array
  firstPrevious: Uint32Array
  lastSeqs: Float64Array
  lasts: Uint32Array
  firstAts: Float64Array
  lastAts: Float64Array
  kinds: Uint8Array
}

/**
 * Follows the chains of all subjects through a part of the log. What the first entry of a subject in this part says of the one
 * before is kept, to be held against the parts before (`append`).
 */
export class SubjectLedger {
  #columns: LedgerColumns
  #slots: Uint32Array
  /** Drawn anew each time, so that nobody can choose names that all fall into one slot. */
  readonly #seed: Uint32Array

  constructor(columns?: LedgerColumns) {
    this.#seed = globalThis.crypto.getRandomValues(new Uint32Array(REF_WORDS)).map((word) => word | 1)
    this.#columns = columns ?? emptyColumns(1024)
    this.#slots = new Uint32Array(0)
    this.#rehash()
  }

  get count(): number {
    return this.#columns.count
  }

  get columns(): LedgerColumns {
    return this.#columns
  }

  /**
   * Takes the next entry in the order of the log.
   * @param ref 4 words. @param previous the hash that it names, 8 words, if it names one. @param hash its own, 8 words from `at` on.
   */
  follow(
    ref: Uint32Array,
    seq: number,
    previous: Uint32Array | undefined,
    hash: Uint32Array,
    at: number,
    index: number,
    signedAt: number,
    subjectKind: number,
  ): ChainFault | undefined {
    const slot = this.#slotOf(ref)
    let row = this.#slots[slot] as number
    let fault: ChainFault | undefined
    if (row === NONE) {
      row = this.#newRow(slot, ref)
      const columns = this.#columns
      columns.firstSeqs[row] = seq
      columns.firstIndices[row] = index
      columns.firstAts[row] = signedAt
      columns.kinds[row] = subjectKind
      columns.hasPrevious[row] = previous === undefined ? 0 : 1
      if (previous !== undefined) columns.firstPrevious.set(previous, row * HASH_WORDS)
    } else {
      fault = this.#faultAfter(row, seq, previous, signedAt, subjectKind)
    }
    const { lastSeqs, lasts, lastAts } = this.#columns
    lastAts[row] = signedAt
    // After a fault the chain goes on from what is there, so that one gap is told once.
    lastSeqs[row] = seq
    for (let word = 0; word < HASH_WORDS; word += 1)
      lasts[row * HASH_WORDS + word] = hash[at + word] as number
    return fault
  }

  /** Takes a stretch of the part of the log that follows; a subject that is new here must begin with number 0. */
  append(stretch: Stretch): ChainFault | undefined {
    const { ref, firstSeq, firstPrevious, lastSeq, last, firstAt, lastAt, subjectKind } = stretch
    const slot = this.#slotOf(ref)
    let row = this.#slots[slot] as number
    let fault: ChainFault | undefined
    if (row === NONE) {
      row = this.#newRow(slot, ref)
      this.#columns.kinds[row] = subjectKind
      if (firstSeq !== 0) fault = { kind: 'number', expected: 0 }
      else if (firstPrevious !== undefined) fault = { kind: 'hash' }
    } else {
      fault = this.#faultAfter(row, firstSeq, firstPrevious, firstAt, subjectKind)
    }
    this.#columns.lastSeqs[row] = lastSeq
    this.#columns.lastAts[row] = lastAt
    this.#columns.lasts.set(last, row * HASH_WORDS)
    return fault
  }

  *stretches(): Generator<Stretch, void> {
    const { count, refs, firstSeqs, firstIndices, hasPrevious, firstPrevious, lastSeqs, lasts } =
      this.#columns
    const { firstAts, lastAts, kinds } = this.#columns
    for (let row = 0; row < count; row += 1) {
      const hash = row * HASH_WORDS
      yield {
        ref: refs.subarray(row * REF_WORDS, (row + 1) * REF_WORDS),
        firstSeq: firstSeqs[row] as number,
        firstPrevious: hasPrevious[row] === 1 ? firstPrevious.subarray(hash, hash + HASH_WORDS) : undefined,
        firstIndex: firstIndices[row] as number,
        lastSeq: lastSeqs[row] as number,
        last: lasts.subarray(hash, hash + HASH_WORDS),
        firstAt: firstAts[row] as number,
        lastAt: lastAts[row] as number,
        subjectKind: kinds[row] as number,
      }
    }
  }

  #faultAfter(
    row: number,
    seq: number,
    previous: Uint32Array | undefined,
    signedAt: number,
    subjectKind: number,
  ): ChainFault | undefined {
    const { lastSeqs, lasts, lastAts, kinds } = this.#columns
    const expected = (lastSeqs[row] as number) + 1
    if (seq !== expected) return { kind: 'number', expected }
    if (previous === undefined) return { kind: 'hash' }
    for (let word = 0; word < HASH_WORDS; word += 1)
      if (previous[word] !== lasts[row * HASH_WORDS + word]) return { kind: 'hash' }
    const [before, back] = [kinds[row] as number, (lastAts[row] as number) - signedAt]
    if (before !== subjectKind) return { kind: 'subject', before, now: subjectKind }
    if (back > 0) return { kind: 'time', back }
    return undefined
  }

  #slotOf(ref: Uint32Array): number {
    const { refs } = this.#columns
    const mask = this.#slots.length - 1
    let slot = this.#hash(ref, 0) & mask
    for (;;) {
      const row = this.#slots[slot] as number
      if (row === NONE) return slot
      const at = row * REF_WORDS
      if (
        refs[at] === ref[0] &&
        refs[at + 1] === ref[1] &&
        refs[at + 2] === ref[2] &&
        refs[at + 3] === ref[3]
      )
        return slot
      slot = (slot + 1) & mask
    }
  }

  #hash(ref: Uint32Array, at: number): number {
    const seed = this.#seed
    let hash = 0
    for (let word = 0; word < REF_WORDS; word += 1) {
      hash = Math.imul(hash ^ (ref[at + word] as number), seed[word] as number)
      hash ^= hash >>> 15
    }
    return hash >>> 0
  }

  #newRow(slot: number, ref: Uint32Array): number {
    const row = this.#columns.count
    if (row >= this.#columns.lastSeqs.length) this.#columns = grown(this.#columns)
    this.#columns.refs.set(ref, row * REF_WORDS)
    this.#columns.count = row + 1
    this.#slots[slot] = row
    if (this.#columns.count * 2 > this.#slots.length) this.#rehash()
    return row
  }

  #rehash(): void {
    const { count, refs } = this.#columns
    let length = 2048
    while (length < count * 4) length *= 2
    this.#slots = new Uint32Array(length).fill(NONE)
    for (let row = 0; row < count; row += 1) {
      let slot = this.#hash(refs, row * REF_WORDS) & (length - 1)
      while (this.#slots[slot] !== NONE) slot = (slot + 1) & (length - 1)
      this.#slots[slot] = row
    }
  }
}

function emptyColumns(rows: number): LedgerColumns {
  return {
    count: 0,
    refs: new Uint32Array(rows * REF_WORDS),
    firstSeqs: new Float64Array(rows),
    firstIndices: new Float64Array(rows),
    hasPrevious: new Uint8Array(rows),
    firstPrevious: new Uint32Array(rows * HASH_WORDS),
    lastSeqs: new Float64Array(rows),
    lasts: new Uint32Array(rows * HASH_WORDS),
    firstAts: new Float64Array(rows),
    lastAts: new Float64Array(rows),
    kinds: new Uint8Array(rows),
  }
}

function grown(columns: LedgerColumns): LedgerColumns {
  const wider = emptyColumns(Math.ceil(columns.lastSeqs.length * 1.6))
  wider.count = columns.count
  wider.refs.set(columns.refs)
  wider.firstSeqs.set(columns.firstSeqs)
  wider.firstIndices.set(columns.firstIndices)
  wider.hasPrevious.set(columns.hasPrevious)
  wider.firstPrevious.set(columns.firstPrevious)
  wider.lastSeqs.set(columns.lastSeqs)
  wider.lasts.set(columns.lasts)
  wider.firstAts.set(columns.firstAts)
  wider.lastAts.set(columns.lastAts)
  wider.kinds.set(columns.kinds)
  return wider
}
