import { describe, expect, test } from 'vitest'
import { guessDateOrder } from '../../functions/domain/guess-date-order.ts'
import { guessColumns } from '../../functions/domain/people-columns.ts'
import { planImport } from '../../functions/domain/people-import.ts'
import { isRefusal } from '../../functions/domain/refusal.ts'
import { type PeopleFile, readPeopleFile } from '../../functions/hr/people-file.ts'
import {
  applied,
  countingPersonIds,
  derivingOptions,
  importOptions,
  planFor,
} from '../fixtures/people-import.ts'
import { corpus } from './corpus.ts'

const shopzilla = corpus('shopzilla')
const oracle = corpus('oracle-hr')

function read(bytes: Uint8Array): PeopleFile {
  const file = readPeopleFile(bytes)
  if (isRefusal(file)) throw new Error(file.message)
  return file
}

describe(`a real company without ids and addresses (${shopzilla.label})`, () => {
  const text = shopzilla.found
    ? shopzilla.text('agents.csv')
    : ',Agent,Supervisor,Manager,Tenure Bucket,Shift\n0,Ann Lee,Sue Super,Max Boss,>90,Morning\n1,Bo Ray,Sue Super,Mia Boss,0-30,Night\n'
  const lines = text.trim().split(/\r?\n/)
  const agents = lines.slice(1).map((line) => line.split(','))
  const above = new Set(agents.flatMap(([, , supervisor, manager]) => [supervisor, manager]))
  const sizes = { agents: shopzilla.found ? 1371 : 2, above: shopzilla.found ? 46 : 3 }

  const withDelimiter = (delimiter: string) => lines.map((line) => line.replaceAll(',', delimiter))
  const shapes: [string, Buffer][] = [
    ['as it is', Buffer.from(text)],
    ['with semicolons and CRLF', Buffer.from(withDelimiter(';').join('\r\n'))],
    ['with tabs', Buffer.from(withDelimiter('\t').join('\n'))],
    // An accent in each name, so that the encoding shows.
    ['in Windows-1252', Buffer.from(text.replaceAll('Agent', 'Agént').replaceAll('a', 'á'), 'latin1')],
    ['in UTF-16', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['with CR line ends', Buffer.from(lines.join('\r'))],
  ]

  test.each(shapes)('%s: every cell of every row', (shape, bytes) => {
    const file = read(bytes)
    const plain = (cell: string) =>
      shape === 'in Windows-1252' ? cell.replaceAll('á', 'a').replaceAll('é', 'e') : cell
    expect(file.rows.slice(1).map((row) => row.cells.map(plain))).toEqual(agents)
    expect(file.encoding).toBe(
      shape === 'in Windows-1252' ? 'windows-1252' : shape === 'in UTF-16' ? 'utf-16le' : 'utf-8',
    )
  })

  test('everybody comes in, the people above too, each with an own address and the right manager', () => {
    const { rows } = read(Buffer.from(text))
    expect(guessColumns(rows).mapping).toEqual({
      hasHeadings: true,
      columns: { name: 1, supervisorName: 2, managerName: 3, tenure: 4, shift: 5 },
    })
    const plan = planFor(rows, { options: derivingOptions })
    expect(plan.added).toHaveLength(sizes.agents + sizes.above)
    expect([plan.problems, plan.leftOut]).toEqual([[], []])
    const nameOf = new Map(plan.added.map((person) => [person.personId, person.name]))
    for (const [index, [, name, supervisor, manager, tenure, shift]] of agents.entries()) {
      const person = plan.added[index]
      expect(person).toMatchObject({ name, tenure, shift })
      expect(person?.supervisorId && nameOf.get(person.supervisorId)).toBe(supervisor)
      expect(person?.managerId && nameOf.get(person.managerId)).toBe(manager)
    }
    const tops = plan.added.filter((person) => person.supervisorId === null)
    expect(new Set(tops.map((person) => person.name))).toEqual(above)
  })

  test('imported again, and again as another company has it, nothing changes', () => {
    const existing = planFor(read(Buffer.from(text)).rows, { options: derivingOptions }).added
    const again = planFor(read(Buffer.from(withDelimiter(';').join('\r\n'))).rows, {
      existing,
      options: { ...derivingOptions, markGoneAsLeft: true },
    })
    expect(again).toMatchObject({ added: [], changed: [], gone: [], problems: [] })
    expect(applied(existing, again)).toEqual(existing)
  })

  test('without headings, with the columns that HR has chosen, the same people come in', () => {
    const { rows } = read(Buffer.from(lines.slice(1).join('\n')))
    expect(guessColumns(rows).mapping.hasHeadings).toBe(false)
    const plan = planImport({
      rows,
      mapping: {
        hasHeadings: false,
        columns: { name: 1, supervisorName: 2, managerName: 3, tenure: 4, shift: 5 },
      },
      options: derivingOptions,
      existing: [],
      newPersonId: countingPersonIds(),
    })
    if (isRefusal(plan)) throw new Error(plan.message)
    const asWithHeadings = planFor(read(Buffer.from(text)).rows, { options: derivingOptions })
    const facts = ({ added }: typeof plan) =>
      added.map(({ name, email, tenure, shift }) => [name, email, tenure, shift])
    expect(facts(plan)).toEqual(facts(asWithHeadings))
    expect(plan.problems).toEqual([])
  })

  test('careful options make nothing up: the file is refused for want of ids', () => {
    const { rows } = read(Buffer.from(text))
    expect(() => planFor(rows, { options: importOptions })).toThrow(
      'Choose which column holds the employee IDs',
    )
  })
})

describe(`a company with ids, a hierarchy of four levels and half an address (${oracle.label})`, () => {
  const text = oracle.found
    ? oracle.text('oracle_hr_employees.csv')
    : 'employee_id,first_name,last_name,email,manager_id\n1,Ann,Lee,ALEE,\n2,Bo,Ray,BRAY,1\n3,Cy,Low,CLOW,2\n'

  test('everybody comes in under one head, and what was completed is said', () => {
    const { rows } = read(Buffer.from(text))
    const plan = planFor(rows, { options: { dateOrder: 'day-month-year', emailDomain: 'example.com' } })
    expect(plan.problems).toEqual([])
    expect(plan.added).toHaveLength(rows.length - 1)
    expect(plan.added.filter((person) => person.supervisorId === null)).toHaveLength(1)
    expect(plan.remarks[0]).toBe(`${rows.length - 1} addresses without @ got @example.com.`)
  })

  test('its dates have one meaning only, and are read so', () => {
    const { rows } = read(Buffer.from(text))
    const column = guessColumns(rows).mapping.columns.hiredOn
    if (column === undefined) return expect(oracle.found).toBe(false)
    const guess = guessDateOrder(rows.slice(1).map(({ cells }) => cells[column] ?? ''))
    expect(guess).toEqual({ order: 'day-month-year', isOnly: true })
    const plan = planFor(rows, { options: { emailDomain: 'example.com', dateOrder: 'day-month-year' } })
    expect(plan.problems).toEqual([])
    expect(plan.added.find(({ name }) => name === 'Steven King')?.hiredOn).toBe('2013-06-17')
  })

  test('without a domain every row says that its address cannot be used', () => {
    const { rows } = read(Buffer.from(text))
    const plan = planFor(rows)
    expect(plan.added).toEqual([])
    expect(plan.problems.filter((problem) => problem.code === 'bad-email')).toHaveLength(rows.length - 1)
  })
})
