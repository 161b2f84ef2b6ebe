import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findSupervisionLoops } from '../../../functions/domain/supervision-loops.ts'

test('given a circle of three with people below it, the three are found once and in order', () => {
  const loops = findSupervisionLoops(
    new Map([
      ['below', 'a'],
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'a'],
      ['top', null],
      ['beside', 'top'],
    ]),
  )
  expect(loops).toEqual([['a', 'b', 'c']])
})

test('somebody above themselves is a loop of one, somebody above who is not listed is none', () => {
  expect(
    findSupervisionLoops(
      new Map([
        ['a', 'a'],
        ['b', 'elsewhere'],
      ]),
    ),
  ).toEqual([['a']])
})

test('a chain of fifty thousand is walked once', () => {
  const chain = new Map(
    Array.from({ length: 50_000 }, (_, index) => [index, index === 49_999 ? null : index + 1]),
  )
  expect(findSupervisionLoops(chain)).toEqual([])
})

test('whoever comes back to themselves is in exactly one loop, everybody else in none', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.nat(11)), { maxLength: 12 }), (above) => {
      const supervisorOf = new Map(above.map((supervisor, person) => [person, supervisor]))
      const found = findSupervisionLoops(supervisorOf).flat()
      for (const person of supervisorOf.keys()) {
        let at: number | null | undefined = supervisorOf.get(person)
        for (let step = 0; step < 12 && at !== null && at !== undefined && at !== person; step += 1) {
          at = supervisorOf.get(at)
        }
        expect(found.filter((member) => member === person).length).toBe(at === person ? 1 : 0)
      }
    }),
  )
})
