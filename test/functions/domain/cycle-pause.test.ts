import { describe, expect, test } from 'vitest'
import type { ReviewCycle } from '../../../functions/domain/cycle.ts'
import {
  deadlineAfter,
  isPaused,
  pauseCycle,
  pauseEndsAt,
  resumeCycle,
} from '../../../functions/domain/cycle-pause.ts'
import { nudgesAt } from '../../../functions/domain/nudge.ts'
import { isRefusal } from '../../../functions/domain/refusal.ts'
import { moveByPauses } from '../../../functions/domain/review-after-pause.ts'
import { cycle, review, stepOf } from '../../fixtures/cycle.ts'

const HANA = { subject: 'hana', authenticatedAt: '2027-01-20T08:00:00.000Z' }
const pausedOn = (at: string, values: Partial<ReviewCycle> = {}): ReviewCycle => {
  const decision = pauseCycle(cycle(values), { at, by: HANA, reason: 'A strike' })
  if (isRefusal(decision)) throw new Error(decision.message)
  return decision.after
}
const resumedOn = (at: string, paused: ReviewCycle): ReviewCycle => {
  const decision = resumeCycle(paused, { at, by: HANA })
  if (isRefusal(decision)) throw new Error(decision.message)
  return decision.after
}

describe('a cycle that is paused for two working days', () => {
  // Thursday to Monday: the weekend is nobody's lost time.
  const paused = pausedOn('2027-01-21T10:00:00.000Z')
  const resumed = resumedOn('2027-01-25T09:00:00.000Z', paused)

  test('every day that was still to come moves by two working days, in the cycle and in the instants', () => {
    expect(resumed.dates).toEqual({
      selfDueOn: '2027-01-26',
      peerDueOn: '2027-01-26',
      ratingDueOn: '2027-02-09',
      releaseOn: '2027-02-12',
      signDueOn: '2027-02-23',
      countersignDueOn: '2027-03-02',
    })
    expect(resumed.deadlines.selfAssessment).toEqual({
      dueAt: '2027-01-26T22:59:59.000Z',
      graceUntil: '2027-01-28T22:59:59.000Z',
    })
    expect(resumed.releaseAt).toBe('2027-02-12T08:00:00.000Z')
    expect(resumed.pausedAt).toBeUndefined()
    expect(resumed.pauses).toEqual([
      { from: '2027-01-21T10:00:00.000Z', to: '2027-01-25T09:00:00.000Z', workingDays: 2 },
    ])
  })

  test('the open steps of a review move as well, also one that HR had given more time; what comes after the pause does not', () => {
    const steps = [
      stepOf('selfAssessment', { state: 'draft', version: 2, openedAt: '2027-01-11T08:00:00.000Z' }),
      stepOf('peerInput', { state: 'submitted', version: 2, openedAt: '2027-01-11T08:00:00.000Z' }),
      stepOf('supervisorRating', {
        state: 'open',
        version: 1,
        openedAt: '2027-01-25T09:30:00.000Z',
        dueAt: '2027-02-09T22:59:59.000Z',
      }),
    ]
    const moved = moveByPauses(resumed, review(), steps)
    expect(moved.after.pausesSeen).toBe(1)
    expect(moved.steps.map(({ after }) => [after.kind, after.state, after.dueAt])).toEqual([
      ['selfAssessment', 'draft', '2027-01-26T22:59:59.000Z'],
    ])
    expect(
      moveByPauses(
        resumed,
        moved.after,
        moved.steps.map(({ after }) => after),
      ).steps,
    ).toEqual([])
  })

  test('nobody is written to while it is paused', () => {
    expect(nudgesAt(paused, [review()], [], '2027-01-22T08:00:00.000Z')).toEqual([])
    expect(isPaused(paused, '2027-01-22T08:00:00.000Z')).toBe(true)
    expect(isPaused(resumed, '2027-01-25T10:00:00.000Z')).toBe(false)
  })
})

test('given a pause after the self-assessments were over, then their day stays and the later ones move', () => {
  const resumed = resumedOn('2027-02-03T09:00:00.000Z', pausedOn('2027-02-01T09:00:00.000Z'))
  expect(resumed.dates).toMatchObject({ selfDueOn: '2027-01-22', ratingDueOn: '2027-02-09' })
  expect(
    deadlineAfter(
      { from: '2027-02-01T09:00:00.000Z', to: '2027-02-03T09:00:00.000Z', workingDays: 2 },
      cycle().deadlines.selfAssessment,
      cycle(),
    ),
  ).toEqual(cycle().deadlines.selfAssessment)
})

test('given a pause that nobody ends, then it ends by itself while the workflow still has time for the rest', () => {
  const paused = pausedOn('2027-01-21T10:00:00.000Z')
  const end = pauseEndsAt(paused) ?? ''
  const resumed = resumedOn('2029-01-01T09:00:00.000Z', paused)
  expect(end > '2027-11-01').toBe(true)
  expect(resumed.deadlines.supervisorSignature.graceUntil < '2028-01-07').toBe(true)
  expect(isPaused(paused, end)).toBe(false)
})

test('what cannot be paused, or resumed, says why', () => {
  const act = { at: '2027-01-21T10:00:00.000Z', by: HANA, reason: 'x' }
  expect(pauseCycle(cycle({ status: 'closed' }), act)).toMatchObject({ code: 'wrong-state' })
  expect(pauseCycle(cycle({ pausedAt: act.at }), act)).toMatchObject({ code: 'paused' })
  expect(pauseCycle(cycle({ releaseRequestedBy: 'hana' }), act)).toMatchObject({ code: 'on-its-way' })
  expect(resumeCycle(cycle(), act)).toMatchObject({ code: 'not-paused' })
})
