import * as z from 'zod'
import type { PersonId } from './ids.ts'
import { personIdSchema } from './ids.ts'
import { type OfficerAct, officerOf, officerSchema } from './officer.ts'
import { type Refusal, refuse } from './refusal.ts'
import type { PersonalValue, TrailEvent } from './trail-event.ts'
import { plainEvent } from './workflow-event.ts'

/** A lawsuit, an inquiry, a dispute: while it stands, nothing of the person may be erased. */
export const legalHoldSchema = z.object({
  /** Random, hex; tells the holds of one person apart. */
  holdId: z.string(),
  reason: z.string(),
  placedBy: officerSchema,
  placedAt: z.string(),
  /** One of HR has asked to lift it, and another has to agree. Until then it stands. */
  liftAsked: z.object({ by: officerSchema, at: z.string(), reason: z.string() }).optional(),
})
export type LegalHold = z.infer<typeof legalHoldSchema>

/** All holds that stand on one person; several matters may each need their own. `version` counts the writes, from 1. */
export const holdsOfPersonSchema = z.object({
  personId: personIdSchema,
  version: z.int().min(0),
  holds: z.array(legalHoldSchema),
})
export type HoldsOfPerson = z.infer<typeof holdsOfPersonSchema>

export const noHolds = (personId: PersonId): HoldsOfPerson => ({ personId, version: 0, holds: [] })

/** More than any one person has had matters at once; keeps the row small. */
export const MOST_HOLDS = 20
export const HOLD_REASON_LENGTH = 500

export interface HoldDecision {
  before: HoldsOfPerson
  after: HoldsOfPerson
  /** Placing and lifting leave an entry. Asking to lift and thinking better of it change nothing that holds, and leave none. */
  event?: TrailEvent
}

/** Takes effect at once, also on an erasure that is under way: what is not gone yet stays. */
export function placeHold(
  before: HoldsOfPerson,
  act: OfficerAct & { holdId: string; reason: string },
): HoldDecision | Refusal {
  if (before.holds.length >= MOST_HOLDS) {
    return refuse(
      'too-many-holds',
      `${MOST_HOLDS} holds stand already. Lift one that is over before you place another.`,
    )
  }
  const hold: LegalHold = {
    holdId: act.holdId,
    reason: act.reason,
    placedBy: officerOf(act),
    placedAt: act.at,
  }
  return {
    before,
    after: written(before, [...before.holds, hold]),
    event: plainEvent('person.hold-placed', 'legal hold placed', {
      ...act,
      about: aboutHold(before.personId, hold),
    }),
  }
}

/** The first half of lifting. Whoever placed the hold may ask too, but not agree to what they have asked. */
export function askToLift(
  before: HoldsOfPerson,
  act: OfficerAct & { holdId: string; reason: string },
): HoldDecision | Refusal {
  const hold = holdIn(before, act.holdId)
  if (hold === undefined) return gone()
  if (hold.liftAsked !== undefined) {
    return refuse(
      'lift-asked',
      `${hold.liftAsked.by.name} has asked for that already. Somebody else of HR can agree.`,
    )
  }
  const liftAsked = { by: officerOf(act), at: act.at, reason: act.reason }
  return { before, after: replaced(before, { ...hold, liftAsked }) }
}

/** The hold goes on; what was asked is forgotten. */
export function keepHold(before: HoldsOfPerson, act: { holdId: string }): HoldDecision | Refusal {
  const hold = holdIn(before, act.holdId)
  if (hold === undefined) return gone()
  const { liftAsked: _, ...kept } = hold
  return { before, after: replaced(before, kept) }
}

/** The second half: another one of HR agrees, and the hold is over. */
export function liftHold(
  before: HoldsOfPerson,
  act: OfficerAct & { holdId: string },
): HoldDecision | Refusal {
  const hold = holdIn(before, act.holdId)
  if (hold === undefined) return gone()
  const { liftAsked } = hold
  if (liftAsked === undefined) {
    return refuse(
      'lift-not-asked',
      'Nobody has asked to lift this hold. One of you asks, another one agrees.',
    )
  }
  if (liftAsked.by.subject === act.by.subject) {
    return refuse(
      'needs-second-person',
      'You have asked for this yourself. Lifting a hold takes two people: somebody else of HR has to agree.',
    )
  }
  const { personId } = before
  return {
    before,
    after: written(
      before,
      before.holds.filter(({ holdId }) => holdId !== hold.holdId),
    ),
    event: plainEvent('person.hold-lifted', 'legal hold lifted', {
      ...act,
      about: [
        { field: 'requestedBy', value: liftAsked.by.subject, about: accountOf(liftAsked.by.subject) },
        ...aboutHold(personId, hold),
        { field: 'liftReason', value: liftAsked.reason, about: personId },
      ],
    }),
  }
}

/** The vault keeps what is about an account of HR under the account itself, so that erasing a person leaves it. */
export const accountOf = (subject: string) => `account:${subject}` as PersonId

function aboutHold(about: PersonId, hold: LegalHold): PersonalValue[] {
  return [
    { field: 'person', value: about, about },
    { field: 'holdId', value: hold.holdId, about },
    { field: 'reason', value: hold.reason, about },
  ]
}

const holdIn = ({ holds }: HoldsOfPerson, holdId: string) => holds.find((hold) => hold.holdId === holdId)

const written = (before: HoldsOfPerson, holds: LegalHold[]): HoldsOfPerson => ({
  ...before,
  version: before.version + 1,
  holds,
})

const replaced = (before: HoldsOfPerson, hold: LegalHold): HoldsOfPerson =>
  written(
    before,
    before.holds.map((one) => (one.holdId === hold.holdId ? hold : one)),
  )

const gone = () => refuse('no-such-hold', 'This hold does not stand any more. Nothing was changed.')
