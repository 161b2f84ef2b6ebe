import * as z from 'zod'
import { dateInWords, localDateOf } from '../../domain/calendar.ts'
import { comeBack as decideToComeBack } from '../../domain/participation.ts'
import { isRefusal } from '../../domain/refusal.ts'
import { CLOSED_STAGES } from '../../domain/review.ts'
import { extend } from '../../domain/review-course.ts'
import { timeMissed } from '../../domain/time-missed.ts'
import { untilCommitted } from '../../store/database.ts'
import { commitParticipantAct } from '../../store/participant-acts.ts'
import { commitReviewChange, findStep, loadReview } from '../../store/reviews.ts'
import { stepNames } from '../pages/step-names.ts'
import { type OperationSituation, operation } from './operation.ts'
import { partOf, personIn } from './person-target.ts'

/** Somebody is back: what waited for them gets the working days that they were away. */
export const comeBack = operation({
  name: 'come-back',
  title: 'Back from leave',
  purpose:
    'Somebody who was on leave goes on: open steps get the time that was missed, and reminders go again.',
  button: 'Bring them back',
  takes: 'people',
  atOnce: 1,
  fields: z.object({}),
  form: () => <p>Nothing else is needed. The preview shows which steps get more time.</p>,
  async plan(situation, target) {
    const { db, cycle, act } = situation
    const participant = await partOf(situation, target)
    if (isRefusal(participant)) return participant
    const decision = decideToComeBack(participant, act)
    if (isRefusal(decision)) return decision
    const steps = await stepsWithMissedTime(situation, personIn(target), participant)
    return {
      drafts: 0,
      mails: [],
      sentences: [
        `${participant.name} takes part again, and gets mails again.`,
        ...steps.map(
          ({ review, step, until }) =>
            `${stepNames[step.kind]}${step.assigneeId === review.revieweeId ? '' : ` about ${review.revieweeName}`}: until ${dateInWords(localDateOf(until.dueAt, cycle.timeZone))}.`,
        ),
      ],
      async commit() {
        // First the time, which is not given twice, then the state: what breaks off in between can be done again.
        for (const { review, step } of steps) {
          await untilCommitted(async () => {
            const fresh = await loadReview(db, cycle.cycleId, review.reviewId)
            const row = await findStep(db, cycle, fresh, step.stepId)
            const until = row && timeMissed(cycle, participant, row, act.at)
            if (row === undefined || until === undefined) return true
            const extension = extend(
              { cycle, review: fresh, step: row },
              { ...act, ...until, reason: 'The time that was missed' },
            )
            if (isRefusal(extension)) return true
            return (await commitReviewChange(db, extension)) === undefined ? undefined : true
          })
        }
        return commitParticipantAct(db, cycle, decision)
      },
    }
  },
})

async function stepsWithMissedTime(
  { db, cycle, act, reviews }: OperationSituation,
  personId: string,
  participant: Parameters<typeof timeMissed>[1],
) {
  const theirs = (await reviews())
    .filter(({ stage }) => !CLOSED_STAGES.includes(stage))
    .flatMap((review) =>
      review.steps
        .filter(({ assigneeId }) => assigneeId === personId)
        .map(({ stepId }) => ({ review, stepId })),
    )
  const found = await Promise.all(
    theirs.map(async ({ review, stepId }) => {
      const step = await findStep(db, cycle, review, stepId)
      const until = step && timeMissed(cycle, participant, step, act.at)
      return step === undefined || until === undefined ? [] : [{ review, step, until }]
    }),
  )
  return found.flat()
}
