import { describe, expect, test } from 'vitest'
import type { CycleStatus, ReviewCycle } from '../../../functions/domain/cycle.ts'
import {
  type CycleDecision,
  cancel,
  launchNow,
  requestClose,
  requestRelease,
  schedule,
} from '../../../functions/domain/cycle-course.ts'
import { draftCycle } from '../../../functions/domain/cycle-plan.ts'
import { isRefusal, type Refusal } from '../../../functions/domain/refusal.ts'
import { CYCLE_ID, PLAN } from '../../fixtures/cycle.ts'

const act = {
  at: '2027-01-05T10:00:00.000Z',
  by: { subject: 'hana', authenticatedAt: '2027-01-05T09:00:00.000Z' },
}
const draft = draftCycle(PLAN, { cycleId: CYCLE_ID, subjectRef: 'a'.repeat(32), at: act.at, by: 'hana' })
const inState = (status: CycleStatus): ReviewCycle => ({ ...draft, status })
const states: CycleStatus[] = ['draft', 'scheduled', 'opening', 'running', 'released', 'closed', 'cancelled']

describe('what HR can do follows from the state of the cycle', () => {
  test.each<[string, (cycle: ReviewCycle, by: typeof act) => CycleDecision | Refusal, CycleStatus[]]>([
    ['schedule', schedule, ['draft']],
    ['launch now', launchNow, ['draft', 'scheduled']],
    ['cancel', cancel, ['draft', 'scheduled']],
    ['release', requestRelease, ['running']],
    ['close', requestClose, ['released']],
  ])('%s', (_name, decide, allowed) => {
    for (const status of states) {
      const decision = decide(inState(status), act)
      expect([status, isRefusal(decision)]).toEqual([status, !allowed.includes(status)])
      if (isRefusal(decision)) expect(decision.message).toMatch(/^This cycle .+: (it|its) .+\.$/)
    }
  })

  test('asking twice for a release or a close is told apart from asking too early', () => {
    expect(requestRelease({ ...inState('running'), releaseRequestedBy: 'hana' }, act)).toMatchObject({
      code: 'release-requested',
    })
    expect(requestClose({ ...inState('released'), closeRequestedBy: 'hana' }, act)).toMatchObject({
      code: 'close-requested',
    })
  })

  test('a cycle whose dates no longer hold is not scheduled', () => {
    const late = { ...act, at: '2027-01-11T08:00:00.000Z' }
    expect(schedule(draft, late)).toMatchObject({ code: 'launch-in-the-past', field: 'launchAtLocal' })
  })
})

describe('launching by hand', () => {
  test('makes now the launch time', () => {
    expect(launchNow(draft, act)).toMatchObject({
      after: { status: 'opening', launchAt: act.at, launchAtLocal: '2027-01-05T11:00' },
      event: { type: 'cycle.scheduled', meaning: 'launched by hand', signerRole: 'hr' },
    })
  })

  test('works in the hour that autumn repeats', () => {
    const autumn = { ...act, at: '2026-10-25T01:30:00.000Z' }
    expect(launchNow(draft, autumn)).toMatchObject({ after: { launchAtLocal: '2026-10-25T02:30' } })
  })

  test('mends a launch that never came, unless a due date is over as well', () => {
    const scheduled = inState('scheduled')
    expect(launchNow(scheduled, { ...act, at: '2027-01-13T08:00:00.000Z' })).toMatchObject({
      after: { status: 'opening' },
    })
    expect(launchNow(scheduled, { ...act, at: '2027-01-25T08:00:00.000Z' })).toMatchObject({
      code: 'due-before-launch',
    })
  })
})
