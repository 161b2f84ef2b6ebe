import { expect, test } from 'vitest'
import { createIdMint } from '../../../functions/domain/ids.ts'
import { type OtherCycle, overlaps, problemsOfOverlap } from '../../../functions/domain/overlap.ts'
import { cycle, person, personId } from '../../fixtures/cycle.ts'

const otherId = createIdMint(() => 'f'.repeat(32)).cycleId()
const probation = (values: Partial<OtherCycle['cycle']> = {}): OtherCycle => ({
  cycle: { ...cycle({ cycleId: otherId, name: 'Probation' }), ...values },
  revieweeIds: new Set([personId(2)]),
})

test('given somebody who is reviewed in two cycles at the same time, then HR is warned by name before the launch', () => {
  const problems = problemsOfOverlap(cycle(), [person(2), person(3)], [probation()])
  expect(problems).toEqual([
    {
      severity: 'warning',
      code: 'in-two-cycles',
      personId: personId(2),
      message: 'Person 2 is reviewed in “Probation” at the same time.',
    },
  ])
})

test('given cycles one after the other, closed ones, or the cycle itself, then nobody is warned of', () => {
  const later = probation({ launchAt: '2027-03-15T08:00:00.000Z' })
  const closed = probation({ status: 'closed' })
  const itself = probation({ cycleId: cycle().cycleId })
  expect(problemsOfOverlap(cycle(), [person(2)], [later, closed, itself])).toEqual([])
  expect(overlaps(cycle(), later.cycle)).toBe(false)
})
