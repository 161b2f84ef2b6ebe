import * as z from 'zod'
import { count } from '../../domain/listed.ts'
import { reminderAt } from '../../domain/participant.ts'
import { isRefusal, refuse } from '../../domain/refusal.ts'
import { remind as decideToRemind } from '../../domain/reminder.ts'
import { waitingLines } from '../../domain/review.ts'
import { commitCycleChange } from '../../store/cycles.ts'
import { findParticipant } from '../../store/participants.ts'
import { reminderMark } from '../../store/reminders.ts'
import { type Effect, operation } from './operation.ts'

/** One mail at once, for all that waits for somebody. */
export const remind = operation({
  name: 'remind',
  title: 'Remind now',
  purpose: 'One mail per person for all that waits for them, at once; at most one an hour.',
  button: 'Send the reminders',
  takes: 'people',
  peopleOf: (review) => waitingLines(review).flatMap(({ assigneeId }) => assigneeId ?? []),
  // Each leaves an entry in the cycle's own chain.
  atOnce: 1,
  fields: z.object({}),
  form: () => <p>Whom nothing waits for, who is on leave, and whose mail comes back gets none.</p>,
  async plan(situation, target) {
    if (target.kind !== 'person') throw new Error('People are reminded, not reviews')
    const { db, cycle, act } = situation
    const participant = await findParticipant(db, cycle.cycleId, target.personId)
    if (participant === undefined) {
      return refuse('no-part', `${target.name} has no part in this cycle.`)
    }
    const waiting = (await situation.reviews())
      .flatMap(waitingLines)
      .filter(({ assigneeId }) => assigneeId === target.personId).length
    const decision = decideToRemind(cycle, participant, waiting, act)
    if (isRefusal(decision)) return decision
    return {
      sentences: [`One mail about ${count(waiting, 'thing that waits', 'things that wait')}.`],
      drafts: 0,
      mails: [
        {
          name: target.name,
          request: {
            kind: 'waiting',
            cycleId: cycle.cycleId,
            personId: target.personId,
            occasion: reminderAt(act.at),
          },
        },
      ],
      commit: () =>
        commitCycleChange(db, decision.before, decision.after, decision.event, [
          reminderMark(db, participant, act.at),
        ]),
    } satisfies Effect
  },
})
