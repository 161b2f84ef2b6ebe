import * as z from 'zod'
import { ERASED_NAME } from '../domain/erased.ts'
import { type PersonId, personIdSchema } from '../domain/ids.ts'
import { legalHoldSchema } from '../domain/legal-hold.ts'
import type { FieldErrors, TypedForm } from '../layout/field-errors.ts'
import type { Database } from '../store/database.ts'
import { findErasure } from '../store/erasures.ts'
import { findHolds } from '../store/legal-holds.ts'
import { findErasedAt, findPerson } from '../store/people.ts'
import { notAvailable, page, whyOf } from '../web/reply.ts'
import type { HrSession } from '../web/sessions.ts'
import { hrRoute } from './hr-route.ts'
import { type DoneWithHold, doneWithHold, HoldsPage } from './pages/holds-page.tsx'

export const personParamsSchema = z.object({ personId: personIdSchema })

export const showHolds = hrRoute({
  method: 'GET',
  path: '/hr/people/{personId}/holds',
  rule: 'hr',
  summary: 'The legal holds on somebody',
  data: z.object({ personId: personIdSchema, holds: z.array(legalHoldSchema) }),
  params: personParamsSchema,
  query: z.object({ done: z.enum(doneWithHold).optional() }),
  answer: ({ dependencies, session }, { params, query }) =>
    holdsPage(dependencies.db, session, params.personId, { done: query.done }),
})

interface Shown {
  done?: DoneWithHold | undefined
  refusal?: string
  code?: string
  typed?: TypedForm
  errors?: FieldErrors
}

/** The holds on one person and what can be done about them; a refusal stands above. */
export async function holdsPage(db: Database, session: HrSession, personId: PersonId, shown: Shown) {
  const [person, erasedAt, held, erasure] = await Promise.all([
    findPerson(db, personId),
    findErasedAt(db, personId),
    findHolds(db, personId),
    findErasure(db, personId),
  ])
  // Somebody who is being erased has no name any more, and still something that a hold can keep.
  if (person === undefined && erasedAt === undefined) return notAvailable()
  const name = person?.name ?? ERASED_NAME
  const hasErrors = Object.keys(shown.errors ?? {}).length > 0
  return page(
    <HoldsPage
      personId={personId}
      name={name}
      holds={held.holds}
      erasure={erasure?.status}
      viewer={session.subject}
      timeZone={person?.timeZone ?? 'UTC'}
      done={shown.done}
      refusal={shown.refusal}
      typed={shown.typed ?? {}}
      errors={shown.errors ?? {}}
    />,
    {
      title: `Legal holds on ${name}`,
      status: hasErrors ? 422 : shown.refusal === undefined ? 200 : 409,
      refusal: whyOf(shown),
      back: { label: name, href: `/hr/people/${personId}` },
      data: {
        personId,
        holds: held.holds,
        ...(hasErrors ? { errors: shown.errors } : {}),
        ...(shown.refusal === undefined ? {} : { refusal: shown.refusal }),
      },
    },
  )
}
