import { CsvError, parse } from 'csv-parse/sync'
import type { FileRow } from '../domain/people-columns.ts'
import { type Refusal, refuse } from '../domain/refusal.ts'
import { decodeFile, type FileEncoding, lineOf } from './file-text.ts'

/** 24 MB are 50,000 generous rows as UTF-16; that many people are planned in some seconds, and a row more names the columns. */
export const peopleFileLimits = { bytes: 24 * 1024 * 1024, rows: 50_001 } as const

export type Delimiter = ',' | ';' | '\t' | '|'

export interface PeopleFile {
  /** Headings included if there are any, blank rows left out, all of one width. Cells are as written, untrimmed. */
  rows: FileRow[]
  encoding: FileEncoding
  delimiter: Delimiter
  lineEnd: 'LF' | 'CRLF' | 'CR' | 'mixed'
  /** What was concluded and may be wrong, in sentences to be shown with the preview. */
  remarks: string[]
}

const delimiterNames: Readonly<Record<Delimiter, string>> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'vertical bars',
}
const delimiters = [',', ';', '\t', '|'] as const

/** How to read a file, where HR has said so; what is absent is found out. */
export interface FileReading {
  encoding?: FileEncoding | undefined
  delimiter?: Delimiter | undefined
}

/**
 * Reads a people file as exports come: `,` `;` tab or `|`, in UTF-8, UTF-16 or Windows-1252, with any line ends and with
 * line breaks in quotes. Whatever cannot be read whole is refused with the row and what to do; nothing is skipped but
 * blank rows.
 */
export function readPeopleFile(bytes: Uint8Array, said: FileReading = {}): PeopleFile | Refusal {
  if (bytes.length === 0) return refuseEmpty()
  if (bytes.length > peopleFileLimits.bytes) {
    const size = (bytes.length / 1024 / 1024).toFixed(1)
    return refuse(
      'too-big',
      `The file has ${size} MB; ${peopleFileLimits.bytes / 1024 / 1024} MB fit. Leave out columns that are not needed, or split it.`,
      'file',
    )
  }
  const decoded = decodeFile(bytes, said.encoding)
  if ('refused' in decoded) return decoded
  const { encoding, certain } = decoded
  const remarks: string[] = []
  if (!certain) {
    remarks.push(
      `The file does not say how its letters are encoded; it is read as ${encoding === 'windows-1252' ? 'Windows-1252' : encoding.toUpperCase()}. Look at names with accents in the preview.`,
    )
  }
  if (decoded.text.trim() === '') return refuseEmpty()
  if (/^\s*<(!doctype|html|\?xml)/i.test(decoded.text)) {
    return refuse(
      'not-text',
      'The file is a web page or XML, not CSV. Open it in a spreadsheet and save it as CSV (UTF-8).',
      'file',
    )
  }

  // Excel writes and reads this line to tell the delimiter; it is no row.
  const stated = /^sep=([,;\t|])(\r\n|\r|\n)/i.exec(decoded.text)
  const text = stated ? decoded.text.slice(stated[0].length) : decoded.text
  const delimiter = said.delimiter ?? delimiters.find((one) => one === stated?.[1]) ?? detectDelimiter(text)
  const parsed = parseRows(text, delimiter)
  if ('refused' in parsed) return parsed
  const { rows, literalQuotes } = parsed
  if (literalQuotes) {
    remarks.push(
      'Quotation marks inside cells are read as part of the text, because no cell is wrapped in them.',
    )
  }
  if (stated) for (const row of rows) row.row += 1
  const refusal = checkRows(rows, delimiter)
  if (refusal) return refusal
  return { rows, encoding, delimiter, lineEnd: detectLineEnd(text), remarks }
}

function refuseEmpty(): Refusal {
  return refuse('empty', 'The file is empty. Choose a file with one row for each person.', 'file')
}

interface MutableRow extends FileRow {
  row: number
}

function parseRows(
  text: string,
  delimiter: Delimiter,
): { rows: MutableRow[]; literalQuotes: boolean } | Refusal {
  try {
    return { rows: parseWith(text, delimiter, '"'), literalQuotes: false }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    // An exporter that never quotes leaves inches and nicknames as they are; then quotation marks mean nothing special.
    if (error.code === 'INVALID_OPENING_QUOTE' && !hasQuotedCell(text, delimiter)) {
      return { rows: parseWith(text, delimiter, false), literalQuotes: true }
    }
    return refuseQuotes(text, delimiter, error)
  }
}

function parseWith(text: string, delimiter: Delimiter, quote: '"' | false): MutableRow[] {
  const rows: MutableRow[] = []
  let row = 0
  parse(text, {
    delimiter,
    quote,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    // Blank rows are counted, so that row numbers are those of a spreadsheet, and dropped.
    skip_empty_lines: false,
    on_record: (cells: string[]) => {
      row += 1
      if (cells.some((cell) => cell.trim() !== '')) rows.push({ row, cells })
      return null
    },
  })
  return rows
}

function hasQuotedCell(text: string, delimiter: Delimiter): boolean {
  return text.startsWith('"') || text.includes(`${delimiter}"`) || /[\r\n]"/.test(text)
}

function refuseQuotes(text: string, delimiter: Delimiter, error: CsvError): Refusal {
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') {
    const opened = openQuote(text, delimiter)
    return refuse(
      'unbalanced-quotes',
      `A quotation mark opens a cell in line ${lineOf(text, opened)} and is never closed. Close it, or delete it.`,
      'file',
    )
  }
  const line = typeof error.lines === 'number' ? error.lines : 1
  return refuse(
    'misplaced-quotes',
    `A quotation mark stands in the wrong place near line ${line}. Wrap the whole cell in quotation marks and double those inside it, or delete it.`,
    'file',
  )
}

/** Where the quotation mark stands that opens the last quoted cell. */
function openQuote(text: string, delimiter: Delimiter): number {
  let opened = -1
  let cellStart = true
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]
    if (opened >= 0) {
      if (character !== '"') continue
      if (text[at + 1] === '"') at += 1
      else opened = -1
    } else if (character === '"' && cellStart) opened = at
    cellStart = character === delimiter || character === '\n' || character === '\r'
  }
  return Math.max(opened, 0)
}

function checkRows(rows: readonly FileRow[], delimiter: Delimiter): Refusal | undefined {
  const [first] = rows
  if (first === undefined) return refuseEmpty()
  if (rows.length > peopleFileLimits.rows) {
    return refuse(
      'too-many-rows',
      `The file has more than 50,000 rows. Split it into files of at most 50,000.`,
      'file',
    )
  }
  const width = first.cells.length
  const odd = rows.filter(({ cells }) => cells.length !== width)
  const [row] = odd
  if (row === undefined) return undefined
  const others =
    odd.length === 1 ? '' : ` ${odd.length - 1} more ${odd.length === 2 ? 'row differs' : 'rows differ'}.`
  return refuse(
    'row-width',
    `Row ${row.row} has ${cellCount(row.cells.length)}, while row ${first.row} has ${width} (they are separated by ${delimiterNames[delimiter]}).${others} Give every row the same cells; wrap a cell that holds the separator in quotation marks.`,
    'file',
  )
}

function cellCount(count: number): string {
  return count === 1 ? '1 cell' : `${count} cells`
}

/** As many lines as tell the delimiter. */
const sampledLines = 100

/** The separator that stands equally often, and most often, in the first lines, quoted cells aside. */
function detectDelimiter(text: string): Delimiter {
  let best: Delimiter = ','
  let bestScore = 0
  for (const delimiter of delimiters) {
    const counts = countPerLine(text, delimiter)
    const [first = 0] = counts
    const same = counts.filter((count) => count === first).length / counts.length
    // A separator that stands in every line equally often beats one that stands more often here and there.
    const score = first === 0 ? 0 : same * 1000 + Math.min(first, 500)
    if (score > bestScore) {
      best = delimiter
      bestScore = score
    }
  }
  return best
}

/** How often a delimiter stands in each of the first rows that are not blank. */
function countPerLine(text: string, delimiter: Delimiter): number[] {
  const counts: number[] = []
  let count = 0
  let blank = true
  let quoted = false
  let cellStart = true
  for (let at = 0; at < text.length && counts.length < sampledLines; at += 1) {
    const character = text[at]
    if (quoted) {
      if (character === '"') quoted = false
      continue
    }
    if (character === '"' && (cellStart || text[at - 1] === '"')) {
      quoted = true
      blank = false
    } else if (character === delimiter) count += 1
    else if (character === '\n' || character === '\r') {
      if (!blank || count > 0) counts.push(count)
      count = 0
      blank = true
    } else if (character !== ' ') blank = false
    cellStart = character === delimiter || character === '\n' || character === '\r'
  }
  if (!blank || count > 0) counts.push(count)
  return counts.length === 0 ? [0] : counts
}

function detectLineEnd(text: string): PeopleFile['lineEnd'] {
  const crlf = text.match(/\r\n/g)?.length ?? 0
  const cr = (text.match(/\r/g)?.length ?? 0) - crlf
  const lf = (text.match(/\n/g)?.length ?? 0) - crlf
  const kinds = [crlf, cr, lf].filter((count) => count > 0).length
  if (kinds > 1) return 'mixed'
  return crlf > 0 ? 'CRLF' : cr > 0 ? 'CR' : 'LF'
}
