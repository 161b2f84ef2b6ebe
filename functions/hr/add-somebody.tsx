import * as z from 'zod'
import { holdsWords } from '../domain/holds-words.ts'
import { cycleIdSchema } from '../domain/ids.ts'
import { findCycle } from '../store/cycles.ts'
import { listPeople } from '../store/people.ts'
import { EVERY_REVIEW, listReviews } from '../store/reviews.ts'
import { notAvailable, page } from '../web/reply.ts'
import { hrRoute } from './hr-route.ts'
import { AddSomebodyPage } from './pages/add-somebody-page.tsx'

const SHOWN = 50

/** Finds the person who is to join a running cycle: everybody with the company who has no review in it. */
export const addSomebody = hrRoute({
  method: 'GET',
  path: '/hr/cycles/{cycleId}/add-somebody',
  rule: 'hr',
  params: z.object({ cycleId: cycleIdSchema }),
  query: z.object({ q: z.string().trim().max(200).default('') }),
  answer: async ({ dependencies }, { params, query }) => {
    const { db } = dependencies
    const cycle = await findCycle(db, params.cycleId)
    if (cycle === undefined) return notAvailable()
    const [people, { reviews }] = await Promise.all([
      listPeople(db),
      listReviews(db, params.cycleId, EVERY_REVIEW),
    ])
    const reviewed = new Set(reviews.map(({ revieweeId }) => revieweeId))
    const found = people.filter(
      ({ personId, status, name, employeeId }) =>
        status === 'active' &&
        !reviewed.has(personId) &&
        (query.q === '' || holdsWords(name, query.q) || employeeId === query.q),
    )
    const path = `/hr/cycles/${params.cycleId}`
    const shown = found.slice(0, SHOWN).map(({ personId, name, employeeId, jobTitle }) => ({
      personId,
      name,
      employeeId,
      jobTitle,
      href: `${path}/operations/late-joiner?person=${personId}`,
    }))
    return page(
      <AddSomebodyPage path={`${path}/add-somebody`} search={query.q} people={shown} found={found.length} />,
      {
        title: 'Add somebody to the running cycle',
        back: { label: cycle.name, href: path },
        data: { found: found.length, people: shown },
      },
    )
  },
})
