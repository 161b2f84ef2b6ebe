import type { Acknowledgement, Review, ReviewStage } from '../domain/review.ts'
import type { TrailEntry } from '../trail/entry.ts'

/** What had become of a part of the review by a certain entry. */
export interface PartAsOf {
  part: 'self' | 'peers' | 'rating' | 'release' | 'revieweeSignature' | 'supervisorSignature' | 'seal'
  state: 'done' | 'now' | 'later' | 'skipped'
  /** How it ended, in a few words; undefined while it has not. */
  how: string | undefined
  /** When, as an ISO instant. */
  at: string | undefined
}

/** A review as its entries tell it, up to one of them. */
export interface ReviewAsOf {
  stage: ReviewStage
  acknowledgement: Acknowledgement | null
  parts: PartAsOf[]
  /** A dispute waited for its decision. */
  isDisputed: boolean
  /** The entry of the release of the record that counted then; undefined before it. */
  release: TrailEntry | undefined
}

/**
 * Tells a review's state from its entries alone, without asking what its row says now.
 * @param peersAsked how many colleagues the launch asked; that is fixed from then on.
 * @param entries of the review's chain, from the first on, up to the moment in question.
 */
export function reviewAsOf(peersAsked: number, entries: readonly TrailEntry[]): ReviewAsOf {
  const anew = entries.findLastIndex(isDoneAnew)
  // Where a record was set aside, only what followed counts; a rating stands unless it was to be given again.
  const since = (type: string) =>
    anew < 0 || (/rating/i.test(type) && !isRatedAnew(entries, anew)) ? 0 : anew + 1
  const last = (type: string) => entries.slice(since(type)).findLast(({ eventType }) => eventType === type)
  const missed = (kind: string) =>
    entries
      .slice(since(kind))
      .findLast(
        ({ eventType, meaning }) =>
          (eventType === 'step.bypassed' || eventType === 'step.expired') && meaning.startsWith(`${kind} `),
      )
  const everLast = (type: string) => entries.findLast(({ eventType }) => eventType === type)
  const everMissed = entries.findLast(
    ({ eventType, meaning }) =>
      (eventType === 'step.bypassed' || eventType === 'step.expired') &&
      meaning.startsWith('selfAssessment '),
  )
  const self = settled(everLast('self-assessment.submitted'), everMissed, 'sent in')
  const rating = settled(last('supervisor-rating.submitted'), missed('supervisorRating'), 'sent in')
  const peers = peersPart(peersAsked, entries)
  const release = last('record.released')
  const revieweeSigned = last('record.signed-by-reviewee') ?? last('record.signature-refused')
  const revieweeSilent = missed('revieweeSignature')
  const countersigned = last('record.countersigned')
  const sealed = last('review.sealed')
  const closed = last('review.closed-unfinished')
  const acknowledgement = acknowledgementIn(revieweeSigned, revieweeSilent)

  const isGathered = self !== undefined && peers.state !== 'now'
  const mayGoOn = (ready: boolean): PartAsOf['state'] => (ready && closed === undefined ? 'now' : 'later')
  const part = (name: PartAsOf['part'], end: Ending | undefined, ready: boolean): PartAsOf => ({
    part: name,
    state: end?.state ?? mayGoOn(ready),
    how: end?.how,
    at: end?.at,
  })
  return {
    stage:
      anew >= 0 && rating === undefined && closed === undefined
        ? 'reopened'
        : stageAt({ sealed, closed, acknowledgement, release, rating }),
    acknowledgement,
    isDisputed:
      entries.findLastIndex(({ eventType }) => eventType === 'dispute.raised') >
      entries.findLastIndex(({ eventType }) => eventType === 'dispute.decided'),
    release,
    parts: [
      part('self', self, true),
      closed !== undefined && peers.state === 'now' ? { ...peers, state: 'later' } : peers,
      part('rating', rating, isGathered),
      part(
        'release',
        release && { state: 'done', how: 'released', at: release.signedAt },
        rating?.state === 'done',
      ),
      part('revieweeSignature', revieweeEnding(revieweeSigned, revieweeSilent), release !== undefined),
      part(
        'supervisorSignature',
        settled(countersigned, missed('supervisorSignature'), 'signed'),
        acknowledgement !== null,
      ),
      part(
        'seal',
        sealed && { state: 'done', how: 'sealed', at: sealed.signedAt },
        countersigned !== undefined,
      ),
    ],
  }
}

/** An entry after which the record before it no longer counts. */
const isDoneAnew = ({ eventType, meaning }: TrailEntry): boolean =>
  eventType === 'review.reopened' || (eventType === 'dispute.decided' && meaning !== 'upheld')

/** A reopening says whether it goes back to the rating. A decision does not; that another rating followed does. */
function isRatedAnew(entries: readonly TrailEntry[], anew: number): boolean {
  const entry = entries[anew]
  if (entry?.eventType === 'review.reopened') return entry.meaning === 'reopened to the rating'
  return entry?.meaning === 'overturned' && !Object.hasOwn(entry.commitments, 'newRating')
}

interface Ending {
  state: 'done' | 'skipped'
  how: string
  at: string
}

function settled(
  done: TrailEntry | undefined,
  missed: TrailEntry | undefined,
  how: string,
): Ending | undefined {
  if (done !== undefined) return { state: 'done', how, at: done.signedAt }
  return missed && { state: 'skipped', how: 'its time ran out', at: missed.signedAt }
}

function peersPart(asked: number, entries: readonly TrailEntry[]): PartAsOf {
  if (asked === 0) return { part: 'peers', state: 'skipped', how: 'nobody was asked', at: undefined }
  const sent = entries.filter(({ eventType }) => eventType === 'peer-input.submitted')
  const missed = entries.filter(
    ({ eventType, meaning }) =>
      (eventType === 'step.bypassed' || eventType === 'step.expired') && meaning.startsWith('peerInput '),
  )
  const isOver = sent.length + missed.length >= asked
  return {
    part: 'peers',
    state: !isOver ? 'now' : sent.length === 0 ? 'skipped' : 'done',
    how: `${sent.length} of ${asked} sent in${missed.length === 0 ? '' : `, ${missed.length} not in time`}`,
    at: undefined,
  }
}

const acknowledgements: Readonly<Record<string, Acknowledgement>> = {
  acknowledged: 'acknowledged',
  'acknowledged-with-disagreement': 'acknowledged-with-disagreement',
  refused: 'refused',
}

function acknowledgementIn(
  signed: TrailEntry | undefined,
  silent: TrailEntry | undefined,
): Acknowledgement | null {
  if (signed !== undefined) return acknowledgements[signed.meaning] ?? 'acknowledged'
  return silent === undefined ? null : 'silent'
}

function revieweeEnding(signed: TrailEntry | undefined, silent: TrailEntry | undefined): Ending | undefined {
  if (signed === undefined)
    return silent && { state: 'skipped', how: 'no answer in time', at: silent.signedAt }
  const how = {
    refused: 'refused to sign',
    'acknowledged-with-disagreement': 'signed, not agreeing with all of it',
  }[signed.meaning]
  return { state: 'done', how: how ?? 'signed, agreeing', at: signed.signedAt }
}

function stageAt(of: {
  sealed: TrailEntry | undefined
  closed: TrailEntry | undefined
  acknowledgement: Acknowledgement | null
  release: TrailEntry | undefined
  rating: Ending | undefined
}): ReviewStage {
  if (of.sealed !== undefined) return 'sealed'
  if (of.closed !== undefined) return 'closedUnfinished'
  if (of.acknowledgement === 'refused') return 'signatureRefused'
  if (of.acknowledgement === 'silent') return 'unacknowledged'
  if (of.acknowledgement !== null) return 'acknowledged'
  if (of.release !== undefined) return 'released'
  if (of.rating !== undefined) return of.rating.state === 'done' ? 'rated' : 'unrated'
  return 'gathering'
}

/** How many colleagues a review's launch asked. */
export const peersAskedIn = ({ steps }: Review): number =>
  steps.filter(({ kind }) => kind === 'peerInput').length
