import * as z from 'zod'
import { cycleIdSchema } from '../domain/ids.ts'
import { nudgesAt } from '../domain/nudge.ts'
import { enqueueMail } from '../mail/mail-queue.ts'
import { loadCycle } from '../store/cycles.ts'
import { listParticipants } from '../store/participants.ts'
import { EVERY_REVIEW, listReviews } from '../store/reviews.ts'
import { step } from './step.ts'

const inputSchema = z.object({ cycleId: cycleIdSchema, at: z.iso.datetime() })

/** Sends each person at most one digest a day: what is new for them and what is due soon. */
export const sendTheNudges = step(inputSchema, async ({ db, mailQueue }, { cycleId, at }) => {
  const cycle = await loadCycle(db, cycleId)
  if (cycle.status === 'closed') return { sent: 0 }
  const [{ reviews }, participants] = await Promise.all([
    listReviews(db, cycleId, EVERY_REVIEW),
    listParticipants(db, cycleId, { consistent: true }),
  ])
  const nudges = nudgesAt(cycle, reviews, participants, at)
  await enqueueMail(
    await mailQueue(),
    nudges.map((nudge) => ({ kind: 'waiting' as const, cycleId, ...nudge })),
  )
  return { sent: nudges.length }
})
