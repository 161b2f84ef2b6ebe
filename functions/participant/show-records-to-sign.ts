import * as z from 'zod'
import { findCoveredRecords } from '../store/codes.ts'
import { gatherSigningDesk } from './gather-records.ts'
import type { CodeState } from './pages/signature-form.tsx'
import { participantRoute } from './participant-route.ts'
import { signReply } from './sign-reply.tsx'

/** The records that wait for this person's signature, as they were released: all, or those that a code is for. */
export const showRecordsToSign = participantRoute({
  method: 'GET',
  path: '/my/sign',
  rule: 'participant',
  query: z.object({
    code: z.enum(['sent', 'have', 'wait', 'changed', 'too-many']).optional().catch(undefined),
  }),
  answer: async ({ dependencies: { db }, session, now }, { query }) => {
    const desk = await gatherSigningDesk(db, session)
    const only = hasCode(query.code)
      ? await findCoveredRecords(db, session.cycleId, session.personId, now.toISOString())
      : undefined
    return signReply(db, session, desk, { code: query.code, only })
  },
})

/** Whoever has a code, or waits for one, signs what it is for; what came since waits for the next. */
const hasCode = (code: CodeState | undefined) => code !== undefined && code !== 'changed'
