import * as z from 'zod'
import { localDateOf } from '../domain/calendar.ts'
import { renewLink } from '../domain/cycle-course.ts'
import { cycleIdSchema, personIdSchema, reviewIdSchema } from '../domain/ids.ts'
import { digestOf, LAUNCH, type Occasion, type Participant } from '../domain/participant.ts'
import { WRITABLE } from '../domain/step.ts'
import { enqueueMail } from '../mail/mail-queue.ts'
import { findCycle } from '../store/cycles.ts'
import type { Database } from '../store/database.ts'
import { findParticipant } from '../store/participants.ts'
import { findPerson } from '../store/people.ts'
import { linksRenewal } from '../store/renewed-links.ts'
import { findReview, listStepsOfPerson } from '../store/reviews.ts'
import { notAvailable, redirect } from '../web/reply.ts'
import { commitCycleAct } from './commit-cycle-act.ts'
import { actOf, hrRoute } from './hr-route.ts'
import { cyclePage } from './show-cycle.tsx'
import { reviewPage } from './show-review.tsx'

/** Somebody lost their mail, or it went to a wrong address: old links stop working, one new mail goes out. */
export const sendNewLink = hrRoute({
  method: 'POST',
  path: '/hr/cycles/{cycleId}/participants/{personId}/new-link',
  rule: 'hr',
  params: z.object({ cycleId: cycleIdSchema, personId: personIdSchema }),
  /** `reviewId`: the page that the button stood on. */
  body: z.object({ reviewId: reviewIdSchema.optional().catch(undefined) }),
  answer: async ({ dependencies, session, now }, { params, body }) => {
    const { db } = dependencies
    const { cycleId, personId } = params
    const [cycle, participant, person, review] = await Promise.all([
      findCycle(db, cycleId),
      findParticipant(db, cycleId, personId),
      findPerson(db, personId),
      body.reviewId && findReview(db, cycleId, body.reviewId),
    ])
    if (cycle === undefined || participant === undefined) return notAvailable()
    const refusedWith = (code: string, refusal: string, status = 409) =>
      review
        ? reviewPage(db, cycle, review, { refusal, code, status })
        : cyclePage(dependencies, cycle, now, { refusal, code, status })

    if (participant.state !== 'active' || person?.status !== 'active') {
      return refusedWith('not-taking-part', `${participant.name} no longer takes part, so nothing was sent.`)
    }
    const occasion = await occasionFor(db, participant, now.toISOString())
    if (occasion === undefined) {
      return refusedWith(
        'nothing-waits',
        `Nothing waits for ${participant.name} at the moment, so nothing was sent.`,
      )
    }
    const also = linksRenewal(db, cycleId, personId, occasion)
    await commitCycleAct(db, cycleId, (fresh) => renewLink(fresh, person, actOf(session, now)), also)
    try {
      await enqueueMail(await dependencies.mailQueue(), [{ kind: 'waiting', cycleId, personId, occasion }])
    } catch (error) {
      dependencies.reportTrouble('a new link could not be queued', error)
      return refusedWith(
        'mail-not-sent',
        'The old links no longer work, but the mail could not be sent. Press it again.',
        502,
      )
    }
    return redirect(
      review
        ? `/hr/cycles/${cycleId}/reviews/${review.reviewId}?done=link`
        : `/hr/cycles/${cycleId}?done=link`,
      { data: { occasion } },
    )
  },
})

/** The invitation where it never went out, else what waits today; undefined where nothing waits. */
async function occasionFor(
  db: Database,
  participant: Participant,
  now: string,
): Promise<Occasion | undefined> {
  const { cycleId, personId, timeZone, asked, mailed } = participant
  if (asked.length > 0 && mailed[LAUNCH] === undefined) return LAUNCH
  const steps = await listStepsOfPerson(db, cycleId, personId)
  const waits = steps.some((step) => WRITABLE.includes(step.state))
  return waits ? digestOf(localDateOf(now, timeZone)) : undefined
}
