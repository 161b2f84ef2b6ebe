import { describe, expect, test } from 'vitest'
import { checkPlan, timesOf } from '../../../functions/domain/cycle-plan.ts'
import { extensionUntil } from '../../../functions/domain/extension.ts'
import { readNonWorkingDays, writtenNonWorkingDays } from '../../../functions/domain/non-working-days.ts'
import { nextNudgeAt } from '../../../functions/domain/nudge.ts'
import { deadlineOnOpening } from '../../../functions/domain/step-deadline.ts'
import { cycle, PLAN, PLANNED_AT } from '../../fixtures/cycle.ts'

describe('days off as they are written', () => {
  test('given one on each line with its name, then they are read in order, each once', () => {
    const { days, unreadable } = readNonWorkingDays(
      '2027-05-01 Labour Day\r\n\n2027-01-06: Epiphany\n2027-01-06 Epiphany',
    )
    expect(days).toEqual([
      { on: '2027-01-06', name: 'Epiphany' },
      { on: '2027-05-01', name: 'Labour Day' },
    ])
    expect(unreadable).toEqual([])
    expect(readNonWorkingDays(writtenNonWorkingDays(days)).days).toEqual(days)
  })
  test('given lines that are no dates, then they come back', () => {
    expect(readNonWorkingDays('Christmas\n2027-02-30\n2027-12-24').unreadable).toEqual([
      'Christmas',
      '2027-02-30',
    ])
  })
})

describe('given a plan with a holiday', () => {
  const holiday = (on: string) => ({ nonWorkingDays: [{ on, name: 'Holiday' }] })
  test('then a last day on it is refused, and the next working day is named', () => {
    const [refusal] = checkPlan({ ...PLAN, ...holiday('2027-01-22') }, PLANNED_AT)
    expect(refusal).toMatchObject({ code: 'no-working-day', field: 'selfDueOn' })
    expect(refusal?.message).toContain('The next working day is Monday, 25 January 2027.')
  })
  test('then grace ends a working day later', () => {
    expect(timesOf({ ...PLAN, ...holiday('2027-01-25') }).deadlines.selfAssessment.graceUntil).toBe(
      '2027-01-27T22:59:59.000Z',
    )
  })
  test('then dates that leave too little time because of it are refused', () => {
    const tight = { ...PLAN.dates, ratingDueOn: '2027-01-28' }
    expect(checkPlan({ ...PLAN, dates: tight }, PLANNED_AT)).toEqual([])
    expect(checkPlan({ ...PLAN, dates: tight, ...holiday('2027-01-27') }, PLANNED_AT)).toMatchObject([
      { code: 'too-little-time', field: 'ratingDueOn' },
    ])
  })
  test('then nobody is written to on it', () => {
    expect(nextNudgeAt(cycle(), '2027-01-22T08:30:00.000Z')).toBe('2027-01-25T08:00:00.000Z')
    expect(nextNudgeAt(cycle(holiday('2027-01-25')), '2027-01-22T08:30:00.000Z')).toBe(
      '2027-01-26T08:00:00.000Z',
    )
  })
  test('then more time, and the time that late steps get, count over it', () => {
    const given = extensionUntil(cycle(holiday('2027-01-25')), '2027-01-22', '2027-01-20T08:00:00.000Z')
    expect(given).toMatchObject({ graceUntil: '2027-01-27T22:59:59.000Z' })
    const step = {
      kind: 'supervisorRating',
      dueAt: '2027-01-22T22:59:59.000Z',
      graceUntil: '2027-01-26T22:59:59.000Z',
    } as const
    const opened = deadlineOnOpening(cycle(holiday('2027-01-25')), step, '2027-01-21T12:00:00.000Z')
    expect(opened.dueAt).toBe('2027-01-29T22:59:59.000Z')
  })
})
