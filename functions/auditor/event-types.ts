import * as z from 'zod'

/** The events that an auditor can search for, in the order in which they happen. */
export const searchableEvents = [
  'cycle.planned',
  'cycle.scheduled',
  'cycle.opened',
  'cycle.release-requested',
  'cycle.released',
  'cycle.close-requested',
  'cycle.closed',
  'cycle.cancelled',
  'participant.link-renewed',
  'person.changed',
  'review.opened',
  'self-assessment.submitted',
  'peer-input.submitted',
  'supervisor-rating.submitted',
  'step.bypassed',
  'step.expired',
  'step.extended',
  'record.released',
  'record.signed-by-reviewee',
  'record.signature-refused',
  'record.countersigned',
  'review.sealed',
  'review.closed-unfinished',
  'person.hold-placed',
  'person.hold-lifted',
  'person.erasure-requested',
  'person.erasure-withdrawn',
  'person.erasure-confirmed',
  'person.erased',
  'log.heartbeat',
] as const

export const searchableEventSchema = z.enum(searchableEvents)
