import * as z from 'zod'
import { cycleIdSchema } from '../domain/ids.ts'
import { LAUNCH } from '../domain/participant.ts'
import { enqueueMail } from '../mail/mail-queue.ts'
import { listParticipants } from '../store/participants.ts'
import { step } from './step.ts'

/** One message for everybody whom the launch asks something. Who was invited already is left out when this runs again. */
export const inviteEveryone = step(
  z.object({ cycleId: cycleIdSchema }),
  async ({ db, mailQueue }, { cycleId }) => {
    const participants = await listParticipants(db, cycleId, { consistent: true })
    const requests = participants
      .filter((participant) => participant.asked.length > 0 && participant.mailed[LAUNCH] === undefined)
      .map(({ personId }) => ({ kind: 'waiting' as const, cycleId, personId, occasion: LAUNCH }))
    await enqueueMail(await mailQueue(), requests)
    return { invited: requests.length }
  },
)
