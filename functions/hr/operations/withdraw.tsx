import * as z from 'zod'
import { isRefusal } from '../../domain/refusal.ts'
import { requiredText } from '../../web/form-field.ts'
import { operation } from './operation.ts'
import { partOf } from './person-target.ts'
import { ReasonField } from './reason-field.tsx'
import { planWithdrawal } from './withdrawal.ts'

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
    const participant = await partOf(situation, target)
    return isRefusal(participant) ? participant : planWithdrawal(situation, participant, reason)
  },
})
