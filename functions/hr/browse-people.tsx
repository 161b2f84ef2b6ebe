import * as z from 'zod'
import { holdsWords } from '../domain/holds-words.ts'
import type { Person } from '../domain/person.ts'
import { listPeople } from '../store/people.ts'
import { page } from '../web/reply.ts'
import { hrRoute } from './hr-route.ts'
import { PeoplePage } from './pages/people-page.tsx'

const PAGE_SIZE = 50

export const browsePeople = hrRoute({
  method: 'GET',
  path: '/hr/people',
  rule: 'hr',
  query: z.object({
    q: z.string().trim().max(200).optional(),
    page: z.coerce.number().int().min(1).max(100_000).default(1),
    /** What an import did: added, changed, unchanged and left out, joined by dots. */
    imported: z
      .string()
      .regex(/^\d{1,6}(\.\d{1,6}){3}$/)
      .optional(),
  }),
  answer: async ({ dependencies }, { query }) => {
    const everybody = await listPeople(dependencies.db)
    const search = query.q ?? ''
    const found = search === '' ? everybody : everybody.filter((person) => fits(person, search))
    const names = new Map<string, string>(everybody.map((person) => [person.personId, person.name]))
    const start = (query.page - 1) * PAGE_SIZE
    const shown = found.slice(start, start + PAGE_SIZE)
    const href = (number: number) =>
      `/hr/people?${new URLSearchParams({ ...(search === '' ? {} : { q: search }), page: String(number) })}`
    const imported = query.imported?.split('.').map(Number)
    return page(
      <PeoplePage
        search={search}
        total={everybody.length}
        found={found.length}
        here={`People ${start + 1} to ${start + shown.length} of ${found.length}`}
        previousHref={query.page > 1 ? href(query.page - 1) : undefined}
        nextHref={start + PAGE_SIZE < found.length ? href(query.page + 1) : undefined}
        imported={
          imported && {
            added: imported[0] ?? 0,
            changed: imported[1] ?? 0,
            unchanged: imported[2] ?? 0,
            leftOut: imported[3] ?? 0,
          }
        }
        people={shown.map((person) => ({
          personId: person.personId,
          employeeId: person.employeeId,
          name: person.name,
          jobTitle: person.jobTitle ?? '',
          supervisor: person.supervisorId === null ? '' : (names.get(person.supervisorId) ?? ''),
          hasLeft: person.status === 'left',
        }))}
      />,
      {
        title: 'People',
        wide: true,
        data: { total: everybody.length, found: found.length, people: shown },
      },
    )
  },
})

function fits(person: Person, search: string): boolean {
  const { name, employeeId, email, jobTitle = '', department = '' } = person
  return holdsWords([name, employeeId, email, jobTitle, department].join(' '), search)
}
