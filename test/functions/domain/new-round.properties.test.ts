import fc from 'fast-check'
import { expect, test } from 'vitest'
import { draftCycle } from '../../../functions/domain/cycle-plan.ts'
import { disputableUntil, endOfWorkingDays } from '../../../functions/domain/dispute-rules.ts'
import { createIdMint, type StepId } from '../../../functions/domain/ids.ts'
import { openReview } from '../../../functions/domain/launch.ts'
import { beginRound } from '../../../functions/domain/new-round.ts'
import type { Review } from '../../../functions/domain/review.ts'
import { plannedStep, SETTLED } from '../../../functions/domain/step.ts'
import { PLAN, PLANNED_AT, team } from '../../fixtures/cycle.ts'

let drawn = 0
const mint = createIdMint(() => {
  drawn += 1
  return String(drawn).padStart(32, '0')
})
const cycle = draftCycle(PLAN, {
  cycleId: mint.cycleId(),
  subjectRef: '0'.repeat(32),
  at: PLANNED_AT,
  by: 'hr',
})
const AT = '2027-03-02T10:00:00.000Z'

function releasedReview(over: Partial<Review>): Review {
  const [supervisor, reviewee, ...peers] = team(5)
  if (supervisor === undefined || reviewee === undefined) throw new Error('The team is too small')
  const review = openReview(
    cycle,
    { reviewee, ratingSupervisor: supervisor, lineSupervisorId: supervisor.personId, peers },
    { reviewId: mint.reviewId(), subjectRef: '1'.repeat(32), mint },
  )
  const submitted = ['selfAssessment', 'peerInput', 'supervisorRating', 'release']
  return {
    ...review,
    stage: 'released',
    recordDigest: 'a'.repeat(64),
    releasedAt: '2027-03-01T10:00:00.000Z',
    proposedRating: 3,
    ratingOfRecord: 3,
    steps: review.steps.map((line) =>
      submitted.includes(line.kind) ? { ...line, state: 'submitted' as const } : line,
    ),
    ...over,
  }
}

const answers = fc.constantFrom(
  { stage: 'released', acknowledgement: null, state: 'open' } as const,
  { stage: 'acknowledged', acknowledgement: 'acknowledged', state: 'submitted' } as const,
  { stage: 'acknowledged', acknowledgement: 'acknowledged-with-disagreement', state: 'submitted' } as const,
  { stage: 'signatureRefused', acknowledgement: 'refused', state: 'submitted' } as const,
  { stage: 'unacknowledged', acknowledgement: 'silent', state: 'expired' } as const,
)

test('given any released review, when it is done anew, then nothing of it is lost, no step is reused, and the counters forget exactly what is done again', () => {
  fc.assert(
    fc.property(
      answers,
      fc.constantFrom('rating', 'record'),
      fc.constantFrom('sealed', 'closedUnfinished', undefined),
      fc.nat({ max: 3 }),
      (answer, takesUpAt, ended, roundsBefore) => {
        let review = releasedReview({})
        const seen = new Set<StepId>(review.steps.map(({ stepId }) => stepId))
        for (let round = 0; round <= roundsBefore; round += 1) {
          review = {
            ...review,
            stage: ended ?? answer.stage,
            acknowledgement: answer.acknowledgement,
            recordDigest: String(round).padStart(64, 'b'),
            releasedAt: '2027-03-01T10:00:00.000Z',
            steps: review.steps.map((line) => ({
              ...line,
              state:
                line.kind === 'revieweeSignature'
                  ? answer.state
                  : line.kind === 'supervisorSignature'
                    ? ended === 'sealed'
                      ? ('submitted' as const)
                      : ('notOpen' as const)
                    : ('submitted' as const),
            })),
          }
          const before = review
          const rows = before.steps.flatMap((line) => {
            const step = plannedStep(cycle, before, line.stepId)
            return step === undefined ? [] : [{ ...step, state: line.state, version: 1 }]
          })
          const { after, steps, counts, start } = beginRound(cycle, before, rows, {
            at: AT,
            takesUpAt,
            because: { kind: 'reopening', number: round + 1 },
            stepId: mint.stepId,
          })
          const kept = after.earlier?.at(-1)
          expect(kept).toMatchObject({
            recordDigest: before.recordDigest,
            acknowledgement: answer.acknowledgement,
          })
          const now = [...after.steps, ...(kept?.steps ?? [])].map(({ stepId }) => stepId)
          for (const { stepId } of before.steps) expect(now).toContain(stepId)
          for (const { before: row, after: changed } of steps) {
            if (row.version === 0) expect(seen.has(changed.stepId)).toBe(false)
            else expect(SETTLED).not.toContain(row.state)
            seen.add(changed.stepId)
          }
          const again = (kind: string) => kept?.steps.filter((line) => line.kind === kind) ?? []
          for (const kind of [
            'supervisorRating',
            'release',
            'revieweeSignature',
            'supervisorSignature',
          ] as const) {
            const done = before.steps.filter(
              (line) => line.kind === kind && line.state === 'submitted' && again(kind).length > 0,
            ).length
            expect(counts[`${kind}.submitted`] ?? 0).toBe(0 - done)
          }
          expect(counts['review.sealed'] ?? 0).toBe(ended === 'sealed' ? -1 : 0)
          expect(start.name).toBe(`${after.reviewId}-${round + 2}`)
          review = after
        }
      },
    ),
    { numRuns: 60 },
  )
})

test('given any moments, then there is at least as much time to dispute as the plan says, and never less than to sign', () => {
  const instant = fc
    .date({ min: new Date('2027-01-01'), max: new Date('2028-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString())
  fc.assert(
    fc.property(
      instant,
      instant,
      instant,
      fc.integer({ min: 1, max: 60 }),
      (releasedAt, settledAt, graceUntil, days) => {
        const of = { ...cycle, disputes: { windowDays: days, decisionDays: 10 } }
        const open = disputableUntil(of, { releasedAt }, { state: 'open', graceUntil }) ?? ''
        expect(open >= endOfWorkingDays(of, releasedAt, days) && open >= graceUntil).toBe(true)
        const signed =
          disputableUntil(of, { releasedAt }, { state: 'submitted', settledAt, graceUntil }) ?? ''
        expect(signed >= endOfWorkingDays(of, settledAt, days)).toBe(true)
        expect(signed >= endOfWorkingDays(of, releasedAt, days)).toBe(true)
      },
    ),
    { numRuns: 60 },
  )
})
