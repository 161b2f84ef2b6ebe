import { isLocalDate, localDateOf } from './calendar.ts'
import type { HrAct } from './cycle-course.ts'
import type { Participant } from './participant.ts'
import { type Refusal, refuse } from './refusal.ts'
import type { TrailEvent } from './trail-event.ts'
import { plainEvent } from './workflow-event.ts'

/** How somebody's part in a cycle changes: on leave and back, not reviewed, gone. */
export interface ParticipantDecision {
  before: Participant
  after: Participant
  /** Goes into the chain of the cycle. */
  event: TrailEvent
}

type Act = HrAct & { reason: string }

/** On leave: no mails, and nothing of theirs runs out. */
export function pauseForLeave(
  participant: Participant,
  act: Act & { returnOn?: string | undefined },
): ParticipantDecision | Refusal {
  const { name, state, personId } = participant
  if (state !== 'active') return notActive(participant)
  if (act.returnOn !== undefined) {
    if (!isLocalDate(act.returnOn)) {
      return refuse('bad-date', 'Enter the day as year, month, day, such as 2027-01-29.', 'returnOn')
    }
    if (act.returnOn <= localDateOf(act.at, participant.timeZone)) {
      return refuse('in-the-past', `${name} is back on that day already. Choose a later one.`, 'returnOn')
    }
  }
  return {
    before: participant,
    after: {
      ...participant,
      state: 'paused',
      stateReason: act.reason,
      pausedAt: act.at,
      ...(act.returnOn === undefined ? {} : { returnOn: act.returnOn }),
    },
    event: plainEvent('participant.paused', 'on leave', {
      at: act.at,
      by: act.by,
      about: [
        ...facts(participant, act.reason),
        ...(act.returnOn === undefined ? [] : [{ field: 'until', value: act.returnOn, about: personId }]),
      ],
    }),
  }
}

/** Back from leave; what was missed is given by `timeMissed`, step by step. */
export function comeBack(participant: Participant, act: HrAct): ParticipantDecision | Refusal {
  if (participant.state !== 'paused') {
    return refuse('not-paused', `${participant.name} is not on leave in this cycle.`)
  }
  const { stateReason: _, pausedAt: __, returnOn: ___, ...rest } = participant
  return {
    before: participant,
    after: { ...rest, state: 'active' },
    event: plainEvent('participant.returned', 'back from leave', { ...act, about: facts(participant) }),
  }
}

/** Not reviewed in this cycle; what they do for others goes on. */
export function exempt(participant: Participant, act: Act): ParticipantDecision | Refusal {
  if (participant.state === 'exempt' || participant.state === 'withdrawn') return notActive(participant)
  return {
    before: participant,
    after: { ...withoutLeave(participant), state: 'exempt', stateReason: act.reason },
    event: plainEvent('participant.exempted', 'exempt', {
      at: act.at,
      by: act.by,
      about: facts(participant, act.reason),
    }),
  }
}

/** Takes no part any more: links and sessions end with the generation of the links. */
export function withdraw(participant: Participant, act: Act): ParticipantDecision | Refusal {
  if (participant.state === 'withdrawn') return notActive(participant)
  return {
    before: participant,
    after: {
      ...withoutLeave(participant),
      state: 'withdrawn',
      stateReason: act.reason,
      linkGeneration: participant.linkGeneration + 1,
    },
    event: plainEvent('participant.withdrawn', 'withdrawn', {
      at: act.at,
      by: act.by,
      about: facts(participant, act.reason),
    }),
  }
}

function withoutLeave({ pausedAt: _, returnOn: __, ...participant }: Participant): Participant {
  return participant
}

const facts = ({ personId }: Participant, reason?: string) => [
  { field: 'participant', value: personId, about: personId },
  ...(reason === undefined ? [] : [{ field: 'reason', value: reason, about: personId }]),
]

const STATE_IN_WORDS: Record<Participant['state'], string> = {
  active: 'takes part',
  paused: 'is on leave',
  withdrawn: 'no longer takes part',
  exempt: 'is exempt already',
}

function notActive({ name, state }: Participant): Refusal {
  return refuse('not-active', `${name} ${STATE_IN_WORDS[state]} in this cycle.`)
}
