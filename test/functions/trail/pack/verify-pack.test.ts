import { zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { utf8, utf8Text } from '../../../../functions/trail/bytes.ts'
import { canonicalJson, digestOfText } from '../../../../functions/trail/digest.ts'
import { entryPath, openingsPath, proofPath, textPath } from '../../../../functions/trail/pack/pack-paths.ts'
import type { PackSource } from '../../../../functions/trail/pack/read-pack.ts'
import { openZip } from '../../../../functions/trail/pack/read-zip.ts'
import { verifyPack } from '../../../../functions/trail/pack/verify-pack.ts'
import { type ProvenSubject, packFiles, zipPack } from '../../../../functions/trail/pack/write-pack.ts'
import {
  CYCLE,
  CYCLE_ID,
  contentOf,
  listText,
  OTHER_VKEY,
  REVIEW,
  REVIEW_ID,
  RITA,
  recordOf,
  reviewPack,
  sealedReview,
  type Told,
  VKEY,
  writeLog,
} from './evidence.ts'

type Files = Map<string, Uint8Array>

const sourceOf = (files: Files): PackSource => ({
  read: async (path) => files.get(path),
  async *list() {
    yield* files.keys()
  },
})

const { log, content } = await reviewPack()
const pack = () => packFiles(content)
const verify = (files: Files, vkey: string | undefined = VKEY) => verifyPack(sourceOf(files), vkey)

/** The sentences of what does not hold. */
const sentences = async (files: Files, vkey = VKEY) =>
  (await verify(files, vkey)).problems.map(({ where, sentence }) => `${where}: ${sentence}`).join('\n')

describe('a pack that is as it was made', () => {
  test('verifies with the log’s key alone, and says in the evidence’s own words who signed what', async () => {
    const report = await verify(pack())
    expect(report.problems).toEqual([])
    expect(report).toMatchObject({ ok: true, size: 9, origin: 'reviews.example.com/audit/log' })
    expect(report).toMatchObject({ kind: 'review', entries: 6, fitsItself: true })
    expect(report.checks.every(({ ok, count }) => ok && count > 0)).toBe(true)
    expect(report.acts.map(({ by, meaning, role, logIndex }) => [role, by, meaning, logIndex])).toEqual([
      ['peer', null, 'submitted', 4],
      ['reviewee', 'Rita Ferrão', 'acknowledged', 6],
      ['supervisor', 'Sam Idris', 'approved', 7],
    ])
    expect(report.acts.map(({ reviewee }) => reviewee)).toEqual(Array(3).fill('Rita Ferrão'))
    expect(report.acts[1]?.statement).toContain('I have read this review')
    expect(report.notes.join(' ')).not.toContain('own key')
  })

  test('without a key nothing is proven, as the pack’s own shows only that the pack fits together', async () => {
    const report = await verifyPack(sourceOf(pack()))
    expect(report).toMatchObject({ ok: false, fitsItself: true, kind: 'review', problems: [], acts: [] })
    expect(report.notes.join(' ')).toContain('pack’s own key')
  })

  test('with the key of another log it fails', async () => {
    expect(await sentences(pack(), OTHER_VKEY)).toContain('of another log, or made up')
    expect((await verify(pack(), 'not a key')).ok).toBe(false)
    expect((await sentences(pack(), OTHER_VKEY)).match(/no checkpoint that can be believed/g)).toHaveLength(1)
  })

  test('comes out of its zip the same', async () => {
    const files = pack()
    const zip = openZip(zipPack(files, content.madeAt))
    expect((await verifyPack(zip, VKEY)).problems).toEqual([])
    expect(zipPack(files, content.madeAt)).toEqual(zipPack(packFiles(content), content.madeAt))
  })
})

describe('every change is found', () => {
  test('each byte of each file flipped', async () => {
    const files = pack()
    let tried = 0
    const unnoticed: string[] = []
    for (const [path, bytes] of files) {
      for (let at = 0; at < bytes.length; at += 1) {
        const flipped = bytes.slice()
        flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8))
        tried += 1
        if ((await verify(new Map([...files, [path, flipped]]))).ok) unnoticed.push(`${path}, byte ${at}`)
      }
    }
    console.log(`flipped ${tried} bytes in ${files.size} files, ${unnoticed.length} unnoticed`)
    expect(tried).toBeGreaterThan(10_000)
    expect(unnoticed).toEqual([])
  })

  test('each file taken away, emptied, cut, doubled, or swapped with another', async () => {
    const files = pack()
    const changes: [string, Files][] = []
    for (const [path, bytes] of files) {
      const without = new Map(files)
      without.delete(path)
      changes.push(
        [`without ${path}`, without],
        [`${path} emptied`, new Map([...files, [path, new Uint8Array()]])],
        [`${path} cut`, new Map([...files, [path, bytes.subarray(0, -1)]])],
        [`${path} longer`, new Map([...files, [path, new Uint8Array([...bytes, 10])]])],
        [`${path} twice`, new Map([...files, [`${path}.copy`, bytes]])],
      )
      for (const [other, content] of files)
        if (other < path)
          changes.push([`${path} and ${other}`, new Map([...files, [path, content], [other, bytes]])])
    }
    const unnoticed: string[] = []
    for (const [name, changed] of changes) if ((await verify(changed)).ok) unnoticed.push(name)
    console.log(`${changes.length} changes of files, ${unnoticed.length} unnoticed`)
    expect(unnoticed).toEqual([])
  })

  test('also where the forger writes pack.json anew', async () => {
    const [subject] = content.subjects
    if (subject === undefined) throw new Error('There is a review')
    const forged = (change: Partial<typeof subject>) => ({
      ...content,
      subjects: [{ ...subject, ...change }],
    })
    const edited = (seq: number, change: object) =>
      forged({
        entries: subject.entries.map((one) =>
          one.seq === seq ? { ...one, raw: canonicalJson({ ...JSON.parse(one.raw), ...change }) } : one,
        ),
      })
    const at = (seq: number) => {
      const found = subject.entries[seq]
      if (found === undefined) throw new Error(`There is no entry ${seq}`)
      return found
    }
    const forgeries = {
      'an edited meaning': edited(3, { meaning: 'approved' }),
      'an earlier time': edited(3, { signedAt: '2027-01-01T00:00:00.000Z' }),
      'another record in a signature': edited(3, { recordDigest: 'f'.repeat(64) }),
      'an entry left out, the others numbered anew': forged({
        entries: subject.entries.filter(({ seq }) => seq !== 3).map((one, seq) => ({ ...one, seq })),
      }),
      'an entry left out, the gap kept': forged({ entries: subject.entries.filter(({ seq }) => seq !== 3) }),
      'the first entry left out': forged({ entries: subject.entries.slice(1) }),
      'two entries swapped': forged({
        entries: subject.entries.map((one) =>
          one.seq === 3 ? { ...at(4), seq: 3 } : one.seq === 4 ? { ...at(3), seq: 4 } : one,
        ),
      }),
      'an entry twice': forged({ entries: [...subject.entries, { ...at(5), seq: 6 }] }),
      'a proof of another entry': forged({
        entries: subject.entries.map((one) => (one.seq === 3 ? { ...one, proof: at(4).proof } : one)),
      }),
      'another record': {
        ...content,
        texts: [{ kind: 'json' as const, text: recordOf('rev_other') }, ...log.statements()],
      },
      'no record': { ...content, texts: log.statements() },
      'no statements': { ...content, texts: content.texts.slice(0, 1) },
      'one text more': {
        ...content,
        texts: [...content.texts, { kind: 'txt' as const, text: 'I owe you.' }],
      },
      'another review’s name': forged({ id: 'rev_00000000000000000000000000000002' }),
      'another chain’s name': forged({ subjectRef: 'b'.repeat(32) }),
      'another kind of chain': forged({ kind: 'cycle' }),
      'another kind of pack': { ...content, kind: 'cycle' as const },
      'another review in pack.json': { ...content, of: { ...content.of, reviewId: 'rev_other' } },
      'no review in pack.json': { ...content, of: {} },
      'a pack of a person': { ...content, kind: 'person' as const, of: { personId: 'per_somebody' } },
      'a receipt': { ...content, kind: 'receipt' as const },
      'not the whole chain': forged({ whole: false }),
      'the last entry left out': forged({ entries: subject.entries.slice(0, -1) }),
      'another name in a disclosed value': forged({
        openings: subject.openings.map((one) =>
          one.field === 'signerName' ? { ...one, value: 'Mallory' } : one,
        ),
      }),
      'another salt': forged({ openings: subject.openings.map((one) => ({ ...one, salt: '0'.repeat(64) })) }),
      'a value twice': forged({ openings: [...subject.openings, ...subject.openings.slice(0, 1)] }),
      'a value of no entry': forged({
        openings: [
          ...subject.openings,
          { eventId: 'evt_x', field: 'signer', value: 'x', salt: '0'.repeat(64) },
        ],
      }),
      'an unsigned checkpoint': { ...content, checkpoint: log.note.replace(/\n9\n/, '\n8\n') },
      'the key of another log': { ...content, vkey: OTHER_VKEY },
    }
    const unnoticed: string[] = []
    for (const [name, forgery] of Object.entries(forgeries)) {
      const report = await verify(packFiles(forgery))
      if (report.ok || report.acts.length > 0) unnoticed.push(name)
    }
    console.log(
      `${Object.keys(forgeries).length} forgeries with a pack.json of their own, ${unnoticed.length} unnoticed`,
    )
    expect(unnoticed).toEqual([])
  })

  test('the cycle that the record names is the one that pack.json says', async () => {
    const record = canonicalJson({ reviewId: REVIEW_ID, cycle: { cycleId: CYCLE_ID } })
    const digest = digestOfText(record)
    const told = await writeLog(
      sealedReview(REVIEW, REVIEW_ID).map((one) =>
        one.recordDigest === undefined ? one : { ...one, recordDigest: digest },
      ),
    )
    const packOf = (cycleId: string) =>
      contentOf(told, {
        kind: 'review',
        of: { cycleId, reviewId: REVIEW_ID },
        subjects: [told.subject(REVIEW, REVIEW_ID)],
        texts: [{ kind: 'json', text: record }, ...told.statements()],
      })
    expect(await sentences(packFiles(packOf(CYCLE_ID)))).toBe('')
    expect(await sentences(packFiles(packOf('cyc_other')))).toContain('of another cycle')
  })

  test('a signer’s name of a colleague’s input is refused even where it is right', async () => {
    const [subject] = content.subjects
    const peers = log.entries[1]
    const opening = peers?.openings.find(({ field }) => field === 'signer')
    if (subject === undefined || peers === undefined || opening === undefined)
      throw new Error('A colleague wrote')
    const { field, value, salt } = opening
    const openings = [...subject.openings, { eventId: peers.eventId, field, value, salt }]
    expect(await sentences(packFiles({ ...content, subjects: [{ ...subject, openings }] }))).toContain(
      'colleague’s input is disclosed',
    )
  })
})

describe('what a pack cannot show, it says', () => {
  test('a review that goes on: nothing shows what followed, and the whole log would', async () => {
    const open = await writeLog(sealedReview(REVIEW, REVIEW_ID).slice(0, 4))
    const report = await verify(
      packFiles(
        contentOf(open, {
          kind: 'review',
          of: { reviewId: REVIEW_ID },
          subjects: [open.subject(REVIEW, REVIEW_ID)],
          texts: [{ kind: 'json', text: recordOf(REVIEW_ID) }, ...open.statements()],
        }),
      ),
    )
    expect(report.problems).toEqual([])
    expect(report.notes.join(' ')).toContain('verify the whole log')
    expect((await verify(pack())).notes.join(' ')).not.toContain('verify the whole log')
  })

  test('values that are gone are counted, and the rest holds; a record that is gone needs an entry of its erasure', async () => {
    const [subject] = content.subjects
    if (subject === undefined) throw new Error('There is a review')
    const bare = { ...content, subjects: [{ ...subject, openings: [] }] }
    const report = await verify(packFiles(bare))
    expect(report.ok).toBe(true)
    expect(report.notes.join(' ')).toContain('0 are disclosed')

    const released = log.entries[2]
    const register = 'e'.repeat(32)
    const erased = await writeLog([
      ...sealedReview(REVIEW, REVIEW_ID),
      { kind: 'register', ref: register, type: 'person.erased', erasedEvents: [String(released?.eventId)] },
    ])
    const without = contentOf(erased, {
      kind: 'review',
      of: { reviewId: REVIEW_ID },
      subjects: [{ ...erased.subject(REVIEW, REVIEW_ID), openings: [] }],
    })
    expect(await sentences(packFiles(without))).toContain('is not in the pack')
    const told = [...without.subjects, { ...erased.subject(register, null), whole: false, head: null }]
    expect(await sentences(packFiles({ ...without, subjects: told }))).toBe('')
  })
})

describe('the reviews of a person', () => {
  const personPack = (told: Awaited<ReturnType<typeof writeLog>>, change: Partial<ProvenSubject> = {}) =>
    contentOf(told, {
      kind: 'person',
      of: { personId: RITA },
      subjects: [{ ...told.subject(REVIEW, REVIEW_ID), ...change }],
      texts: [{ kind: 'json', text: recordOf(REVIEW_ID) }, ...told.statements()],
    })

  test('verify, and what a pack cannot show of them stands in a note', async () => {
    const report = await verify(packFiles(personPack(log)))
    expect(report.problems).toEqual([])
    expect(report.notes.join(' ')).toContain('all reviews of the person, a pack cannot show')
  })

  test('whose person nothing shows are refused, unless the register says that the values were erased', async () => {
    for (const content of [
      personPack(log, { openings: [] }),
      { ...personPack(log, { openings: [] }), of: { personId: 'per_somebody' } },
    ])
      expect(await sentences(packFiles(content))).toContain('Nothing shows whose review')
    expect(await sentences(packFiles({ ...personPack(log), of: { personId: 'per_somebody' } }))).toContain(
      'of another person',
    )
    expect(await sentences(packFiles({ ...personPack(log), of: {} }))).toContain('whose reviews these are')
    const register = 'e'.repeat(32)
    const erasedEvents = log.entries.map(({ eventId }) => eventId)
    const erased = await writeLog([
      ...sealedReview(REVIEW, REVIEW_ID),
      { kind: 'register', ref: register, type: 'person.erased', erasedEvents },
    ])
    const bare = personPack(erased, { openings: [] })
    const entries = { ...erased.subject(register, null), whole: false, head: null }
    const report = await verify(packFiles({ ...bare, subjects: [...bare.subjects, entries] }))
    expect(report.problems).toEqual([])
    expect(report.notes.join(' ')).toContain('cannot be shown any more')
  })
})

describe('a cycle in parts', () => {
  const refs = ['1', '2', '3', '4', '5'].map((digit) => digit.repeat(32))
  const idOf = (ref: string) => `rev_${ref}`
  const cycleStory = (last?: string): Told[] => [
    { kind: 'cycle', ref: CYCLE, type: 'cycle.planned' },
    ...refs.flatMap((ref) => sealedReview(ref, idOf(ref)).slice(0, 1)),
    { kind: 'cycle', ref: CYCLE, type: 'cycle.opened', recordDigest: digestOfText(listText(refs)) },
    ...refs.flatMap((ref) => (ref === last ? [] : sealedReview(ref, idOf(ref)).slice(1))),
    { kind: 'cycle', ref: CYCLE, type: 'cycle.closed' },
  ]

  const partOf = async (number: number, held: readonly string[], story = cycleStory()) => {
    const told = await writeLog(story)
    return contentOf(told, {
      kind: 'cycle',
      of: { cycleId: CYCLE_ID },
      part: { number, of: 3, reviewsEach: 2 },
      subjects: [told.subject(CYCLE, CYCLE_ID), ...held.map((ref) => told.subject(ref, idOf(ref)))],
      texts: [
        { kind: 'json', text: listText(refs) },
        ...held.map((ref) => ({ kind: 'json' as const, text: recordOf(idOf(ref)) })),
        ...(held.length === 0 ? [] : told.statements()),
      ],
    })
  }

  test('each part holds exactly the reviews that it must, and says that there are others', async () => {
    for (const number of [1, 2, 3]) {
      const report = await verify(packFiles(await partOf(number, refs.slice(2 * number - 2, 2 * number))))
      expect(report.problems).toEqual([])
      expect(report.notes.join(' ')).toContain(`part ${number} of 3`)
    }
  })

  test('a review too few, too many, or in the wrong part is found, and so is another number of parts', async () => {
    const first = refs.slice(0, 2)
    expect(await sentences(packFiles(await partOf(1, first.slice(1))))).toContain('1 of the reviews')
    expect(await sentences(packFiles(await partOf(1, refs.slice(0, 3))))).toContain('1 reviews do not belong')
    expect(await sentences(packFiles(await partOf(2, first)))).toContain('2 of the reviews')
    const fewer = { ...(await partOf(1, first)), part: { number: 1, of: 1, reviewsEach: 2 } }
    expect(await sentences(packFiles(fewer))).toContain('do not fit the number of reviews')
    const cut = { ...(await partOf(1, first)), texts: [{ kind: 'json' as const, text: listText(first) }] }
    expect(await sentences(packFiles(cut))).toContain('No entry of the pack names this text')
  })

  test('a closed cycle whose review has no end is found', async () => {
    const part = await partOf(1, refs.slice(0, 2), cycleStory(refs[0]))
    const texts = part.texts.filter(({ text }) => text !== recordOf(idOf(refs[0] ?? '')))
    expect(await sentences(packFiles({ ...part, texts }))).toContain('does not end in a closing event')
  })
})

describe('a receipt', () => {
  test('proves one entry, with the colleague’s own values', async () => {
    const peers = log.entries[1]
    if (peers === undefined) throw new Error('A colleague wrote')
    const whole = log.subject(REVIEW, REVIEW_ID)
    const receipt = contentOf(log, {
      kind: 'receipt',
      of: { stepId: 'stp_x' },
      subjects: [
        {
          ...whole,
          whole: false,
          head: null,
          entries: whole.entries.slice(1, 2),
          openings: peers.openings.map(({ field, value, salt }) => ({
            eventId: peers.eventId,
            field,
            value,
            salt,
          })),
        },
      ],
      texts: log.statements().filter(({ text }) => text.startsWith('I submit this input')),
    })
    const report = await verify(packFiles(receipt))
    expect(report.problems).toEqual([])
    expect(report.notes.join(' ')).toContain('one entry')
    expect(report.acts).toHaveLength(1)
  })
})

describe('what somebody hostile hands in', () => {
  const hostile = async (change: (index: Record<string, unknown>) => void): Promise<string> => {
    const files = pack()
    const index = JSON.parse(utf8Text(files.get('pack.json') ?? new Uint8Array()))
    change(index)
    const { digest: _, ...rest } = index
    const text = canonicalJson({ ...rest, digest: digestOfText(canonicalJson(rest)) })
    return sentences(new Map([...files, ['pack.json', utf8(text)]]))
  }

  test('a sentence for each, and never a crash', async () => {
    const nothing = await verify(new Map())
    expect(nothing.problems).toEqual([{ where: 'pack.json', sentence: 'The file pack.json is missing.' }])
    for (const text of ['', '{}', '[]', 'null', '<!doctype html>', '{"format":1', '\ud800'])
      expect(await sentences(new Map([...pack(), ['pack.json', utf8(text)]]))).toMatch(
        /^pack.json: pack.json is not/,
      )
    expect(await sentences(new Map([...pack(), ['pack.json', Uint8Array.of(0xff, 0xfe)]]))).toContain('UTF-8')
    const broken = utf8Text(pack().get('pack.json') ?? new Uint8Array()).replace(REVIEW_ID, '\\ud800')
    expect(await sentences(new Map([...pack(), ['pack.json', utf8(broken)]]))).toContain('canonical form')
    const entry = utf8Text(pack().get(entryPath(REVIEW, 1)) ?? new Uint8Array())
    const surrogate = packFilesWith(entryPath(REVIEW, 1), utf8(entry.replace('"en"', '"\\ud800"')))
    expect(await sentences(surrogate)).toContain('Entry 1 cannot be read')
    for (const path of ['../vkey.txt', '/etc/passwd', 'a\\b', 'C:evil', 'texts/..', 'a/b/c/d', 'x\u0000', ''])
      expect(
        await hostile(({ files }) => {
          if (Array.isArray(files)) files.unshift({ path, bytes: 1, sha256: '0'.repeat(64) })
        }),
      ).toContain('no name of a pack’s')
    expect(
      await hostile((index) => {
        if (Array.isArray(index.files)) for (const file of index.files) file.bytes = 90_000_000
      }),
    ).toContain('more than any pack has')
    expect(
      await hostile((index) => {
        index.subjects = [
          {
            kind: 'review',
            subjectRef: REVIEW,
            id: null,
            whole: true,
            head: { seq: 3, lastHash: null },
            seqs: [0, 1, 7],
          },
        ]
      }),
    ).toContain('with a gap')
    for (const path of [
      'checkpoint',
      'vkey.txt',
      entryPath(REVIEW, 0),
      proofPath(REVIEW, 0),
      openingsPath(REVIEW),
    ])
      expect((await verify(packFilesWith(path, utf8('<!doctype html><p>Sign in')))).ok).toBe(false)
    expect((await verify(packFilesWith(textPath('0'.repeat(64), 'json'), utf8('{')))).ok).toBe(false)
  })

  test('a file that cannot be read, or is far too large, is a problem and no crash', async () => {
    const files = pack()
    const failing: PackSource = {
      async read(path) {
        if (path === 'checkpoint') throw new Error('The disk is gone.')
        if (path === 'vkey.txt') return new Uint8Array(9_000_000)
        return files.get(path)
      },
    }
    const report = await verifyPack(failing, VKEY)
    const found = report.problems.map(({ sentence }) => sentence).join('\n')
    expect(found).toContain('The disk is gone.')
    expect(found).toContain('larger than any of a pack')
    expect(report.notes.join(' ')).toContain('could not be looked up')
  })

  /** The pack with one file changed, and a list that fits it. */
  function packFilesWith(path: string, bytes: Uint8Array): Files {
    const files: Files = new Map([...pack(), [path, bytes]])
    const index = JSON.parse(utf8Text(files.get('pack.json') ?? new Uint8Array()))
    const { digest: _, ...rest } = {
      ...index,
      files: [...files]
        .filter(([name]) => name !== 'pack.json')
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, content]) => ({
          path: name,
          bytes: content.length,
          sha256: digestOfBytes(content),
        })),
    }
    return files.set('pack.json', utf8(canonicalJson({ ...rest, digest: digestOfText(canonicalJson(rest)) })))
  }
})

test('a zip of another program is read too', async () => {
  const files = pack()
  const stored = zipSync(Object.fromEntries(files), { level: 0 })
  expect((await verifyPack(openZip(stored), VKEY)).problems).toEqual([])
})

function digestOfBytes(bytes: Uint8Array): string {
  return digestOfText(utf8Text(bytes))
}
