import { describe, expect, test } from 'vitest'
import type { CyclePlan } from '../../../functions/domain/cycle.ts'
import { checkPlan, timesOf } from '../../../functions/domain/cycle-plan.ts'
import { PLAN, PLANNED_AT } from '../../fixtures/cycle.ts'

const problems = (values: Partial<CyclePlan>, now = PLANNED_AT) =>
  checkPlan({ ...PLAN, ...values }, now).map(({ code, field }) => `${field}: ${code}`)
const dates = (values: Partial<CyclePlan['dates']>) => ({ dates: { ...PLAN.dates, ...values } })

describe('a cycle’s plan', () => {
  test('given a sound plan, then nothing is refused', () => {
    expect(problems({})).toEqual([])
  })
  test.each<[string, Partial<CyclePlan>, string]>([
    ['a blank name', { name: '  ' }, 'name: no-name'],
    ['a zone that does not exist', { timeZone: 'Europe/Atlantis' }, 'timeZone: unknown-time-zone'],
    ['a launch in the past', { launchAtLocal: '2026-11-30T09:00' }, 'launchAtLocal: launch-in-the-past'],
    [
      'a launch that the clocks skip',
      { launchAtLocal: '2027-03-28T02:15' },
      'launchAtLocal: time-in-clock-change',
    ],
    ['a launch beyond a year', { launchAtLocal: '2028-06-01T09:00' }, 'launchAtLocal: launch-too-far'],
    ['a date that is none', dates({ selfDueOn: '2027-02-30' }), 'selfDueOn: bad-date'],
    ['a due date before the launch', dates({ selfDueOn: '2027-01-08' }), 'selfDueOn: due-before-launch'],
    [
      'a rating due before its self-assessment',
      dates({ ratingDueOn: '2027-01-20' }),
      'ratingDueOn: dates-out-of-order',
    ],
    [
      'an end beyond a year',
      dates({ countersignDueOn: '2028-01-10' }),
      'countersignDueOn: longer-than-a-year',
    ],
    [
      'a period that runs backwards',
      { reviewPeriod: { from: '2027-01-01', to: '2026-01-01' } },
      'to: period-backwards',
    ],
    [
      'a threshold nobody can reach',
      { peers: { perReview: 2, threshold: 3, loadCap: 6 } },
      'threshold: threshold-too-high',
    ],
  ])('given %s, then it is refused with its field', (_, values, expected) => {
    expect(problems(values)).toContain(expected)
  })
  test('given grace over a weekend, then it ends on the working day after', () => {
    expect(timesOf(PLAN).deadlines.selfAssessment).toEqual({
      dueAt: '2027-01-22T22:59:59.000Z',
      graceUntil: '2027-01-26T22:59:59.000Z',
    })
  })
})
