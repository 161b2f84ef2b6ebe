import * as z from 'zod'
import { isRefusal } from '../../domain/refusal.ts'
import { changeSupervisor, supervisorNow, takesOver } from '../../domain/supervisor-change.ts'
import { concernSettlement, listOpenConcerns } from '../../store/concerns.ts'
import { commitReviewChange, loadSupervisorSituation } from '../../store/reviews.ts'
import { successorItems } from '../../store/successors.ts'
import { findDraft } from '../../store/words.ts'
import { requiredText } from '../../web/form-field.ts'
import { findSuccessor } from './find-successor.ts'
import { type Effect, operation } from './operation.ts'
import { mailsOfSuccession } from './part-news.ts'
import { SuccessionFields } from './succession-fields.tsx'

const fields = z.object({
  /** Name, number, address or id of who takes over. */
  successor: requiredText({ max: 254 }),
  reason: requiredText({ max: 500 }),
})

/** Another supervisor rates; or, where the rating stands, countersigns it. */
export const reassign = operation({
  name: 'reassign',
  title: 'Let another supervisor rate',
  purpose:
    'When a supervisor changes or is away. A draft moves to the successor; a rating that was sent in stands, and the successor countersigns.',
  button: 'Hand it over',
  takes: 'reviews',
  fields,
  form: (_situation, _targets, shown) => <SuccessionFields {...shown} label="Who takes over" />,
  async plan(situation, target, { successor: typed, reason }) {
    if (target.kind !== 'review') throw new Error('A supervisor is changed review by review')
    const { db, cycle, act } = situation
    const everybody = await situation.people()
    const successor = findSuccessor(everybody, typed)
    if (isRefusal(successor)) return successor
    const supervision = await loadSupervisorSituation(db, cycle, target.review.reviewId)
    const decision = changeSupervisor(supervision, { at: act.at, by: act.by, successor, reason })
    if (isRefusal(decision)) {
      return decision.code === 'same-supervisor'
        ? { sentences: [decision.message], drafts: 0, mails: [], isDone: true, commit: async () => true }
        : decision
    }
    const admission = await successorItems(db, cycle, successor)
    if (isRefusal(admission)) return admission
    const what = takesOver(supervision)
    const draft =
      what === 'rating' ? await findDraft(db, target.review.reviewId, supervision.rating.stepId) : undefined
    const before = everybody.find(({ personId }) => personId === supervisorNow(supervision))
    return {
      sentences: [
        what === 'rating'
          ? `${successor.name} rates instead of ${before?.name ?? 'nobody'}${draft === undefined ? '' : ', and goes on with the draft'}.`
          : `The rating of ${supervision.review.ratingSupervisorName} stands; ${successor.name} countersigns. Both are named.`,
      ],
      drafts: draft === undefined ? 0 : 1,
      mails: mailsOfSuccession(
        situation,
        { successor, before },
        {
          what: what === 'rating' ? 'rates-now' : 'countersigns-now',
          reviewId: supervision.review.reviewId,
          stepId: (what === 'rating' ? supervision.rating : supervision.countersignature).stepId,
        },
        'rates-no-longer',
      ),
      async commit() {
        const orphaned = (await listOpenConcerns(db)).filter(
          ({ kind, reviewId }) => kind === 'orphaned' && reviewId === target.review.reviewId,
        )
        const settlements = orphaned.flatMap((concern) => concernSettlement(db, concern, act))
        const receipt = await commitReviewChange(db, { ...decision, also: [...admission, ...settlements] })
        return receipt !== undefined
      },
    } satisfies Effect
  },
})
