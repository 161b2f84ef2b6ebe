import * as z from 'zod'
import type { ReviewCycle } from './cycle.ts'
import { personIdSchema } from './ids.ts'
import { accountOf, type HoldsOfPerson } from './legal-hold.ts'
import { type OfficerAct, officerOf, officerSchema } from './officer.ts'
import type { Person } from './person.ts'
import { type Refusal, refuse } from './refusal.ts'
import type { TrailEvent } from './trail-event.ts'
import { withFullStop } from './with-full-stop.ts'
import { plainEvent } from './workflow-event.ts'

const always = {
  personId: personIdSchema,
  /** Random, hex; another one for each request. */
  erasureId: z.string(),
  /** Counts the writes of the row, from 1. */
  version: z.int().min(1),
}
const asked = { ...always, requestedBy: officerSchema, requestedAt: z.string(), reason: z.string() }
const agreed = { ...asked, confirmedBy: officerSchema, confirmedAt: z.string() }

/** The erasure of one person, from the request to the end. There is one at most. */
export const erasureSchema = z.discriminatedUnion('status', [
  // One of HR wants it; nothing has happened to the person.
  z.object({ status: z.literal('requested'), ...asked }),
  // Taken back before anything was erased. The reason is forgotten.
  z.object({ status: z.literal('withdrawn'), ...always, withdrawnAt: z.string() }),
  // Two of HR want it. The person has left; nothing is erased yet, and it can still be withdrawn.
  z.object({
    status: z.literal('confirmed'),
    ...agreed,
    /** What a withdrawal gives back, and at which version of the person's row. */
    statusBefore: z.enum(['active', 'left']),
    personVersion: z.int(),
  }),
  // The person's row is gone and the rest follows. There is no way back; a hold only stops it where it is.
  z.object({
    status: z.literal('erasing'),
    ...agreed,
    begunAt: z.string(),
    /** When everything was looked through and nothing was left; unset again when something turns up. */
    cleanSince: z.string().optional(),
  }),
  // Nothing is left, and the register says so. The accounts of HR stay by their ids, the reason has gone with the person.
  z.object({
    status: z.literal('erased'),
    ...always,
    requestedBy: z.string(),
    confirmedBy: z.string(),
    erasedAt: z.string(),
  }),
])
export type Erasure = z.infer<typeof erasureSchema>
export type ErasureStatus = Erasure['status']
export type ErasureIn<S extends ErasureStatus> = Extract<Erasure, { status: S }>

export const ERASURE_REASON_LENGTH = 500

/** What a decision about an erasure looks at. */
export interface ErasureSituation {
  /** Undefined for somebody who is not there, or not any more. */
  person: Person | undefined
  erasure: Erasure | undefined
  holds: HoldsOfPerson
  /** The cycles that are not over and that this person takes part in; one that is being launched might take them in. */
  openCycles: readonly Pick<ReviewCycle, 'cycleId' | 'name' | 'status'>[]
}

/** An erasure before and after; the write is guarded by the version before. */
export interface ErasureDecision {
  before: Erasure | undefined
  after: Erasure
  event: TrailEvent
  /** The person as the decision leaves them, where it changes them. */
  person?: Person
}

/** The first of two. */
export function requestErasure(
  situation: ErasureSituation,
  act: OfficerAct & { erasureId: string; reason: string },
): ErasureDecision | Refusal {
  const { person, erasure } = situation
  if (person === undefined) return nobody()
  if (erasure !== undefined && erasure.status !== 'withdrawn') return alreadyAsked(erasure)
  const [obstacle] = obstaclesTo(situation)
  if (obstacle !== undefined) return obstacle
  const about = person.personId
  return {
    before: erasure,
    after: {
      status: 'requested',
      personId: person.personId,
      erasureId: act.erasureId,
      version: (erasure?.version ?? 0) + 1,
      requestedBy: officerOf(act),
      requestedAt: act.at,
      reason: act.reason,
    },
    event: plainEvent('person.erasure-requested', 'erasure requested', {
      ...act,
      about: [
        { field: 'person', value: about, about },
        { field: 'reason', value: act.reason, about },
      ],
    }),
  }
}

/**
 * The second of two, who must be another account. From now on the person has left, so that no launch takes them in while the
 * erasure is about to begin.
 */
export function confirmErasure(
  situation: ErasureSituation,
  act: OfficerAct & { erasureId: string },
): ErasureDecision | Refusal {
  const { person, erasure } = situation
  if (person === undefined || erasure === undefined) return nobody()
  if (erasure.status !== 'requested') return alreadyAsked(erasure)
  if (erasure.erasureId !== act.erasureId) return replaced()
  if (erasure.requestedBy.subject === act.by.subject) {
    return refuse(
      'needs-second-person',
      'You have asked for this yourself. Erasing takes two people: somebody else of HR has to confirm.',
    )
  }
  const [obstacle] = obstaclesTo(situation)
  if (obstacle !== undefined) return obstacle
  const leaver: Person = { ...person, status: 'left', version: person.version + 1 }
  const { requestedBy } = erasure
  return {
    before: erasure,
    after: {
      ...erasure,
      status: 'confirmed',
      version: erasure.version + 1,
      confirmedBy: officerOf(act),
      confirmedAt: act.at,
      statusBefore: person.status,
      personVersion: leaver.version,
    },
    person: leaver,
    event: plainEvent('person.erasure-confirmed', 'erasure confirmed', {
      ...act,
      about: [
        { field: 'requestedBy', value: requestedBy.subject, about: accountOf(requestedBy.subject) },
        { field: 'person', value: person.personId, about: person.personId },
      ],
    }),
  }
}

/** Either of the two, or anybody else of HR, as long as nothing is erased. Somebody who only left for this comes back. */
export function withdrawErasure(
  { person, erasure }: ErasureSituation,
  act: OfficerAct & { erasureId: string },
): ErasureDecision | Refusal {
  if (person === undefined || erasure === undefined) return nobody()
  if (erasure.erasureId !== act.erasureId) return replaced()
  if (erasure.status !== 'requested' && erasure.status !== 'confirmed') {
    return refuse('cannot-withdraw', 'This can no longer be taken back.')
  }
  const { personId, erasureId } = erasure
  const comesBack =
    erasure.status === 'confirmed' &&
    erasure.statusBefore === 'active' &&
    erasure.personVersion === person.version
  return {
    before: erasure,
    after: {
      status: 'withdrawn',
      personId,
      erasureId,
      version: erasure.version + 1,
      withdrawnAt: act.at,
    },
    ...(comesBack ? { person: { ...person, status: 'active', version: person.version + 1 } } : {}),
    event: plainEvent('person.erasure-withdrawn', 'erasure withdrawn', {
      ...act,
      about: [{ field: 'person', value: personId, about: personId }],
    }),
  }
}

/** The person's row becomes a tombstone. A refusal says what it waits for; it is looked at again every minute. */
export function beginErasure(
  situation: ErasureSituation,
  act: { at: string },
): { before: ErasureIn<'confirmed'>; after: ErasureIn<'erasing'>; person: Person } | Refusal {
  const { person, erasure } = situation
  if (person === undefined || erasure?.status !== 'confirmed') return nobody()
  const [obstacle] = obstaclesTo(situation)
  if (obstacle !== undefined) return obstacle
  if (person.status !== 'left') {
    return refuse(
      'taken-back',
      `${person.name} was taken back by an import. Import them as somebody who has left, or withdraw the erasure.`,
    )
  }
  const { statusBefore: _, personVersion: __, ...kept } = erasure
  const version = erasure.version + 1
  return { before: erasure, after: { ...kept, status: 'erasing', version, begunAt: act.at }, person }
}

/** Everything was looked through and nothing was left. */
export const foundNothing = (erasure: ErasureIn<'erasing'>, act: { at: string }): ErasureIn<'erasing'> => ({
  ...erasure,
  version: erasure.version + 1,
  cleanSince: act.at,
})

/** Something has turned up again: written by a request that was under way, or late in an index. */
export function foundMore(erasure: ErasureIn<'erasing'>): ErasureIn<'erasing'> {
  const { cleanSince: _, ...rest } = erasure
  return { ...rest, version: erasure.version + 1 }
}

/**
 * So long must nothing have been left: no request lives longer than half a minute, and an index follows its table within a
 * second or so. A little less than the minute between two looks.
 */
export const QUIET_SECONDS = 50

export function isQuiet({ cleanSince }: ErasureIn<'erasing'>, now: string): boolean {
  return cleanSince !== undefined && Date.parse(now) - Date.parse(cleanSince) >= QUIET_SECONDS * 1000
}

/** The last write: who it was that wanted it stays, why has gone. */
export function finishErasure(erasure: ErasureIn<'erasing'>, act: { at: string }): ErasureIn<'erased'> {
  const { personId, erasureId, requestedBy, confirmedBy } = erasure
  return {
    status: 'erased',
    personId,
    erasureId,
    version: erasure.version + 1,
    requestedBy: requestedBy.subject,
    confirmedBy: confirmedBy.subject,
    erasedAt: act.at,
  }
}

/**
 * The entry that an erasure leaves: who of HR wanted it, and which entries no longer open. Nothing in it is about the
 * person who is gone.
 * @param events ids, at most 500; more of them stand in further entries.
 */
export function personErased(
  { requestedBy, confirmedBy }: Pick<ErasureIn<'erasing'>, 'requestedBy' | 'confirmedBy'>,
  events: readonly string[],
  act: { at: string },
): TrailEvent {
  const event = plainEvent('person.erased', 'erased', {
    ...act,
    about: [
      { field: 'requestedBy', value: requestedBy.subject, about: accountOf(requestedBy.subject) },
      { field: 'confirmedBy', value: confirmedBy.subject, about: accountOf(confirmedBy.subject) },
    ],
  })
  // In the order of their random ids: any other could tell something.
  return { ...event, erasedEvents: [...events].sort() }
}

/** What stands in the way, in sentences; nothing when the person can be erased. */
export function obstaclesTo({ person, holds, openCycles }: ErasureSituation): Refusal[] {
  const name = person?.name ?? 'this person'
  const standing = holds.holds.length
  return [
    ...(standing === 0
      ? []
      : [
          refuse(
            'on-hold',
            `${standing === 1 ? 'A legal hold stands' : `${standing} legal holds stand`} on ${withFullStop(name)} Nothing is erased until ${standing === 1 ? 'it is' : 'they are'} lifted.`,
          ),
        ]),
    ...openCycles.map((cycle) =>
      cycle.status === 'opening'
        ? refuse(
            'launch-under-way',
            `“${cycle.name}” is being launched. Who takes part is known in a minute or two; try again then.`,
          )
        : refuse(
            'takes-part',
            `${name} takes part in “${cycle.name}”, which is not closed. Erase them when it is.`,
          ),
    ),
  ]
}

function alreadyAsked(erasure: Erasure): Refusal {
  switch (erasure.status) {
    case 'requested':
      return refuse(
        'erasure-requested',
        `${erasure.requestedBy.name} has asked for this already. Somebody else of HR has to confirm.`,
      )
    case 'withdrawn':
      return refuse('erasure-withdrawn', 'The erasure was withdrawn. Nothing was erased.')
    case 'confirmed':
      return refuse(
        'erasure-confirmed',
        'The erasure is confirmed already. It begins within a minute or two.',
      )
    case 'erasing':
      return refuse('erasure-under-way', 'The erasure is under way already.')
    case 'erased':
      return refuse('erased', 'This person is erased already.')
  }
}

const nobody = () => refuse('nobody', 'There is nobody here to erase any more.')

const replaced = () =>
  refuse(
    'another-request',
    'The request that you saw was withdrawn, and this is another one. Look at it again, then decide.',
  )
