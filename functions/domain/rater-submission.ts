import { type Answers, checkAnswers } from './answers.ts'
import type { ReviewDecision, StepSituation } from './decision.ts'
import type { FormVersion, Level } from './form.ts'
import type { PersonId } from './ids.ts'
import type { Officer } from './officer.ts'
import type { RaterRole } from './rater-role.ts'
import { computeScore, needsJustification } from './rating.ts'
import { isRefusal, type Refusal, refuse } from './refusal.ts'
import type { IntentStatementId } from './sign-off.ts'
import { type StepKind, submitStep } from './step.ts'
import type { Authentication, PersonalValue, TrailEvent } from './trail-event.ts'

interface Submission {
  at: string
  form: FormVersion
  answers: Answers
  authentication: Authentication
  /** SHA-256 of the canonical words. It stands in the entry, except for peers, whose words stay apart from them. */
  wordsDigest: string
  /** HR sends it in for the assignee, who has told them what to write or cannot do it themselves. */
  onBehalf?: { officer: Officer; reason: string }
}

/** The rater's role by the kind of their step. */
export const ROLE_OF = {
  selfAssessment: 'self',
  peerInput: 'peer',
  supervisorRating: 'supervisor',
} as const satisfies Partial<Record<StepKind, RaterRole>>

export function submitSelfAssessment(
  situation: StepSituation,
  act: Submission,
): ReviewDecision | Refusal[] | Refusal {
  return submitWords(situation, act, 'self', 'self-assessment.submitted', 'submit-self-assessment/1')
}

/**
 * A peer's entry names neither the peer nor the words in the clear, nor when the peer came in: their other entries name the
 * same moment beside their name. All three are commitments.
 */
export function submitPeerInput(
  situation: StepSituation,
  act: Submission,
): ReviewDecision | Refusal[] | Refusal {
  return submitWords(situation, act, 'peer', 'peer-input.submitted', 'submit-peer-input/1')
}

export interface RatingSubmission extends Submission {
  proposedRating: Level
  justification: string
}

export function submitSupervisorRating(
  situation: StepSituation,
  act: RatingSubmission,
): ReviewDecision | Refusal[] | Refusal {
  const decision = submitWords(
    situation,
    act,
    'supervisor',
    'supervisor-rating.submitted',
    'submit-supervisor-rating/1',
  )
  if (isRefusal(decision) || Array.isArray(decision)) return decision
  const { score } = computeScore(act.form, act.answers)
  if (needsJustification(score, act.proposedRating) && act.justification.trim().length < 20) {
    return refuse(
      'justification-needed',
      'A rating of 1 or 5, or one that is a full level away from the computed score, needs a reason. Write at least a sentence.',
      'justification',
    )
  }
  const about = situation.review.revieweeId
  return {
    ...decision,
    after: { ...decision.after, stage: 'rated', computedScore: score, proposedRating: act.proposedRating },
    event: {
      ...decision.event,
      personal: [
        ...decision.event.personal,
        { field: 'proposedRating', value: String(act.proposedRating), about },
        { field: 'computedScore', value: score === null ? 'notRated' : String(score), about },
        { field: 'justification', value: act.justification, about },
      ],
    },
    counts: { ...decision.counts, 'review.rated': 1 },
  }
}

function submitWords(
  { review, step }: StepSituation,
  act: Submission,
  role: RaterRole,
  type: TrailEvent['type'],
  intentStatementId: IntentStatementId,
): ReviewDecision | Refusal[] | Refusal {
  const { onBehalf } = act
  const change = submitStep(step, {
    at: act.at,
    ...(onBehalf === undefined ? {} : { sentInBy: onBehalf.officer }),
  })
  if (isRefusal(change)) return change
  const problems = checkAnswers(act.form, role, act.answers, { complete: true })
  if (problems.length > 0) return problems
  const signer = step.assigneeId
  if (signer === null) throw new Error(`The step ${step.stepId} has nobody who could submit it`)
  const apart = role === 'peer'
  return {
    before: review,
    after:
      onBehalf === undefined
        ? review
        : {
            ...review,
            sentFor: [
              ...(review.sentFor ?? []),
              { stepId: step.stepId, kind: step.kind, by: onBehalf.officer },
            ],
          },
    steps: [change],
    event: {
      type,
      meaning: onBehalf === undefined ? 'submitted' : 'submitted on behalf',
      signerRole: onBehalf === undefined ? role : 'hr',
      at: act.at,
      recordDigest: apart ? null : act.wordsDigest,
      recordVersion: 1,
      formVersion: act.form.version,
      intentStatementId: onBehalf === undefined ? intentStatementId : 'submit-on-behalf/1',
      authentication: apart ? { ...act.authentication, at: null } : act.authentication,
      delegation: onBehalf === undefined ? null : `on behalf of the ${role}`,
      beforeDigest: null,
      afterDigest: null,
      personal: [
        ...whoSent(act, signer),
        { field: 'reviewee', value: review.revieweeId, about: review.revieweeId },
        ...(apart ? keptApart(act, signer) : []),
      ],
    },
    receiptFor: step.stepId,
    counts: { [`${step.kind}.submitted`]: 1 },
  }
}

/** The assignee; or who of HR acted, and on whose behalf. */
function whoSent({ onBehalf }: Submission, signer: PersonId): PersonalValue[] {
  if (onBehalf === undefined) return [{ field: 'signer', value: signer, about: signer }]
  const { officer, reason } = onBehalf
  // An account of the console is not a person of the company; the vault keeps it under its own name.
  const account = `account:${officer.subject}` as PersonId
  return [
    { field: 'actor', value: officer.subject, about: account },
    { field: 'actorName', value: officer.name, about: account },
    { field: 'onBehalfOf', value: signer, about: signer },
    { field: 'reason', value: reason, about: signer },
  ]
}

function keptApart({ wordsDigest, authentication }: Submission, signer: PersonId): PersonalValue[] {
  const { at } = authentication
  return [
    { field: 'words', value: wordsDigest, about: signer },
    ...(at === null ? [] : [{ field: 'authenticatedAt', value: at, about: signer }]),
  ]
}
