import { describe, expect, test } from 'vitest'
import { drawable, evenLines, mayLackGlyphs, placedLines } from '../../../functions/auditor/printable-text.ts'
import { readRecordFonts } from '../../../functions/auditor/record-fonts.ts'
import { recordPdf } from '../../../functions/auditor/record-pdf.ts'
import { RecordPen } from '../../../functions/auditor/record-pen.ts'
import { corpus } from '../../conformance/corpus.ts'
import { type SheetWords, sampleSheet } from './sample-sheet.ts'

const fonts = await readRecordFonts('node_modules/dejavu-fonts-ttf/ttf')
const pdfOf = async (words?: SheetWords) => Buffer.from(await recordPdf(sampleSheet(words), fonts))
const pagesIn = (pdf: Buffer) => pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length ?? 0

describe('a sign-off record as PDF', () => {
  test('is for archives, tagged, named and dated, with its fonts inside', async () => {
    const text = (await pdfOf()).toString('latin1')
    expect(text.startsWith('%PDF-1.7')).toBe(true)
    expect(text.trimEnd().endsWith('%%EOF')).toBe(true)
    expect(text).toContain('<pdfaid:part>2</pdfaid:part>')
    expect(text).toContain('<pdfaid:conformance>A</pdfaid:conformance>')
    expect(text).toContain('/Marked true')
    expect(text).toContain('/Lang (en)')
    expect(text).toContain('D:20270301100000Z')
    expect(text).toContain('DejaVuSans-Bold')
    expect(text).not.toContain('Helvetica')
  })

  test('is the same for the same sheet', async () => {
    expect((await pdfOf()).equals(await pdfOf())).toBe(true)
  })

  test('goes on over as many pages as the words need', async () => {
    const few = pagesIn(await pdfOf())
    const text = 'A sentence that somebody wrote about a colleague. '.repeat(180)
    const many = pagesIn(await pdfOf({ text, comment: text }))
    expect(few).toBeGreaterThan(2)
    expect(many).toBeGreaterThan(few + 5)
  })

  test.each([
    ['an empty name', ''],
    ['one name of 5,000 letters', 'Ж'.repeat(5_000)],
    ['half a surrogate pair', 'Rita \ud83d Ferrão'],
    ['controls and a null', 'Rita\u0000\u0007\u001b[31m\u2028Ferrão'],
    ['a direction turned around', '\u202eatiR\u202c'],
    ['a heap of accents', `Z${'\u0301\u0327\u0328'.repeat(60)}algo`],
    ['what no font here has', '王小明 山田太郎 김철수 🏳️‍🌈 \u{1F9D1}\u{1F3FD}\u200d\u{1F4BB} \u{10FFFF}'],
    ['right to left', 'محمد (بن) سلمان, דוד'],
    ['right to left without a blank', 'م'.repeat(900)],
  ])('draws %s', async (_, words) => {
    expect(pagesIn(await pdfOf({ name: words, text: words, comment: words }))).toBeGreaterThan(1)
  })

  const naughty = corpus('conformance/blns')
  test(`draws every naughty string (${naughty.label})`, async () => {
    const strings = naughty.found ? (JSON.parse(naughty.text('blns.json')) as string[]) : ['<b>', '\u0000']
    const text = strings.join('\n')
    expect(
      pagesIn(await pdfOf({ name: strings.join(' ').slice(0, 2_000), text, comment: text })),
    ).toBeGreaterThan(1)
  })
})

describe('a sheet with characters that its fonts lack', () => {
  // What it says is inside compressed streams in glyph numbers; that it says more shows in its size, and here by what it asks.
  const titlesIn = async (name: string) => {
    const drawn: string[] = []
    const notice = RecordPen.prototype.notice
    RecordPen.prototype.notice = function (this: RecordPen, tone, title, text) {
      drawn.push(`${title}: ${text}`)
      notice.call(this, tone, title, text)
    }
    try {
      await pdfOf({ name })
    } finally {
      RecordPen.prototype.notice = notice
    }
    return drawn.join(' ')
  }

  test('says so, and where to find the page that shows them', async () => {
    const said = await titlesIn('李小龓')
    expect(said).toContain('stand as [U+…]')
    expect(said).toContain(
      `The page at reviews.example.com/audit/cycles/cyc_${'1'.repeat(32)}/reviews/rev_${'2'.repeat(32)}/record shows them: print that one instead.`,
    )
    for (const name of ['Rita Ferrão', 'محمد سلمان', 'Ольга', 'Þórdís Łukasz Ağa Nguyễn'])
      expect(await titlesIn(name)).not.toContain('U+')
  })

  test('is foretold by the page from the letters alone', () => {
    for (const name of ['李小龓', '山田太郎', '김철수', 'สมชาย', '🎉']) expect(mayLackGlyphs(name)).toBe(true)
    for (const name of ['Rita Ferrão', 'محمد', 'דוד', 'Ольга', 'O’Neill, Jr.'])
      expect(mayLackGlyphs(name)).toBe(false)
  })
})

test('a key is broken into lines of one length', () => {
  expect(evenLines('a'.repeat(73), 72)).toBe(`${'a'.repeat(37)}\n${'a'.repeat(36)}`)
  expect(evenLines('a'.repeat(72), 72)).toBe('a'.repeat(72))
})

describe('text that a font cannot draw', () => {
  const ascii = (codePoint: number) => codePoint < 128
  test('is named by its code points, or counted where it is long', () => {
    expect(drawable('a王b', ascii)).toBe('a[U+738B]b')
    expect(drawable('王'.repeat(13), ascii)).toBe('[13 characters that this font lacks]')
    expect(drawable('a\u{1F600}', ascii)).toBe('a[U+1F600]')
  })

  test('without a shape goes in silence: controls, marks of direction, joiners', () => {
    expect(drawable('a\u0000\u202eb\u200dc\ufeff', ascii)).toBe('abc')
    expect(drawable('one\r\ntwo\u2028three\ttab', ascii)).toBe('one\ntwo\nthree    tab')
  })
})

describe('right-to-left text', () => {
  const measure = (text: string) => text.length
  test('is placed word by word, in the order in which it is read', () => {
    const [line] = placedLines('אב גדה', 20, measure) ?? []
    expect(line).toEqual([
      { text: 'אב', x: 18 },
      { text: 'גדה', x: 14 },
    ])
  })

  test('leaves what is not where it stands, brackets around it too', () => {
    const [line] = placedLines('say (אב גד) now', 40, measure) ?? []
    expect(line).toEqual([
      { text: 'say', x: 0 },
      { text: '(', x: 4 },
      { text: 'אב', x: 8 },
      { text: 'גד', x: 5 },
      { text: ')', x: 10 },
      { text: 'now', x: 12 },
    ])
  })

  test('has its own brackets turned with it', () => {
    const [line] = placedLines('אב (גד)', 10, measure) ?? []
    expect(line).toEqual([
      { text: 'אב', x: 8 },
      { text: ')גד(', x: 3 },
    ])
  })

  test('is broken into lines that fit', () => {
    const lines = placedLines('אב גד הו', 5, measure) ?? []
    expect(lines.map((line) => line.map(({ text }) => text))).toEqual([['אב', 'גד'], ['הו']])
  })

  test('anything else stays with the writer', () => {
    expect(placedLines('Rita Ferrão', 10, measure)).toBeUndefined()
  })
})
