import * as z from 'zod'
import { type PersonId, stepIdSchema } from '../../domain/ids.ts'
import { listed } from '../../domain/listed.ts'
import { replacePeer as decideToReplace } from '../../domain/peer-replacement.ts'
import type { Person } from '../../domain/person.ts'
import { refuseRater } from '../../domain/rater-change.ts'
import { isRefusal } from '../../domain/refusal.ts'
import type { Review } from '../../domain/review.ts'
import { concernSettlement, listOpenConcerns } from '../../store/concerns.ts'
import { commitReviewChange, findStep, loadReview } from '../../store/reviews.ts'
import { successorItems } from '../../store/successors.ts'
import { draftSetAside, findDraft } from '../../store/words.ts'
import { requiredText, ticked } from '../../web/form-field.ts'
import { stepsToChoose } from './chosen-steps.ts'
import { findSuccessor } from './find-successor.ts'
import { type Effect, type OperationSituation, operation } from './operation.ts'
import { mailsOfSuccession } from './part-news.ts'
import { PeerReplacementFields } from './peer-replacement-fields.tsx'

const fields = z.object({
  stepId: z.custom<z.infer<typeof stepIdSchema>>(
    (value) => stepIdSchema.safeParse(value).success,
    'Choose the colleague who is to be replaced.',
  ),
  successor: requiredText({ max: 254 }),
  /** HR knows that the colleague has begun to write. */
  knowsOfDraft: ticked,
  reason: requiredText({ max: 500 }),
})

/** Another colleague is asked instead of one who declined, left, or should not be asked. */
export const replacePeer = operation({
  name: 'replace-peer',
  title: 'Ask another colleague',
  purpose: 'When somebody who was asked for input declined, cannot answer, or should not have been asked.',
  button: 'Ask the other colleague',
  takes: 'reviews',
  onlyOne: true,
  fields,
  async form(situation, targets, shown) {
    const [target] = targets
    if (target?.kind !== 'review') throw new Error('A colleague is replaced in one review')
    const review = await loadReview(situation.db, situation.cycle.cycleId, target.review.reviewId)
    const declined = review.steps.find(({ kind, assigneeId }) => kind === 'peerInput' && assigneeId === null)
    const offered = await leastAsked(situation, review)
    return (
      <PeerReplacementFields
        errors={shown.errors}
        typed={{
          ...(declined === undefined ? {} : { stepId: declined.stepId }),
          ...(offered[0] === undefined ? {} : { successor: offered[0].employeeId }),
          ...shown.typed,
        }}
        steps={await stepsToChoose(situation, targets, ['peerInput'])}
        offered={listed(offered, offered.length, ({ name, employeeId }) => `${name} (${employeeId})`)}
      />
    )
  },
  async plan(situation, target, { stepId, successor: typed, knowsOfDraft, reason }) {
    if (target.kind !== 'review') throw new Error('A colleague is replaced in one review')
    const { db, cycle, act } = situation
    const everybody = await situation.people()
    const successor = findSuccessor(everybody, typed)
    if (isRefusal(successor)) return successor
    const review = await loadReview(db, cycle.cycleId, target.review.reviewId)
    const line = review.steps.find((one) => one.stepId === stepId)
    if (line?.assigneeId === successor.personId && line.kind === 'peerInput') {
      const sentences = [`${successor.name} is asked already.`]
      return { sentences, drafts: 0, mails: [], isDone: true, commit: async () => true }
    }
    const step = line && (await findStep(db, cycle, review, stepId))
    if (step === undefined) return NO_SUCH_STEP
    const decision = decideToReplace({ cycle, review, step }, { ...act, successor, knowsOfDraft, reason })
    if (isRefusal(decision)) return decision
    const admission = await successorItems(db, cycle, successor)
    if (isRefusal(admission)) return admission
    const draft = await findDraft(db, review.reviewId, stepId)
    const before = everybody.find(({ personId }) => personId === step.assigneeId)
    const load = loadOf(await situation.reviews(), successor.personId)
    return {
      sentences: [
        `${successor.name} is asked for input about ${review.revieweeName}${before === undefined ? '' : ` instead of ${before.name}`}.`,
        ...(draft === undefined
          ? []
          : [`What ${before?.name ?? 'the other one'} has written is set aside; nobody else reads it.`]),
        ...(load < cycle.peers.loadCap
          ? []
          : [
              `${successor.name} is then asked about ${load + 1} people, more than the ${cycle.peers.loadCap} of the plan.`,
            ]),
      ],
      drafts: draft === undefined ? 0 : 1,
      mails: mailsOfSuccession(
        situation,
        { successor, before: step.state === 'notOpen' ? undefined : before },
        { what: 'asked-now', reviewId: review.reviewId, stepId },
        'asked-no-longer',
      ),
      async commit() {
        const declined = (await listOpenConcerns(db)).filter(
          (concern) => concern.kind === 'peer-declined' && concern.stepId === stepId,
        )
        const receipt = await commitReviewChange(db, {
          ...decision,
          also: [
            ...admission,
            ...draftSetAside(db, step, draft),
            ...declined.flatMap((concern) => concernSettlement(db, concern, act)),
          ],
        })
        return receipt !== undefined
      },
    } satisfies Effect
  },
})

const NO_SUCH_STEP = {
  refused: true as const,
  code: 'no-such-step',
  message: 'Choose the colleague who is to be replaced.',
  field: 'stepId',
}

const loadOf = (reviews: readonly Review[], personId: PersonId): number =>
  reviews
    .flatMap(({ steps }) => steps)
    .filter(({ kind, assigneeId }) => kind === 'peerInput' && assigneeId === personId).length

/** Those of the same team who are asked the least and may be asked; what to offer first. */
async function leastAsked(situation: OperationSituation, review: Review): Promise<Person[]> {
  const [everybody, reviews] = [await situation.people(), await situation.reviews()]
  return everybody
    .filter(
      (person) =>
        person.supervisorId !== null &&
        person.supervisorId === review.lineSupervisorId &&
        refuseRater(review, person, 'peer') === undefined,
    )
    .map((person) => ({ person, load: loadOf(reviews, person.personId) }))
    .sort((one, other) => one.load - other.load)
    .slice(0, 3)
    .map(({ person }) => person)
}
