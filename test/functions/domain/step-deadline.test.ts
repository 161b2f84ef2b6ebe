import { describe, expect, test } from 'vitest'
import { deadlineOnOpening, hadTime } from '../../../functions/domain/step-deadline.ts'
import { cycle, stepOf } from '../../fixtures/cycle.ts'

const END = cycle().deadlines.supervisorSignature.graceUntil

describe('the deadline of a step that opens', () => {
  test('given enough time is left, then it is the planned one', () => {
    const rating = stepOf('supervisorRating')
    const planned = { dueAt: rating.dueAt, graceUntil: rating.graceUntil }
    expect(deadlineOnOpening(cycle(), rating, '2027-01-27T10:00:00.000Z')).toEqual(planned)
    // At midnight, when the grace of what came before ends: the day that begins counts as a whole one.
    expect(deadlineOnOpening(cycle(), rating, '2027-01-29T23:00:00.000Z')).toEqual(planned)
  })

  test.each([
    ['supervisorRating', '2027-02-04T10:00:00.000Z', '2027-02-11T22:59:59.000Z', '2027-02-15T22:59:59.000Z'],
    ['revieweeSignature', '2027-02-18T10:00:00.000Z', '2027-02-23T22:59:59.000Z', '2027-02-25T22:59:59.000Z'],
    ['supervisorSignature', '2027-02-26T10:00:00.000Z', END, END],
  ] as const)('given a late %s at %s, then it is due %s', (kind, now, dueAt, graceUntil) => {
    expect(deadlineOnOpening(cycle(), stepOf(kind), now)).toEqual({ dueAt, graceUntil })
  })

  test('given the first steps, then they keep the plan whenever they open', () => {
    const peer = stepOf('peerInput')
    expect(deadlineOnOpening(cycle(), peer, '2027-01-22T10:00:00.000Z').dueAt).toBe(peer.dueAt)
  })
})

test('silence counts only of somebody who was asked and had a day', () => {
  const { graceUntil } = stepOf('revieweeSignature')
  const before = (hours: number) => new Date(Date.parse(graceUntil) - hours * 3_600_000).toISOString()
  expect(hadTime({ graceUntil })).toBe(false)
  expect(hadTime({ graceUntil, openedAt: before(23) })).toBe(false)
  expect(hadTime({ graceUntil, openedAt: before(24) })).toBe(true)
})
