import * as z from 'zod'
import { checkAnswers } from '../../domain/answers.ts'
import type { ReviewDecision, StepSituation } from '../../domain/decision.ts'
import { stepIdSchema } from '../../domain/ids.ts'
import { officerOf } from '../../domain/officer.ts'
import { submitSelfAssessment, submitSupervisorRating } from '../../domain/rater-submission.ts'
import { isRefusal, type Refusal, refuse } from '../../domain/refusal.ts'
import { type Review, waitingLines } from '../../domain/review.ts'
import { formOf } from '../../domain/shipped-forms.ts'
import { findPeople } from '../../store/people.ts'
import { commitReviewChange, findStep, loadReview } from '../../store/reviews.ts'
import { draftSetAside, findDraft, type SentWords, wordsDigest, wordsPut } from '../../store/words.ts'
import { requiredText } from '../../web/form-field.ts'
import { itemField, readAnswers, readLevel, typedIn } from '../../web/read-answers.ts'
import { AnswerFields } from './answer-fields.tsx'
import { type Effect, type OperationSituation, operation } from './operation.ts'
import { newsMail } from './part-news.ts'

const fields = z.looseObject({
  stepId: stepIdSchema.optional(),
  reason: requiredText({ max: 500 }),
})

/** What HR can write for somebody: not a colleague's input, whose words are apart from every name, and no signature. */
const KINDS = ['selfAssessment', 'supervisorRating'] as const

/** HR sends a step in for somebody; both names stand wherever it is shown. */
export const answerFor = operation({
  name: 'answer-for',
  title: 'Complete a step on behalf of somebody',
  purpose:
    'When somebody has told you their answers and cannot send them in. Your name stands beside theirs, everywhere.',
  button: 'Send it in on their behalf',
  takes: 'reviews',
  onlyOne: true,
  fields,
  async form(situation, targets, shown) {
    const [target] = targets
    if (target?.kind !== 'review') throw new Error('One step of one review is sent in')
    const { db, cycle } = situation
    const review = await loadReview(db, cycle.cycleId, target.review.reviewId)
    const line = lineThatWaits(review)
    if (line === undefined) return <p>{nothingWaits(review).message}</p>
    const names = line.assigneeId === null ? undefined : await findPeople(db, [line.assigneeId])
    return (
      <AnswerFields
        {...shown}
        form={formOf(cycle)}
        role={line.kind === 'selfAssessment' ? 'self' : 'supervisor'}
        stepId={line.stepId}
        name={(line.assigneeId && names?.get(line.assigneeId)?.name) || 'somebody'}
      />
    )
  },
  async plan(situation, target, typed) {
    if (target.kind !== 'review') throw new Error('One step of one review is sent in')
    const { db, cycle } = situation
    const review = await loadReview(db, cycle.cycleId, target.review.reviewId)
    const line = lineThatWaits(review)
    if (line === undefined || (typed.stepId !== undefined && typed.stepId !== line.stepId)) {
      return nothingWaits(review)
    }
    const step = await findStep(db, cycle, review, line.stepId)
    const { assigneeId } = line
    const who = assigneeId === null ? undefined : (await findPeople(db, [assigneeId])).get(assigneeId)
    if (step === undefined || who === undefined) return nothingWaits(review)
    const words = readWords(situation, { cycle, review, step }, typed)
    const decision = decide(situation, { cycle, review, step }, words, typed.reason)
    if (isRefusal(decision)) return decision
    const draft = await findDraft(db, review.reviewId, step.stepId)
    const { name } = situation.act.by
    return {
      sentences: [
        `${line.kind === 'selfAssessment' ? 'The self-assessment' : 'The rating'} is sent in by ${name} of HR, on behalf of ${who.name}. Both names stand in the record, the receipt and the trail.`,
        ...(draft === undefined ? [] : [`The draft of ${who.name} is set aside and not deleted.`]),
      ],
      drafts: draft === undefined ? 0 : 1,
      mails:
        who.status === 'active'
          ? [
              newsMail(situation, who, {
                what: 'answered-for',
                reviewId: review.reviewId,
                stepId: step.stepId,
              }),
            ]
          : [],
      commit: async () =>
        (await commitReviewChange(db, {
          ...decision,
          also: [wordsPut(db, step, words), ...draftSetAside(db, step, draft)],
        })) !== undefined,
    } satisfies Effect
  },
})

const lineThatWaits = (review: Review) =>
  waitingLines(review).find(({ kind }) => KINDS.some((one) => one === kind))

const nothingWaits = (review: Review): Refusal =>
  refuse(
    'nothing-waits',
    `Neither the self-assessment nor the rating of ${review.revieweeName} waits at the moment. Colleagues’ input and signatures are theirs alone.`,
  )

function readWords(
  { db }: OperationSituation,
  { cycle, step }: StepSituation,
  typed: Readonly<Record<string, unknown>>,
): SentWords {
  const form = formOf(cycle)
  const isRating = step.kind === 'supervisorRating'
  return {
    formVersion: form.version,
    answers: readAnswers(form, isRating ? 'supervisor' : 'self', typed),
    proposedRating: isRating ? (readLevel(typedIn(typed, 'proposedRating')) ?? null) : null,
    justification: isRating ? typedIn(typed, 'justification') : '',
    nonce: Buffer.from(db.randomBytes(16)).toString('hex'),
  }
}

/** The rules of the step are the assignee's own: what they could not send in, nobody sends in for them. */
function decide(
  { act }: OperationSituation,
  situation: StepSituation,
  words: SentWords,
  reason: string,
): ReviewDecision | Refusal {
  const form = formOf(situation.cycle)
  const isRating = situation.step.kind === 'supervisorRating'
  const [problem] = checkAnswers(form, isRating ? 'supervisor' : 'self', words.answers, { complete: true })
  if (problem !== undefined) return atField(problem)
  const submission = {
    at: act.at,
    form,
    answers: words.answers,
    authentication: { method: 'oidc' as const, at: act.by.authenticatedAt },
    wordsDigest: wordsDigest(words),
    onBehalf: { officer: officerOf(act), reason },
  }
  const rating = readLevel(String(words.proposedRating ?? ''))
  if (isRating && rating === undefined) {
    return refuse('missing-rating', 'Choose the overall rating.', 'proposedRating')
  }
  const decision =
    isRating && rating !== undefined
      ? submitSupervisorRating(situation, {
          ...submission,
          proposedRating: rating,
          justification: words.justification,
        })
      : submitSelfAssessment(situation, submission)
  if (!Array.isArray(decision)) return decision
  const [first] = decision
  return first === undefined ? refuse('incomplete', 'Some answers are missing.') : atField(first)
}

const atField = (problem: Refusal): Refusal =>
  problem.field === undefined || ['proposedRating', 'justification'].includes(problem.field)
    ? problem
    : { ...problem, field: itemField(problem.field) }
