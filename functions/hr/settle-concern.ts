import * as z from 'zod'
import { settledByHand } from '../domain/concern.ts'
import { concernIdSchema } from '../domain/ids.ts'
import { refuse } from '../domain/refusal.ts'
import { commitConcernSettled, findOpenConcern } from '../store/concerns.ts'
import { redirect, refused } from '../web/reply.ts'
import { hrRoute, officerActOf } from './hr-route.ts'

/** Puts away what somebody has put before HR and what no other act answers. Twice is once. */
export const settleConcern = hrRoute({
  method: 'POST',
  path: '/hr/concerns/{concernId}/settle',
  rule: 'hr',
  summary: 'Says that something put before HR has been seen to',
  params: z.object({ concernId: concernIdSchema }),
  body: z.object({}),
  answer: async ({ dependencies: { db }, session, now }, { params: { concernId } }) => {
    const concern = await findOpenConcern(db, concernId)
    if (concern !== undefined) {
      if (!settledByHand.has(concern.kind)) {
        return refused(
          refuse(
            'settled-by-its-act',
            'This ends by itself when it is decided. Open it and decide; nothing was changed.',
          ),
          { next: { label: 'Go back to what needs you', href: '/hr' } },
        )
      }
      await commitConcernSettled(db, concern, officerActOf(session, now))
    }
    return redirect('/hr?done=settled', { data: { concernId } })
  },
})
