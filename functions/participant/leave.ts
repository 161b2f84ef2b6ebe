import * as z from 'zod'
import { redirect } from '../web/reply.ts'
import { clearedCookie, sessionCookieNames } from '../web/sessions.ts'
import { participantRoute } from './participant-route.ts'
import { participantSessions } from './participant-sessions.ts'

/** Ends the session on this device, at once. The link in the mail opens a new one. */
export const leave = participantRoute({
  method: 'POST',
  path: '/my/leave',
  rule: 'anyone',
  // Leaving after the session has ended is no reason for an error.
  anonymous: true,
  body: z.object({}),
  answer: async ({ dependencies: { db }, session }) => {
    if (session !== undefined) await participantSessions(db).end(session.hash)
    return redirect('/my', { cookies: [clearedCookie(sessionCookieNames.participant)] })
  },
})
