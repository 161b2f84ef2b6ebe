import * as z from 'zod'
import { ERASED_NAME } from '../domain/erased.ts'
import { erasureSchema } from '../domain/erasure.ts'
import { type PersonId, personIdSchema } from '../domain/ids.ts'
import { legalHoldSchema } from '../domain/legal-hold.ts'
import { listErasures } from '../store/erasures.ts'
import { listHolds } from '../store/legal-holds.ts'
import { listPeople } from '../store/people.ts'
import { page } from '../web/reply.ts'
import { hrRoute } from './hr-route.ts'
import { HoldsAndErasuresPage } from './pages/holds-and-erasures-page.tsx'
import { usualTimeZone } from './usual-time-zone.ts'

/** Everything that two of HR decide together about somebody: what must not go, and what shall. */
export const browseHoldsAndErasures = hrRoute({
  method: 'GET',
  path: '/hr/holds-and-erasures',
  rule: 'hr',
  summary: 'All legal holds and erasures, those that wait for a second person first',
  data: z.object({
    holds: z.array(legalHoldSchema.extend({ personId: personIdSchema, name: z.string() })),
    erasures: z.array(erasureSchema),
  }),
  answer: async ({ dependencies: { db } }) => {
    const [people, held, erasures] = await Promise.all([listPeople(db), listHolds(db), listErasures(db)])
    const names = new Map<string, string>(people.map(({ personId, name }) => [personId, name]))
    const nameOf = (personId: PersonId) => names.get(personId) ?? ERASED_NAME
    const holds = held.flatMap(({ personId, holds: ofPerson }) =>
      ofPerson.map((hold) => ({ ...hold, personId, name: nameOf(personId) })),
    )
    const shown = erasures
      .filter(({ status }) => status !== 'withdrawn')
      .map((erasure) => ({ erasure, name: nameOf(erasure.personId) }))
      .sort((one, other) => order.indexOf(one.erasure.status) - order.indexOf(other.erasure.status))
    return page(<HoldsAndErasuresPage holds={holds} erasures={shown} timeZone={usualTimeZone(people)} />, {
      title: 'Holds and erasures',
      wide: true,
      data: { holds, erasures: shown.map(({ erasure }) => erasure) },
    })
  },
})

/** What waits for somebody of HR first. */
const order = ['requested', 'confirmed', 'erasing', 'erased']
