import * as z from 'zod'
import { findInvited } from '../store/links.ts'
import { page, type Reply, redirect } from '../web/reply.ts'
import { NOT_MINE, NotMePage, NotMeTold } from './pages/not-me-page.tsx'
import { participantRoute } from './participant-route.ts'
import { raiseOwnConcern } from './raise-own-concern.ts'

const paramsSchema = z.object({ secret: z.string() })

/**
 * For somebody who got a mail that is not for them. It begins no session and shows nothing of whom the link is for; it is
 * the same for every link, known or not.
 */
export const askWhetherNotMe = participantRoute({
  method: 'GET',
  path: '/my/not-me/{secret}',
  rule: 'anyone',
  params: paramsSchema,
  answer: (_context, { params }) => notMeReply(params.secret, 200),
})

/**
 * Tells HR. A program that sends whatever form it finds does not type two words, and the words are all that counts. The
 * answer is the same whether the link is known or not, so that nobody can try out links here.
 */
export const tellNotMe = participantRoute({
  method: 'POST',
  path: '/my/not-me/{secret}',
  rule: 'anyone',
  anonymous: true,
  params: paramsSchema,
  body: z.object({ typed: z.string().max(200).default('') }),
  answer: async ({ dependencies: { db }, now }, { params, body }) => {
    if (body.typed.trim().toLowerCase() !== NOT_MINE) return notMeReply(params.secret, 422)
    const invited = await findInvited(db, params.secret, now.toISOString())
    // Told too often, there is enough of it before HR already.
    if (invited !== undefined) await raiseOwnConcern(db, invited, { kind: 'not-me' }, now.toISOString())
    return redirect('/my/not-me', { data: { told: 'not-me' } })
  },
})

/** The same for everybody, with nothing of the link in its address. */
export const thankForNotMe = participantRoute({
  method: 'GET',
  path: '/my/not-me',
  rule: 'anyone',
  answer: ({ dependencies: { helpContact } }) =>
    page(<NotMeTold helpContact={helpContact} />, {
      title: 'Thank you for telling',
      data: { told: 'not-me' },
    }),
})

function notMeReply(secret: string, status: 200 | 422): Reply {
  const errors = status === 422 ? { typed: `Type the words “${NOT_MINE}”.` } : {}
  return page(<NotMePage action={`/my/not-me/${encodeURIComponent(secret)}`} errors={errors} />, {
    title: 'This e-mail is not for me',
    status,
    data: { confirmBy: { field: 'typed', value: NOT_MINE }, errors },
  })
}
