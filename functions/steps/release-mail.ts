import { type Participant, RELEASE } from '../domain/participant.ts'
import type { Review } from '../domain/review.ts'
import { SETTLED } from '../domain/step.ts'
import type { MailRequest } from '../mail/mail-queue.ts'

/**
 * The mail that tells a reviewee of their result: for every released review that waits for its signature, until the row
 * says that it went out. What is queued twice is sent once.
 */
export function releaseMailOf(review: Review, participant: Participant | undefined): MailRequest | undefined {
  if (review.stage !== 'released' || participant?.mailed[RELEASE] !== undefined) return undefined
  const signature = review.steps.find((line) => line.kind === 'revieweeSignature')
  if (signature === undefined || SETTLED.includes(signature.state)) return undefined
  return { kind: 'waiting', cycleId: review.cycleId, personId: review.revieweeId, occasion: RELEASE }
}
