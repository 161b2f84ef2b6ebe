import { describe, expect, test } from 'vitest'
import { answersSchema, checkAnswers } from '../../functions/domain/answers.ts'
import { customerServiceForm } from '../../functions/domain/customer-service-form.ts'
import { isRefusal } from '../../functions/domain/refusal.ts'
import { readPeopleFile } from '../../functions/hr/people-file.ts'
import { planFor } from '../fixtures/people-import.ts'
import { corpus } from './corpus.ts'

const blns = corpus('conformance/blns')
const injection = corpus('conformance/csv_injection')

const strings: string[] = blns.found
  ? JSON.parse(blns.text('blns.json'))
  : [
      '',
      'null',
      '../../etc',
      '<b>x</b>',
      "'; DROP",
      '田中さん',
      '🙂',
      ' ',
      '\u202e',
      '\u0001',
      '__proto__',
      'ﬁ',
    ]
const payloads: string[] = injection.found
  ? injection.text('csv-payload.txt').split(/\r?\n/).filter(Boolean)
  : ['=1+1', '@SUM(1)', '-2+3']

const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`

describe(`hostile strings are text and stay text (${blns.label})`, () => {
  test('as answers: each is kept to the letter', () => {
    for (const text of strings) {
      const answers = answersSchema.parse(JSON.parse(JSON.stringify({ 'peer-growth': { text } })))
      expect(answers).toEqual({ 'peer-growth': { text } })
      expect(checkAnswers(customerServiceForm, 'peer', answers, { complete: false })).toEqual([])
    }
  })

  test('as cells of a file: each is read to the letter', () => {
    const cells = strings.filter((text) => text.trim() !== '' && !text.includes('\0'))
    const file = readPeopleFile(
      Buffer.from(`n,text\n${cells.map((cell, n) => `${n},${quoted(cell)}`).join('\n')}`),
    )
    if (isRefusal(file)) throw new Error(file.message)
    expect(file.rows.slice(1).map((row) => row.cells[1])).toEqual(cells)
  })

  test('as names: each comes in as it is but for blanks, or is left out with its row and a reason', () => {
    const rows = [
      ['Employee ID', 'Name', 'E-mail'],
      ...strings.map((text, n) => [`E${n}`, text, `e${n}@example.com`]),
    ]
    const plan = planFor(rows.map((cells, index) => ({ row: index + 1, cells })))
    const byId = new Map(plan.added.map((person) => [person.employeeId, person.name]))
    for (const [n, text] of strings.entries()) {
      const name = byId.get(`E${n}`)
      if (name !== undefined) expect(name).toBe(text.normalize('NFC').trim().replace(/\s+/g, ' '))
      else {
        const problem = plan.problems.find(({ row, severity }) => row === n + 2 && severity === 'error')
        expect(['no-name', 'too-long', 'control-characters']).toContain(problem?.code)
      }
    }
    expect(plan.added.length).toBeGreaterThan(strings.length / 2)
  })
})

test(`formulas are names like any other here; exports are where they are disarmed (${injection.label})`, () => {
  const rows = [
    ['Employee ID', 'Name', 'E-mail'],
    ...payloads.map((text, n) => [`E${n}`, text, `e${n}@example.com`]),
  ]
  const plan = planFor(rows.map((cells, index) => ({ row: index + 1, cells })))
  expect(plan.added.length + plan.leftOut.length).toBe(payloads.length)
})
