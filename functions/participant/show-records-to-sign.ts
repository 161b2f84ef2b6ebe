import * as z from 'zod'
import { gatherSigningDesk } from './gather-records.ts'
import { participantRoute } from './participant-route.ts'
import { signReply } from './sign-reply.tsx'

/** Every record that waits for this person's signature, as it was released. */
export const showRecordsToSign = participantRoute({
  method: 'GET',
  path: '/my/sign',
  rule: 'participant',
  query: z.object({
    code: z.enum(['sent', 'have', 'wait', 'changed', 'too-many']).optional().catch(undefined),
  }),
  answer: async ({ dependencies: { db }, session }, { query }) =>
    signReply(db, session, await gatherSigningDesk(db, session), { code: query.code }),
})
