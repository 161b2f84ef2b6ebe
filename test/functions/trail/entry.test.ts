import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { verifyChain } from '../../../functions/trail/chain.ts'
import { commit, opens } from '../../../functions/trail/commitment.ts'
import { canonicalJson, leafHashOf } from '../../../functions/trail/digest.ts'
import { type EntryStatement, writeEntry } from '../../../functions/trail/entry.ts'

const REF = 'c'.repeat(32)
const statement: EntryStatement = {
  type: 'self-assessment.submitted',
  meaning: 'submitted',
  signerRole: 'self',
  at: '2027-01-12T10:00:00.000Z',
  recordDigest: null,
  recordVersion: 1,
  formVersion: 1,
  intentStatement: { id: 'submit-self-assessment/1', text: 'I submit.' },
  authentication: { method: 'emailed-link', at: '2027-01-12T09:58:00.000Z' },
  delegation: null,
  beforeDigest: null,
  afterDigest: null,
  personal: [{ field: 'signer', value: 'per_1', about: 'per_1' }],
}

function chainOf(length: number): { raw: string[]; head: { seq: number; lastHash: string | null } } {
  const raw: string[] = []
  let lastHash: string | null = null
  for (let seq = 0; seq < length; seq += 1) {
    const place = { subjectKind: 'review' as const, subjectRef: REF, seq, prevHash: lastHash }
    const written = writeEntry(statement, place, `evt_${seq}`, () => new Uint8Array(32).fill(seq + 1))
    raw.push(Buffer.from(written.bytes).toString('utf8'))
    lastHash = written.leafHash
  }
  return { raw, head: { seq: length, lastHash } }
}

describe('an entry', () => {
  test('given a personal value, then only its commitment stands in the bytes, and the opening opens it', () => {
    const place = { subjectKind: 'review' as const, subjectRef: REF, seq: 0, prevHash: null }
    const personal = [{ field: 'signerName', value: 'Grace Example', about: 'per_1' }]
    const written = writeEntry({ ...statement, personal }, place, 'evt_1', () => new Uint8Array(32).fill(7))
    const text = Buffer.from(written.bytes).toString('utf8')
    expect(text).not.toContain('Grace')
    const [opening] = written.openings
    const commitment = JSON.parse(text).commitments.signerName
    expect(opens(commitment, Buffer.from(opening?.salt ?? '', 'hex'), 'signerName', 'Grace Example')).toBe(
      true,
    )
    expect(opens(commitment, Buffer.from(opening?.salt ?? '', 'hex'), 'signerName', 'Grace Other')).toBe(
      false,
    )
    expect(written.leafHash).toBe(leafHashOf(written.bytes))
  })

  test('given the lengths in the commitment, then moving a letter from field to value changes it', () => {
    const salt = new Uint8Array(32).fill(1)
    expect(commit(salt, 'ab', 'c')).not.toBe(commit(salt, 'a', 'bc'))
    expect(() => commit(new Uint8Array(16), 'a', 'b')).toThrow('32 bytes')
  })

  test('given any JSON value, then its canonical form parses back to it and is stable', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value)
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
        expect(canonicalJson(JSON.parse(text))).toBe(text)
      }),
    )
  })
})

describe('a chain', () => {
  test('given whole chains of any length, then they hold', () => {
    for (const length of [0, 1, 2, 10]) {
      const { raw, head } = chainOf(length)
      expect(verifyChain(raw, REF, head)).toMatchObject({ holds: true })
    }
  })

  test('given any byte of any entry changed, then the chain does not hold', () => {
    const { raw, head } = chainOf(3)
    let tried = 0
    for (const [index, entry] of raw.entries()) {
      for (let at = 0; at < entry.length; at += 1) {
        const flipped =
          entry.slice(0, at) + String.fromCharCode(entry.charCodeAt(at) ^ 1) + entry.slice(at + 1)
        const changed = raw.with(index, flipped)
        expect(verifyChain(changed, REF, head).holds, `byte ${at} of entry ${index}`).toBe(false)
        tried += 1
      }
    }
    expect(tried).toBeGreaterThan(2000)
  })

  test('given an entry removed, doubled, swapped or cut off at the end, then the chain does not hold', () => {
    const { raw, head } = chainOf(4)
    const [a = '', b = '', c = '', d = ''] = raw
    for (const changed of [
      [b, c, d],
      [a, c, d],
      [a, b, c],
      [a, a, b, c, d],
      [b, a, c, d],
      [a, b, d, c],
      [],
    ]) {
      expect(verifyChain(changed, REF, head).holds).toBe(false)
    }
  })

  test('given an entry of another review, then the chain says where it breaks', () => {
    expect(verifyChain(chainOf(2).raw, 'd'.repeat(32))).toMatchObject({ holds: false, at: 0 })
  })
})
