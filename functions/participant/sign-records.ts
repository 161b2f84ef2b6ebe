import type { ReviewCycle } from '../domain/cycle.ts'
import { isRefusal, type Refusal } from '../domain/refusal.ts'
import type { ReviewStep } from '../domain/step.ts'
import { countCharacters } from '../domain/text-length.ts'
import { withFullStop } from '../domain/with-full-stop.ts'
import type { FieldErrors } from '../layout/field-errors.ts'
import { redeemCode } from '../store/codes.ts'
import { loadCycle } from '../store/cycles.ts'
import type { Database } from '../store/database.ts'
import { type Reply, redirect } from '../web/reply.ts'
import type { ParticipantSession } from '../web/sessions.ts'
import { gatherSigningDesk, type RecordToSign, type SigningDesk } from './gather-records.ts'
import { receiptHref } from './own-step.ts'
import { participantRoute } from './participant-route.ts'
import { COMMENT_LIMIT, type SignBody, signBodySchema } from './sign-form.ts'
import { decideSignature, signRecord, type TypedSignature } from './sign-record.ts'
import { signReply } from './sign-reply.tsx'

/**
 * Signs the chosen records, each in a transaction of its own, with one code for those that were on the page. Sent
 * again, it leads to the receipts of what has been signed.
 */
export const signRecords = participantRoute({
  method: 'POST',
  path: '/my/sign',
  rule: 'participant',
  body: signBodySchema,
  answer: async ({ dependencies: { db, clock }, session, now }, { body }) => {
    if (body.record.length === 0) return redirect('/my/sign')
    const desk = await gatherSigningDesk(db, session)
    const chosen = chosenOf(desk, body)
    if (chosen.length === 0) {
      const before = signedBefore(desk, body)
      if (before.length > 0) return toReceipts(before)
      if (desk.waiting.length === 0) return redirect('/my/sign')
    }
    const cycle = await loadCycle(db, session.cycleId)
    const errors = check(cycle, session, desk, body, chosen, now)
    if (Object.keys(errors).length > 0) return again(db, session, desk, body, errors, { only: body.record })

    const redeemed = await redeemCode(db, session.cycleId, session.personId, {
      records: chosen.map(({ one }) => one.digest),
      code: digitsOf(body.code),
      now: now.toISOString(),
    })
    if (isRefusal(redeemed)) return codeRefused(db, session, body, chosen, redeemed)
    return sign(db, session, body, chosen, clock)
  },
})

interface Chosen {
  one: RecordToSign
  signature: TypedSignature
}

/** What is to be signed: only records that wait for this person, whatever the request names. */
function chosenOf({ waiting }: SigningDesk, body: SignBody): Chosen[] {
  return waiting.flatMap((one) => {
    const meaning = meaningFor(one, body)
    if (meaning === undefined) return []
    const { comment, typedName, record: shownDigests } = body
    const own = one.step.kind === 'revieweeSignature'
    const signature = { path: one.step, meaning, comment: own ? comment : '', typedName, shownDigests }
    return [{ one, signature }]
  })
}

function meaningFor(
  { step }: RecordToSign,
  { meaning, sign }: SignBody,
): TypedSignature['meaning'] | undefined {
  if (step.kind === 'supervisorSignature') return sign.includes(step.stepId) ? 'approved' : undefined
  return meaning === 'later' ? undefined : meaning
}

/** Signatures that this very form asked for and that have been given. */
function signedBefore({ signed }: SigningDesk, { sign, record, meaning }: SignBody): ReviewStep[] {
  return signed.filter(({ stepId, kind, receipt }) => {
    const named = kind === 'supervisorSignature' ? sign.includes(stepId) : meaning !== undefined
    return named && record.includes(receipt?.recordDigest ?? '')
  })
}

/** All that needs another look, before the code is used up. */
function check(
  cycle: ReviewCycle,
  session: ParticipantSession,
  { waiting }: SigningDesk,
  body: SignBody,
  chosen: readonly Chosen[],
  now: Date,
): FieldErrors {
  const errors = new Map<string, string>()
  const add = (field: string, message: string) => {
    if (!errors.has(field)) errors.set(field, message)
  }
  const own = waiting.some(({ step }) => step.kind === 'revieweeSignature')
  if (own && body.meaning === undefined) add('meaning', 'Choose how you sign your review.')
  else if (chosen.length === 0) add(own ? 'meaning' : 'sign', 'Choose what you want to sign.')
  for (const { one, signature } of chosen) {
    const refusal = decideSignature({ cycle, review: one.review, step: one.step }, session, signature, now)
    if (isRefusal(refusal)) add(refusal.field ?? 'form', refusal.message)
  }
  const over = countCharacters(body.comment) - COMMENT_LIMIT
  if (over > 0) add('comment', `Your comment is too long. Shorten it by ${over} characters.`)
  if (body.typedName.trim() === '') errors.set('typedName', `Type your name: ${withFullStop(session.name)}`)
  if (!/^\d{6}$/.test(digitsOf(body.code))) add('code', 'Type the six digits from the mail.')
  return Object.fromEntries(errors)
}

/** Digits as people type them: with blanks between, or in the wide form of some keyboards. */
const digitsOf = (code: string) => code.normalize('NFKC').replace(/[\s-]+/g, '')

async function codeRefused(
  db: Database,
  session: ParticipantSession,
  body: SignBody,
  chosen: readonly Chosen[],
  refusal: Refusal,
): Promise<Reply> {
  // The first of two clicks may have used the code up and be signing right now.
  const desk =
    refusal.code === 'code-over'
      ? await lookUntilSigned(db, session, chosen)
      : await gatherSigningDesk(db, session)
  const signed = desk.signed.filter((step) => chosen.some(({ one }) => one.step.stepId === step.stepId))
  return signed.length === chosen.length
    ? toReceipts(signed)
    : again(
        db,
        session,
        desk,
        { ...body, code: '' },
        { code: refusal.message },
        // A mistyped code can be typed again; one that is over is replaced by one for all that waits now.
        refusal.code === 'wrong-code' ? { only: body.record } : {},
      )
}

/** Looks again for at most about a second, which is longer than a signature takes. */
async function lookUntilSigned(
  db: Database,
  session: ParticipantSession,
  chosen: readonly Chosen[],
): Promise<SigningDesk> {
  for (let looks = 1; ; looks += 1) {
    const desk = await gatherSigningDesk(db, session)
    const missing = desk.waiting.some(({ step }) => chosen.some(({ one }) => one.step.stepId === step.stepId))
    if (!missing || looks === 5) return desk
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

async function sign(
  db: Database,
  session: ParticipantSession,
  body: SignBody,
  chosen: readonly Chosen[],
  clock: () => Date,
): Promise<Reply> {
  const refusals: string[] = []
  for (const { one, signature } of chosen) {
    const signed = await signRecord(db, session, signature, clock)
    if (isRefusal(signed)) refusals.push(`${one.record.reviewee.name}: ${signed.message}`)
  }
  if (refusals.length === 0) return toReceipts(chosen.map(({ one }) => one.step))
  const desk = await gatherSigningDesk(db, session)
  return again(db, session, desk, { ...body, code: '' }, { form: refusals.join(' ') }, { status: 409 })
}

function toReceipts(steps: readonly ReviewStep[]): Reply {
  const [first, ...others] = steps
  const signed = steps.map(({ reviewId, stepId }) => ({ reviewId, stepId }))
  return redirect(first === undefined || others.length > 0 ? '/my/receipts' : receiptHref(first), {
    data: { signed },
  })
}

function again(
  db: Database,
  session: ParticipantSession,
  desk: SigningDesk,
  typed: SignBody,
  errors: FieldErrors,
  how: { only?: readonly string[]; status?: 409 },
): Promise<Reply> {
  return signReply(db, session, desk, { code: undefined, typed, errors, status: 422, ...how })
}
