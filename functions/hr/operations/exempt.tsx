import * as z from 'zod'
import { endEarly } from '../../domain/early-end.ts'
import { exempt as decideToExempt } from '../../domain/participation.ts'
import { isRefusal, refuse } from '../../domain/refusal.ts'
import { SETTLED } from '../../domain/step.ts'
import { RadioGroup } from '../../layout/choice.tsx'
import { commitParticipantAct } from '../../store/participant-acts.ts'
import { requiredText } from '../../web/form-field.ts'
import { fieldOf } from './field-of.ts'
import { operation } from './operation.ts'
import { ownReviewOf, partOf, personIn } from './person-target.ts'
import { ReasonField } from './reason-field.tsx'

const fields = z.object({
  as: z.enum(['exempt', 'notRated'], 'Choose how the review is labelled.'),
  reason: requiredText({ max: 500 }),
})

/** No review of somebody in this cycle; what they do for others goes on. */
export const exempt = operation({
  name: 'exempt',
  title: 'Take out of the cycle',
  purpose:
    'No review of somebody this time. They are still asked about others, and what was written is kept.',
  button: 'Take them out',
  takes: 'people',
  atOnce: 1,
  fields,
  form: (_, __, shown) => (
    <>
      <RadioGroup
        {...fieldOf(shown, 'as')}
        value={fieldOf(shown, 'as').value || undefined}
        label="How their review is labelled"
        options={[
          { value: 'exempt', label: 'Exempt', hint: 'There is no review of them in this cycle.' },
          {
            value: 'notRated',
            label: 'Not rated',
            hint: 'They were away for all of the review period. The reason below is the statement that stands instead of a rating.',
          },
        ]}
      />
      <ReasonField {...shown} />
    </>
  ),
  async plan(situation, target, { as, reason }) {
    const { db, cycle, act } = situation
    const participant = await partOf(situation, target)
    if (isRefusal(participant)) return participant
    const own = await ownReviewOf(situation, personIn(target))
    if (own === undefined) return refuse('no-review', `${participant.name} has no review in this cycle.`)
    const decision = decideToExempt(participant, { ...act, reason })
    if (isRefusal(decision)) return decision
    const end = endEarly(own.review, own.steps, { ...act, as, reason })
    if (isRefusal(end)) return end
    const submitted = own.steps.filter(
      ({ kind, state }) => state === 'submitted' && kind !== 'release',
    ).length
    const open = own.steps.filter(({ state }) => !SETTLED.includes(state)).length
    return {
      drafts: 0,
      mails: [],
      sentences: [
        as === 'exempt'
          ? 'Their review ends now and is labelled Exempt.'
          : `Their review ends now and is labelled Not rated: “${reason}”.`,
        `${open} open steps are not needed any more${submitted === 0 ? '' : `; ${submitted} that were sent in are kept`}.`,
        'What they are asked about others goes on.',
      ],
      commit: () => commitParticipantAct(db, cycle, decision, end),
    }
  },
})
