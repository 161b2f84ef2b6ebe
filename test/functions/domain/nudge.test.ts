import { describe, expect, test } from 'vitest'
import { nextNudgeAt, nudgesAt } from '../../../functions/domain/nudge.ts'
import { LAUNCH, type Participant } from '../../../functions/domain/participant.ts'
import { withSteps } from '../../../functions/domain/review.ts'
import { CYCLE_ID, cycle, personId, plannedSteps, review } from '../../fixtures/cycle.ts'

const NINE = (day: string) => `${day}T08:00:00.000Z`
const participant = (number: number, values: Partial<Participant> = {}): Participant => ({
  cycleId: CYCLE_ID,
  personId: personId(number),
  name: `Person ${number}`,
  timeZone: 'Europe/Vienna',
  state: 'active',
  linkGeneration: 1,
  asked: [],
  mailed: { [LAUNCH]: '2027-01-11T08:01:00.000Z' },
  ...values,
})
const settled = (kinds: string[], at: string) =>
  withSteps(
    review(),
    plannedSteps()
      .filter((step) => kinds.includes(step.kind))
      .map((step) => ({ ...step, state: 'submitted' })),
    at,
  )

describe('nudges', () => {
  test('given the day after the launch, then nobody who was just invited hears from us again', () => {
    expect(nudgesAt(cycle(), [review()], [participant(2)], NINE('2027-01-12'))).toEqual([])
  })
  test('given three working days before the due date, then whoever still has to answer is reminded', () => {
    const nudges = nudgesAt(cycle(), [review()], [participant(2), participant(3)], NINE('2027-01-19'))
    expect(nudges.map((nudge) => nudge.personId)).toEqual([personId(2), personId(3)])
  })
  test('given a digest of today, then there is no second', () => {
    const mailed = { [LAUNCH]: '2027-01-11T08:01:00.000Z', 'digest:2027-01-19': NINE('2027-01-19') }
    expect(nudgesAt(cycle(), [review()], [participant(2, { mailed })], NINE('2027-01-19'))).toEqual([])
  })
  test('given the last input came yesterday, then the supervisor hears of it at the next civil hour, once', () => {
    const ready = settled(['selfAssessment', 'peerInput'], '2027-01-13T15:00:00.000Z')
    const supervisor = participant(1, { mailed: {} })
    const [nudge] = nudgesAt(cycle(), [ready], [supervisor], NINE('2027-01-14'))
    expect(nudge).toEqual({ personId: personId(1), occasion: 'digest:2027-01-14' })
    const told = { ...supervisor, mailed: { 'digest:2027-01-14': NINE('2027-01-14') } }
    expect(nudgesAt(cycle(), [ready], [told], NINE('2027-01-15'))).toEqual([])
  })
  test('given more time, then whoever has it is told, and reminded before the new day, not the old', () => {
    const extended = withSteps(
      review(),
      plannedSteps()
        .filter((step) => step.kind === 'selfAssessment')
        .map((step) => ({
          ...step,
          state: 'open',
          dueAt: '2027-01-29T22:59:59.000Z',
          extendedAt: '2027-01-14T15:00:00.000Z',
        })),
      '2027-01-14T15:00:00.000Z',
    )
    const daysToldOn = (mailed: Participant['mailed'], days: string[]) =>
      days.filter((day) => nudgesAt(cycle(), [extended], [participant(2, { mailed })], NINE(day)).length > 0)
    expect(daysToldOn({ [LAUNCH]: '2027-01-11T08:01:00.000Z' }, ['2027-01-15'])).toEqual(['2027-01-15'])
    const told = { 'digest:2027-01-15': NINE('2027-01-15') }
    const days = ['2027-01-18', '2027-01-19', '2027-01-22', '2027-01-26', '2027-01-29']
    expect(daysToldOn(told, days)).toEqual(['2027-01-26', '2027-01-29'])
  })
  test('given another hour of the day, or mail that came back, then nobody is written to', () => {
    const reminderDay = '2027-01-19'
    expect(nudgesAt(cycle(), [review()], [participant(2)], `${reminderDay}T09:00:00.000Z`)).toEqual([])
    const bounced = participant(2, { mailTrouble: { kind: 'bounced', at: NINE('2027-01-11') } })
    expect(nudgesAt(cycle(), [review()], [bounced], NINE(reminderDay))).toEqual([])
  })
  test('given two time zones, then the next nudge is at the earlier of their mornings; given a closed cycle, none', () => {
    const zones = ['America/New_York', 'Europe/Vienna']
    expect(nextNudgeAt(cycle({ timeZones: zones }), '2027-01-12T09:00:00.000Z')).toBe(
      '2027-01-12T14:00:00.000Z',
    )
    expect(nextNudgeAt(cycle({ status: 'closed' }), '2027-01-12T09:00:00.000Z')).toBeUndefined()
  })
})
