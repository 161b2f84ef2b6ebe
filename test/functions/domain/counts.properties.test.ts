import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Counts } from '../../../functions/domain/counts.ts'
import { customerServiceForm } from '../../../functions/domain/customer-service-form.ts'
import type { ReviewDecision } from '../../../functions/domain/decision.ts'
import { goOnWithoutPeer } from '../../../functions/domain/departure.ts'
import { endEarly } from '../../../functions/domain/early-end.ts'
import { sectionsForRole } from '../../../functions/domain/form.ts'
import type { RaterRole } from '../../../functions/domain/rater-role.ts'
import {
  submitPeerInput,
  submitSelfAssessment,
  submitSupervisorRating,
} from '../../../functions/domain/rater-submission.ts'
import { isRefusal, type Refusal } from '../../../functions/domain/refusal.ts'
import { CLOSED_STAGES, type Review, withSteps } from '../../../functions/domain/review.ts'
import { closeUnfinished, missStep, releaseRecord, seal } from '../../../functions/domain/review-course.ts'
import { openStep, type ReviewStep, SETTLED } from '../../../functions/domain/step.ts'
import { cycle, review as firstReview, plannedSteps } from '../../fixtures/cycle.ts'

/** One review and its rows, as the store would keep them. */
interface Stored {
  review: Review
  steps: ReviewStep[]
  counts: Record<string, number>
}

const AT = '2027-01-12T09:00:00.000Z'
const HANA = { at: AT, by: { subject: 'hana', authenticatedAt: AT } }
const acts = [
  'submit',
  'miss',
  'exempt',
  'notRated',
  'withdraw',
  'leavePeer',
  'release',
  'close',
  'seal',
] as const
type Act = (typeof acts)[number]

function answersOf(role: RaterRole) {
  return Object.fromEntries(
    sectionsForRole(customerServiceForm, role)
      .flatMap(({ items }) => items)
      .map((item) => [
        item.itemId,
        item.kind === 'scale' ? { level: 3 as const } : { text: 'A calm and helpful answer. '.repeat(8) },
      ]),
  )
}

function decide({ review, steps }: Stored, act: Act, index: number): ReviewDecision | Refusal | undefined {
  const step = steps[index % steps.length]
  if (step === undefined) return undefined
  const situation = { cycle: cycle(), review, step }
  switch (act) {
    case 'submit':
      return submit(situation)
    case 'miss':
      return step.kind === 'release'
        ? undefined
        : missStep(situation, { at: AT, as: step.kind === 'selfAssessment' ? 'bypassed' : 'expired' })
    case 'exempt':
    case 'notRated':
      return endEarly(review, steps, { ...HANA, as: act, reason: 'A reason' })
    case 'withdraw':
      return endEarly(review, steps, { ...HANA, as: 'withdrawn', reason: 'A reason' })
    case 'leavePeer':
      return goOnWithoutPeer(situation, HANA)
    case 'release': {
      const release = steps.find(({ kind }) => kind === 'release')
      return review.stage === 'rated' && release !== undefined
        ? releaseRecord(review, release, { at: AT, recordDigest: '0'.repeat(64) })
        : undefined
    }
    case 'close':
      return CLOSED_STAGES.includes(review.stage) ? undefined : closeUnfinished(review, steps, { at: AT })
    case 'seal':
      return review.stage === 'released' ? seal(review, { at: AT }) : undefined
  }
}

function submit(situation: Parameters<typeof submitSelfAssessment>[0]) {
  if (situation.review.stage !== 'gathering') return undefined
  const act = (role: RaterRole) => ({
    at: AT,
    form: customerServiceForm,
    answers: answersOf(role),
    authentication: { method: 'emailed-link' as const, at: null },
    wordsDigest: '0'.repeat(64),
  })
  const decision =
    situation.step.kind === 'selfAssessment'
      ? submitSelfAssessment(situation, act('self'))
      : situation.step.kind === 'peerInput'
        ? submitPeerInput(situation, act('peer'))
        : situation.step.kind === 'supervisorRating'
          ? submitSupervisorRating(situation, { ...act('supervisor'), proposedRating: 3, justification: '' })
          : undefined
  return Array.isArray(decision) ? undefined : decision
}

/** As `commitReviewChange` writes it. */
function commit(stored: Stored, decision: ReviewDecision): Stored {
  const changed = new Map(decision.steps.map(({ after }) => [after.stepId, after]))
  const counts = { ...stored.counts }
  for (const [name, more] of Object.entries(decision.counts)) counts[name] = (counts[name] ?? 0) + more
  return {
    review: withSteps(decision.after, [...changed.values()], AT),
    steps: stored.steps.map((step) => changed.get(step.stepId) ?? step),
    counts,
  }
}

/** What the counters must say of the review, whatever happened to it. */
function recount({ stage, steps, endedAs, releasedAt }: Review): Counts {
  const counts: Record<string, number> = { 'review.opened': 1 }
  const add = (name: string) => {
    counts[name] = (counts[name] ?? 0) + 1
  }
  for (const { kind, state } of steps) {
    if (SETTLED.includes(state)) add(`${kind}.${state}`)
    if (kind === 'supervisorRating' && state === 'submitted') add('review.rated')
    if (kind === 'supervisorRating' && (state === 'bypassed' || state === 'expired')) add('review.unrated')
    if (kind === 'release' && state === 'submitted') add('review.released')
  }
  expect(releasedAt !== undefined).toBe(counts['review.released'] === 1)
  if (stage === 'sealed') add('review.sealed')
  if (stage === 'closedUnfinished') add('review.closedUnfinished')
  if (endedAs !== undefined) add('review.endedEarly')
  return counts
}

test('after any sequence of acts the counters say what a recount of the review says, and every act after its end is refused', () => {
  const anAct = fc.tuple(fc.constantFrom(...acts), fc.nat(9))
  fc.assert(
    fc.property(fc.array(anAct, { maxLength: 14 }), (sequence) => {
      let stored: Stored = {
        review: firstReview(),
        steps: plannedSteps().map((step) =>
          ['selfAssessment', 'peerInput', 'supervisorRating'].includes(step.kind)
            ? openStep(step, { at: AT, taskToken: 'token' }).after
            : step,
        ),
        counts: { 'review.opened': 1 },
      }
      for (const [act, index] of sequence) {
        const decision = decide(stored, act, index)
        if (decision !== undefined && !isRefusal(decision)) stored = commit(stored, decision)
      }
      const { 'review.unacknowledged': _, ...counts } = stored.counts
      expect(counts).toEqual(recount(stored.review))
    }),
    { numRuns: 300 },
  )
})
