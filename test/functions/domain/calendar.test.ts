import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addDays,
  addWorkingDays,
  endOfDay,
  instantOfLocalTime,
  isLocalDate,
  isTimeZone,
  isWorkingDay,
  localDateOf,
  nextCivilInstant,
  subtractWorkingDays,
  workingDaysBetween,
} from '../../../functions/domain/calendar.ts'

describe('local times', () => {
  test('given a winter morning in Vienna, then it is an hour earlier in UTC', () => {
    expect(instantOfLocalTime('2027-01-18T09:00', 'Europe/Vienna', 'launch')).toBe('2027-01-18T08:00:00.000Z')
  })
  test('given a time that the clocks skip, then it is refused with the field, because no schedule would ever run', () => {
    expect(instantOfLocalTime('2027-03-28T02:30', 'Europe/Vienna', 'launch')).toMatchObject({
      code: 'time-in-clock-change',
      field: 'launch',
    })
  })
  test('given a time that exists twice, then it is the first of the two', () => {
    expect(instantOfLocalTime('2027-10-31T02:30', 'Europe/Vienna', 'launch')).toBe('2027-10-31T00:30:00.000Z')
  })
  test.each(['2027-02-30T09:00', 'tomorrow', '', '2027-01-18T25:00'])(
    'given %j, then it is refused',
    (text) => {
      expect(instantOfLocalTime(text, 'Europe/Vienna', 'launch')).toMatchObject({ code: 'bad-time' })
    },
  )
  test('given a zone that does not exist, then it is named', () => {
    expect(instantOfLocalTime('2027-01-18T09:00', 'Mars/Olympus', 'launch')).toMatchObject({
      code: 'unknown-time-zone',
      message: expect.stringContaining('Mars/Olympus'),
    })
    expect(isTimeZone('Mars/Olympus')).toBe(false)
    expect(isTimeZone('America/New_York')).toBe(true)
  })
  test.each([
    ['2027-02-28', true],
    ['2027-02-29', false],
    ['27-02-01', false],
    ['2027-2-1', false],
    ['', false],
  ])('given %j, then being a date is %s', (text, expected) => {
    expect(isLocalDate(text)).toBe(expected)
  })
})

describe('days', () => {
  test('given a due date, then the last second of that day is still in time', () => {
    expect(endOfDay('2027-01-22', 'Europe/Vienna')).toBe('2027-01-22T22:59:59.000Z')
    expect(localDateOf(endOfDay('2027-03-28', 'Europe/Vienna'), 'Europe/Vienna')).toBe('2027-03-28')
  })
  test('given a Friday, then two working days later is Tuesday', () => {
    expect(addWorkingDays('2027-01-22', 2)).toBe('2027-01-26')
  })
  test('given a Sunday and no days, then it is the Monday', () => {
    expect(addWorkingDays('2027-01-24', 0)).toBe('2027-01-25')
  })
  test('given a Friday after nine, then the next civil hour is Monday at nine, local time', () => {
    expect(nextCivilInstant('2027-01-22T08:00:00.000Z', 9, 'Europe/Vienna')).toBe('2027-01-25T08:00:00.000Z')
  })
  test('given any moment and zone, then the next civil instant is later, at that hour, on a working day', () => {
    const zones = ['Europe/Vienna', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland']
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2028, 0, 1) }),
        fc.constantFrom(...zones),
        fc.integer({ min: 6, max: 19 }),
        (time, zone, hour) => {
          const after = new Date(time).toISOString()
          const next = nextCivilInstant(after, hour, zone)
          expect(next > after).toBe(true)
          expect(isWorkingDay(localDateOf(next, zone))).toBe(true)
          const local = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', hour12: false })
          expect(Number(local.format(new Date(next)))).toBe(hour)
        },
      ),
    )
  })
})

describe('days off', () => {
  const off = ['2027-01-06', '2027-01-25']
  test('given a public holiday, then it is no working day and is counted over', () => {
    expect(isWorkingDay('2027-01-06', off)).toBe(false)
    expect(addWorkingDays('2027-01-05', 1, off)).toBe('2027-01-07')
    expect(addWorkingDays('2027-01-22', 1, off)).toBe('2027-01-26')
    expect(subtractWorkingDays('2027-01-26', 1, off)).toBe('2027-01-22')
    expect(nextCivilInstant('2027-01-22T08:00:00.000Z', 9, 'Europe/Vienna', off)).toBe(
      '2027-01-26T08:00:00.000Z',
    )
  })
  test('given any day, days and days off, then counting there, back and between agree', () => {
    const day = fc.integer({ min: 0, max: 800 }).map((days) => addDays('2026-01-01', days))
    fc.assert(
      fc.property(day, fc.nat(60), fc.array(day, { maxLength: 40 }), (from, days, holidays) => {
        const to = addWorkingDays(from, days, holidays)
        expect(isWorkingDay(to, holidays)).toBe(true)
        if (days > 0) {
          expect(workingDaysBetween(from, to, holidays)).toBe(days)
          expect(subtractWorkingDays(to, days, holidays)).toBe(subtractWorkingDays(from, 0, holidays))
        }
      }),
    )
  })
})
