import type { HrAct } from './cycle-course.ts'
import type { ReviewDecision, StepSituation } from './decision.ts'
import { isRefusal, type Refusal, refuse } from './refusal.ts'
import { missStep } from './review-course.ts'
import { SETTLED, type StepKind } from './step.ts'
import { plainEvent } from './workflow-event.ts'

/** What a review can go on without. Not the signatures: refusing and staying silent are answers of their own. */
export const MAY_BE_BYPASSED: readonly StepKind[] = ['selfAssessment', 'peerInput', 'supervisorRating']

/** HR lets a review go on without a step, at once. What was begun stays in its row, and what the review shows says so. */
export function bypassStep(
  situation: StepSituation,
  act: HrAct & { reason: string },
): ReviewDecision | Refusal {
  const { review, step } = situation
  if (!MAY_BE_BYPASSED.includes(step.kind)) {
    return refuse('not-bypassable', 'Nobody signs for anybody, so a signature cannot be left out.', 'steps')
  }
  if (SETTLED.includes(step.state)) {
    return refuse('over', 'This step is done, or over, already. Nothing was changed.', 'steps')
  }
  const decision = missStep(situation, { at: act.at, as: 'bypassed' })
  if (isRefusal(decision)) return decision
  const about = review.revieweeId
  return {
    ...decision,
    event: plainEvent('step.bypassed', `${step.kind} bypassed`, {
      at: act.at,
      by: act.by,
      about: [
        { field: 'step', value: step.stepId, about },
        { field: 'reviewee', value: about, about },
        { field: 'reason', value: act.reason, about },
      ],
    }),
  }
}
