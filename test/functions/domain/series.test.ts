import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays } from '../../../functions/domain/calendar.ts'
import { checkPlan } from '../../../functions/domain/cycle-plan.ts'
import { quarterlyTemplate, shippedTemplates } from '../../../functions/domain/cycle-templates.ts'
import { filterPeople } from '../../../functions/domain/people-filter.ts'
import { actOfSeries, dealtWith, type Series, selectionFor } from '../../../functions/domain/series.ts'
import { occurrenceAfter } from '../../../functions/domain/series-rhythm.ts'
import { person, personId, team } from '../../fixtures/cycle.ts'

const form = { formId: 'customer-service', version: 1 }
const series = (values: Partial<Series> = {}): Series => ({
  seriesId: `ser_${'0'.repeat(32)}`,
  name: 'Quarters',
  title: 'Performance review',
  shape: quarterlyTemplate.shape,
  rhythm: { kind: 'calendar', everyMonths: 3, firstOn: '2027-01-11' },
  timeZone: 'Europe/Vienna',
  leadDays: 14,
  launches: 'byItself',
  state: 'active',
  version: 1,
  createdAt: '2026-12-01T08:00:00.000Z',
  createdBy: 'hr',
  doneUntil: '2027-01-10',
  made: [],
  ...values,
})
const act = (one: Series, now: string, people = team(5)) => actOfSeries(one, people, form, [], now)

describe('the launch days of a rhythm', () => {
  test('given the last of a month, then shorter months take their last day and longer ones the day again', () => {
    const rhythm = { kind: 'calendar', everyMonths: 6, firstOn: '2026-08-31' } as const
    expect(occurrenceAfter(rhythm, '2026-08-31')).toBe('2027-02-28')
    expect(occurrenceAfter(rhythm, '2027-02-28')).toBe('2027-08-31')
  })
  test('given any day, then the next one is later, and none lies between', () => {
    const day = fc.integer({ min: 0, max: 3000 }).map((days) => addDays('2026-01-01', days))
    fc.assert(
      fc.property(day, day, fc.constantFrom(3, 6, 12), (firstOn, date, everyMonths) => {
        const rhythm = { kind: 'calendar', everyMonths: everyMonths as 3 | 6 | 12, firstOn } as const
        const next = occurrenceAfter(rhythm, date)
        expect(next > date && next >= firstOn).toBe(true)
        expect(occurrenceAfter(rhythm, addDays(next, -1))).toBe(next)
      }),
    )
  })
})

describe('a series', () => {
  test('given more days than it looks ahead, then it waits; given fewer, then it makes a plan that is sound', () => {
    expect(act(series(), '2026-12-27T12:00:00.000Z')).toEqual({ do: 'wait' })
    const made = act(series(), '2026-12-28T06:00:00.000Z')
    expect(made).toMatchObject({
      do: 'make',
      launchOn: '2027-01-11',
      plan: { name: 'Performance review Q4 2026' },
    })
    if (made.do === 'make') expect(checkPlan(made.plan, '2026-12-28T06:00:00.000Z')).toEqual([])
  })
  test('given a day that is dealt with, then the next one comes', () => {
    const after = dealtWith(series(), { on: '2027-01-11', cycleId: 'cyc' })
    expect(act(after, '2027-01-11T06:00:00.000Z')).toEqual({ do: 'wait' })
    expect(act(after, '2027-03-29T06:00:00.000Z')).toMatchObject({ do: 'make', launchOn: '2027-04-11' })
  })
  test('given a launch day that has passed, or nobody to review, then it is left out and said why', () => {
    expect(act(series(), '2027-01-11T06:00:00.000Z')).toMatchObject({
      do: 'leaveOut',
      because: expect.stringContaining('passed'),
    })
    expect(act(series(), '2027-01-05T06:00:00.000Z', [])).toEqual({
      do: 'leaveOut',
      launchOn: '2027-01-11',
      because: 'nobody would be reviewed',
    })
  })
  test.each(['paused', 'ended'] as const)('given that it is %s, then it makes nothing', (state) => {
    expect(act(series({ state }), '2027-01-05T06:00:00.000Z')).toEqual({ do: 'wait' })
  })
  test('given any template, rhythm and zone, then what it makes is sound', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...shippedTemplates),
        fc.integer({ min: 0, max: 800 }),
        fc.constantFrom('Europe/Vienna', 'America/New_York', 'Pacific/Kiritimati', 'Asia/Kolkata'),
        ({ shape, title }, days, timeZone) => {
          const firstOn = addDays('2027-01-01', days)
          const one = series({
            shape,
            title,
            timeZone,
            doneUntil: addDays(firstOn, -1),
            rhythm: { kind: 'calendar', everyMonths: 12, firstOn },
          })
          const now = `${addDays(firstOn, -14)}T12:00:00.000Z`
          const made = act(one, now)
          expect(made.do).toBe('make')
          if (made.do === 'make') expect(checkPlan(made.plan, now)).toEqual([])
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('given hire dates', () => {
  const hired = (number: number, hiredOn: string) => person(number, { supervisorId: personId(1), hiredOn })
  const people = [
    person(1),
    hired(2, '2020-03-15'),
    hired(3, '2026-03-02'),
    hired(4, '2027-03-01'),
    hired(5, '2026-12-10'),
  ]
  const meant = (rhythm: Series['rhythm'], launchOn: string) => {
    const selection = selectionFor(series({ rhythm }), launchOn)
    return selection.by === 'filter' ? filterPeople(selection.filter, people).map(({ name }) => name) : []
  }
  test('then anniversaries are of people hired in that month of an earlier year', () => {
    const rhythm = { kind: 'anniversary', dayOfMonth: 1, firstOn: '2027-01-01' } as const
    expect(meant(rhythm, '2027-03-01')).toEqual(['Person 2', 'Person 3'])
    expect(meant(rhythm, '2026-12-01')).toEqual([])
    expect(meant(rhythm, '2027-12-01')).toEqual(['Person 5'])
  })
  test('then probations are of people whose day falls into that month, each in one month only', () => {
    const rhythm = { kind: 'probation', daysAfterHire: 90, dayOfMonth: 1, firstOn: '2027-01-01' } as const
    expect(meant(rhythm, '2027-03-01')).toEqual(['Person 5'])
    expect(meant(rhythm, '2027-05-01')).toEqual(['Person 4'])
  })
})
