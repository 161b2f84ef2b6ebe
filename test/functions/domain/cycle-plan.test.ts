import { describe, expect, test } from 'vitest'
import type { CyclePlan } from '../../../functions/domain/cycle.ts'
import { checkPlan, timesOf } from '../../../functions/domain/cycle-plan.ts'
import { PLAN, PLANNED_AT, personId } from '../../fixtures/cycle.ts'

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
    ['a last day on a Saturday', dates({ peerDueOn: '2027-01-23' }), 'peerDueOn: no-working-day'],
    ['a release on a Sunday', dates({ releaseOn: '2027-02-14' }), 'releaseOn: no-working-day'],
    [
      'a rating due one working day after the grace of the peers',
      dates({ ratingDueOn: '2027-01-27' }),
      'ratingDueOn: too-little-time',
    ],
    [
      'a release on the last day of the ratings’ grace',
      dates({ releaseOn: '2027-02-09' }),
      'releaseOn: too-little-time',
    ],
    [
      'a signature due the day after the release',
      dates({ signDueOn: '2027-02-11' }),
      'signDueOn: too-little-time',
    ],
    [
      'a countersignature due the day after the reviewees’ grace',
      dates({ countersignDueOn: '2027-02-24' }),
      'countersignDueOn: too-little-time',
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
    [
      'more people by hand than a row should carry',
      { selection: { by: 'hand', personIds: Array.from({ length: 2001 }, (_, index) => personId(index)) } },
      'employeeIds: too-many-by-hand',
    ],
  ])('given %s, then it is refused with its field', (_, values, expected) => {
    expect(problems(values)).toContain(expected)
  })
  test('given the least time that is allowed between the dates, then nothing is refused', () => {
    const tight = {
      selfDueOn: '2027-01-22',
      peerDueOn: '2027-01-22',
      ratingDueOn: '2027-01-28',
      releaseOn: '2027-02-02',
      signDueOn: '2027-02-04',
      countersignDueOn: '2027-02-10',
    }
    expect(problems({ dates: tight })).toEqual([])
  })
  test('given dates that leave no time, then the sentence names both and a day that would do', () => {
    const [refusal] = checkPlan({ ...PLAN, dates: { ...PLAN.dates, ratingDueOn: '2027-01-27' } }, PLANNED_AT)
    expect(refusal?.message).toBe(
      'The last day for supervisor ratings is Wednesday, 27 January 2027. The last day for self-assessments, with its days of grace, is Tuesday, 26 January 2027: supervisors may have to wait until then, and need at least 2 working days. Choose Thursday, 28 January 2027 or later.',
    )
    const [weekend] = checkPlan({ ...PLAN, dates: { ...PLAN.dates, peerDueOn: '2027-01-23' } }, PLANNED_AT)
    expect(weekend?.message).toBe(
      'The last day for peer input is Saturday, 23 January 2027, which is no working day. The next working day is Monday, 25 January 2027.',
    )
  })
  test('given grace over a weekend, then it ends on the working day after', () => {
    expect(timesOf(PLAN).deadlines.selfAssessment).toEqual({
      dueAt: '2027-01-22T22:59:59.000Z',
      graceUntil: '2027-01-26T22:59:59.000Z',
    })
  })
})
