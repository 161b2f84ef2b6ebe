import * as z from 'zod'
import { ERASED_NAME } from '../domain/erased.ts'
import { beginErasure, erasureSchema, obstaclesTo } from '../domain/erasure.ts'
import { type PersonId, personIdSchema } from '../domain/ids.ts'
import { isRefusal } from '../domain/refusal.ts'
import type { FieldErrors, TypedForm } from '../layout/field-errors.ts'
import type { Database } from '../store/database.ts'
import { loadErasureSituation } from '../store/erasure-situation.ts'
import { countTraces } from '../store/trace-counts.ts'
import { notAvailable, page, whyOf } from '../web/reply.ts'
import type { HrSession } from '../web/sessions.ts'
import { hrRoute } from './hr-route.ts'
import { ErasurePage } from './pages/erasure-page.tsx'
import { personParamsSchema } from './show-holds.tsx'

export const showErasure = hrRoute({
  method: 'GET',
  path: '/hr/people/{personId}/erasure',
  rule: 'hr',
  summary: 'Where the erasure of somebody stands',
  data: z.object({
    personId: personIdSchema,
    erasure: erasureSchema.optional(),
    obstacles: z.array(z.string()),
  }),
  params: personParamsSchema,
  query: z.object({ done: z.enum(['withdrawn']).optional() }),
  answer: ({ dependencies, session, now }, { params, query }) =>
    erasurePage(dependencies.db, session, now, params.personId, { done: query.done }),
})

interface Shown {
  done?: 'withdrawn' | undefined
  refusal?: string
  code?: string
  typed?: TypedForm
  errors?: FieldErrors
}

/** Where the erasure of one person stands, what it would take and what it would leave; a refusal stands above. */
export async function erasurePage(
  db: Database,
  session: HrSession,
  now: Date,
  personId: PersonId,
  shown: Shown,
) {
  const situation = await loadErasureSituation(db, personId)
  const { person, erasure } = situation
  if (person === undefined && erasure === undefined) return notAvailable()
  const counts = person && (await countTraces(db, personId))
  const begun = beginErasure(situation, { at: now.toISOString() })
  const waitsFor =
    erasure?.status === 'confirmed' && isRefusal(begun)
      ? [begun.message]
      : obstaclesTo(situation).map(({ message }) => message)
  const name = person?.name ?? ERASED_NAME
  const hasErrors = Object.keys(shown.errors ?? {}).length > 0
  return page(
    <ErasurePage
      personId={personId}
      name={name}
      erasure={erasure}
      obstacles={waitsFor}
      counts={counts}
      viewer={session.subject}
      timeZone={person?.timeZone ?? 'UTC'}
      done={shown.done}
      refusal={shown.refusal}
      typed={shown.typed ?? {}}
      errors={shown.errors ?? {}}
    />,
    {
      title: person === undefined ? 'Erasure' : `Erase ${name}`,
      status: hasErrors ? 422 : shown.refusal === undefined ? 200 : 409,
      refusal: whyOf(shown),
      back:
        person === undefined
          ? { label: 'Holds and erasures', href: '/hr/holds-and-erasures' }
          : { label: name, href: `/hr/people/${personId}` },
      data: {
        personId,
        erasure,
        obstacles: waitsFor,
        counts,
        ...(hasErrors ? { errors: shown.errors } : {}),
        ...(shown.refusal === undefined ? {} : { refusal: shown.refusal }),
      },
    },
  )
}
