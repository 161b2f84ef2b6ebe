import { describe, expect, test } from 'vitest'
import { timingOf } from '../../../../local/services/scheduler/schedule-expression.ts'

const at = (iso: string): number => Date.parse(iso)
const timing = (expression: string, timeZone = 'UTC', more = {}) =>
  timingOf({ expression, timeZone, startDate: undefined, endDate: undefined, ...more })

/** The next runs after an instant, as ISO texts. */
function runs(expression: string, after: string, count: number, timeZone = 'UTC', more = {}): string[] {
  const { nextAfter } = timing(expression, timeZone, more)
  const found: string[] = []
  for (let last = at(after); found.length < count; ) {
    const next = nextAfter(last, last)
    if (next === undefined) break
    found.push(new Date(next).toISOString())
    last = next
  }
  return found
}

describe('at', () => {
  test('is on the clocks of its time zone', () => {
    expect(timing('at(2027-07-01T09:00:00)', 'Europe/Berlin').first(0)).toBe(at('2027-07-01T07:00:00Z'))
    expect(timing('at(2027-01-04T09:00:00)', 'Europe/Berlin').first(0)).toBe(at('2027-01-04T08:00:00Z'))
  })
  test('in the hour that spring leaves out is an hour later on the clock', () => {
    expect(timing('at(2027-03-28T02:30:00)', 'Europe/Berlin').first(0)).toBe(at('2027-03-28T01:30:00Z'))
  })
})

describe('rate', () => {
  test('begins at once and goes on in even steps', () => {
    const { first, nextAfter } = timing('rate(5 minutes)')
    const created = at('2027-01-01T00:00:30Z')
    expect(first(created)).toBe(created)
    expect(nextAfter(created, created)).toBe(created + 300_000)
  })
  test('leaves out what was missed', () => {
    const { nextAfter } = timing('rate(1 minute)')
    expect(nextAfter(at('2027-01-01T00:00:00Z'), at('2027-01-03T00:00:30Z'))).toBe(at('2027-01-03T00:01:00Z'))
  })
  test('keeps to its start and end', () => {
    const start = at('2027-01-01T12:00:00Z')
    const { first, nextAfter } = timing('rate(1 day)', 'UTC', {
      startDate: start,
      endDate: start + 90_000_000,
    })
    expect(first(at('2026-12-01T00:00:00Z'))).toBe(start)
    expect(nextAfter(start, start)).toBe(start + 86_400_000)
    expect(nextAfter(start + 86_400_000, start)).toBeUndefined()
  })
})

describe('cron', () => {
  test.each([
    ['cron(15 10 * * ? *)', ['2027-02-01T10:15:00.000Z', '2027-02-02T10:15:00.000Z']],
    ['cron(0/30 8-9 ? * MON-FRI *)', ['2027-02-01T08:00:00.000Z', '2027-02-01T08:30:00.000Z']],
    ['cron(0 9 L * ? *)', ['2027-02-28T09:00:00.000Z', '2027-03-31T09:00:00.000Z']],
    [
      'cron(0 9 1W * ? *)',
      [
        '2027-02-01T09:00:00.000Z',
        '2027-03-01T09:00:00.000Z',
        '2027-04-01T09:00:00.000Z',
        '2027-05-03T09:00:00.000Z',
      ],
    ],
    ['cron(0 9 ? * 6L *)', ['2027-02-26T09:00:00.000Z', '2027-03-26T09:00:00.000Z']],
    ['cron(0 9 ? * TUE#2 *)', ['2027-02-09T09:00:00.000Z', '2027-03-09T09:00:00.000Z']],
    ['cron(0 0 1 JAN,JUL ? 2028)', ['2028-01-01T00:00:00.000Z', '2028-07-01T00:00:00.000Z']],
  ])('%s', (expression, expected) => {
    expect(runs(expression, '2027-01-31T23:00:00Z', expected.length)).toEqual(expected)
  })
  test('skips the hour that spring leaves out', () => {
    expect(runs('cron(30 2 * * ? *)', '2027-03-27T00:00:00Z', 2, 'Europe/Berlin')).toEqual([
      '2027-03-27T01:30:00.000Z',
      '2027-03-29T00:30:00.000Z',
    ])
  })
  test('runs once in the hour that autumn repeats', () => {
    expect(runs('cron(30 2 * * ? *)', '2027-10-30T12:00:00Z', 2, 'Europe/Berlin')).toEqual([
      '2027-10-31T00:30:00.000Z',
      '2027-11-01T01:30:00.000Z',
    ])
  })
  test('that is over has no next', () => {
    expect(runs('cron(0 9 1 1 ? 2026)', '2027-01-01T00:00:00Z', 1)).toEqual([])
  })
})

test.each([
  'at(2027-13-01T00:00:00)',
  'at(2027-01-01)',
  'rate(0 minutes)',
  'rate(5 weeks)',
  'cron(0 9 * * * *)',
  'cron(60 9 * * ? *)',
  'cron(0 9 ? * 8 *)',
  'every day',
])('%s is refused', (expression) => {
  expect(() => timing(expression)).toThrow(/Invalid Schedule Expression/)
})

test('an unknown time zone is refused', () => {
  expect(() => timing('rate(1 day)', 'Europe/Atlantis')).toThrow(/Timezone/)
})
