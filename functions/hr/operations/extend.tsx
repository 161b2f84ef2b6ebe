import * as z from 'zod'
import { dateInWords, localDateOf } from '../../domain/calendar.ts'
import type { ReviewCycle } from '../../domain/cycle.ts'
import { HUMAN_STEPS } from '../../domain/cycle-progress.ts'
import { extensionUntil } from '../../domain/extension.ts'
import type { StepId } from '../../domain/ids.ts'
import { isRefusal, type Refusal, refuse } from '../../domain/refusal.ts'
import type { Review } from '../../domain/review.ts'
import { extend as decideToExtend } from '../../domain/review-course.ts'
import { untilCommitted } from '../../store/database.ts'
import { commitReviewChange, findStep, loadReview } from '../../store/reviews.ts'
import { requiredText } from '../../web/form-field.ts'
import { stepNames } from '../pages/step-names.ts'
import { chosenStepsSchema, openLines, stepsToChoose } from './chosen-steps.ts'
import { ExtensionFields } from './extension-fields.tsx'
import { type Effect, type OperationSituation, operation, type Target } from './operation.ts'

const fields = z.object({
  steps: chosenStepsSchema,
  /** Local date in the cycle's time zone. */
  dueOn: requiredText({ max: 10 }),
  reason: requiredText({ max: 500 }),
})
type Fields = z.output<typeof fields>

/** A step of somebody's, of a whole cycle's, or all that waits for one person, gets a later last day. */
export const extend = operation({
  name: 'extend',
  title: 'Give more time',
  purpose: 'A later last day for one step, for all that waits for somebody, or for a step of everybody.',
  button: 'Give more time',
  takes: 'both',
  fields,
  form: async (situation, targets, shown) => (
    <ExtensionFields
      cycle={situation.cycle}
      steps={[ALL_THAT_WAITS, ...(await stepsToChoose(situation, targets, HUMAN_STEPS))]}
      {...shown}
    />
  ),
  async plan(situation, target, typed) {
    const { cycle } = situation
    const until = extensionUntil(cycle, typed.dueOn, situation.act.at)
    if (isRefusal(until)) return until
    const lines = await linesOf(situation, target, typed)
    if (lines.length === 0) return nothingOpen()
    const decided = await Promise.all(
      lines.map(async ({ review, line }) => ({
        review,
        line,
        decision: await decide(situation, review, line.stepId, typed),
      })),
    )
    const later = decided.filter(({ decision }) => !isRefusal(decision))
    const [first] = decided
    if (later.length === 0 && first !== undefined && isRefusal(first.decision)) {
      return decided.every(({ decision }) => isRefusal(decision) && decision.code === 'same-day')
        ? { ...NOTHING, sentences: [`The last day is ${dateInWords(typed.dueOn)} already.`], isDone: true }
        : first.decision
    }
    return {
      ...NOTHING,
      sentences: decided.map(({ review, line, decision }) => {
        const before = dateInWords(localDateOf(dueAtOf(cycle, line), cycle.timeZone))
        const what =
          target.kind === 'review'
            ? stepNames[line.kind]
            : `${stepNames[line.kind]} about ${review.revieweeName}`
        return isRefusal(decision)
          ? `${what}: stays until ${before}.`
          : `${what}: until ${dateInWords(typed.dueOn)} instead of ${before}.`
      }),
      async commit() {
        let extended = 0
        for (const { review, line } of later) {
          if (await extendOne(situation, review, line.stepId, typed)) extended += 1
        }
        return extended > 0
      },
    } satisfies Effect
  },
})

const ALL_THAT_WAITS = { value: 'waiting', label: 'All that waits now' }

const NOTHING = { drafts: 0, mails: [], commit: async () => true }

const nothingOpen = (): Refusal =>
  refuse('nothing-open', 'No such step is open here, so there is nothing that could get more time.', 'steps')

const dueAtOf = ({ deadlines }: ReviewCycle, { dueAt, kind }: Review['steps'][number]) =>
  dueAt ?? deadlines[kind].dueAt

/** The steps that are meant, none of which is done. */
async function linesOf(
  situation: OperationSituation,
  target: Target,
  { steps }: Fields,
): Promise<{ review: Review; line: Review['steps'][number] }[]> {
  const { db, cycle } = situation
  const reviews =
    target.kind === 'review'
      ? [await loadReview(db, cycle.cycleId, target.review.reviewId)]
      : (await situation.reviews()).filter((review) =>
          review.steps.some(({ assigneeId }) => assigneeId === target.personId),
        )
  return reviews.flatMap((review) =>
    openLines(review, steps)
      .filter(({ assigneeId }) => target.kind === 'review' || assigneeId === target.personId)
      .map((line) => ({ review, line })),
  )
}

async function decide(
  { db, cycle, act }: OperationSituation,
  review: Review,
  stepId: StepId,
  { dueOn, reason }: Fields,
) {
  const step = await findStep(db, cycle, review, stepId)
  if (step === undefined || step.kind === 'release') return nothingOpen()
  const until = extensionUntil(cycle, dueOn, act.at)
  if (isRefusal(until)) return until
  if (step.dueAt === until.dueAt) {
    return refuse('same-day', 'That is its last day already. Choose a later one.', 'dueOn')
  }
  return decideToExtend({ cycle, review, step }, { ...act, ...until, reason })
}

/** False where somebody has answered, or HR has given more time, at this very moment. */
async function extendOne(
  situation: OperationSituation,
  { cycleId, reviewId }: Review,
  stepId: StepId,
  typed: Fields,
): Promise<boolean> {
  return untilCommitted(async () => {
    const fresh = await loadReview(situation.db, cycleId, reviewId)
    const decision = await decide(situation, fresh, stepId, typed)
    if (isRefusal(decision)) return false
    return (await commitReviewChange(situation.db, decision)) === undefined ? undefined : true
  })
}
