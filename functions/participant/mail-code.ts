import { enqueueMail, type MailQueue } from '../mail/mail-queue.ts'
import { noteCodeRequest } from '../store/codes.ts'
import type { Database } from '../store/database.ts'
import { claimMoment, takeTurn } from '../store/limits.ts'
import { redirect } from '../web/reply.ts'
import type { ParticipantSession } from '../web/sessions.ts'
import { gatherSigningDesk, type SigningDesk } from './gather-records.ts'
import type { CodeState } from './pages/signature-form.tsx'
import { participantRoute } from './participant-route.ts'
import { type SignBody, signBodySchema } from './sign-form.ts'
import { signReply } from './sign-reply.tsx'

/** A mail takes some seconds; asking again before would only replace the code that is on its way. */
const PAUSE_SECONDS = 30
/** Each code can be guessed at five times: twelve an hour leave a guesser one chance in 17,000 an hour. */
const MOST_IN_AN_HOUR = 12

/** Mails a code for exactly the records that were on the page, if all of those still wait. Newer ones wait for the next. */
export const mailCode = participantRoute({
  method: 'POST',
  path: '/my/sign/code',
  rule: 'participant',
  body: signBodySchema,
  answer: async ({ dependencies: { db, mailQueue }, session, now }, { body }) => {
    if (body.record.length === 0) return redirect('/my/sign')
    const desk = await gatherSigningDesk(db, session)
    if (desk.waiting.length === 0) return redirect('/my/sign')
    const listed = [...new Set(body.record)]
    const stillWait = listed.every((digest) => desk.waiting.some((one) => one.digest === digest))
    const code: CodeState = stillWait
      ? await request(db, mailQueue, session, { records: listed, requestedAt: now.toISOString() })
      : 'changed'
    if (holdsNoChoice(body, desk)) return redirect(`/my/sign?code=${code}`, { data: { code } })
    // A redirect would lose what was typed, chosen and unticked.
    const only = stillWait ? listed : undefined
    return signReply(db, session, desk, { code, typed: { ...body, code: '' }, only })
  },
})

async function request(
  db: Database,
  mailQueue: () => Promise<MailQueue>,
  { cycleId, personId }: ParticipantSession,
  about: { records: string[]; requestedAt: string },
): Promise<CodeState> {
  const what = `code#${cycleId}#${personId}`
  const now = about.requestedAt
  if (!(await claimMoment(db, what, { pauseSeconds: PAUSE_SECONDS, now }))) return 'wait'
  if (!(await takeTurn(db, what, { most: MOST_IN_AN_HOUR, within: 3600, now }))) return 'too-many'
  await noteCodeRequest(db, cycleId, personId, about.records, now)
  await enqueueMail(await mailQueue(), [{ kind: 'code', cycleId, personId, ...about }])
  return 'sent'
}

function holdsNoChoice(
  { record, meaning, comment, typedName, sign }: SignBody,
  { waiting }: SigningDesk,
): boolean {
  const unticked = waiting.some(
    ({ step, digest }) =>
      step.kind === 'supervisorSignature' && record.includes(digest) && !sign.includes(step.stepId),
  )
  return meaning === undefined && comment === '' && typedName === '' && !unticked
}
