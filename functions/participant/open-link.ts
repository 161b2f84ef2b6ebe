import * as z from 'zod'
import { findInvited } from '../store/links.ts'
import { problem, redirect } from '../web/reply.ts'
import { type Session, startSession } from '../web/sessions.ts'
import { participantRoute } from './participant-route.ts'
import { participantSessions, takesPart } from './participant-sessions.ts'

/** Half a day: long enough for a shift with a form left open, short enough for a phone that changes hands. */
const SESSION_HOURS = 12
/** A session with more than this left is kept, so that forms in other tabs still send. */
const WORTH_KEEPING_HOURS = 6

const hours = (count: number) => count * 3_600_000

/** The link in the mail. It may be opened as often as anybody likes: all that it does is begin a session. */
export const openLink = participantRoute({
  method: 'GET',
  path: '/my/{secret}',
  rule: 'anyone',
  startsSession: true,
  params: z.object({ secret: z.string() }),
  answer: async ({ dependencies: { db }, session, now }, { params }) => {
    const invited = await findInvited(db, params.secret, now.toISOString())
    if (invited === undefined) return opensNothing()
    const { personId, cycleId, name, linkGeneration } = invited
    if (!(await takesPart(db, cycleId, personId, linkGeneration))) return opensNothing()
    if (isWorthKeeping(session, invited, now)) return redirect('/my')

    const endsAt = Math.min(Date.parse(invited.expiresAt), now.getTime() + hours(SESSION_HOURS))
    const { cookie } = await startSession(
      {
        kind: 'participant',
        method: 'link',
        personId,
        cycleId,
        name,
        authenticatedAt: now.toISOString(),
        expiresAt: new Date(endsAt).toISOString(),
      },
      { sessions: participantSessions(db, { linkGeneration }), randomBytes: db.randomBytes, now },
    )
    return redirect('/my', { cookies: [cookie] })
  },
})

function isWorthKeeping(
  session: Session | undefined,
  invited: { personId: string; cycleId: string },
  now: Date,
): boolean {
  return (
    session?.kind === 'participant' &&
    session.personId === invited.personId &&
    session.cycleId === invited.cycleId &&
    Date.parse(session.expiresAt) - now.getTime() > hours(WORTH_KEEPING_HOURS)
  )
}

/** The same for a link that never was, is over, or was replaced: none of them tells anything. */
function opensNothing() {
  return problem({
    status: 404,
    code: 'link-opens-nothing',
    title: 'This link opens nothing any more',
    message:
      'A newer e-mail may have replaced it, its review cycle may be over, or part of it got lost on the way. Open the link in the newest e-mail that we sent you. If that does not work either, ask HR to send you a new one. Nothing that you have written is lost.',
    next: { label: 'See what to do without a link', href: '/my' },
  })
}
