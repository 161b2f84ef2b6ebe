import * as z from 'zod'
import { checkAbsence } from '../domain/absence.ts'
import { localDateOf } from '../domain/calendar.ts'
import { isRefusal } from '../domain/refusal.ts'
import type { FieldErrors } from '../layout/field-errors.ts'
import { loadCycle } from '../store/cycles.ts'
import { page, type Reply, redirect } from '../web/reply.ts'
import type { ParticipantSession } from '../web/sessions.ts'
import { AwayPage } from './pages/away-page.tsx'
import { type ParticipantDependencies, participantRoute } from './participant-route.ts'
import { checkConcernWords, ownConcerns, raiseOwnConcern } from './raise-own-concern.ts'
import { typedWords } from './typed-words.ts'

const bodySchema = z.object({ from: z.string().default(''), to: z.string().default(''), words: typedWords })
type Typed = z.infer<typeof bodySchema>

/** The form on which somebody says that they are away for a while. */
export const askAboutAbsence = participantRoute({
  method: 'GET',
  path: '/my/away',
  rule: 'participant',
  answer: ({ dependencies, session }) => awayReply(dependencies, session, { typed: {}, status: 200 }),
})

/** Tells HR from when to when somebody is away. No deadline moves by itself: a person of HR decides. */
export const tellAbsence = participantRoute({
  method: 'POST',
  path: '/my/away',
  rule: 'participant',
  body: bodySchema,
  answer: async ({ dependencies, session, now }, { body }) => {
    const { db } = dependencies
    if (body.from === '' && body.to === '' && body.words === '') return redirect('/my/away')
    const { timeZone } = await loadCycle(db, session.cycleId)
    const { from, to, words } = body
    const refusals = [
      ...checkAbsence({ from, to }, localDateOf(now.toISOString(), timeZone)),
      ...checkConcernWords(words, 'words'),
    ]
    if (refusals.length > 0) {
      const errors = Object.fromEntries(refusals.map(({ field = 'form', message }) => [field, message]))
      return awayReply(dependencies, session, { typed: body, errors, status: 422 })
    }
    const raised = await raiseOwnConcern(
      db,
      session,
      { kind: 'away', absence: { from, to }, words },
      now.toISOString(),
    )
    if (isRefusal(raised))
      return awayReply(dependencies, session, { typed: body, errors: { form: raised.message }, status: 422 })
    return redirect('/my?told=away', { data: { told: 'away', from, to } })
  },
})

async function awayReply(
  { db, helpContact }: ParticipantDependencies,
  session: ParticipantSession,
  shown: { typed: Partial<Typed>; errors?: FieldErrors; status: 200 | 422 },
): Promise<Reply> {
  const told = (await ownConcerns(db, session)).filter(({ kind }) => kind === 'away')
  return page(
    <AwayPage told={told} helpContact={helpContact} typed={shown.typed} errors={shown.errors ?? {}} />,
    {
      title: 'I am away',
      status: shown.status,
      back: { label: 'What waits for you', href: '/my' },
      data: {
        told: told.map(({ at, absence, words }) => ({ at, absence, words: words ?? '' })),
        errors: shown.errors ?? {},
      },
    },
  )
}
