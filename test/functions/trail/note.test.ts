import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { concatBytes, toBase64, toHex, utf8 } from '../../../functions/trail/bytes.ts'
import { verifyCosignature } from '../../../functions/trail/cosignature.ts'
import { verifyEd25519 } from '../../../functions/trail/ed25519.ts'
import {
  BadNote,
  cosignNote,
  formatVkey,
  keyIdOf,
  openNote,
  parseNote,
  parseVkey,
  signatureLine,
  signNote,
} from '../../../functions/trail/note.ts'
import { referenceKey, referenceOpen } from '../../independent-log/reference-note.ts'
import { signingKey } from './signing-key.ts'

const log = await signingKey('log.example/audit')
const other = await signingKey('other.example')
const witness = await signingKey('witness.example/w1')
const TEXT = 'log.example/audit\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n'
const NOTE = await log.note(TEXT)
const vkey = parseVkey(log.vkey)
const witnessKey = parseVkey(witness.witnessVkey)
/** One clear sentence: a capital, an end, no line break, not the whole input. */
const SENTENCE = /^[A-Z][^\n]{10,300}\.$/

/** What BadNote says, or undefined when nothing was wrong. */
async function complaint(act: () => unknown): Promise<string | undefined> {
  try {
    await act()
    return undefined
  } catch (error) {
    if (error instanceof BadNote) return error.message
    throw error
  }
}

/** Lines and words without control characters, as a note's text may hold them. */
const text = fc
  .array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 6 })
  .map((lines) => `${lines.join('\n').replace(/[^\P{Cc}\n]/gu, '')}\n`)

describe('a signed note', () => {
  test('given any text, then it is signed, opened, and the independent reader agrees', async () => {
    await fc.assert(
      fc.asyncProperty(text, async (any) => {
        const note = await log.note(any)
        expect(await openNote(note, [vkey])).toEqual({ text: any, verifiedBy: [vkey], cosignatures: [] })
        expect(await openNote(utf8(note), [vkey])).toMatchObject({ text: any })
        expect(referenceOpen(note, referenceKey(log.vkey)).text).toBe(any)
      }),
      { numRuns: 50 },
    )
  })

  test('given each bit of it flipped, then it does not open', async () => {
    const bytes = utf8(NOTE)
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const at = bit >> 3
      const changed = bytes.with(at, (bytes[at] ?? 0) ^ (1 << (bit & 7)))
      expect(await complaint(() => openNote(changed, [vkey])), `bit ${bit}`).toMatch(SENTENCE)
    }
  })

  test('given any other bytes, or a note with bytes put in or taken out, then it does not open, with one sentence', async () => {
    const bytes = utf8(NOTE)
    const cuts = fc.tuple(fc.nat(bytes.length), fc.nat(bytes.length), fc.uint8Array({ maxLength: 8 }))
    const changed = cuts.map(([a, b, put]) =>
      concatBytes(bytes.subarray(0, Math.min(a, b)), put, bytes.subarray(Math.max(a, b))),
    )
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 200 }), changed), async (any) => {
        fc.pre(toHex(any) !== toHex(bytes))
        expect(await complaint(() => openNote(any, [vkey]))).toMatch(SENTENCE)
      }),
      { numRuns: 200 },
    )
  })

  test('given a text with blank lines, then it ends at the last one', async () => {
    const poem = 'Everyone stands alone\n\npierced by a ray\n\n'
    const note = await log.note(poem)
    expect(parseNote(note).text).toBe(poem)
    expect((await openNote(note, [vkey])).text).toBe(poem)
    // Nothing can be put behind the text without breaking the signature, not even another signed note.
    expect(await complaint(() => openNote(NOTE + '\n' + note, [vkey]))).toMatch(/does not fit the text/)
  })

  test('given signatures by unknown keys, then they are passed over, even by one of the same name or the same id', async () => {
    const [line = ''] = NOTE.split('\n').slice(-2)
    const strangers = [
      signatureLine({ name: log.name, keyId: '00000000', signature: new Uint8Array(64) }),
      signatureLine({ name: 'another', keyId: vkey.keyId, signature: new Uint8Array(64) }),
      signatureLine({ name: 'another', keyId: vkey.keyId, signature: new Uint8Array(1) }),
      signatureLine({ name: 'post-quantum', keyId: '11111111', signature: new Uint8Array(2420) }),
    ].join('')
    const note = `${TEXT}\n${strangers}${line}\n${strangers}`
    expect((await openNote(note, [vkey])).verifiedBy).toEqual([vkey])
    expect(await complaint(() => openNote(note, [parseVkey(other.vkey)]))).toMatch(
      /^The note is not signed by "other\.example" \(key [0-9a-f]{8}\)\.$/,
    )
    expect(await complaint(() => openNote(note, []))).toMatch(/none was asked for/)
  })

  test('given a bad signature by a known key, then a good one by another, or by itself, does not help', async () => {
    const [line = ''] = NOTE.split('\n').slice(-2)
    const bad = signatureLine({ name: log.name, keyId: vkey.keyId, signature: new Uint8Array(64) })
    const short = signatureLine({ name: log.name, keyId: vkey.keyId, signature: new Uint8Array(63) })
    const theirs = (await other.note(TEXT)).split('\n').at(-2) ?? ''
    const keys = [vkey, parseVkey(other.vkey)]
    for (const lines of [`${theirs}\n${bad}`, `${bad}${theirs}\n`, `${line}\n${bad}`, `${line}\n${short}`])
      expect(await complaint(() => openNote(`${TEXT}\n${lines}`, keys))).toMatch(
        /^Signature [12], by "log\.example\/audit" \(key [0-9a-f]{8}\), does not fit the text\.$/,
      )
  })

  test('given the same good signature twice, then the key counts once', async () => {
    const [line = ''] = NOTE.split('\n').slice(-2)
    expect((await openNote(`${TEXT}\n${line}\n${line}\n`, [vkey])).verifiedBy).toEqual([vkey])
  })

  test('given a hundred signatures, then it opens; given one more, or more than 64 KiB, then not, and at once', async () => {
    const [line = ''] = NOTE.split('\n').slice(-2)
    const stranger = signatureLine({ name: 'x', keyId: '00000000', signature: new Uint8Array(64) })
    expect(
      await complaint(() => openNote(`${TEXT}\n${stranger.repeat(99)}${line}\n`, [vkey])),
    ).toBeUndefined()
    expect(await complaint(() => openNote(`${TEXT}\n${stranger.repeat(100)}${line}\n`, [vkey]))).toBe(
      'The note has 101 signatures, more than the 100 that are read.',
    )
    for (const huge of [new Uint8Array(64 * 1024 + 1), new Uint8Array(50_000_000).fill(0x0a)])
      expect(await complaint(() => openNote(huge, [vkey]))).toMatch(/more than the 65536 that are read\.$/)
  })

  const [signed = ''] = NOTE.split('\n').slice(-2)
  const [dash = '', name = '', base64 = ''] = signed.split(' ')
  test.each<[string, string | Uint8Array, RegExp]>([
    ['line ends of Windows', NOTE.replaceAll('\n', '\r\n'), /control character 13 at byte 17/],
    ['one CR at the end', NOTE.replace(/\n$/, '\r\n'), /control character 13/],
    ['a tab', NOTE.replace('\n1\n', '\n\t1\n'), /control character 9 at byte 18/],
    ['a zero byte', `\0${NOTE}`, /control character 0 at byte 0/],
    ['no line feed at the end', NOTE.slice(0, -1), /does not end with a line feed/],
    ['no blank line', NOTE.replace('\n\n', '\n'), /no blank line/],
    ['no signatures', `${TEXT}\n`, /no signature below/],
    ['a blank line behind', `${NOTE}\n`, /no signature below/],
    ['nothing', '', /no blank line/],
    ['a web page', '<!doctype html>\n\n<html>\n', /Signature 1: the line does not begin with an em dash/],
    ['bytes that are no text', Uint8Array.of(0xff, 0x0a, 0x0a), /not valid UTF-8/],
    ['a hyphen', NOTE.replace('—', '-'), /does not begin with an em dash/],
    ['an en dash', NOTE.replace('—', '–'), /does not begin with an em dash/],
    ['two spaces', NOTE.replace('— ', '—  '), /cannot be a key's name/],
    ['no name', `${TEXT}\n— ${base64}\n`, /no space between name and signature/],
    ['a plus in the name', NOTE.replace(`— ${name}`, '— a+b'), /Signature 1: "a\+b" cannot be a key's name/],
    ['a hard space in the name', NOTE.replace(`— ${name}`, '— a\u00a0b'), /cannot be a key's name/],
    [
      'no base64',
      `${TEXT}\n${dash} ${name} ****\n`,
      /Signature 1, by "log.example\/audit": it is not canonical base64/,
    ],
    [
      'base64 without padding',
      `${TEXT}\n${dash} ${name} ${base64.replace(/=*$/, '').slice(0, 91)}\n`,
      /not canonical/,
    ],
    [
      'base64 with stray bits',
      `${TEXT}\n${dash} ${name} ${toBase64(new Uint8Array(7)).replace('A==', 'B==')}\n`,
      /not canonical/,
    ],
    ['a space behind', NOTE.replace(/\n$/, ' \n'), /not canonical base64/],
    [
      'an id without signature',
      `${TEXT}\n${dash} ${name} ${toBase64(new Uint8Array(4))}\n`,
      /4 bytes cannot hold/,
    ],
    ['an empty signature', `${TEXT}\n${dash} ${name} \n`, /0 bytes cannot hold/],
  ])('given %s, then it says so', async (_, note, said) => {
    const sentence = await complaint(() => openNote(note, [vkey]))
    expect(sentence).toMatch(said)
    expect(sentence).toMatch(SENTENCE)
  })

  test('given a signer with another key than it says, or a text that cannot be signed, then no note comes out', async () => {
    const wrong = { name: log.name, publicKey: log.publicKey, sign: other.sign }
    expect(await complaint(() => signNote(TEXT, wrong))).toMatch(/does not fit the text/)
    expect(await complaint(() => log.note('no line feed'))).toMatch(/is Unicode and ends with a line feed/)
    expect(await complaint(() => log.note('a\rb\n'))).toMatch(/control character/)
    expect(await complaint(() => log.note('half a pair \ud800\n'))).toMatch(/is Unicode/)
    expect(await complaint(() => signNote(TEXT, { ...log, name: 'a b' }))).toMatch(/cannot be a key's name/)
  })
})

describe('a verification key', () => {
  test('given a name and a key, then its text is that of the specification, and reads back', () => {
    const material = Buffer.concat([Buffer.of(1), log.publicKey]).toString('base64')
    expect(log.vkey).toBe(`log.example/audit+${keyIdOf(log.name, 1, log.publicKey)}+${material}`)
    expect(parseVkey(log.vkey)).toEqual({
      name: log.name,
      type: 1,
      publicKey: log.publicKey,
      keyId: keyIdOf(log.name, 1, log.publicKey),
    })
    expect(referenceKey(log.vkey).id).toBe(vkey.keyId)
    expect(witnessKey.type).toBe(4)
    expect(witnessKey.keyId).not.toBe(parseVkey(witness.vkey).keyId)
  })

  test('given any key, also one with a plus in its base64, then its text reads back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (publicKey) => {
        expect(parseVkey(formatVkey('a', publicKey)).publicKey).toEqual(publicKey)
      }),
    )
    expect(parseVkey(formatVkey('a', new Uint8Array(32).fill(0xfb))).publicKey[0]).toBe(0xfb)
  })

  test('given any character of it changed or left out, then it is refused', async () => {
    for (let at = 0; at < log.vkey.length; at += 1) {
      const changed = `${log.vkey.slice(0, at)}${log.vkey[at] === 'A' ? 'B' : 'A'}${log.vkey.slice(at + 1)}`
      expect(await complaint(() => parseVkey(changed)), changed).toMatch(SENTENCE)
      const without = log.vkey.slice(0, at) + log.vkey.slice(at + 1)
      expect(await complaint(() => parseVkey(without)), without).toMatch(SENTENCE)
    }
  })

  test.each<[string, string, RegExp]>([
    ['nothing', '', /should read name\+id\+key/],
    ['a name alone', 'log.example', /should read name\+id\+key/],
    ['no name', log.vkey.replace(/^[^+]*/, ''), /should read name\+id\+key/],
    ['a space in the name', log.vkey.replace('.', ' '), /cannot be a key's name/],
    ['a line feed behind', `${log.vkey}\n`, /not canonical base64/],
    ['an id in capitals', log.vkey.replace(vkey.keyId, 'ABCDEF01'), /8 digits of lower-case hex/],
    [
      'an id of another key',
      log.vkey.replace(vkey.keyId, witnessKey.keyId),
      /does not belong to this name and key/,
    ],
    ['another name', log.vkey.replace('log.', 'lag.'), /does not belong to this name and key/],
    ['a short key', `a+00000000+${toBase64(new Uint8Array(32).fill(1))}`, /only keys of type 1/],
    ['a type that is not known', `a+00000000+${toBase64(new Uint8Array(33).fill(2))}`, /only keys of type 1/],
    ['a megabyte', '+'.repeat(1_000_000), /should read name\+id\+key/],
  ])('given %s, then it says so', async (_, vkeyText, said) => {
    const sentence = await complaint(() => parseVkey(vkeyText))
    expect(sentence).toMatch(said)
    expect(sentence).toMatch(SENTENCE)
  })
})

describe('a cosignature', () => {
  test('given a witness, then the checkpoint opens for both, with the time; the independent reader agrees', async () => {
    await fc.assert(
      fc.asyncProperty(fc.maxSafeNat(), async (time) => {
        const note = await witness.cosign(NOTE, time)
        const opened = await openNote(note, [vkey, witnessKey])
        expect(opened).toEqual({
          text: TEXT,
          verifiedBy: [vkey, witnessKey],
          cosignatures: [{ vkey: witnessKey, time }],
        })
        expect(referenceOpen(note, referenceKey(witness.witnessVkey))).toEqual({
          text: TEXT,
          time: BigInt(time),
        })
        expect((await openNote(note, [vkey])).verifiedBy).toEqual([vkey])
      }),
      { numRuns: 25 },
    )
  })

  test('given each bit of it flipped, its time too, then the note does not open for who trusts the witness', async () => {
    const note = await witness.cosign(NOTE, 1_800_000_000)
    const cosignature = parseNote(note).signatures[1]?.signature ?? new Uint8Array()
    expect(cosignature).toHaveLength(72)
    expect(await verifyCosignature(witness.publicKey, TEXT, cosignature)).toBe(1_800_000_000)
    for (let bit = 0; bit < 72 * 8; bit += 1) {
      const at = bit >> 3
      const changed = cosignature.with(at, (cosignature[at] ?? 0) ^ (1 << (bit & 7)))
      expect(await verifyCosignature(witness.publicKey, TEXT, changed), `bit ${bit}`).toBeUndefined()
    }
    expect(await verifyCosignature(witness.publicKey, `${TEXT}x\n`, cosignature)).toBeUndefined()
    expect(await verifyCosignature(witness.publicKey, TEXT, cosignature.subarray(8))).toBeUndefined()
  })

  test('given the log’s own signature in place of a cosignature, and the other way round, then neither passes', async () => {
    const plain = parseNote(await witness.note(TEXT)).signatures[0]?.signature ?? new Uint8Array()
    const timed = parseNote(await witness.cosign(NOTE, 1)).signatures[1]?.signature ?? new Uint8Array()
    const asWitness = `${TEXT}\n${signatureLine({ ...witnessKey, signature: plain })}`
    expect(await complaint(() => openNote(asWitness, [witnessKey]))).toMatch(/does not fit/)
    const asLog = `${TEXT}\n${signatureLine({ ...parseVkey(witness.vkey), signature: timed })}`
    expect(await complaint(() => openNote(asLog, [parseVkey(witness.vkey)]))).toMatch(/does not fit/)
  })

  test('given a time that is none, or a witness whose signer has another key, then it does not cosign', async () => {
    for (const time of [-1, 0.5, Number.NaN, 2 ** 53])
      await expect(witness.cosign(NOTE, time)).rejects.toThrow(RangeError)
    expect(await complaint(() => cosignNote(NOTE, { ...witness, sign: log.sign, time: 1 }))).toMatch(
      /does not fit/,
    )
  })
})

describe('Ed25519', () => {
  test('given the first three test vectors of RFC 8032, then they verify, and nothing else does', async () => {
    const vectors: [string, string, string][] = [
      [
        'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
        '',
        'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
      ],
      [
        '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
        '72',
        '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
      ],
      [
        'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
        'af82',
        '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
      ],
    ]
    for (const [key, message, signature] of vectors) {
      const [pk, data, sig] = [key, message, signature].map((hex) => Buffer.from(hex, 'hex')) as [
        Buffer,
        Buffer,
        Buffer,
      ]
      expect(await verifyEd25519(pk, data, sig)).toBe(true)
      expect(await verifyEd25519(pk, Buffer.concat([data, Buffer.of(0)]), sig)).toBe(false)
      expect(await verifyEd25519(pk, data, sig.subarray(1))).toBe(false)
      expect(await verifyEd25519(pk.subarray(1), data, sig)).toBe(false)
      // S is to be below the group's order (RFC 8032, 5.1.7): a second spelling of a signature is none.
      expect(
        await verifyEd25519(
          pk,
          data,
          sig.map((byte, at) => (at === 63 ? byte | 0xe0 : byte)),
        ),
      ).toBe(false)
      expect(await verifyEd25519(new Uint8Array(32).fill(0xff), data, sig)).toBe(false)
      expect(await verifyEd25519(new Uint8Array(32).fill(2), data, sig)).toBe(false)
    }
  })
})
