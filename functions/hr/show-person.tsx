import * as z from 'zod'
import { ERASED_NAME } from '../domain/erased.ts'
import { type PersonId, personIdSchema } from '../domain/ids.ts'
import type { Database } from '../store/database.ts'
import { findErasure } from '../store/erasures.ts'
import { findHolds } from '../store/legal-holds.ts'
import { findErasedAt, listPeople } from '../store/people.ts'
import { notAvailable, page } from '../web/reply.ts'
import { hrRoute } from './hr-route.ts'
import { ErasedPersonPage } from './pages/erased-person-page.tsx'
import { PersonPage } from './pages/person-page.tsx'

export const showPerson = hrRoute({
  method: 'GET',
  path: '/hr/people/{personId}',
  rule: 'hr',
  params: z.object({ personId: personIdSchema }),
  answer: async ({ dependencies }, { params }) => {
    const { db } = dependencies
    const [everybody, held, erasure] = await Promise.all([
      listPeople(db),
      findHolds(db, params.personId),
      findErasure(db, params.personId),
    ])
    const person = everybody.find(({ personId }) => personId === params.personId)
    if (person === undefined) return erasedPersonPage(db, params.personId)
    const linked = (personId: string | null) => {
      const found = everybody.find((other) => other.personId === personId)
      return found && { personId: found.personId, name: found.name }
    }
    return page(
      <PersonPage
        person={person}
        supervisor={linked(person.supervisorId)}
        manager={linked(person.managerId)}
        team={everybody
          .filter((other) => other.supervisorId === person.personId && other.status === 'active')
          .map(({ personId, name }) => ({ personId, name }))}
        holds={held.holds}
        erasure={erasure?.status}
      />,
      {
        title: person.name,
        back: { label: 'People', href: '/hr/people' },
        data: { person, holds: held.holds.length, erasure: erasure?.status },
      },
    )
  },
})

async function erasedPersonPage(db: Database, personId: PersonId) {
  const erasedAt = await findErasedAt(db, personId)
  if (erasedAt === undefined) return notAvailable()
  return page(<ErasedPersonPage personId={personId} erasedAt={erasedAt} />, {
    title: ERASED_NAME,
    back: { label: 'People', href: '/hr/people' },
    data: { personId, erasedAt },
  })
}
