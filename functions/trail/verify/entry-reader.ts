import { utf8Text } from '../bytes.ts'
import { canonicalJson } from '../digest.ts'
import { faultOfEntry, isDayOfMonth } from './entry-form.ts'

/** What a place in a pattern allows: one byte (its own code, below 128), or any of a class. */
const HEX_DIGIT = 128
const DIGIT = 129
const FIRST_DIGIT = 130

/** 1 for a byte that is a decimal digit, and 1 for one that can begin a number of several. */
const isDigit = new Uint8Array(256).fill(1, 0x30, 0x3a)
const isFirstDigit = new Uint8Array(256).fill(1, 0x31, 0x3a)

/** 1 for two bytes, read as a little-endian number, that both are lower-case hex digits. */
const isHexPair = new Uint8Array(65_536)
for (const one of '0123456789abcdef')
  for (const other of '0123456789abcdef') isHexPair[one.charCodeAt(0) | (other.charCodeAt(0) << 8)] = 1

/** The value of a hex digit by its byte. */
const hexValue = new Uint8Array(256)
for (let digit = 0; digit < 16; digit += 1) hexValue[digit.toString(16).charCodeAt(0)] = digit

/**
 * What entries of one kind have in common, byte by byte. It is made from an entry that was checked exactly, by letting go of
 * nothing but digits where any digits are as good: so whatever fits it is as good an entry, in canonical form.
 */
interface Pattern {
  /** Where to compare four bytes at once with what must stand there, and which bits of them count. */
  wordsAt: Uint16Array
  words: Int32Array
  masks: Int32Array
  /** Where runs of hex digits begin and end; all are of even length. */
  hexRuns: Uint16Array
  digitsAt: Uint16Array
  /** Where the first digit of a number of several digits stands; −1 where there is none such. */
  firstDigitAt: number
  /** Where the subject's name begins, 32 hex digits. */
  refAt: number
  /** Where the previous entry's hash begins, 64 hex digits; −1 where it is null. */
  previousAt: number
  /** Where the number in the chain begins; it ends before the last byte. */
  seqAt: number
  /** Where `signedAt` begins: digits alone do not make a day that exists. */
  signedAt: number
  kind: number
}

/** What `subjectKind` may say; a ledger of a million chains holds a number for each. */
export const SUBJECT_KINDS: readonly string[] = ['review', 'cycle', 'register']

const MOST_PATTERNS = 2048
const MOST_OF_ONE_LENGTH = 24

/** Values of which any digits are as good as others: hashes, ids, instants, and the number in the chain. */
const loose =
  /:"(?:evt_)?([0-9a-f]{64}|[0-9a-f]{32})"(?=[,}])|:"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)"(?=[,}])|:(0|[1-9]\d{0,8})\}$/g

/**
 * Reads entries of the trail and checks that each is in canonical form and as the schema says. Millions of entries differ in
 * their digits only: what was seen once is recognized byte by byte, everything else is parsed and encoded again.
 */
export class EntryReader {
  /** After a good entry: the subject's name, 16 bytes. */
  readonly ref = new Uint8Array(16)
  /** After a good entry: its number in the chain of its subject. */
  seq = 0
  /** After a good entry: whether it names one before it, and if so its hash, 32 bytes. */
  hasPrevious = false
  readonly previous = new Uint8Array(32)
  /** After a good entry: its `signedAt`, ms since 1970. */
  at = 0
  /** After a good entry: whose chain it belongs to, as a number of `SUBJECT_KINDS`. */
  kind = 0

  #patterns = new Map<number, Pattern[]>()
  #bytes: Uint8Array = new Uint8Array(0)
  #view: DataView = new DataView(this.#bytes.buffer)
  #count = 0

  /** @returns what is wrong with the entry at these bytes, as a sentence, or undefined. */
  read(bytes: Uint8Array, start: number, end: number): string | undefined {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    }
    const known = this.#patterns.get(end - start)
    if (known !== undefined)
      for (let at = 0; at < known.length; at += 1) {
        const pattern = known[at]
        if (pattern === undefined || !fits(pattern, bytes, this.#view, start)) continue
        if (at > 0) {
          // What comes often moves to the front.
          known[at] = known[at - 1] as Pattern
          known[at - 1] = pattern
        }
        this.#take(pattern, bytes, start, end)
        return undefined
      }
    return this.#readExactly(bytes.subarray(start, end))
  }

  #readExactly(bytes: Uint8Array): string | undefined {
    let text: string
    let value: unknown
    try {
      text = utf8Text(bytes)
      value = JSON.parse(text)
    } catch {
      return 'It is not JSON in UTF-8.'
    }
    const fault = faultOfEntry(value)
    if (fault !== undefined) return `It is no entry of the trail: ${fault}.`
    if (!isCanonical(value, text)) return 'It is not in canonical form (RFC 8785).'
    const entry = value as {
      subjectKind: string
      subjectRef: string
      subjectSeq: number
      prevEventHash: string | null
      signedAt: string
    }
    this.at = Date.parse(entry.signedAt)
    this.kind = SUBJECT_KINDS.indexOf(entry.subjectKind)
    putHex(this.ref, entry.subjectRef)
    this.seq = entry.subjectSeq
    this.hasPrevious = entry.prevEventHash !== null
    if (entry.prevEventHash !== null) putHex(this.previous, entry.prevEventHash)
    this.#learn(text)
    return undefined
  }

  #take(pattern: Pattern, bytes: Uint8Array, start: number, end: number): void {
    decodeHex(this.ref, bytes, start + pattern.refAt)
    this.hasPrevious = pattern.previousAt >= 0
    if (this.hasPrevious) decodeHex(this.previous, bytes, start + pattern.previousAt)
    let seq = 0
    for (let at = start + pattern.seqAt; at < end - 1; at += 1) seq = seq * 10 + (bytes[at] ?? 0) - 0x30
    this.seq = seq
    this.at = instantAt(bytes, start + pattern.signedAt)
    this.kind = pattern.kind
  }

  #learn(text: string): void {
    const pattern = patternOf(text)
    if (pattern === undefined) return
    if (this.#count >= MOST_PATTERNS) {
      this.#patterns = new Map()
      this.#count = 0
    }
    const ofLength = this.#patterns.get(text.length) ?? []
    if (ofLength.length >= MOST_OF_ONE_LENGTH) return
    this.#patterns.set(text.length, [...ofLength, pattern])
    this.#count += 1
  }
}

function isCanonical(value: unknown, text: string): boolean {
  try {
    return canonicalJson(value) === text
  } catch {
    // A lone surrogate, which no UTF-8 can hold.
    return false
  }
}

/** @param text an entry in canonical form. @returns undefined where it holds more than plain characters. */
function patternOf(text: string): Pattern | undefined {
  if (!/^[\x20-\x5b\x5d-\x7e]*$/.test(text)) return undefined
  const classes = Uint8Array.from(text, (character) => character.charCodeAt(0))
  // Without escapes a quote begins or ends a string, so a colon and a quote stand only between a key and its value.
  for (const match of text.matchAll(loose)) {
    const [whole, hexDigits, instant, number] = match
    const value = hexDigits ?? instant ?? number ?? ''
    const from = match.index + whole.lastIndexOf(value)
    if (hexDigits !== undefined) classes.fill(HEX_DIGIT, from, from + value.length)
    else
      for (let at = from; at < from + value.length; at += 1)
        if (/\d/.test(text.charAt(at))) classes[at] = DIGIT
    if (number !== undefined && number.length > 1) classes[from] = FIRST_DIGIT
  }
  // A commitment may have any of these names, but stands before them all.
  const behind = (key: string): number => {
    const at = text.lastIndexOf(key)
    return at < 0 ? -1 : at + key.length
  }
  const previous = behind(',"prevEventHash":')
  const pattern = {
    ...comparisons(classes),
    refAt: behind(',"subjectRef":"'),
    previousAt: text.charAt(previous) === '"' ? previous + 1 : -1,
    seqAt: behind(',"subjectSeq":'),
    signedAt: behind(',"signedAt":"'),
    kind: SUBJECT_KINDS.findIndex((kind) => text.startsWith(`${kind}"`, behind(',"subjectKind":"'))),
  }
  // Canonical order puts these last; what looks otherwise is read exactly each time.
  return pattern.refAt < 0 || pattern.seqAt < pattern.refAt || pattern.signedAt < 0 ? undefined : pattern
}

/** What is to be looked at, and where, so that each byte is one that its class allows. */
function comparisons(classes: Uint8Array) {
  const [wordsAt, words, masks, hexRuns, digitsAt]: number[][] = [[], [], [], [], []]
  for (let start = 0; start < classes.length; start += 4) {
    // The last word overlaps the one before.
    const at = Math.min(start, classes.length - 4)
    let [word, mask] = [0, 0]
    for (let byte = 0; byte < 4; byte += 1) {
      const code = classes[at + byte] ?? HEX_DIGIT
      if (code >= HEX_DIGIT) continue
      word |= code << (8 * byte)
      mask |= 0xff << (8 * byte)
    }
    if (mask === 0) continue
    wordsAt?.push(at)
    words?.push(word)
    masks?.push(mask)
  }
  for (let at = 0; at < classes.length; at += 1) {
    if (classes[at] === DIGIT) digitsAt?.push(at)
    if (classes[at] !== HEX_DIGIT) continue
    const end = classes.findIndex((code, later) => later > at && code !== HEX_DIGIT)
    hexRuns?.push(at, end)
    at = end - 1
  }
  return {
    wordsAt: Uint16Array.from(wordsAt ?? []),
    words: Int32Array.from(words ?? []),
    masks: Int32Array.from(masks ?? []),
    hexRuns: Uint16Array.from(hexRuns ?? []),
    digitsAt: Uint16Array.from(digitsAt ?? []),
    firstDigitAt: classes.indexOf(FIRST_DIGIT),
  }
}

function fits(pattern: Pattern, bytes: Uint8Array, view: DataView, start: number): boolean {
  const { wordsAt, words, masks, hexRuns, digitsAt, firstDigitAt, signedAt } = pattern
  let difference = 0
  for (let at = 0; at < wordsAt.length; at += 1)
    difference |=
      (view.getInt32(start + (wordsAt[at] as number), true) ^ (words[at] as number)) & (masks[at] as number)
  if (difference !== 0) return false
  let good = 1
  for (let run = 0; run < hexRuns.length; run += 2) {
    const end = start + (hexRuns[run + 1] as number)
    for (let at = start + (hexRuns[run] as number); at < end; at += 2)
      good &= isHexPair[view.getUint16(at, true)] as number
  }
  for (let at = 0; at < digitsAt.length; at += 1)
    good &= isDigit[bytes[start + (digitsAt[at] as number)] as number] as number
  if (firstDigitAt >= 0) good &= isFirstDigit[bytes[start + firstDigitAt] as number] as number
  return good === 1 && isInstant(bytes, start + signedAt)
}

/** Whether digits that stand where those of an instant should are those of one that exists. */
function isInstant(bytes: Uint8Array, start: number): boolean {
  const two = (at: number): number =>
    ((bytes[start + at] as number) - 0x30) * 10 + (bytes[start + at + 1] as number) - 0x30
  return isDayOfMonth(two(0) * 100 + two(2), two(5), two(8)) && two(11) < 24 && two(14) < 60 && two(17) < 60
}

/** Of an instant that exists: ms since 1970, the same as `Date.parse` gives, without a text for each of a million. */
function instantAt(bytes: Uint8Array, start: number): number {
  const two = (at: number): number =>
    ((bytes[start + at] as number) - 0x30) * 10 + (bytes[start + at + 1] as number) - 0x30
  let ms = 0
  let at = start + 20
  // Behind the seconds stands Z, or a point and digits; the fourth and further ones are less than a millisecond.
  for (
    let worth = bytes[start + 19] === 0x2e ? 100 : 0;
    worth >= 1 && bytes[at] !== 0x5a;
    worth /= 10, at += 1
  )
    ms += ((bytes[at] as number) - 0x30) * worth
  const days = daysTo(two(0) * 100 + two(2), two(5), two(8))
  return days * 86_400_000 + two(11) * 3_600_000 + two(14) * 60_000 + two(17) * 1000 + ms
}

/** Days from 1970 to a day of the Gregorian calendar, the year beginning in March so that leap days end it. */
function daysTo(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year
  const era = Math.floor(shifted / 400)
  const ofEra = shifted - era * 400
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468
}

function decodeHex(target: Uint8Array, bytes: Uint8Array, start: number): void {
  for (let at = 0; at < target.length; at += 1)
    target[at] =
      ((hexValue[bytes[start + 2 * at] as number] as number) << 4) |
      (hexValue[bytes[start + 2 * at + 1] as number] as number)
}

function putHex(target: Uint8Array, digits: string): void {
  for (let at = 0; at < target.length; at += 1)
    target[at] = Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16)
}
