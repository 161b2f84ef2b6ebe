import bidiJs from 'bidi-js'

/** Its types are those of an ES module; what Node and esbuild load is the factory itself. */
const createBidi = bidiJs as unknown as typeof bidiJs.default

/** A piece of a line, all of it in one direction, and where it is drawn from the line's left end, in the unit of measure. */
export interface PlacedPiece {
  text: string
  x: number
}

/** So many characters in a row that a font lacks are named one by one; more are counted. */
const NAMED_ONE_BY_ONE = 12

/** Joiners shape Arabic and Indic letters; everything else that is not to be seen only disturbs, or deceives. */
const INVISIBLE = /(?![\u200c\u200d])\p{Default_Ignorable_Code_Point}/gu
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u

/**
 * What of a text a font can draw. Control characters go; a character without a glyph is named by its code point, so that
 * nothing vanishes in silence.
 * @param canDraw whether the font has a glyph for a code point.
 */
export function drawable(text: string, canDraw: (codePoint: number) => boolean): string {
  const plain = text
    .toWellFormed()
    .normalize('NFC')
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replace(/\t/g, '    ')
    .replace(/(?!\n)\p{Cc}/gu, '')
    .replace(INVISIBLE, '')
  const out: string[] = []
  let missing: string[] = []
  const nameMissing = () => {
    if (missing.length > NAMED_ONE_BY_ONE) out.push(`[${missing.length} characters that this font lacks]`)
    else out.push(...missing.map((character) => `[U+${hexOf(character)}]`))
    missing = []
  }
  for (const character of plain) {
    if (character === '\n' || canDraw(character.codePointAt(0) ?? 0)) {
      nameMissing()
      out.push(character)
    } else if (character !== '\u200c' && character !== '\u200d') missing.push(character)
  }
  nameMissing()
  return out.join('')
}

/** Whether a font draws all of a text that is to be seen. */
export function isDrawable(text: string, canDraw: (codePoint: number) => boolean): boolean {
  return drawable(text, canDraw) === drawable(text, () => true)
}

/** Letters of the scripts that the sheets' fonts were chosen for; of others they lack most. */
const OTHER_LETTERS =
  /(?![\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Armenian}\p{Script=Georgian}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Common}\p{Script=Inherited}])\p{L}|\p{Emoji_Presentation}/u

/** Whether a text has what a PDF's fonts most likely cannot draw, judged without opening the fonts. */
export const mayLackGlyphs = (text: string): boolean => OTHER_LETTERS.test(text)

/** Breaks a key or fingerprint into lines of about one length, so that no letter is left over for the last. */
export function evenLines(text: string, mostPerLine: number): string {
  const lines = Math.ceil(text.length / Math.max(1, mostPerLine))
  if (lines < 2 || text.includes(' ')) return text
  const each = Math.ceil(text.length / lines)
  return Array.from({ length: lines }, (_, line) => text.slice(line * each, (line + 1) * each)).join('\n')
}

const hexOf = (character: string) =>
  (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')

/**
 * Breaks text with right-to-left letters into lines and finds each piece's place: the PDF writer shapes and turns what runs in
 * one direction, but lines the pieces up from left to right. Pieces come in the order in which they are read, so that a
 * program that reads aloud reads so.
 * @param width of a line, in the unit of `measure`.
 * @returns undefined for text without such letters.
 */
export function placedLines(
  text: string,
  width: number,
  measure: (text: string) => number,
): PlacedPiece[][] | undefined {
  if (!RIGHT_TO_LEFT.test(text)) return undefined
  const bidi = createBidi()
  return text.split('\n').flatMap((paragraph) => {
    const { levels, paragraphs } = bidi.getEmbeddingLevels(paragraph, 'auto')
    const turned = bidi.getMirroredCharactersMap(paragraph, levels)
    const pieces = piecesOf(paragraph, levels, turned, measure)
    const isFromRight = (paragraphs[0]?.level ?? 0) % 2 === 1
    return filledLines(pieces, width).map((line) => placed(line, isFromRight ? width : undefined))
  })
}

interface Piece {
  text: string
  isSpace: boolean
  /** Odd where it runs from right to left. */
  level: number
  width: number
}

/** Words, cut where the direction changes within them, and the spaces between. */
function piecesOf(
  paragraph: string,
  levels: Uint8Array,
  turned: ReadonlyMap<number, string>,
  measure: (text: string) => number,
): Piece[] {
  const pieces: Piece[] = []
  let start = 0
  for (let at = 1; at <= paragraph.length; at += 1) {
    const isSpace = paragraph.charAt(start) === ' '
    const goesOn =
      at < paragraph.length &&
      levels[at] === levels[start] &&
      (paragraph.charAt(at) === ' ') === isSpace &&
      !isSpace
    if (goesOn) continue
    const text = Array.from({ length: at - start }, (_, offset) => {
      const unit = paragraph.charAt(start + offset)
      return turned.get(start + offset) ?? unit
    }).join('')
    pieces.push({ text, isSpace, level: levels[start] ?? 0, width: measure(text) })
    start = at
  }
  return pieces
}

/** Breaks at spaces only; a word that is wider than a line stands alone. */
function filledLines(pieces: readonly Piece[], width: number): Piece[][] {
  const lines: Piece[][] = []
  let line: Piece[] = []
  let filled = 0
  for (const word of wordsOf(pieces)) {
    const needed = word.reduce((sum, piece) => sum + piece.width, 0)
    if (line.length > 0 && filled + needed > width) {
      lines.push(line)
      // The space at which it breaks is drawn nowhere.
      line = word.filter(({ isSpace }) => !isSpace)
      filled = line.reduce((sum, piece) => sum + piece.width, 0)
    } else {
      line.push(...word)
      filled += needed
    }
  }
  return [...lines, line]
}

/** Each word with the spaces before it. */
function wordsOf(pieces: readonly Piece[]): Piece[][] {
  const words: Piece[][] = []
  for (const [index, piece] of pieces.entries()) {
    const begins = index === 0 || (piece.isSpace && pieces[index - 1]?.isSpace !== true)
    if (begins) words.push([])
    words.at(-1)?.push(piece)
  }
  return words
}

/** @param rightEnd where the line ends when it begins at the right. */
function placed(line: readonly Piece[], rightEnd: number | undefined): PlacedPiece[] {
  const length = line.reduce((sum, { width }) => sum + width, 0)
  let x = rightEnd === undefined ? 0 : Math.max(0, rightEnd - length)
  const places = new Map<Piece, number>()
  for (const piece of inDrawnOrder(line)) {
    places.set(piece, x)
    x += piece.width
  }
  return line.flatMap((piece) => (piece.isSpace ? [] : [{ text: piece.text, x: places.get(piece) ?? 0 }]))
}

/** Rule L2 of the Unicode bidirectional algorithm. */
function inDrawnOrder(line: readonly Piece[]): Piece[] {
  let pieces = [...line]
  const highest = Math.max(0, ...pieces.map(({ level }) => level))
  for (let level = highest; level > 0; level -= 1) {
    const next: Piece[] = []
    let run: Piece[] = []
    for (const piece of pieces) {
      if (piece.level >= level) run.push(piece)
      else {
        next.push(...run.reverse(), piece)
        run = []
      }
    }
    next.push(...run.reverse())
    pieces = next
  }
  return pieces
}
