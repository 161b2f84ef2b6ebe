import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { csvCell, csvText } from '../../../functions/web/csv-file.ts'
import { corpus } from '../../conformance/corpus.ts'

const injection = corpus('conformance/csv_injection')
const blns = corpus('conformance/blns')

const payloads = injection.found
  ? injection.text('csv-payload.txt').split(/\r?\n/).filter(Boolean)
  : ['=1+1', '@SUM(1)', '-2+3', '+cmd|x', '\t=1', "'=1", '＝1+1']
const strings: string[] = blns.found
  ? JSON.parse(blns.text('blns.json'))
  : ['', 'a,b', 'a"b', 'a\nb', ' x ', '-']

const read = (text: string): string[][] => parse(text, { bom: true, record_delimiter: '\r\n' })

describe('a CSV file', () => {
  test('reads back as what was written, where nothing has to be made inert', () => {
    const cell = fc
      .string({ unit: 'binary' })
      .filter((text) => text.isWellFormed() && !/^'*[=+\-@\t\r\n＝＋－＠]/u.test(text))
    fc.assert(
      fc.property(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 6 }),
        (rows) => {
          const text = csvText(rows)
          expect(text.startsWith('\ufeff')).toBe(true)
          expect(read(text)).toEqual(rows)
        },
      ),
    )
  })

  test(`holds no cell that a spreadsheet would calculate (${injection.label}, ${blns.label})`, () => {
    const rows = [...payloads, ...strings].map((text) => ['x', text])
    const back = read(csvText(rows)).map(([, text]) => text ?? '')
    expect(back).toHaveLength(rows.length)
    for (const [at, text] of back.entries()) {
      const before = rows[at]?.[1]
      expect(text).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/u)
      expect([before, `'${before}`]).toContain(text)
    }
  })

  test('keeps a cell whole in spreadsheets that split at another separator', () => {
    for (const separator of [',', ';', '\t', '|'])
      expect(csvCell(`a${separator}=1+1`)).toBe(`"a${separator}=1+1"`)
  })
})
