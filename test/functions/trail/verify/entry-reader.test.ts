import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toHex, utf8, utf8Text } from '../../../../functions/trail/bytes.ts'
import { canonicalJson } from '../../../../functions/trail/digest.ts'
import { type TrailEntry, trailEntrySchema } from '../../../../functions/trail/entry.ts'
import { EntryReader, SUBJECT_KINDS } from '../../../../functions/trail/verify/entry-reader.ts'
import { entriesOf } from './built-log.ts'

/** What those who write entries accept: the schema, and a text that is the canonical one of what the schema reads. */
function writersAccept(bytes: Uint8Array): boolean {
  try {
    const text = utf8Text(bytes)
    return canonicalJson(trailEntrySchema.parse(JSON.parse(text))) === text
  } catch {
    return false
  }
}

/** Behind other bytes and before others, as in a bundle. */
function readerAccepts(reader: EntryReader, bytes: Uint8Array): boolean {
  const around = new Uint8Array(bytes.length + 9).fill(0x7d)
  around.set(bytes, 4)
  return reader.read(around, 4, 4 + bytes.length) === undefined
}

const hex = (digits: number) => fc.uint8Array({ minLength: digits / 2, maxLength: digits / 2 }).map(toHex)
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })
const words = fc.oneof(
  fc.constantFrom('', 'self', 'evt_0', 'a:b', '},{', ':"', 'it’s', '\\', '"', '2027-01-12T10:00:00.000Z'),
  fc.string({ unit: 'binary', maxLength: 12 }),
)
const instant = fc
  .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString())
const field = fc.oneof(
  fc.constantFrom(
    'reviewee',
    'signer',
    'prevEventHash',
    'subjectRef',
    'signedAt',
    '__proto__',
    'constructor',
    'é',
  ),
  fc.string({ maxLength: 6 }),
)

const entry: fc.Arbitrary<TrailEntry> = fc.record(
  {
    schemaVersion: fc.constant(1 as const),
    eventId: fc.oneof(
      hex(32).map((id) => `evt_${id}`),
      words,
    ),
    subjectKind: fc.constantFrom('review' as const, 'cycle' as const, 'register' as const),
    subjectRef: hex(32),
    subjectSeq: fc.oneof(fc.nat(12), fc.maxSafeNat()),
    prevEventHash: orNull(hex(64)),
    eventType: words,
    meaning: words,
    signerRole: words,
    signedAt: instant,
    recordDigest: orNull(hex(64)),
    recordVersion: fc.maxSafeInteger(),
    formVersion: orNull(fc.maxSafeInteger()),
    locale: words,
    intentStatement: orNull(fc.record({ id: words, hash: hex(64) })),
    authentication: fc.record({ method: words, at: orNull(fc.oneof(instant, words)) }),
    delegation: orNull(words),
    beforeDigest: orNull(hex(64)),
    afterDigest: orNull(hex(64)),
    retentionClass: words,
    commitments: fc.dictionary(field, hex(64), { maxKeys: 4 }),
    erasedEvents: fc.array(words, { maxLength: 2 }),
  },
  { requiredKeys: Object.keys(trailEntrySchema.shape).filter((name) => name !== 'erasedEvents') as never },
)

const near = (text: string): fc.Arbitrary<string> =>
  fc.oneof(
    fc
      .tuple(fc.nat(text.length), fc.string({ maxLength: 2 }), fc.nat(2))
      .map(([at, put, drop]) => text.slice(0, at) + put + text.slice(at + drop)),
    fc.constantFrom(
      ` ${text}`,
      `${text}\n`,
      `﻿${text}`,
      text.replace('{', '{"a":1,'),
      text.replace('"locale"', '"Locale"'),
      text.replace(/"eventType":"/, '"eventType":"\\u0061'),
      text.replace('"schemaVersion":1', '"schemaVersion":1.0'),
      text.replace('"schemaVersion":1', '"schemaVersion":2'),
      text.replace(/T\d\d:/, 'T24:'),
      text.replace(/"signedAt":"(\d{4})-\d\d-\d\d/, '"signedAt":"$1-02-29'),
      text.replace(/"signedAt":"(\d{4})-\d\d-\d\d/, '"signedAt":"$1-04-31'),
      text.replace(/"signedAt":"(\d{4})-\d\d-\d\d/, '"signedAt":"$1-13-01'),
      text.replace(/"signedAt":"(\d{4})-\d\d-\d\d/, '"signedAt":"1900-02-29'),
      text.replace(/"signedAt":"(\d{4})-\d\d-\d\d/, '"signedAt":"2000-02-29'),
      text.replace(/"signedAt":"([^"]*)Z"/, '"signedAt":"$1+00:00"'),
      text.replace(/"subjectSeq":/, '"subjectSeq":0'),
      text.replace(/"subjectSeq":/, '"subjectSeq":-'),
      text.replace(/"subjectSeq":/, '"subjectSeq":1'),
      text.replace(/"subjectRef":"./, '"subjectRef":"G'),
      text.replace(/"recordVersion":/, '"recordVersion":-0'),
      text.replace(/,"[a-zA-Z]+":null/, ''),
      text.replace(/null/, 'undefined'),
      text.replace(/[a-f]/, (letter) => letter.toUpperCase()),
    ),
  )

describe('reading entries', () => {
  test('given any entry that the schema takes, then the verifier takes it exactly when the writers do, and reads the same', () => {
    const reader = new EntryReader()
    fc.assert(
      fc.property(entry, (value) => {
        const bytes = utf8(canonicalJson(value))
        const accepted = writersAccept(bytes)
        // Twice: the first time exactly, the second perhaps by what was learned.
        for (let time = 0; time < 2; time += 1) {
          expect(readerAccepts(reader, bytes)).toBe(accepted)
          if (!accepted) continue
          expect(toHex(reader.ref)).toBe(value.subjectRef)
          expect(reader.seq).toBe(value.subjectSeq)
          expect(reader.at).toBe(Date.parse(value.signedAt))
          expect(SUBJECT_KINDS[reader.kind]).toBe(value.subjectKind)
          expect(reader.hasPrevious ? toHex(reader.previous) : null).toBe(value.prevEventHash)
        }
      }),
      { numRuns: 3000 },
    )
  })

  test('given texts that almost are entries, to a reader that has learned much, then both still agree', () => {
    const reader = new EntryReader()
    const real = entriesOf(40, { personal: 2 })
    for (const bytes of real) expect(readerAccepts(reader, bytes)).toBe(true)
    const anyText = fc.oneof(fc.constantFrom(...real).map(utf8Text), entry.map(canonicalJson))
    fc.assert(
      fc.property(anyText.chain(near), (text) => {
        const bytes = utf8(text)
        expect(readerAccepts(reader, bytes), text).toBe(writersAccept(bytes))
      }),
      { numRuns: 6000 },
    )
  })

  test('given any one byte of a learned entry changed to any other, then both agree', () => {
    const reader = new EntryReader()
    const [real = new Uint8Array()] = entriesOf(1)
    expect(readerAccepts(reader, real)).toBe(true)
    for (let at = 0; at < real.length; at += 1)
      for (const byte of [
        0x00, 0x22, 0x30, 0x31, 0x39, 0x3a, 0x41, 0x61, 0x66, 0x67, 0x5c, 0x7f, 0x80, 0xff,
      ]) {
        const changed = real.with(at, byte)
        expect(readerAccepts(reader, changed), `byte ${at} is ${byte}`).toBe(writersAccept(changed))
      }
  })

  test('given what no JSON reader can take apart, then a sentence', () => {
    const reader = new EntryReader()
    for (const bytes of [
      new Uint8Array(0),
      utf8('['.repeat(60_000)),
      utf8(`${'{"a":'.repeat(9_000)}1`),
      Uint8Array.of(0xff),
    ])
      expect(reader.read(bytes, 0, bytes.length)).toMatch(/^It is no/)
  })
})
