import { describe, expect, test } from 'vitest'
import { draftCycle } from '../../../functions/domain/cycle-plan.ts'
import { extensionUntil } from '../../../functions/domain/extension.ts'
import { CYCLE_ID, PLAN } from '../../fixtures/cycle.ts'

const NOW = '2027-01-20T10:00:00.000Z'
const cycle = draftCycle(PLAN, { cycleId: CYCLE_ID, subjectRef: 'a'.repeat(32), at: NOW, by: 'hana' })

describe('an extension', () => {
  test('lasts to the end of its day, with the cycle’s days of grace', () => {
    expect(extensionUntil(cycle, '2027-01-29', NOW)).toEqual({
      dueAt: '2027-01-29T22:59:59.000Z',
      graceUntil: '2027-02-02T22:59:59.000Z',
    })
  })

  test('may be today, and ends with the cycle at the latest', () => {
    expect(extensionUntil(cycle, '2027-01-20', NOW)).toMatchObject({ dueAt: '2027-01-20T22:59:59.000Z' })
    const end = cycle.deadlines.supervisorSignature.graceUntil
    expect(extensionUntil(cycle, '2027-03-01', NOW)).toMatchObject({ graceUntil: end })
    expect(extensionUntil(cycle, '2027-03-03', NOW)).toMatchObject({ code: 'after-the-end', field: 'dueOn' })
  })

  test.each([
    ['2027-01-19', 'in-the-past'],
    ['2027-02-30', 'bad-date'],
    ['', 'bad-date'],
    ['29.1.2027', 'bad-date'],
  ])('to “%s” is refused', (dueOn, code) => {
    expect(extensionUntil(cycle, dueOn, NOW)).toMatchObject({ code, field: 'dueOn' })
  })
})
