import type { PersonId } from './ids.ts'

/** What happened, in the log's words. The names are part of the trail's format and never change their meaning. */
export type TrailEventType =
  | 'cycle.planned'
  | 'cycle.scheduled'
  | 'cycle.opened'
  | 'cycle.review-added'
  | 'cycle.paused'
  | 'cycle.resumed'
  | 'cycle.release-requested'
  | 'cycle.released'
  | 'cycle.close-requested'
  | 'cycle.closed'
  | 'cycle.cancelled'
  | 'participant.link-renewed'
  | 'participant.paused'
  | 'participant.returned'
  | 'participant.exempted'
  | 'participant.withdrawn'
  | 'person.changed'
  | 'review.opened'
  | 'self-assessment.submitted'
  | 'peer-input.submitted'
  | 'supervisor-rating.submitted'
  | 'step.bypassed'
  | 'step.expired'
  | 'step.extended'
  | 'supervisor.reassigned'
  | 'peer.replaced'
  | 'peer-input.declined'
  | 'participant.reminded'
  | 'record.released'
  | 'record.signed-by-reviewee'
  | 'record.signature-refused'
  | 'record.countersigned'
  | 'review.sealed'
  | 'review.closed-unfinished'
  | 'review.ended-early'
  | 'dispute.raised'
  | 'dispute.assigned'
  | 'dispute.overdue'
  | 'dispute.decided'
  | 'review.reopening-requested'
  | 'review.reopening-withdrawn'
  | 'review.reopened'
  | 'record.refusal-witnessed'
  | 'log.heartbeat'
  | 'person.hold-placed'
  | 'person.hold-lifted'
  | 'person.erasure-requested'
  | 'person.erasure-withdrawn'
  | 'person.erasure-confirmed'
  | 'person.erased'

/** How somebody was known to be who they are. `none` stands for the workflow itself. */
export interface Authentication {
  method: 'emailed-link' | 'emailed-link-and-code' | 'oidc' | 'none'
  at: string | null
}

/**
 * An event as the rules state it, before it is committed. `personal` holds what must stay erasable: names, ids, ratings,
 * reasons. It reaches the log only as commitments, and the vault keeps the values under the person whom they are about.
 */
export interface TrailEvent {
  type: TrailEventType
  meaning: string
  signerRole: 'self' | 'peer' | 'supervisor' | 'reviewee' | 'hr' | 'workflow'
  at: string
  /** SHA-256, hex, of the canonical rendition that the signer saw; null where nothing is shown or it must stay apart. */
  recordDigest: string | null
  recordVersion: number
  formVersion: number | null
  /** The sentence that the signer agreed to, by id; its text is part of the app, its hash part of the entry. */
  intentStatementId: string | null
  authentication: Authentication
  /** In whose place somebody acted; null when for themselves. */
  delegation: string | null
  beforeDigest: string | null
  afterDigest: string | null
  personal: readonly PersonalValue[]
  /** The events whose salts and values an erasure took away, by id. Ids are random and say nothing about anybody. */
  erasedEvents?: readonly string[]
}

export interface PersonalValue {
  field: string
  value: string
  about: PersonId
}
