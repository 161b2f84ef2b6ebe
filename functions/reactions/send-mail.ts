import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import type { ReviewCycle } from '../domain/cycle.ts'
import type { Participant } from '../domain/participant.ts'
import { LAUNCH, RELEASE } from '../domain/participant.ts'
import type { Person } from '../domain/person.ts'
import { WRITABLE } from '../domain/step.ts'
import { composeCode } from '../mail/code.tsx'
import { type MailRequest, mailRequestSchema } from '../mail/mail-queue.ts'
import { type Mailer, sendEmail } from '../mail/send-email.ts'
import { composeWaiting, type WaitingItem } from '../mail/waiting.tsx'
import { issueCode } from '../store/codes.ts'
import { loadCycle } from '../store/cycles.ts'
import type { Database } from '../store/database.ts'
import { issueLink } from '../store/links.ts'
import { findParticipant, markMailed } from '../store/participants.ts'
import { findPerson } from '../store/people.ts'
import { findReview, listStepsOfPerson } from '../store/reviews.ts'

export interface SendMailDependencies {
  db: Database
  mailer: Mailer
  /** Address of the site, without a slash at the end. */
  publicUrl: string
  now(): string
  log(message: string, facts: Record<string, unknown>): void
}

/** Sends what the queue asks for, one person at a time; a message that fails goes back alone. */
export async function sendMail(
  dependencies: SendMailDependencies,
  event: SQSEvent,
): Promise<SQSBatchResponse> {
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = []
  for (const record of event.Records) {
    try {
      await handle(dependencies, mailRequestSchema.parse(JSON.parse(record.body)))
    } catch (error) {
      dependencies.log('A mail was not sent; the queue tries again', {
        messageId: record.messageId,
        error: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
      })
      batchItemFailures.push({ itemIdentifier: record.messageId })
    }
  }
  return { batchItemFailures }
}

async function handle(dependencies: SendMailDependencies, request: MailRequest): Promise<void> {
  const { db, log } = dependencies
  const [cycle, participant, person] = await Promise.all([
    loadCycle(db, request.cycleId),
    findParticipant(db, request.cycleId, request.personId),
    findPerson(db, request.personId),
  ])
  if (participant?.state !== 'active' || person?.status !== 'active') {
    log('Nobody to write to: the person no longer takes part', { personId: request.personId })
    return
  }
  if (request.kind === 'code') await mailCode(dependencies, cycle, person, request)
  else await mailWaiting(dependencies, cycle, person, participant, request)
}

async function mailCode(
  { db, mailer, now }: SendMailDependencies,
  cycle: ReviewCycle,
  person: Person,
  request: Extract<MailRequest, { kind: 'code' }>,
): Promise<void> {
  const code = await issueCode(db, request.cycleId, request.personId, request.records, now())
  const message = composeCode({
    name: person.name,
    cycleName: cycle.name,
    code,
    recordCount: request.records.length,
  })
  await sendEmail(mailer, person.email, message, tagsOf(request))
}

async function mailWaiting(
  { db, mailer, publicUrl, now }: SendMailDependencies,
  cycle: ReviewCycle,
  person: Person,
  participant: Participant,
  request: Extract<MailRequest, { kind: 'waiting' }>,
): Promise<void> {
  const { occasion } = request
  if (participant.mailed[occasion] !== undefined || cycle.status === 'closed') return
  const items = await whatWaits(db, cycle, participant, occasion)
  if (items.length === 0) return
  // A reminder must never come twice, so it is claimed before it goes; an invitation must never be lost, so it is
  // claimed afterwards and may come twice when we crash in between.
  const isReminder = occasion !== LAUNCH && occasion !== RELEASE
  if (isReminder && !(await markMailed(db, participant, occasion, now()))) return
  const secret = await issueLink(db, participant, cycle.deadlines.supervisorSignature.graceUntil)
  const message = composeWaiting({
    name: person.name,
    cycleName: cycle.name,
    timeZone: cycle.timeZone,
    occasion: occasion === LAUNCH ? 'launch' : occasion === RELEASE ? 'release' : 'digest',
    items,
    link: `${publicUrl}/my/${secret}`,
  })
  await sendEmail(mailer, person.email, message, tagsOf(request))
  if (!isReminder) await markMailed(db, participant, occasion, now())
}

/** Read now, from the rows: what was done since the request was queued is not asked for again. */
async function whatWaits(
  db: Database,
  cycle: ReviewCycle,
  participant: Participant,
  occasion: string,
): Promise<WaitingItem[]> {
  if (occasion === RELEASE) {
    return [{ kind: 'revieweeSignature', about: null, dueAt: cycle.deadlines.revieweeSignature.dueAt }]
  }
  const steps = (await listStepsOfPerson(db, cycle.cycleId, participant.personId)).filter((step) =>
    WRITABLE.includes(step.state),
  )
  const items = steps.map(({ kind, revieweeId, revieweeName, dueAt }) => ({
    kind,
    about: revieweeId === participant.personId ? null : revieweeName,
    dueAt,
  }))
  return occasion === LAUNCH ? [...items, ...(await notYetOpen(db, cycle, participant, steps))] : items
}

/** The invitation may be composed while the last reviews of the launch are still starting: the plan names them. */
async function notYetOpen(
  db: Database,
  cycle: ReviewCycle,
  participant: Participant,
  open: readonly { stepId: string }[],
): Promise<WaitingItem[]> {
  const items: WaitingItem[] = []
  for (const { reviewId, stepId } of participant.asked) {
    if (open.some((step) => step.stepId === stepId)) continue
    const review = await findReview(db, cycle.cycleId, reviewId)
    const line = review?.steps.find((step) => step.stepId === stepId)
    if (review === undefined || line?.state !== 'notOpen') continue
    items.push({
      kind: line.kind,
      about: review.revieweeId === participant.personId ? null : review.revieweeName,
      dueAt: cycle.deadlines[line.kind].dueAt,
    })
  }
  return items
}

const tagsOf = (request: MailRequest) => ({ cycleId: request.cycleId, personId: request.personId })
