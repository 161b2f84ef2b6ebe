import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { filterPeople, type PeopleFilter } from '../../../functions/domain/people-filter.ts'
import { type Selection, selectPeople } from '../../../functions/domain/selection.ts'
import { selectionInWords } from '../../../functions/domain/selection-words.ts'
import { person, personId } from '../../fixtures/cycle.ts'

/** One at the top (1), two leads below (2, 3), agents of the first (4, 5) and of the second (6), somebody who left (7). */
const company = [
  person(1),
  person(2, { supervisorId: personId(1), department: 'Care', location: 'Graz', hiredOn: '2020-03-02' }),
  person(3, { supervisorId: personId(1), department: 'Sales', location: 'Wien', hiredOn: '2024-01-10' }),
  person(4, { supervisorId: personId(2), department: 'Care', shift: 'Night', hiredOn: '2025-03-31' }),
  person(5, { supervisorId: personId(2), department: 'Care', location: 'Wien', tenure: '>90' }),
  person(6, { supervisorId: personId(3), jobTitle: 'Agent' }),
  person(7, { supervisorId: personId(3), department: 'Care', status: 'left' }),
]
const numbers = (people: { name: string }[]) => people.map(({ name }) => Number(name.slice(7)))
const meant = (filter: PeopleFilter) => numbers(filterPeople(filter, company))

describe('a filter', () => {
  test.each<[string, PeopleFilter, number[]]>([
    ['nothing', {}, [2, 3, 4, 5, 6]],
    ['a department', { department: ['Care'] }, [2, 4, 5]],
    ['either of two', { department: ['Care', 'Sales'] }, [2, 3, 4, 5]],
    ['two things together', { department: ['Care'], location: ['Wien'] }, [5]],
    ['what the file does not say', { department: [''] }, [6]],
    ['a shift', { shift: ['Night'] }, [4]],
    ['a tenure', { tenure: ['>90'] }, [5]],
    ['a job title', { jobTitle: ['Agent'] }, [6]],
    ['a supervisor', { supervisorIds: [personId(1)] }, [2, 3]],
    ['a supervisor and everybody below', { supervisorIds: [personId(1)], andBelow: true }, [2, 3, 4, 5, 6]],
    ['hired since', { hiredFrom: '2024-01-10' }, [3, 4]],
    ['hired until', { hiredTo: '2024-01-10' }, [2, 3]],
    ['hired in a March', { hireMonth: 3 }, [2, 4]],
    ['an anniversary in March 2026', { hireMonth: 3, hiredTo: '2025-03-31' }, [2, 4]],
    ['somewhere that nobody is', { location: ['Linz'] }, []],
  ])('given %s, then it means those and nobody else', (_, filter, expected) => {
    expect(meant(filter)).toEqual(expected)
  })
  test('given supervisors in a circle, then it ends', () => {
    const circle = [person(1, { supervisorId: personId(2) }), person(2, { supervisorId: personId(1) })]
    expect(numbers(filterPeople({ supervisorIds: [personId(1)], andBelow: true }, circle))).toEqual([1, 2])
  })
  test('given more things that are named, then it never means more people', () => {
    const values = (options: string[]) => fc.option(fc.subarray(options), { nil: undefined })
    const filters = fc.record({
      department: values(['Care', 'Sales', '']),
      location: values(['Graz', 'Wien', '']),
    })
    fc.assert(
      fc.property(filters, filters, (one, other) => {
        const set = (filter: object) =>
          Object.fromEntries(Object.entries(filter).filter(([, value]) => value))
        const narrow = meant({ ...set({ department: one.department }), ...set({ location: other.location }) })
        const wide = meant(set({ department: one.department }))
        expect(wide).toEqual(expect.arrayContaining(narrow))
      }),
    )
  })
})

describe('a selection by filter', () => {
  const selection = (more: Partial<Extract<Selection, { by: 'filter' }>>): Selection => ({
    by: 'filter',
    filter: { department: ['Care'] },
    also: [],
    without: [],
    ...more,
  })
  test('given people added and left out by hand, then the hand wins over the filter', () => {
    const both = selection({ also: [personId(6)], without: [personId(4)] })
    expect(numbers(selectPeople(both, company))).toEqual([2, 5, 6])
  })
  test('given somebody added who has left, then they stay out', () => {
    expect(numbers(selectPeople(selection({ also: [personId(7)] }), company))).toEqual([2, 4, 5])
  })
  test('is told in words', () => {
    expect(selectionInWords(selection({ also: [personId(6)], without: [personId(4), personId(5)] }))).toBe(
      'Everybody with department Care; 1 person added by hand; 2 people left out by hand',
    )
    expect(selectionInWords(selection({ filter: {} }))).toBe('Everybody who has a supervisor')
  })
})
