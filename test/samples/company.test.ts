import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { guessColumns } from '../../functions/domain/people-columns.ts'
import { readPeopleFile } from '../../functions/hr/people-file.ts'
import { sampleCompany, sampleCompanyCsv, sampleShape } from '../../samples/company.ts'
import { planFor } from '../fixtures/people-import.ts'

const people = sampleCompany()
const agents = people.filter((person) => person.jobTitle === 'Customer service agent')
const countBy = <Item>(items: readonly Item[], key: (item: Item) => string) => {
  const counts = new Map<string, number>()
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1)
  return counts
}

test('the committed file is what the seed gives', () => {
  const committed = readFileSync(new URL('../../samples/company.csv', import.meta.url), 'utf8')
  expect(sampleCompanyCsv(people) === committed).toBe(true)
})

test('another seed gives other people in the same shape', () => {
  const others = sampleCompany(7)
  expect(others).toHaveLength(people.length)
  expect(others.map((person) => person.name)).not.toEqual(people.map((person) => person.name))
})

describe('it has the shape of the real company', () => {
  test('1,371 agents, 40 supervisors, 6 managers, one head', () => {
    expect(agents).toHaveLength(1371)
    expect(Object.fromEntries(countBy(people, (person) => person.jobTitle))).toMatchObject({
      'Team supervisor': 40,
      'Customer care manager': 6,
      'Head of customer care': 1,
    })
  })

  test('teams of 5 to 70, half of them with 32 or fewer', () => {
    const sizes = [...countBy(agents, (person) => person.supervisorId).values()].sort((a, b) => a - b)
    expect(sizes).toHaveLength(40)
    expect([sizes[0], sizes[19], sizes[39]]).toEqual([5, 32, 70])
  })

  test('38 of 40 supervisors have agents under more than one manager', () => {
    const managers = Map.groupBy(agents, (person) => person.supervisorId)
    const several = [...managers.values()].filter(
      (team) => new Set(team.map((person) => person.managerId)).size > 1,
    )
    expect(several).toHaveLength(38)
  })

  test('tenure and shift are mixed as there', () => {
    const counts = countBy(agents, (person) => `${person.tenure}, ${person.shift}`)
    for (const [tenure, shifts] of Object.entries(sampleShape.mix)) {
      for (const [shift, count] of Object.entries(shifts))
        expect(counts.get(`${tenure}, ${shift}`)).toBe(count)
    }
  })

  test('managers have between 75 and 361 agents or about so', () => {
    const counts = [...countBy(agents, (person) => person.managerId).values()].sort((a, b) => b - a)
    expect(counts).toHaveLength(6)
    for (const [index, count] of counts.entries()) {
      expect(Math.abs(count - (sampleShape.agentsByManager[index] ?? 0))).toBeLessThan(50)
    }
  })
})

test('names, ids and addresses are unique, and every address is at example.com', () => {
  for (const field of ['employeeId', 'name', 'email'] as const) {
    expect(new Set(people.map((person) => person[field])).size).toBe(people.length)
  }
  expect(people.every((person) => /^[a-z]+\.[a-z]+@example\.com$/.test(person.email))).toBe(true)
})

test('only the head has nobody above', () => {
  expect(people.filter((person) => person.supervisorId === '').map((person) => person.jobTitle)).toEqual([
    'Head of customer care',
  ])
})

test('the import recognizes its columns and takes everybody without a word', () => {
  const file = readPeopleFile(Buffer.from(sampleCompanyCsv(people)))
  if ('refused' in file) throw new Error(file.message)
  expect(guessColumns(file.rows)).toMatchObject({ unused: [], remarks: [] })
  const plan = planFor(file.rows)
  expect(plan.added).toHaveLength(1418)
  expect([plan.problems, plan.remarks]).toEqual([[], []])
})
