import { enqueueMail, type MailQueue } from '../mail/mail-queue.ts'
import type { Database } from '../store/database.ts'
import { claimMoment, takeTurn } from '../store/limits.ts'
import { redirect } from '../web/reply.ts'
import type { ParticipantSession } from '../web/sessions.ts'
import { digestOfRecords, gatherSigningDesk, type SigningDesk } from './gather-records.ts'
import type { CodeState } from './pages/signature-form.tsx'
import { participantRoute } from './participant-route.ts'
import { type SignBody, signBodySchema } from './sign-form.ts'
import { signReply } from './sign-reply.tsx'

/** A mail takes some seconds; asking again before would only replace the code that is on its way. */
const PAUSE_SECONDS = 30
/** Each code can be guessed at five times: twelve an hour leave a guesser one chance in 17,000 an hour. */
const MOST_IN_AN_HOUR = 12

/** Mails a code for exactly the records that were on the page, if those are still the ones that wait. */
export const mailCode = participantRoute({
  method: 'POST',
  path: '/my/sign/code',
  rule: 'participant',
  body: signBodySchema,
  answer: async ({ dependencies: { db, mailQueue }, session, now }, { body }) => {
    if (body.record.length === 0) return redirect('/my/sign')
    const desk = await gatherSigningDesk(db, session)
    if (desk.waiting.length === 0) return redirect('/my/sign')
    const recordsDigest = digestOfRecords(desk.waiting.map(({ digest }) => digest))
    const code: CodeState =
      recordsDigest === digestOfRecords(body.record)
        ? await request(db, mailQueue, session, {
            recordsDigest,
            recordCount: desk.waiting.length,
            requestedAt: now.toISOString(),
          })
        : 'changed'
    if (holdsNoChoice(body, desk)) return redirect(`/my/sign?code=${code}`, { data: { code } })
    // A redirect would lose what was typed, chosen and unticked.
    return signReply(db, session, desk, { code, typed: { ...body, code: '' } })
  },
})

async function request(
  db: Database,
  mailQueue: () => Promise<MailQueue>,
  { cycleId, personId }: ParticipantSession,
  about: { recordsDigest: string; recordCount: number; requestedAt: string },
): Promise<CodeState> {
  const what = `code#${cycleId}#${personId}`
  const now = about.requestedAt
  if (!(await claimMoment(db, what, { pauseSeconds: PAUSE_SECONDS, now }))) return 'wait'
  if (!(await takeTurn(db, what, { most: MOST_IN_AN_HOUR, within: 3600, now }))) return 'too-many'
  await enqueueMail(await mailQueue(), [{ kind: 'code', cycleId, personId, ...about }])
  return 'sent'
}

function holdsNoChoice({ meaning, comment, typedName, sign }: SignBody, { waiting }: SigningDesk): boolean {
  const unticked = waiting.some(
    ({ step }) => step.kind === 'supervisorSignature' && !sign.includes(step.stepId),
  )
  return meaning === undefined && comment === '' && typedName === '' && !unticked
}
