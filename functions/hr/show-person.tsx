import * as z from 'zod'
import { personIdSchema } from '../domain/ids.ts'
import { listPeople } from '../store/people.ts'
import { notAvailable, page } from '../web/reply.ts'
import { hrRoute } from './hr-route.ts'
import { PersonPage } from './pages/person-page.tsx'

export const showPerson = hrRoute({
  method: 'GET',
  path: '/hr/people/{personId}',
  rule: 'hr',
  params: z.object({ personId: personIdSchema }),
  answer: async ({ dependencies }, { params }) => {
    const everybody = await listPeople(dependencies.db)
    const person = everybody.find(({ personId }) => personId === params.personId)
    if (person === undefined) return notAvailable()
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
      />,
      { title: person.name, back: { label: 'People', href: '/hr/people' }, data: { person } },
    )
  },
})
