import type { ReviewCycle } from './cycle.ts'
import type { CycleDecision, HrAct } from './cycle-course.ts'
import { isPaused } from './cycle-pause.ts'
import { isWrittenTo, type Participant } from './participant.ts'
import { type Refusal, refuse } from './refusal.ts'
import { plainEvent } from './workflow-event.ts'

/** Nobody is reminded by hand more often than this. */
const AT_MOST_EVERY_MS = 60 * 60 * 1000

/** The instant before which the last reminder must have been for another one to go out at `at`. */
export const remindedBefore = (at: string): string =>
  new Date(Date.parse(at) - AT_MOST_EVERY_MS).toISOString()

/**
 * HR has somebody reminded at once, of all that waits for them, in one mail. The digests go on as they were.
 * @param waiting how many things wait for them.
 */
export function remind(
  cycle: ReviewCycle,
  participant: Participant,
  waiting: number,
  act: HrAct,
): CycleDecision | Refusal {
  const { name, personId, remindedAt, mailTrouble } = participant
  if (isPaused(cycle, act.at)) {
    return refuse(
      'paused',
      'The cycle is paused, so no mail goes. The first digest after the pause tells everybody.',
    )
  }
  if (!isWrittenTo(participant)) {
    return refuse(
      'not-active',
      participant.state === 'paused'
        ? `${name} is on leave, so no mail goes.`
        : `${name} no longer takes part, so no mail goes.`,
    )
  }
  if (mailTrouble !== undefined) {
    return refuse(
      'unreachable',
      `Mail to ${name} came back. Correct the address, then send a new link from their review.`,
    )
  }
  if (waiting === 0) return refuse('nothing-waits', `Nothing waits for ${name} at the moment.`)
  if (remindedAt !== undefined && remindedAt > remindedBefore(act.at)) {
    return refuse('reminded', `${name} was reminded within the last hour. One reminder an hour is enough.`)
  }
  return {
    before: cycle,
    after: cycle,
    event: plainEvent('participant.reminded', 'reminded at once', {
      ...act,
      about: [{ field: 'participant', value: personId, about: personId }],
    }),
  }
}
