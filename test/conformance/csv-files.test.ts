import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { guessColumns } from '../../functions/domain/people-columns.ts'
import { planImport } from '../../functions/domain/people-import.ts'
import { isRefusal } from '../../functions/domain/refusal.ts'
import { readPeopleFile } from '../../functions/hr/people-file.ts'
import { countingPersonIds, derivingOptions } from '../fixtures/people-import.ts'
import { corpus } from './corpus.ts'

const spectrum = corpus('conformance/csv_spectrum')
const csvkit = corpus('conformance/csvkit_examples')

interface Sample {
  name: string
  bytes: Buffer
}

const answered: (Sample & { answer: Record<string, string>[] })[] = spectrum.found
  ? readdirSync(`${spectrum.path}csvs`).map((name) => ({
      name,
      bytes: spectrum.bytes(`csvs/${name}`),
      // One answer has CRLF within a cell where its file has LF.
      answer: JSON.parse(spectrum.text(`json/${name.replace('.csv', '.json')}`).replaceAll('\\r\\n', '\\n')),
    }))
  : [{ name: 'own.csv', bytes: Buffer.from('k,v\n1,"a\n""b"", c"\n'), answer: [{ k: '1', v: 'a\n"b", c' }] }]

describe(`files with answers are read as they should be (${spectrum.label})`, () => {
  test.each(answered)('$name', ({ bytes, answer }) => {
    const file = readPeopleFile(bytes)
    if (isRefusal(file)) throw new Error(file.message)
    const [headings, ...rows] = file.rows.map((row) => row.cells)
    expect(
      rows.map((cells) => Object.fromEntries(cells.map((cell, index) => [headings?.[index], cell]))),
    ).toEqual(answer)
  })
})

const found: Sample[] = csvkit.found
  ? readdirSync(csvkit.path).map((name) => ({ name, bytes: csvkit.bytes(name) }))
  : [
      { name: 'ragged.csv', bytes: Buffer.from('a,b\n1\n') },
      { name: 'zero.csv', bytes: Buffer.from('a,b\n\0,2\n') },
      { name: 'people.csv', bytes: Buffer.from('id,name\n1,Ann Lee\n') },
    ]

describe(`files as they are found: rows of one width, or a sentence that says where and what to do (${csvkit.label})`, () => {
  test.each(found)('$name', ({ bytes }) => {
    const file = readPeopleFile(bytes)
    if (isRefusal(file)) {
      expect(file.code).toMatch(/^[a-z0-9-]+$/)
      expect(file.message).toMatch(/(Choose|Save|Open it|Close it|Wrap|Give every row|Leave out)/)
      return
    }
    expect(new Set(file.rows.map((row) => row.cells.length)).size).toBe(1)
    const { mapping } = guessColumns(file.rows)
    // Whatever the columns are taken for, a plan or a refusal comes out.
    for (const columns of [
      mapping.columns,
      { name: 0 },
      { employeeId: 0, name: mapping.columns.name ?? 1 },
    ]) {
      const plan = planImport({
        rows: file.rows,
        mapping: { ...mapping, columns },
        options: derivingOptions,
        existing: [],
        newPersonId: countingPersonIds(),
      })
      if (isRefusal(plan)) expect(plan.message.length).toBeGreaterThan(20)
      else expect(plan.added.length + plan.leftOut.length + plan.problems.length).toBeGreaterThan(0)
    }
  })
})
