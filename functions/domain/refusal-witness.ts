import { isLocalDate, localDateOf } from './calendar.ts'
import type { ReviewCycle } from './cycle.ts'
import type { ReviewDecision } from './decision.ts'
import type { PersonId } from './ids.ts'
import type { OfficerAct } from './officer.ts'
import { type Refusal, refuse } from './refusal.ts'
import { type Review, recordVersionOf } from './review.ts'
import type { Authentication, TrailEvent } from './trail-event.ts'
import { plainEvent } from './workflow-event.ts'

/** Who writes down a witness: somebody of HR, or the supervisor. */
export type WitnessedBy =
  | { role: 'hr'; act: OfficerAct }
  | { role: 'supervisor'; personId: PersonId; at: string; authentication: Authentication }

/**
 * Writes down, after a refusal to sign, on which day it was and who was there. Nobody signs for the reviewee by that, and what
 * was written down once is not changed: it can only be written down again, and the trail keeps both.
 * @param said.on local date in the cycle's time zone.
 */
export function witnessRefusal(
  { cycle, review }: { cycle: ReviewCycle; review: Review },
  said: { witness: string; on: string },
  by: WitnessedBy,
): ReviewDecision | Refusal {
  const at = by.role === 'hr' ? by.act.at : by.at
  if (review.acknowledgement !== 'refused' || review.erasedAt !== undefined) {
    return refuse('no-refusal', 'Nobody has refused to sign this record, so there is nothing to witness.')
  }
  const witness = said.witness.trim()
  if (witness === '') return refuse('no-witness', 'Write the name of the witness.', 'witness')
  if (!isLocalDate(said.on)) {
    return refuse('bad-date', 'Write the day of the refusal like 2027-01-29.', 'on')
  }
  if (said.on > localDateOf(at, cycle.timeZone)) {
    return refuse('in-the-future', 'That day is still to come. Write the day on which they refused.', 'on')
  }
  if (review.releasedAt !== undefined && said.on < localDateOf(review.releasedAt, cycle.timeZone)) {
    return refuse('before-the-release', 'On that day the record had not been released yet.', 'on')
  }
  return {
    before: review,
    after: { ...review, refusalWitness: { witness, on: said.on, writtenAt: at, writtenBy: by.role } },
    steps: [],
    event: eventOf(review, { witness, on: said.on }, by),
    counts: {},
  }
}

function eventOf(review: Review, said: { witness: string; on: string }, by: WitnessedBy): TrailEvent {
  const about = review.revieweeId
  const personal = [
    { field: 'reviewee', value: about, about },
    { field: 'witness', value: said.witness, about },
    { field: 'witnessedOn', value: said.on, about },
  ]
  const record = {
    ...(review.recordDigest === null ? {} : { recordDigest: review.recordDigest }),
    recordVersion: recordVersionOf(review),
  }
  const meaning = 'refusal witnessed'
  if (by.role === 'hr') {
    return plainEvent('record.refusal-witnessed', meaning, { ...by.act, ...record, about: personal })
  }
  const { at, personId, authentication } = by
  return {
    ...plainEvent('record.refusal-witnessed', meaning, { at, ...record, about: personal }),
    signerRole: 'supervisor',
    authentication,
    personal: [{ field: 'signer', value: personId, about: personId }, ...personal],
  }
}
