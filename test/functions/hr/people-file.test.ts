import { deflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { isRefusal } from '../../../functions/domain/refusal.ts'
import { type PeopleFile, readPeopleFile } from '../../../functions/hr/people-file.ts'

const utf8 = (text: string) => Buffer.from(text, 'utf8')
const utf16 = (text: string) => Buffer.from(text, 'utf16le')

function read(bytes: Uint8Array): PeopleFile {
  const file = readPeopleFile(bytes)
  if (isRefusal(file)) throw new Error(`The file was refused: ${file.message}`)
  return file
}

function refusal(bytes: Uint8Array): { code: string; message: string } {
  const file = readPeopleFile(bytes)
  if (!isRefusal(file)) throw new Error(`The file was read: ${JSON.stringify(file).slice(0, 200)}`)
  return { code: file.code, message: file.message }
}

const table = [
  ['Name', 'Städte'],
  ['Zoë Łuk', 'Köln, am Rhein'],
]
const cellsOf = (file: PeopleFile) => file.rows.map((row) => row.cells)

describe('the same people come out of every encoding', () => {
  const text = 'Name,Städte\r\nZoë Łuk,"Köln, am Rhein"\r\n'
  test.each([
    ['UTF-8', utf8(text), 'utf-8', 0],
    ['UTF-8 with a mark', utf8(`\ufeff${text}`), 'utf-8', 0],
    ['UTF-16 LE with a mark', utf16(`\ufeff${text}`), 'utf-16le', 0],
    ['UTF-16 BE with a mark', utf16(`\ufeff${text}`).swap16(), 'utf-16be', 0],
    ['UTF-16 LE without a mark', utf16(text), 'utf-16le', 1],
    ['UTF-16 BE without a mark', utf16(text).swap16(), 'utf-16be', 1],
  ])('%s', (_, bytes, encoding, remarks) => {
    const file = read(bytes)
    expect(cellsOf(file)).toEqual(table)
    expect(file.encoding).toBe(encoding)
    expect(file.remarks).toHaveLength(remarks)
  })

  test('Windows-1252, which is said because it is only concluded', () => {
    const file = read(
      Buffer.from([...Buffer.from('Name,Preis\nZo'), 0xeb, ...Buffer.from(',5 '), 0x80, 0x0a]),
    )
    expect(cellsOf(file)).toEqual([
      ['Name', 'Preis'],
      ['Zoë', '5 €'],
    ])
    expect(file.remarks).toEqual([
      'The file does not say how its letters are encoded; it is read as Windows-1252. Look at names with accents in the preview.',
    ])
  })

  test('UTF-16 without a mark in a script whose letters have no zero bytes', () => {
    const file = read(utf16('氏名;上司\n李小明;王大文\n張三豐;王大文\n'))
    expect(file).toMatchObject({ encoding: 'utf-16le', delimiter: ';' })
    expect(cellsOf(file)[1]).toEqual(['李小明', '王大文'])
  })
})

describe('delimiters and line ends are found', () => {
  const delimiters = [',', ';', '\t', '|'] as const
  const ends = [
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ] as const
  for (const delimiter of delimiters) {
    test.each(ends)(`${JSON.stringify(delimiter)} with %s`, (name, end) => {
      const others = delimiters.filter((one) => one !== delimiter).join('')
      const lines = [
        ['Name', 'Notes'],
        ['Ann Lee', `"a ${others}, quoted${delimiter}${end}over two ""lines"""`],
        ['Bo Ray', 'plain'],
      ].map((cells) => cells.join(delimiter))
      const file = read(utf8(lines.join(end)))
      expect(file).toMatchObject({ delimiter, lineEnd: name })
      expect(cellsOf(file)[1]).toEqual(['Ann Lee', `a ${others}, quoted${delimiter}${end}over two "lines"`])
      expect(file.rows.map((row) => row.row)).toEqual([1, 2, 3])
    })
  }

  test('decimal commas do not make a semicolon file a comma file', () => {
    expect(read(utf8('Name;Rate\nAnn Lee;1,5\nBo Ray;2,25\n')).delimiter).toBe(';')
  })

  test('the line with which Excel states the delimiter is no row', () => {
    const file = read(utf8('sep=;\r\nName;Notes\r\nAnn, Lee;a,b\r\n'))
    expect(file.rows).toEqual([
      { row: 2, cells: ['Name', 'Notes'] },
      { row: 3, cells: ['Ann, Lee', 'a,b'] },
    ])
  })

  test('one column is a table too', () => {
    expect(cellsOf(read(utf8('Name\nAnn Lee\n')))).toEqual([['Name'], ['Ann Lee']])
  })
})

test('blank rows are left out and counted, so that row numbers are those of a spreadsheet', () => {
  expect(read(utf8('\nName,Shift\n\n , \nAnn Lee,Morning\n\n')).rows).toEqual([
    { row: 2, cells: ['Name', 'Shift'] },
    { row: 5, cells: ['Ann Lee', 'Morning'] },
  ])
})

test('where no cell is wrapped in quotation marks they are text, and it is said', () => {
  const file = read(utf8('Name\tHeight\nAnna "Annie" Lee\t5\' 11"\n'))
  expect(cellsOf(file)[1]).toEqual(['Anna "Annie" Lee', '5\' 11"'])
  expect(file.remarks).toEqual([
    'Quotation marks inside cells are read as part of the text, because no cell is wrapped in them.',
  ])
})

describe('what cannot be read whole is refused with what to do', () => {
  const zip = (inside: string) =>
    Buffer.concat([
      Buffer.from([0x50, 0x4b, 3, 4]),
      Buffer.alloc(26),
      Buffer.from(inside),
      deflateRawSync('x'),
    ])
  test.each([
    ['nothing', Buffer.alloc(0), 'empty', 'is empty'],
    ['a mark and nothing', utf8('\ufeff'), 'empty', 'is empty'],
    ['blanks', utf8(' \r\n\r\n\t'), 'empty', 'is empty'],
    ['separators only', utf8(',,,\n,,,\n'), 'empty', 'is empty'],
    ['over 24 MB', Buffer.alloc(24 * 1024 * 1024 + 1, 'a'), 'too-big', '24.0 MB; 24 MB fit'],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a]), 'not-text', 'a PNG picture'],
    ['an archive', zip('people.csv'), 'not-text', 'Unpack it first'],
    [
      'a workbook',
      zip('[Content_Types].xml'),
      'not-text',
      'an Excel workbook, not CSV. Open it, save it as CSV',
    ],
    [
      'an open sheet',
      zip('mimetypeapplication/vnd.oasis.opendocument.spreadsheet'),
      'not-text',
      'an OpenDocument sheet',
    ],
    ['an old workbook', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1]), 'not-text', 'an old Excel workbook'],
    ['a PDF', utf8('%PDF-1.7 …'), 'not-text', 'a PDF document'],
    ['a web page', utf8('<!DOCTYPE html><table></table>'), 'not-text', 'a web page'],
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x41, 0, 0, 0]), 'utf-32', 'Save it as CSV in UTF-8'],
    ['a zero byte', utf8('Name,Shift\nAnn\0,Morning\n'), 'binary', 'a zero byte in line 2'],
    [
      'random bytes',
      Buffer.from(Array.from({ length: 4000 }, (_, index) => (index * index * 7919) % 251)),
      'binary',
      'not text',
    ],
    [
      'control characters',
      Buffer.from(Array.from({ length: 4000 }, (_, index) => 1 + (index % 60))),
      'binary',
      'control characters',
    ],
    ['a broken mark', Buffer.from([0xef, 0xbb, 0xbf, 0x41, 0xff, 0x0a]), 'broken-encoding', 'UTF-8'],
    ['odd UTF-16', Buffer.from([0xff, 0xfe, 0x41, 0, 0x42]), 'broken-encoding', 'UTF-16LE'],
    [
      'no known encoding',
      Buffer.from([...Buffer.from('Name\nZo'), 0x81, 0x0a]),
      'unknown-encoding',
      'look at line 2',
    ],
    [
      'an open quotation mark',
      utf8('Name,Shift\nAnn,Morning\n"Bo,Evening\nCy,Night\n'),
      'unbalanced-quotes',
      'opens a cell in line 3 and is never closed',
    ],
    ['a misplaced one', utf8('Name,Shift\n"Ann" Lee,Morning\n'), 'misplaced-quotes', 'near line 2'],
    [
      'a row too wide',
      utf8('Name,Shift\nAnn,Morning\n\nLee, Bo,Evening\n'),
      'row-width',
      'Row 4 has 3 cells, while row 1 has 2 (they are separated by commas). Give every row',
    ],
    [
      'rows too narrow',
      utf8('Name;Shift\nAnn\nBo\nCy;Night\n'),
      'row-width',
      'Row 2 has 1 cell, while row 1 has 2 (they are separated by semicolons). 1 more row differs.',
    ],
    ['too many rows', utf8('Name\n'.repeat(50_002)), 'too-many-rows', '50,000'],
  ])('%s', (_, bytes, code, words) => {
    const refused = refusal(bytes)
    expect(refused.code).toBe(code)
    expect(refused.message).toContain(words)
  })
})

test('fifty thousand rows are taken', () => {
  expect(read(utf8('Name\n'.repeat(50_001))).rows).toHaveLength(50_001)
})

test('five million line ends are an empty file, not an empty memory', () => {
  expect(refusal(Buffer.alloc(5 * 1024 * 1024, '\n')).code).toBe('empty')
})
