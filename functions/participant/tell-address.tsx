import * as z from 'zod'
import { isRefusal } from '../domain/refusal.ts'
import type { FieldErrors } from '../layout/field-errors.ts'
import { page, type Reply, redirect } from '../web/reply.ts'
import type { ParticipantSession } from '../web/sessions.ts'
import { AddressPage } from './pages/address-page.tsx'
import { type ParticipantDependencies, participantRoute } from './participant-route.ts'
import { checkConcernWords, ownConcerns, raiseOwnConcern } from './raise-own-concern.ts'
import { typedWords } from './typed-words.ts'

const bodySchema = z.object({
  what: z.enum(['wrong-address', 'not-me']).optional().catch(undefined),
  words: typedWords,
})
type Typed = z.infer<typeof bodySchema>

/** The form on which somebody says that these mails go to the wrong place. */
export const askAboutAddress = participantRoute({
  method: 'GET',
  path: '/my/address',
  rule: 'participant',
  answer: ({ dependencies, session }) => addressReply(dependencies, session, { typed: {}, status: 200 }),
})

/** Tells HR that an address is wrong, or that this is somebody else. Neither address nor link changes by itself. */
export const tellAddress = participantRoute({
  method: 'POST',
  path: '/my/address',
  rule: 'participant',
  body: bodySchema,
  answer: async ({ dependencies, session, now }, { body }) => {
    const { what, words } = body
    if (what === undefined && words === '') return redirect('/my/address')
    const refusals = checkConcernWords(words, 'words')
    const errors: FieldErrors = {
      ...(what === undefined ? { what: 'Choose what is wrong.' } : {}),
      ...(what === 'wrong-address' && words.trim() === ''
        ? { words: 'Write the address that is right, so that HR can change it.' }
        : {}),
      ...Object.fromEntries(refusals.map(({ field = 'form', message }) => [field, message])),
    }
    if (what === undefined || Object.keys(errors).length > 0)
      return addressReply(dependencies, session, { typed: body, errors, status: 422 })
    const raised = await raiseOwnConcern(dependencies.db, session, { kind: what, words }, now.toISOString())
    return isRefusal(raised)
      ? addressReply(dependencies, session, { typed: body, errors: { form: raised.message }, status: 422 })
      : redirect(`/my?told=${what}`, { data: { told: what } })
  },
})

async function addressReply(
  { db, helpContact }: ParticipantDependencies,
  session: ParticipantSession,
  shown: { typed: Partial<Typed>; errors?: FieldErrors; status: 200 | 422 },
): Promise<Reply> {
  const told = (await ownConcerns(db, session)).filter(({ kind }) => kind !== 'away')
  return page(
    <AddressPage
      name={session.name}
      told={told}
      helpContact={helpContact}
      typed={shown.typed}
      errors={shown.errors ?? {}}
    />,
    {
      title: 'Wrong address, or not you',
      status: shown.status,
      back: { label: 'What waits for you', href: '/my' },
      data: {
        told: told.map(({ at, kind, words }) => ({ at, what: kind, words: words ?? '' })),
        errors: shown.errors ?? {},
      },
    },
  )
}
