import { type Refusal, refuse } from '../domain/refusal.ts'

export type FileEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'

export interface FileText {
  text: string
  encoding: FileEncoding
  /** False when the encoding was concluded from the bytes rather than stated by a mark or proven by UTF-8's own rules. */
  certain: boolean
}

const saveAsCsv = 'Open it, save it as CSV (UTF-8), and choose that file.'

/** Kinds of file that people choose by mistake, by their first bytes. */
const signatures: readonly { bytes: readonly number[]; at?: number; what: string; advice?: string }[] = [
  {
    bytes: [0x50, 0x4b, 0x03, 0x04],
    what: 'a ZIP archive',
    advice: 'Unpack it first, and choose the CSV file in it.',
  },
  { bytes: [0x50, 0x4b, 0x05, 0x06], what: 'an empty ZIP archive' },
  {
    bytes: [0xd0, 0xcf, 0x11, 0xe0],
    what: 'an old Excel workbook or another Office document',
    advice: saveAsCsv,
  },
  { bytes: [0x89, 0x50, 0x4e, 0x47], what: 'a PNG picture' },
  { bytes: [0xff, 0xd8, 0xff], what: 'a JPEG picture' },
  { bytes: [0x47, 0x49, 0x46, 0x38], what: 'a GIF picture' },
  { bytes: [0x25, 0x50, 0x44, 0x46, 0x2d], what: 'a PDF document' },
  { bytes: [0x1f, 0x8b], what: 'a gzip archive', advice: 'Unpack it first, and choose the CSV file in it.' },
  { bytes: [0x7b, 0x5c, 0x72, 0x74, 0x66], what: 'a rich-text document', advice: saveAsCsv },
  { bytes: [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65], what: 'an SQLite database' },
  { bytes: [0x50, 0x41, 0x52, 0x31], what: 'a Parquet file' },
]

/**
 * The text of a file whose encoding nobody states: a byte-order mark decides, else UTF-16 shows by its zeros, else it is
 * UTF-8 if every byte fits, else Windows-1252, which is reported because nearly every byte fits there.
 * @param said the encoding that somebody has chosen; then nothing is concluded.
 */
export function decodeFile(bytes: Uint8Array, said?: FileEncoding): FileText | Refusal {
  const known = signatures.find(({ bytes: mark }) => startsWith(bytes, mark))
  if (known) return refuseKind(bytes, known)
  if (said !== undefined) return strictly(bytes, said)
  if (startsWith(bytes, [0xff, 0xfe, 0, 0]) || startsWith(bytes, [0, 0, 0xfe, 0xff])) {
    return refuse(
      'utf-32',
      'The file is encoded in UTF-32. Save it as CSV in UTF-8, and choose that file.',
      'file',
    )
  }
  if (startsWith(bytes, [0xef, 0xbb, 0xbf])) return strictly(bytes, 'utf-8')
  if (startsWith(bytes, [0xff, 0xfe])) return strictly(bytes, 'utf-16le')
  if (startsWith(bytes, [0xfe, 0xff])) return strictly(bytes, 'utf-16be')
  const unmarked = detectUtf16(bytes)
  if (unmarked) return { ...unmarked, certain: false }
  const zero = bytes.indexOf(0)
  if (zero >= 0) return refuseBinary(`there is a zero byte in line ${lineOfByte(bytes, zero)}`)

  const utf8 = decode(bytes, 'utf-8')
  if (utf8 !== undefined) return checkControls({ text: utf8, encoding: 'utf-8', certain: true })
  const latin = decode(bytes, 'windows-1252') ?? ''
  // The five bytes that Windows-1252 leaves undefined decode to control characters.
  const undefinedByte = latin.search(/[\u0081\u008d\u008f\u0090\u009d]/)
  if (undefinedByte >= 0) {
    return refuse(
      'unknown-encoding',
      `The file is neither UTF-8 nor Windows-1252 (look at line ${lineOfByte(bytes, undefinedByte)}). Save it as CSV in UTF-8, and choose that file.`,
      'file',
    )
  }
  return checkControls({ text: latin, encoding: 'windows-1252', certain: false })
}

function refuseKind(bytes: Uint8Array, { what, advice }: (typeof signatures)[number]): Refusal {
  const head = Buffer.from(bytes.subarray(0, 4096)).toString('latin1')
  const workbook = head.includes('xl/') || head.includes('[Content_Types].xml')
  const sheet = head.includes('opendocument.spreadsheet')
  if (what === 'a ZIP archive' && (workbook || sheet)) {
    return refuse(
      'not-text',
      `The file is ${sheet ? 'an OpenDocument sheet' : 'an Excel workbook'}, not CSV. ${saveAsCsv}`,
      'file',
    )
  }
  return refuse(
    'not-text',
    `The file is ${what}, not CSV. ${advice ?? 'Choose the CSV file with your people.'}`,
    'file',
  )
}

function refuseBinary(because: string): Refusal {
  return refuse(
    'binary',
    `The file is not text: ${because}. Choose the CSV file with your people, or save the list as CSV (UTF-8) again.`,
    'file',
  )
}

function strictly(bytes: Uint8Array, encoding: FileEncoding): FileText | Refusal {
  const text = decode(bytes, encoding)
  if (text === undefined) {
    return refuse(
      'broken-encoding',
      `The file says that it is ${encoding.toUpperCase()}, but some of its bytes are not. Save it as CSV in UTF-8 again, and choose that file.`,
      'file',
    )
  }
  const zero = text.indexOf('\0')
  if (zero >= 0) return refuseBinary(`there is a zero character in line ${lineOf(text, zero)}`)
  return checkControls({ text, encoding, certain: true })
}

/** A few control characters are somebody's slip, to be told by row later; many are another kind of file. */
function checkControls(file: FileText): FileText | Refusal {
  const sample = file.text.slice(0, 65_536)
  let controls = 0
  for (const character of sample) if (/[^\P{Cc}\s]/u.test(character)) controls += 1
  return controls > 32 && controls * 20 > sample.length
    ? refuseBinary('it is full of control characters')
    : file
}

/** The text without its byte-order mark, or undefined if some bytes do not fit. */
function decode(bytes: Uint8Array, encoding: FileEncoding): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** Line ends and delimiters: whatever the script, a table is full of them. */
const structure = new Set([0x09, 0x0a, 0x0d, 0x2c, 0x3b, 0x7c])

/**
 * UTF-16 without a mark: its zero bytes are all first halves, or all second halves, of a unit, and line ends and
 * delimiters have one beside them, while in an 8-bit file with a stray zero hardly any has. Half of them is enough, as
 * their bytes also stand in letters of other scripts.
 */
function detectUtf16(bytes: Uint8Array): Omit<FileText, 'certain'> | undefined {
  if (bytes.length < 4 || bytes.length % 2 === 1) return undefined
  let even = 0
  let odd = 0
  let structural = 0
  let paired = 0
  for (const [at, byte] of bytes.entries()) {
    if (byte === 0 && at % 2 === 0) even += 1
    else if (byte === 0) odd += 1
    else if (structure.has(byte)) {
      structural += 1
      if (bytes[at % 2 === 0 ? at + 1 : at - 1] === 0) paired += 1
    }
  }
  if ((even === 0) === (odd === 0) || paired === 0 || paired * 2 < structural) return undefined
  const encoding = even === 0 ? 'utf-16le' : 'utf-16be'
  const text = decode(bytes, encoding)
  return text === undefined ? undefined : { text, encoding }
}

function startsWith(bytes: Uint8Array, mark: readonly number[]): boolean {
  return bytes.length >= mark.length && mark.every((byte, at) => bytes[at] === byte)
}

function lineOfByte(bytes: Uint8Array, at: number): number {
  return lineOf(Buffer.from(bytes.subarray(0, at)).toString('latin1'), at)
}

/** The line of a place in a text, from 1. */
export function lineOf(text: string, at: number): number {
  return (text.slice(0, at).match(/\r\n|\r|\n/g)?.length ?? 0) + 1
}
