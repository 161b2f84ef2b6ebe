import * as z from 'zod'
import { bypassStep, MAY_BE_BYPASSED } from '../../domain/bypass.ts'
import type { StepId } from '../../domain/ids.ts'
import { isRefusal, type Refusal, refuse } from '../../domain/refusal.ts'
import type { Review } from '../../domain/review.ts'
import { untilCommitted } from '../../store/database.ts'
import { findPeople } from '../../store/people.ts'
import { commitReviewChange, findStep, loadReview } from '../../store/reviews.ts'
import { requiredText } from '../../web/form-field.ts'
import { stepNames } from '../pages/step-names.ts'
import { BypassFields } from './bypass-fields.tsx'
import { chosenStepsSchema, openLines, stepsToChoose } from './chosen-steps.ts'
import { type Effect, type OperationSituation, operation } from './operation.ts'
import { newsMail } from './part-news.ts'

const fields = z.object({ steps: chosenStepsSchema, reason: requiredText({ max: 500 }) })

/** A review goes on without a step, and says so. */
export const bypass = operation({
  name: 'bypass',
  title: 'Go on without a step',
  purpose: 'The review stops waiting for it and is labelled so. What was begun is kept and shown to nobody.',
  button: 'Go on without it',
  takes: 'reviews',
  fields,
  form: async (situation, targets, shown) => (
    <BypassFields steps={await stepsToChoose(situation, targets, MAY_BE_BYPASSED)} {...shown} />
  ),
  async plan(situation, target, { steps, reason }) {
    if (target.kind !== 'review') throw new Error('A step is left out review by review')
    const { db, cycle } = situation
    const review = await loadReview(db, cycle.cycleId, target.review.reviewId)
    const lines = openLines(review, steps)
    const decided = await Promise.all(
      lines.map(async (line) => ({
        line,
        // The review's line may be behind: a draft changes the step's own row only.
        step: await findStep(db, cycle, review, line.stepId),
        decision: await decide(situation, review, line.stepId, reason),
      })),
    )
    const going = decided.filter(({ decision }) => !isRefusal(decision))
    const [first] = decided
    if (first === undefined) return notOpen()
    if (going.length === 0 && isRefusal(first.decision)) return first.decision
    const people = await findPeople(
      db,
      going.flatMap(({ line }) => line.assigneeId ?? []),
    )
    const left = review.steps.filter(
      ({ kind, state, stepId }) =>
        kind === 'peerInput' &&
        state !== 'bypassed' &&
        state !== 'expired' &&
        !going.some(({ line }) => line.stepId === stepId),
    )
    const ofPeers = going.some(({ line }) => line.kind === 'peerInput')
    return {
      sentences: [
        ...going.map(({ line, step }) => {
          const who = line.assigneeId === null ? undefined : people.get(line.assigneeId)
          return `${stepNames[line.kind]}${who === undefined ? '' : ` of ${who.name}`} is left out, and the review says so.${step?.state === 'draft' ? ' The draft is kept; nobody reads it.' : ''}`
        }),
        ...(ofPeers && left.length < cycle.peers.threshold
          ? ['Fewer colleagues than the threshold are left, so their input is withheld.']
          : []),
        ...(going.some(({ line }) => line.kind === 'supervisorRating')
          ? ['The review ends without a rating.']
          : []),
      ],
      drafts: 0,
      mails: going.flatMap(({ line, step }) => {
        const who = line.assigneeId === null ? undefined : people.get(line.assigneeId)
        return who?.status === 'active' && step?.state !== 'notOpen'
          ? [newsMail(situation, who, { what: 'left-out', reviewId: review.reviewId, stepId: line.stepId })]
          : []
      }),
      async commit() {
        let left = 0
        for (const { line } of going) {
          if (await leaveOut(situation, review, line.stepId, reason)) left += 1
        }
        return left > 0
      },
    } satisfies Effect
  },
})

const notOpen = (): Refusal =>
  refuse('nothing-open', 'No such step is open here, so there is nothing to leave out.', 'steps')

async function decide(
  { db, cycle, act }: OperationSituation,
  review: Review,
  stepId: StepId,
  reason: string,
) {
  const step = await findStep(db, cycle, review, stepId)
  return step === undefined ? notOpen() : bypassStep({ cycle, review, step }, { ...act, reason })
}

/** False where somebody has answered at this very moment: what they sent in stands. */
async function leaveOut(
  situation: OperationSituation,
  { cycleId, reviewId }: Review,
  stepId: StepId,
  reason: string,
): Promise<boolean> {
  return untilCommitted(async () => {
    const fresh = await loadReview(situation.db, cycleId, reviewId)
    const decision = await decide(situation, fresh, stepId, reason)
    if (isRefusal(decision)) return false
    return (await commitReviewChange(situation.db, decision)) === undefined ? undefined : true
  })
}
