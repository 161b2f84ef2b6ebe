import { create, type Font } from 'fontkit'
import PDFDocument from 'pdfkit'
import { drawable, evenLines, isDrawable, type PlacedPiece, placedLines } from './printable-text.ts'

/** Font files, as bytes. They go into each PDF, reduced to the characters that it uses. */
export interface RecordFonts {
  regular: Buffer
  bold: Buffer
  mono: Buffer
}

interface Fact {
  term: string
  value: string
  /** Digests and ids: figures that are told apart. */
  exact?: boolean
  strong?: boolean
}

type Face = keyof RecordFonts

/** Points; 72 of them make an inch. A4, with room for a binder's holes. */
const MARGIN = { top: 56, bottom: 70, left: 62, right: 56 }
const TERM_WIDTH = 132
const LINE_GAP = 1.5
const INK = '#1b2430'
const QUIET = '#55606d'
const LINE = '#c9c5bc'
const TONES = { good: '#1c6440', bad: '#a3271f' }

/** Draws headings, facts and words one below the other, page after page, and says in tags what each of them is. */
export class RecordPen {
  readonly #document: PDFKit.PDFDocument
  readonly #root: ReturnType<PDFKit.PDFDocument['struct']>
  readonly #glyphs: Record<Face, Font>
  readonly #done: Promise<Uint8Array>

  constructor(fonts: RecordFonts, about: { title: string; subject: string; madeAt: Date }) {
    this.#document = new PDFDocument({
      size: 'A4',
      margins: MARGIN,
      pdfVersion: '1.7',
      // For archives: everything inside, and tagged (ISO 19005-2, level A).
      subset: 'PDF/A-2a',
      tagged: true,
      lang: 'en',
      displayTitle: true,
      bufferPages: true,
      // Otherwise it would begin with a font that is not inside the file.
      font: '',
      info: {
        Title: plainTitle(about.title),
        Subject: plainTitle(about.subject),
        Author: 'Countersign',
        Creator: 'Countersign',
        CreationDate: about.madeAt,
        ModDate: about.madeAt,
      },
    })
    const document = this.#document
    this.#done = new Promise((resolve, reject) => {
      const chunks: Uint8Array[] = []
      document.on('data', (chunk: Uint8Array) => chunks.push(chunk))
      document.on('end', () => resolve(Buffer.concat(chunks)))
      document.on('error', reject)
    })
    for (const face of ['regular', 'bold', 'mono'] as const) document.registerFont(face, fonts[face])
    this.#glyphs = {
      regular: open(fonts.regular),
      bold: open(fonts.bold),
      mono: open(fonts.mono),
    }
    this.#root = document.struct('Document')
    document.addStructure(this.#root)
  }

  /** Whether the sheet shows every character of a text as what it is. */
  draws(text: string): boolean {
    return (['regular', 'bold'] as const).every((face) =>
      isDrawable(text, (codePoint) => this.#glyphs[face].hasGlyphForCodePoint(codePoint)),
    )
  }

  heading(level: 1 | 2 | 3, text: string): void {
    const size = { 1: 22, 2: 14.5, 3: 11.5 }[level]
    if (level > 1) this.#document.y += level === 2 ? 16 : 9
    // A heading alone at the foot of a page leads nowhere.
    this.#needs(size * 1.3 + (level === 3 ? 60 : 80))
    this.#tag(`H${level}`, () => this.#write(text, 'bold', size))
    this.#document.y += level === 1 ? 2 : 5
  }

  paragraph(text: string, how: { quiet?: boolean; size?: number } = {}): void {
    const size = how.size ?? (how.quiet ? 9 : 10)
    this.#tag('P', () => this.#write(text, 'regular', size, { color: how.quiet ? QUIET : INK, near: true }))
    this.#document.y += 6
  }

  /** The title of an answer and, where the item asks for one, the level that was given. */
  answer(title: string, level: string | undefined): void {
    this.#document.y += 3
    this.#needs(34)
    const document = this.#document
    this.#tag('P', () => {
      if (level === undefined) return this.#write(title, 'bold', 9.5)
      document.font('bold').fontSize(9.5).fillColor(INK)
      document.text(this.#drawable(title, 'bold'), MARGIN.left, document.y, {
        width: this.#width,
        continued: true,
      })
      document.font('regular').text(this.#drawable(`: ${level}`, 'regular'))
    })
    this.#document.y += 2
  }

  /** What somebody wrote, set off by a bar. */
  words(text: string): void {
    this.#needs(20)
    this.#tag('BlockQuote', () => this.#barred(LINE, () => this.#write(text, 'regular', 10, { indent: 12 })))
    this.#document.y += 6
  }

  notice(tone: keyof typeof TONES, title: string, text: string): void {
    this.#document.y += 4
    this.#needs(50)
    this.#tag('P', () =>
      this.#barred(TONES[tone], () => {
        this.#write(title, 'bold', 10, { indent: 12, color: TONES[tone] })
        this.#write(text, 'regular', 9.5, { indent: 12 })
      }),
    )
    this.#document.y += 10
  }

  facts(facts: readonly Fact[]): void {
    const list = this.#document.struct('L')
    this.#root.add(list)
    this.#rule()
    for (const { term, value: given, exact, strong } of facts) {
      const face: Face = exact ? 'mono' : strong ? 'bold' : 'regular'
      const size = exact ? 8 : 9.5
      const value = exact ? this.#even(given, face, size, this.#width - TERM_WIDTH) : given
      // A comment longer than a page cannot be kept together.
      this.#needs(Math.min(this.#heightOf(value, face, size, this.#width - TERM_WIDTH), 200) + 8)
      const item = this.#document.struct('LI')
      list.add(item)
      const { y } = this.#document
      item.add(
        this.#document.struct('Lbl', {}, () =>
          this.#write(term, 'regular', 9.5, { color: QUIET, width: TERM_WIDTH - 12 }),
        ),
      )
      const below = this.#document.y
      // Small figures stand on the line of their term.
      this.#document.y = y + (9.5 - size)
      item.add(
        this.#document.struct('LBody', {}, () =>
          this.#write(value, face, size, { indent: TERM_WIDTH, near: true }),
        ),
      )
      item.end()
      if (this.#document.y < below && this.#document.y > y) this.#document.y = below
      this.#document.y += 4
      this.#rule()
    }
    list.end()
    this.#document.y += 4
  }

  /** Numbers the pages and gives the whole file. */
  async finish(footer: string): Promise<Uint8Array> {
    this.#root.end()
    const { start, count } = this.#document.bufferedPageRange()
    for (let page = start; page < start + count; page += 1) {
      this.#document.switchToPage(page)
      this.#footer(footer, page - start + 1, count)
    }
    this.#document.end()
    return this.#done
  }

  get #width(): number {
    return this.#document.page.width - MARGIN.left - MARGIN.right
  }

  get #bottom(): number {
    return this.#document.page.height - MARGIN.bottom
  }

  #needs(height: number): void {
    if (this.#document.y + height > this.#bottom) this.#document.addPage()
  }

  #tag(type: string, draw: () => void): void {
    this.#root.add(this.#document.struct(type, {}, draw))
  }

  #write(
    text: string,
    face: Face,
    size: number,
    how: {
      indent?: number
      width?: number
      color?: string
      /** A single line begins at the left even where it reads from the right: it stays beside its label. */
      near?: boolean
    } = {},
  ): void {
    const { indent = 0, width = this.#width - indent, color = INK } = how
    const document = this.#document
    const shown = this.#drawable(text, face)
    const placed = this.#placed(shown, face, size, width)
    document.fillColor(color)
    const x = MARGIN.left + indent
    if (placed === undefined) document.text(shown, x, document.y, { width, lineGap: LINE_GAP })
    else {
      const [only] = placed
      const gap = how.near && placed.length === 1 ? Math.min(...(only ?? []).map((piece) => piece.x)) : 0
      for (const line of placed) this.#line(line, x - (Number.isFinite(gap) ? gap : 0))
    }
  }

  #line(pieces: readonly PlacedPiece[], x: number): void {
    const document = this.#document
    const height = document.currentLineHeight(true) + LINE_GAP
    this.#needs(height)
    const { y } = document
    for (const { text, x: from } of pieces) document.text(text, x + from, y, { lineBreak: false })
    document.y = y + height
  }

  #heightOf(text: string, face: Face, size: number, width: number): number {
    const shown = this.#drawable(text, face)
    const placed = this.#placed(shown, face, size, width)
    return placed === undefined
      ? this.#document.heightOfString(shown, { width, lineGap: LINE_GAP })
      : placed.length * (this.#document.currentLineHeight(true) + LINE_GAP)
  }

  /** All characters of the exact face are equally wide. */
  #even(text: string, face: Face, size: number, width: number): string {
    const each = this.#document.font(face).fontSize(size).widthOfString('0')
    return evenLines(text, Math.floor(width / each))
  }

  #drawable(text: string, face: Face): string {
    return drawable(text, (codePoint) => this.#glyphs[face].hasGlyphForCodePoint(codePoint))
  }

  #placed(text: string, face: Face, size: number, width: number): PlacedPiece[][] | undefined {
    const font = this.#document.font(face).fontSize(size)
    return placedLines(text, width, (part) => font.widthOfString(part))
  }

  /** A bar at the left of what is drawn, on every page that it runs over. */
  #barred(color: string, draw: () => void): void {
    const document = this.#document
    const first = this.#page
    const from = document.y
    draw()
    const [last, to] = [this.#page, document.y]
    for (let page = first; page <= last; page += 1) {
      document.switchToPage(page)
      document
        .rect(
          MARGIN.left,
          page === first ? from : MARGIN.top,
          2,
          (page === last ? to : this.#bottom) - (page === first ? from : MARGIN.top),
        )
        .fill(color)
    }
    document.switchToPage(last)
    document.y = to
  }

  get #page(): number {
    const { start, count } = this.#document.bufferedPageRange()
    return start + count - 1
  }

  #rule(): void {
    this.#artifact(() => {
      const { y } = this.#document
      this.#document
        .moveTo(MARGIN.left, y)
        .lineTo(MARGIN.left + this.#width, y)
        .lineWidth(0.5)
        .strokeColor(LINE)
        .stroke()
    })
    this.#document.y += 4
  }

  /** What only decorates: programs that read aloud pass over it. */
  #artifact(draw: () => void, type: 'Layout' | 'Pagination' = 'Layout'): void {
    this.#document.markContent('Artifact', { type })
    draw()
    this.#document.endMarkedContent()
  }

  #footer(text: string, page: number, pages: number): void {
    const document = this.#document
    // It stands where text may not run; without this, writing there would begin a new page.
    document.page.margins.bottom = 0
    const y = document.page.height - 42
    const number = `Page ${page} of ${pages}`
    this.#artifact(() => {
      document.font('regular').fontSize(8).fillColor(QUIET)
      const numberWidth = document.widthOfString(number)
      const width = this.#width - numberWidth - 20
      const shown = this.#drawable(text.replace(/\s+/g, ' '), 'regular')
      const [line] = this.#placed(shown, 'regular', 8, width) ?? []
      if (line === undefined)
        document.text(shown, MARGIN.left, y, { width, height: 12, ellipsis: true, lineBreak: true })
      else for (const piece of line) document.text(piece.text, MARGIN.left + piece.x, y, { lineBreak: false })
      document.text(number, MARGIN.left + this.#width - numberWidth, y, { lineBreak: false })
    }, 'Pagination')
  }
}

/** Shown in a window's bar: one line, whole characters. */
const plainTitle = (text: string) =>
  text
    .toWellFormed()
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()

function open(bytes: Buffer): Font {
  const font = create(bytes)
  if (!('hasGlyphForCodePoint' in font))
    throw new Error('A font for sign-off records is a collection of fonts')
  return font
}
