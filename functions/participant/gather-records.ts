import { type ReviewRecord, reviewRecordSchema } from '../domain/record.ts'
import type { Review } from '../domain/review.ts'
import { type ReviewStep, WRITABLE } from '../domain/step.ts'
import type { Database } from '../store/database.ts'
import { findRecord } from '../store/released-records.ts'
import { findReview, listStepsOfPerson, listStepsOfReview } from '../store/reviews.ts'
import { listOpenings } from '../store/trail.ts'
import { digestOf } from '../trail/digest.ts'
import type { ParticipantSession } from '../web/sessions.ts'

/** A released record that waits for one person's signature. */
export interface RecordToSign {
  step: ReviewStep
  review: Review
  record: ReviewRecord
  /** The very text that the digest covers. */
  canonical: string
  /** SHA-256 of it, hex. */
  digest: string
  /** For the supervisor: how the reviewee has signed. `undefined` for the reviewee, null when they stayed silent. */
  revieweeSaid?: { meaning: string; comment: string } | null
}

export interface SigningDesk {
  /** The person's own review first, then the others by name. */
  waiting: RecordToSign[]
  /** Signatures that this person has given already. */
  signed: ReviewStep[]
}

/** Everything that one person has to sign or has signed. */
export async function gatherSigningDesk(db: Database, session: ParticipantSession): Promise<SigningDesk> {
  const steps = (await listStepsOfPerson(db, session.cycleId, session.personId)).filter(
    ({ kind }) => kind === 'revieweeSignature' || kind === 'supervisorSignature',
  )
  const waiting = await Promise.all(
    steps.filter(({ state }) => WRITABLE.includes(state)).map((step) => loadRecord(db, step)),
  )
  return {
    waiting: waiting.sort(ownFirst),
    signed: steps.filter((step) => step.receipt !== undefined).sort(byName),
  }
}

async function loadRecord(db: Database, step: ReviewStep): Promise<RecordToSign> {
  const [review, canonical] = await Promise.all([
    findReview(db, step.cycleId, step.reviewId),
    findRecord(db, step.reviewId, step.recordVersion),
  ])
  if (review === undefined || canonical === undefined) {
    throw new Error(`The review ${step.reviewId} waits for a signature without a released record`)
  }
  const { digest, record } = readRecord(canonical)
  if (digest !== review.recordDigest) {
    throw new Error(`The record of ${step.reviewId} is not the one that was released`)
  }
  const shown = { step, review, record, canonical, digest }
  return step.kind === 'revieweeSignature'
    ? shown
    : { ...shown, revieweeSaid: await howTheRevieweeSigned(db, review) }
}

/** A released record as it stands in the store, and the digest of what it says. */
export function readRecord(canonical: string): { record: ReviewRecord; digest: string } {
  const value: unknown = JSON.parse(canonical)
  return { record: reviewRecordSchema.parse(value), digest: digestOf(value) }
}

async function howTheRevieweeSigned(
  db: Database,
  review: Review,
): Promise<{ meaning: string; comment: string } | null> {
  const steps = await listStepsOfReview(db, review.reviewId)
  // Those under a record that was replaced are there too, and no longer count.
  const current = review.steps.find(({ kind }) => kind === 'revieweeSignature')
  const receipt = steps.find(({ stepId }) => stepId === current?.stepId)?.receipt
  if (receipt === undefined) return null
  const openings = await listOpenings(db, receipt.eventId)
  const comment = openings.find(({ field }) => field === 'comment')?.value ?? ''
  return { meaning: receipt.meaning, comment }
}

function ownFirst(one: RecordToSign, other: RecordToSign): number {
  if (one.step.kind !== other.step.kind) return one.step.kind === 'revieweeSignature' ? -1 : 1
  return byName(one.step, other.step)
}

const byName = (one: ReviewStep, other: ReviewStep) =>
  one.revieweeName.localeCompare(other.revieweeName, 'en') || (one.stepId < other.stepId ? -1 : 1)
