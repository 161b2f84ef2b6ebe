import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dateOrders, readWrittenDate } from '../../../functions/domain/written-date.ts'
import { person } from '../../fixtures/cycle.ts'
import { fileRows, planFor } from '../../fixtures/people-import.ts'

describe('a written date', () => {
  test.each([
    ['2023-12-08', 'day-month-year', '2023-12-08'],
    ['08/12/2023', 'day-month-year', '2023-12-08'],
    ['08/12/2023', 'month-day-year', '2023-08-12'],
    ['8. 12. 2023', 'day-month-year', '2023-12-08'],
    ['2023-12-08T00:00:00', 'year-month-day', '2023-12-08'],
    ['12/08/2023 00:00', 'month-day-year', '2023-12-08'],
    ['08/12/2023', 'year-month-day', undefined],
    ['31/11/2023', 'day-month-year', undefined],
    ['08/12/23', 'day-month-year', undefined],
    ['17-JUN-03', 'day-month-year', undefined],
    ['45268', 'day-month-year', undefined],
  ] as const)('given %j in the order %s, then it is %s', (text, order, expected) => {
    expect(readWrittenDate(text, order)).toBe(expected)
  })
  test('given any date written in an order, then reading it in that order gives it back', () => {
    const date = fc.date({ min: new Date('1950-01-01'), max: new Date('2050-12-31'), noInvalidDate: true })
    fc.assert(
      fc.property(
        date,
        fc.constantFrom(...dateOrders),
        fc.constantFrom('-', '/', '.'),
        (day, order, mark) => {
          const iso = day.toISOString().slice(0, 10)
          const [year = '', month = '', ofMonth = ''] = iso.split('-')
          const parts = { year, month, day: ofMonth } as Record<string, string>
          const written = order.split('-').map((part) => parts[part])
          expect(readWrittenDate(written.join(mark), order)).toBe(iso)
        },
      ),
    )
  })
})

describe('hire dates of a people file', () => {
  const file = (date: string) =>
    fileRows(`id; name; email; Hire date\nE-1; Ann Lee; ann@example.com; ${date}`)
  test('given a date, then it comes in', () => {
    expect(planFor(file('2023-12-08')).added).toMatchObject([{ hiredOn: '2023-12-08' }])
    expect(planFor(file('08.12.2023'), { options: { dateOrder: 'day-month-year' } }).added).toMatchObject([
      { hiredOn: '2023-12-08' },
    ])
  })
  test('given one that cannot be read, then it is said, and the date that is known stays', () => {
    const known = person(1, {
      employeeId: 'E-1',
      name: 'Ann Lee',
      email: 'ann@example.com',
      hiredOn: '2020-01-07',
    })
    const plan = planFor(file('sometime in May'), { existing: [known] })
    expect(plan.problems).toMatchObject([{ row: 2, code: 'bad-date', severity: 'warning' }])
    expect(plan.unchanged).toEqual([known])
  })
  test('given no date where one was known, then it is taken away', () => {
    const known = person(1, {
      employeeId: 'E-1',
      name: 'Ann Lee',
      email: 'ann@example.com',
      hiredOn: '2020-01-07',
    })
    const [change] = planFor(file(''), { existing: [known] }).changed
    expect(change?.fields).toEqual([{ field: 'hiredOn', from: '2020-01-07', to: null }])
    expect(change?.after.hiredOn).toBeUndefined()
  })
})
