import type { PersonId } from './ids.ts'
import type { PersonalValue, TrailEvent } from './trail-event.ts'

/** An event that nobody signs: the workflow, or HR in its console, did something that the trail must tell. */
export function plainEvent(
  type: TrailEvent['type'],
  meaning: string,
  act: {
    at: string
    by?: { subject: string; authenticatedAt: string }
    about?: readonly PersonalValue[]
    recordDigest?: string
    /** The record that it is about, where that is not the first. */
    recordVersion?: number
    beforeDigest?: string
    afterDigest?: string
  },
): TrailEvent {
  return {
    type,
    meaning,
    signerRole: act.by === undefined ? 'workflow' : 'hr',
    at: act.at,
    recordDigest: act.recordDigest ?? null,
    recordVersion: act.recordVersion ?? 1,
    formVersion: null,
    intentStatementId: null,
    authentication:
      act.by === undefined ? { method: 'none', at: null } : { method: 'oidc', at: act.by.authenticatedAt },
    delegation: null,
    beforeDigest: act.beforeDigest ?? null,
    afterDigest: act.afterDigest ?? null,
    personal: [
      // An account of the console is not a person of the company; the vault keeps it under its own name.
      ...(act.by === undefined
        ? []
        : [{ field: 'actor', value: act.by.subject, about: `account:${act.by.subject}` as PersonId }]),
      ...(act.about ?? []),
    ],
  }
}
