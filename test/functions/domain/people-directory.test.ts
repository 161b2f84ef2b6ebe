import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { holdsWords } from '../../../functions/domain/holds-words.ts'
import { type PersonId, personIdSchema } from '../../../functions/domain/ids.ts'
import { PeopleDirectory, peopleOrders } from '../../../functions/domain/people-directory.ts'
import type { Person } from '../../../functions/domain/person.ts'

const idOf = (number: number): PersonId => personIdSchema.parse(`per_${String(number).padStart(32, '0')}`)

/** Few values, so that people share them, sit in circles, and report to somebody who is not there. */
const companies = fc.array(
  fc.record({
    name: fc.constantFrom('Ana Ruiz', 'Élodie Éon', 'Bo Li', 'bo li', '李明', 'Zoë O’Brien'),
    employeeId: fc.constantFrom('E2', 'E10', 'E1'),
    department: fc.constantFrom('Orders', 'Returns', undefined),
    supervisor: fc.option(fc.integer({ min: 0, max: 9 })),
    status: fc.constantFrom('active' as const, 'active' as const, 'left' as const),
  }),
  { maxLength: 9 },
)

const peopleOf = (
  rows: readonly {
    name: string
    employeeId: string
    department: string | undefined
    supervisor: number | null
    status: Person['status']
  }[],
) =>
  rows.map(
    ({ department, supervisor, ...row }, index): Person => ({
      ...row,
      personId: idOf(index),
      email: `p${index}@example.com`,
      supervisorId: supervisor === null ? null : idOf(supervisor),
      managerId: null,
      ...(department === undefined ? {} : { department }),
      timeZone: 'UTC',
      version: 1,
    }),
  )

describe('the directory', () => {
  test('finds exactly those who fit, in whatever order', () => {
    const filters = fc.record(
      {
        search: fc.constantFrom('', 'bo', 'eon elodie', 'E1', 'orders'),
        department: fc.constantFrom('Orders', 'Nowhere'),
        status: fc.constantFrom('active' as const, 'left' as const),
        supervisorId: fc.integer({ min: 0, max: 9 }).map(idOf),
        above: fc.constantFrom('nobody' as const, 'left' as const),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(companies, filters, fc.constantFrom(...peopleOrders), (rows, filter, order) => {
        const people = peopleOf(rows)
        const byId = new Map(people.map((person) => [person.personId, person]))
        const isUnderLeaver = ({ supervisorId }: Person) =>
          supervisorId !== null && byId.get(supervisorId)?.status !== 'active'
        const fitting = people.filter(
          (person) =>
            holdsWords(
              `${person.name} ${person.employeeId} ${person.email} ${person.department ?? ''}`,
              filter.search ?? '',
            ) &&
            (filter.department === undefined || person.department === filter.department) &&
            (filter.status === undefined || person.status === filter.status) &&
            (filter.supervisorId === undefined || person.supervisorId === filter.supervisorId) &&
            (filter.above !== 'nobody' || person.supervisorId === null) &&
            (filter.above !== 'left' || isUnderLeaver(person)),
        )
        const found = new PeopleDirectory(people).search(filter, order)
        expect(new Set(found)).toEqual(new Set(fitting))
        expect(found).toHaveLength(fitting.length)
      }),
    )
  })

  test('sorts ids by their numbers, and those without a value last', () => {
    const people = peopleOf([
      { name: 'A', employeeId: 'E10', department: undefined, supervisor: null, status: 'active' },
      { name: 'B', employeeId: 'E9', department: 'Returns', supervisor: null, status: 'active' },
      { name: 'C', employeeId: 'E100', department: 'Orders', supervisor: 0, status: 'active' },
    ])
    const directory = new PeopleDirectory(people)
    const names = (order: (typeof peopleOrders)[number]) =>
      directory.search({}, order).map(({ name }) => name)
    expect(names('employeeId')).toEqual(['B', 'A', 'C'])
    expect(names('department')).toEqual(['C', 'B', 'A'])
    expect(names('supervisor')).toEqual(['C', 'A', 'B'])
  })

  test('climbs from a person to the top and stops where a circle would begin again', () => {
    fc.assert(
      fc.property(companies, (rows) => {
        const directory = new PeopleDirectory(peopleOf(rows))
        for (const person of directory.people) {
          const chain = directory.chainAbove(person)
          expect(new Set([person, ...chain]).size).toBe(chain.length + 1)
          expect(chain[0]?.personId ?? null).toBe(
            person.supervisorId === person.personId
              ? null
              : (directory.find(person.supervisorId)?.personId ?? null),
          )
        }
      }),
    )
  })
})
