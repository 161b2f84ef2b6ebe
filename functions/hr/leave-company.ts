import * as z from 'zod'
import { markAsLeft, takeBack } from '../domain/edit-person.ts'
import type { Person } from '../domain/person.ts'
import { isRefusal, type Refusal } from '../domain/refusal.ts'
import { withdrawDeparted } from '../store/departed-people.ts'
import { findErasure } from '../store/erasures.ts'
import { notAvailable, redirect, refused } from '../web/reply.ts'
import { commitPersonChange } from './commit-person-change.ts'
import { actOf, hrRoute } from './hr-route.ts'
import { personParamsSchema } from './show-holds.tsx'

/** Somebody has left the company, as an import says it of those who are not in its file. */
export const leaveCompany = hrRoute({
  method: 'POST',
  path: '/hr/people/{personId}/leave',
  rule: 'hr',
  summary: 'Says that a person has left the company, and ends their part in cycles that run',
  params: personParamsSchema,
  body: z.object({}),
  answer: async ({ dependencies: { db }, session, now }, { params: { personId } }) => {
    const outcome = await commitPersonChange(db, { session, now }, personId, (_, person) =>
      markAsLeft(person),
    )
    // Also when they had left already: what broke off in between is finished by pressing again, or by the next import.
    const hasLeft = isRefusal(outcome) ? outcome.code === 'has-left' : outcome !== undefined
    if (hasLeft) {
      await withdrawDeparted(db, actOf(session, now), new Set([personId]))
    }
    return afterwards(personId, 'left', outcome)
  },
})

/** Somebody who had left is back; never by itself. */
export const comeBack = hrRoute({
  method: 'POST',
  path: '/hr/people/{personId}/come-back',
  rule: 'hr',
  summary: 'Takes a person back who had left the company',
  params: personParamsSchema,
  body: z.object({}),
  answer: async ({ dependencies: { db }, session, now }, { params }) => {
    const erasure = await findErasure(db, params.personId)
    if (erasure?.status === 'confirmed' || erasure?.status === 'erasing') {
      return afterwards(params.personId, 'back', {
        refused: true,
        code: 'about-to-be-erased',
        message: 'This person is about to be erased. Withdraw the erasure first; nothing was changed.',
      })
    }
    return afterwards(
      params.personId,
      'back',
      await commitPersonChange(db, { session, now }, params.personId, takeBack),
    )
  },
})

function afterwards(personId: string, done: 'left' | 'back', outcome: Person | Refusal | undefined) {
  if (outcome === undefined) return notAvailable()
  const next = { label: 'Go back to this person', href: `/hr/people/${personId}` }
  return isRefusal(outcome)
    ? refused(outcome, { next })
    : redirect(`/hr/people/${personId}?done=${done}`, { data: { person: outcome } })
}
