import * as z from 'zod'
import type { PeopleDirectory } from '../domain/people-directory.ts'
import { personSchema } from '../domain/person.ts'
import { loadDirectory } from '../store/people-directory.ts'
import { page } from '../web/reply.ts'
import { hrRoute } from './hr-route.ts'
import { type PeopleFilterProps, PeoplePage } from './pages/people-page.tsx'
import { filterOf, type PeopleQuery, peopleHref, peopleQuerySchema } from './people-query.ts'

const PAGE_SIZE = 50

/** A list to choose a supervisor from ends being one somewhere; the search finds them by name. */
const MOST_SUPERVISORS = 300

export const browsePeople = hrRoute({
  method: 'GET',
  path: '/hr/people',
  rule: 'hr',
  summary: 'The people whom HR knows, filtered and sorted',
  data: z.object({ total: z.int(), found: z.int(), people: z.array(personSchema) }),
  query: peopleQuerySchema.extend({
    page: z.coerce.number().int().min(1).max(100_000).default(1),
  }),
  answer: async ({ dependencies: { db } }, { query }) => {
    const [directory, filter] = await Promise.all([loadDirectory(db), filterOf(db, query)])
    const found = directory.search(filter, query.sort)
    const start = (query.page - 1) * PAGE_SIZE
    const shown = found.slice(start, start + PAGE_SIZE)
    const href = (number: number) => peopleHref('/hr/people', query, { page: String(number) })
    const total = directory.people.length
    const pages = {
      previous: query.page > 1 ? href(query.page - 1) : undefined,
      next: start + PAGE_SIZE < found.length ? href(query.page + 1) : undefined,
    }
    return page(
      <PeoplePage
        total={total}
        found={found.length}
        here={`People ${start + 1} to ${start + shown.length} of ${found.length}`}
        previousHref={pages.previous}
        nextHref={pages.next}
        exportHref={peopleHref('/hr/people/export', query)}
        filter={filterProps(directory, query)}
        people={shown.map((person) => ({
          personId: person.personId,
          employeeId: person.employeeId,
          name: person.name,
          jobTitle: person.jobTitle ?? '',
          department: person.department ?? '',
          supervisor: directory.find(person.supervisorId)?.name ?? '',
          hasLeft: person.status === 'left',
        }))}
      />,
      {
        title: 'People',
        wide: true,
        pages,
        data: {
          total,
          found: found.length,
          page: query.page,
          pages: Math.ceil(found.length / PAGE_SIZE),
          people: shown,
        },
      },
    )
  },
})

function filterProps(directory: PeopleDirectory, query: PeopleQuery): PeopleFilterProps {
  const options = (facet: 'department' | 'location' | 'jobTitle' | 'tenure') =>
    directory.valuesOf(facet).map(({ value, people }) => ({ value, label: `${value} (${people})` }))
  const supervisors = directory.supervisors()
  const { q: _, sort: __, ...narrowing } = query
  return {
    query,
    isNarrowed: Object.values(narrowing).some((value) => value !== undefined) || query.sort !== undefined,
    departments: options('department'),
    locations: options('location'),
    jobTitles: options('jobTitle'),
    tenures: options('tenure'),
    supervisors: (supervisors.length > MOST_SUPERVISORS
      ? supervisors.filter(({ person }) => person.personId === query.supervisor)
      : supervisors
    ).map(({ person, team }) => ({ value: person.personId, label: `${person.name} (${team})` })),
  }
}
