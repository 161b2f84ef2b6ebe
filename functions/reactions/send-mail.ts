import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { laterOf } from '../domain/calendar.ts'
import type { ReviewCycle } from '../domain/cycle.ts'
import { isPaused } from '../domain/cycle-pause.ts'
import { endOfWorkingDays } from '../domain/dispute-rules.ts'
import type { Participant } from '../domain/participant.ts'
import { isWrittenTo, LAUNCH, mayComeIn, newsOf as newsAbout, RELEASE } from '../domain/participant.ts'
import type { Person } from '../domain/person.ts'
import { type ReviewStep, WRITABLE } from '../domain/step.ts'
import { composeCode } from '../mail/code.tsx'
import { type MailRequest, mailRequestSchema } from '../mail/mail-queue.ts'
import { composePartNews, type PartNewsItem } from '../mail/part-news.tsx'
import { composeReviewNews } from '../mail/review-news.tsx'
import { type Mailer, sendEmail } from '../mail/send-email.ts'
import { composeWaiting, type WaitingItem } from '../mail/waiting.tsx'
import { issueCode } from '../store/codes.ts'
import { loadCycle } from '../store/cycles.ts'
import type { Database } from '../store/database.ts'
import { listDisputes } from '../store/disputes.ts'
import { issueLink } from '../store/links.ts'
import { findParticipant, markMailed, unmarkMailed } from '../store/participants.ts'
import { findPerson } from '../store/people.ts'
import { findReview, findStep, listStepsOfPerson } from '../store/reviews.ts'

export interface SendMailDependencies {
  db: Database
  mailer: Mailer
  /** Address of the site, without a slash at the end. */
  publicUrl: string
  /** Whom people ask when something is wrong; completes “Ask …”. */
  helpContact?: string
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
  // A code is mailed to whoever has just asked for it, also on leave.
  const isMailed = request.kind === 'code' ? mayComeIn : isWrittenTo
  if (participant === undefined || !isMailed(participant) || person?.status !== 'active') {
    log('Nobody to write to: the person no longer takes part', { personId: request.personId })
    return
  }
  if (request.kind === 'code') await mailCode(dependencies, cycle, person, request)
  else if (request.kind === 'news') await mailNews(dependencies, cycle, person, participant, request)
  else if (request.kind === 'part') await mailPartNews(dependencies, cycle, person, participant, request)
  else await mailWaiting(dependencies, cycle, person, participant, request)
}

async function mailCode(
  { db, mailer, helpContact, now }: SendMailDependencies,
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
    ...(helpContact === undefined ? {} : { helpContact }),
  })
  await sendEmail(mailer, person.email, message, tagsOf(request))
}

async function mailWaiting(
  { db, mailer, publicUrl, helpContact, now }: SendMailDependencies,
  cycle: ReviewCycle,
  person: Person,
  participant: Participant,
  request: Extract<MailRequest, { kind: 'waiting' }>,
): Promise<void> {
  const { occasion } = request
  if (participant.mailed[occasion] !== undefined) return
  // After its end a cycle asks only for what was disputed or reopened, which the steps tell.
  if (cycle.status === 'closed' && (occasion === LAUNCH || occasion === RELEASE)) return
  // Before the rows are read: what opens from here on is new to the next mail.
  const at = now()
  // What would have gone out in a pause goes with the first digest after it.
  if (isPaused(cycle, at)) return
  const items = await whatWaits(db, cycle, participant, occasion)
  if (items.length === 0) return
  // A reminder must never come twice, so it is claimed before it goes; an invitation must never be lost, so it is
  // claimed afterwards and may come twice when we crash in between.
  const isReminder = occasion !== LAUNCH && occasion !== RELEASE
  if (isReminder && !(await markMailed(db, participant, occasion, at))) return
  try {
    const secret = await issueLink(db, participant, linkUntil(cycle, items, at))
    const message = composeWaiting({
      name: person.name,
      cycleName: cycle.name,
      timeZone: cycle.timeZone,
      occasion: occasion === LAUNCH ? 'launch' : occasion === RELEASE ? 'release' : 'digest',
      items,
      link: `${publicUrl}/my/${secret}`,
      ...(helpContact === undefined ? {} : { helpContact }),
      now: at,
    })
    await sendEmail(mailer, person.email, message, tagsOf(request))
  } catch (error) {
    // Refused or not reached, and nothing crashed: the queue tries again, and then it has to find the occasion free.
    if (isReminder) await unmarkMailed(db, participant, occasion, at)
    throw error
  }
  if (!isReminder) await markMailed(db, participant, occasion, at)
}

/** A link ends with its cycle; where a review goes on after it, when there is time to have read what came of it. */
function linkUntil(cycle: ReviewCycle, items: readonly { graceUntil: string }[], at: string): string {
  const end = cycle.deadlines.supervisorSignature.graceUntil
  const last = items.map(({ graceUntil }) => graceUntil).reduce(laterOf, at)
  return last <= end ? end : endOfWorkingDays(cycle, last, READING_DAYS)
}

/** Working days. */
const READING_DAYS = 20

async function mailNews(
  { db, mailer, publicUrl, helpContact, now, log }: SendMailDependencies,
  cycle: ReviewCycle,
  person: Person,
  participant: Participant,
  request: Extract<MailRequest, { kind: 'news' }>,
): Promise<void> {
  const { reviewId, news } = request
  const [review, disputes] = await Promise.all([
    findReview(db, cycle.cycleId, reviewId),
    listDisputes(db, reviewId),
  ])
  if (review === undefined || review.erasedAt !== undefined) {
    log('Nothing to write about: the review is not there any more', { reviewId })
    return
  }
  const occasion = newsAbout(reviewId, news, review.workflows ?? 1)
  if (participant.mailed[occasion] !== undefined) return
  const at = now()
  const until = endOfWorkingDays(cycle, at, READING_DAYS)
  const end = cycle.deadlines.supervisorSignature.graceUntil
  const message = composeReviewNews({
    name: person.name,
    cycleName: cycle.name,
    news,
    about: review.revieweeId === participant.personId ? null : review.revieweeName,
    isAppeal: disputes.at(-1)?.level === 'appeal',
    link: `${publicUrl}/my/${await issueLink(db, participant, laterOf(until, end))}`,
    ...(helpContact === undefined ? {} : { helpContact }),
  })
  await sendEmail(mailer, person.email, message, tagsOf(request))
  await markMailed(db, participant, occasion, at)
}

/** Like an invitation it must not be lost: it is claimed afterwards, and may come twice when we crash in between. */
async function mailPartNews(
  { db, mailer, publicUrl, helpContact, now }: SendMailDependencies,
  cycle: ReviewCycle,
  person: Person,
  participant: Participant,
  request: Extract<MailRequest, { kind: 'part' }>,
): Promise<void> {
  const { occasion } = request
  if (participant.mailed[occasion] !== undefined || cycle.status === 'closed') return
  const at = now()
  const items: PartNewsItem[] = []
  for (const { what, reviewId, stepId } of request.news) {
    const review = await findReview(db, cycle.cycleId, reviewId)
    const step = review && (await findStep(db, cycle, review, stepId))
    if (review === undefined || step === undefined || review.erasedAt !== undefined) continue
    items.push({
      what,
      about: review.revieweeId === person.personId ? null : review.revieweeName,
      kind: step.kind,
      dueAt: step.dueAt,
    })
  }
  if (items.length === 0) return
  const secret = await issueLink(db, participant, cycle.deadlines.supervisorSignature.graceUntil)
  const message = composePartNews({
    name: person.name,
    cycleName: cycle.name,
    timeZone: cycle.timeZone,
    items,
    link: `${publicUrl}/my/${secret}`,
    ...(helpContact === undefined ? {} : { helpContact }),
  })
  await sendEmail(mailer, person.email, message, tagsOf(request))
  await markMailed(db, participant, occasion, at)
}

/** Read now, from the rows: what was done since the request was queued is not asked for again. */
async function whatWaits(
  db: Database,
  cycle: ReviewCycle,
  participant: Participant,
  occasion: string,
): Promise<WaitingItem[]> {
  const steps = (await listStepsOfPerson(db, cycle.cycleId, participant.personId)).filter((step) =>
    WRITABLE.includes(step.state),
  )
  if (occasion === RELEASE) {
    // The workflow may be about to ask for the signature; until then its time is the plan's.
    const { dueAt, graceUntil } =
      steps.find(({ kind }) => kind === 'revieweeSignature') ?? cycle.deadlines.revieweeSignature
    return [{ kind: 'revieweeSignature', about: null, dueAt, graceUntil, news: 'new' }]
  }
  const items = steps.map((step) => ({
    kind: step.kind,
    about: step.revieweeId === participant.personId ? null : step.revieweeName,
    dueAt: step.dueAt,
    graceUntil: step.graceUntil,
    news: newsOf(step, participant),
  }))
  return occasion === LAUNCH ? [...items, ...(await notYetOpen(db, cycle, participant, steps))] : items
}

/** What a step is to somebody who has read the mails so far. */
function newsOf(
  { stepId, kind, openedAt, extendedAt }: ReviewStep,
  { asked, mailed }: Participant,
): WaitingItem['news'] {
  const lastMail = Object.values(mailed).sort().at(-1) ?? ''
  if (extendedAt !== undefined && extendedAt > lastMail) return 'moreTime'
  // The invitation and the release name what opens only a moment after them.
  const named =
    (mailed[LAUNCH] !== undefined && asked.some((one) => one.stepId === stepId)) ||
    (mailed[RELEASE] !== undefined && kind === 'revieweeSignature')
  return !named && openedAt !== undefined && openedAt > lastMail ? 'new' : null
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
    if (line.assigneeId !== participant.personId) continue
    items.push({
      kind: line.kind,
      about: review.revieweeId === participant.personId ? null : review.revieweeName,
      ...cycle.deadlines[line.kind],
      news: 'new',
    })
  }
  return items
}

const tagsOf = (request: MailRequest) => ({ cycleId: request.cycleId, personId: request.personId })
