import * as z from 'zod'
import { isRefusal } from '../../domain/refusal.ts'
import { commitWithdrawal, isNothingLeft, planWithdrawal } from '../../store/withdrawals.ts'
import { requiredText } from '../../web/form-field.ts'
import { operation } from './operation.ts'
import { newsMail } from './part-news.ts'
import { partOf } from './person-target.ts'
import { ReasonField } from './reason-field.tsx'
import { withdrawalInWords } from './withdrawal-effect.ts'

const fields = z.object({ reason: requiredText({ max: 500 }) })

/** Somebody leaves: kept in what has been and in every export, off what is to come. */
export const withdraw = operation({
  name: 'withdraw',
  title: 'Withdraw',
  purpose:
    'Somebody leaves the cycle: their links end at once, their review ends, and what they wrote is kept.',
  button: 'Withdraw',
  takes: 'people',
  atOnce: 1,
  fields,
  form: (_, __, shown) => <ReasonField {...shown} />,
  async plan(situation, target, { reason }) {
    const { db, cycle } = situation
    const participant = await partOf(situation, target)
    if (isRefusal(participant)) return participant
    const [reviews, everybody] = await Promise.all([situation.reviews(), situation.people()])
    const place = { cycle, reviews, everybody, act: { ...situation.act, reason } }
    const withdrawal = await planWithdrawal(db, place, participant)
    if (isRefusal(withdrawal)) return withdrawal
    if (isNothingLeft(withdrawal)) {
      return {
        drafts: 0,
        mails: [],
        sentences: [`${participant.name} takes no part any more.`],
        isDone: true,
        commit: async () => true,
      }
    }
    return {
      drafts: withdrawal.successions.filter(({ hasDraft }) => hasDraft).length,
      mails: withdrawal.successions.map(({ review, successor, takesOver, stepId }) =>
        newsMail(situation, successor, {
          what: takesOver === 'rating' ? 'rates-now' : 'countersigns-now',
          reviewId: review.reviewId,
          stepId,
        }),
      ),
      sentences: withdrawalInWords(withdrawal),
      commit: () => commitWithdrawal(db, place, withdrawal),
    }
  },
})
