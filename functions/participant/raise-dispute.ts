import * as z from 'zod'
import { DISPUTE_WORDS_LIMIT, disputedSchema } from '../domain/dispute.ts'
import { raiseDispute as decideToRaise } from '../domain/dispute-course.ts'
import { timeOfEntry } from '../domain/entry-time.ts'
import { isRefusal, type Refusal } from '../domain/refusal.ts'
import { type Database, untilCommitted } from '../store/database.ts'
import { commitDisputeChange } from '../store/disputes.ts'
import { requiredText } from '../web/form-field.ts'
import { notAvailable, redirect } from '../web/reply.ts'
import type { ParticipantSession } from '../web/sessions.ts'
import { disputeReply } from './dispute-reply.tsx'
import { disputeHref, gatherDispute } from './gather-dispute.ts'
import { participantRoute } from './participant-route.ts'
import { disputePathSchema } from './show-dispute.ts'

export const disputeBodySchema = z.object({
  /** What the page offered: another dispute, or an appeal against a decision. */
  meant: z.enum(['dispute', 'appeal']),
  /** An appeal is about what the dispute was about. */
  about: disputedSchema.default('rating'),
  reason: requiredText({ max: DISPUTE_WORDS_LIMIT }),
})
type DisputeBody = z.output<typeof disputeBodySchema>

/** The reviewee disputes the rating or the record, or appeals a decision. Sent twice it is raised once. */
export const raiseDispute = participantRoute({
  method: 'POST',
  path: '/my/disputes/{reviewId}',
  rule: 'participant',
  params: disputePathSchema,
  body: disputeBodySchema,
  answer: async ({ dependencies: { db, clock }, session }, { params, body }) => {
    const { reviewId } = params
    const raised = await raise(db, session, { ...body, reviewId }, clock)
    if (raised === undefined) return notAvailable()
    if (!isRefusal(raised)) return redirect(disputeHref(reviewId), { data: raised })
    const desk = await gatherDispute(db, session, reviewId, clock())
    if (desk === undefined) return notAvailable()
    const typed = { about: body.about, reason: body.reason }
    return raised.field === undefined
      ? disputeReply(desk, { refusal: raised.message, typed })
      : disputeReply(desk, { errors: { [raised.field]: raised.message }, typed })
  },
  onInvalid: async ({ dependencies: { db }, session, now }, { params, typed, errors }) => {
    const desk = await gatherDispute(db, session, params.reviewId, now)
    return desk === undefined ? notAvailable() : disputeReply(desk, { typed, errors })
  },
})

async function raise(
  db: Database,
  session: ParticipantSession,
  { reviewId, meant, about, reason }: DisputeBody & { reviewId: Parameters<typeof gatherDispute>[2] },
  clock: () => Date,
): Promise<{ number: number } | Refusal | undefined> {
  const found = await untilCommitted<{ came: { number: number } | Refusal | undefined }>(async () => {
    const now = clock()
    const desk = await gatherDispute(db, session, reviewId, now)
    if (desk?.reader !== 'reviewee') return { came: undefined }
    // A second click finds what the first has raised.
    const last = desk.disputes.at(-1)
    if (last?.state === 'open' && last.reason === reason) return { came: { number: last.number } }
    const decision = decideToRaise(desk, {
      at: timeOfEntry(desk.review.chain, now.toISOString()),
      about,
      reason,
      meant,
      concernId: db.mint.concernId(),
      authentication: { method: 'emailed-link', at: session.authenticatedAt },
    })
    if (isRefusal(decision)) return { came: decision }
    const receipt = await commitDisputeChange(db, decision)
    return receipt === undefined ? undefined : { came: { number: decision.dispute.after.number } }
  })
  return found.came
}
