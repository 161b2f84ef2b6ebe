import * as z from 'zod'
import { teamsOf } from '../domain/cycle-progress.ts'
import { cycleIdSchema } from '../domain/ids.ts'
import { latePeople } from '../domain/late-people.ts'
import { filterEntries, filterFields } from '../domain/review-filter.ts'
import { sentMails } from '../domain/sent-mails.ts'
import { loadCycleReviews } from '../store/cycle-reviews.ts'
import { findCycle } from '../store/cycles.ts'
import { findParticipants } from '../store/participants.ts'
import { notAvailable, page } from '../web/reply.ts'
import { hrRoute } from './hr-route.ts'
import { operations } from './operations/operations.ts'
import { LatePeoplePage } from './pages/late-people-page.tsx'

const PEOPLE_PER_PAGE = 50

/** Who is late, with what, since when, and what they have been sent. */
export const showLatePeople = hrRoute({
  method: 'GET',
  path: '/hr/cycles/{cycleId}/late',
  rule: 'hr',
  summary: 'Lists who is late, with what, since when, and what was sent',
  params: z.object({ cycleId: cycleIdSchema }),
  query: filterFields.pick({ team: true, step: true }).extend({
    page: z.coerce.number().int().min(1).max(100_000).default(1),
  }),
  answer: async ({ dependencies, now }, { params, query }) => {
    const { db } = dependencies
    const [cycle, { reviews }] = await Promise.all([
      findCycle(db, params.cycleId),
      loadCycleReviews(db, params.cycleId),
    ])
    if (cycle === undefined) return notAvailable()
    const at = now.toISOString()
    const { page: number, ...filter } = query
    const all = latePeople(cycle, reviews.reviews, at, filter)
    const start = (number - 1) * PEOPLE_PER_PAGE
    const shown = all.slice(start, start + PEOPLE_PER_PAGE)
    const participants = await findParticipants(
      db,
      cycle.cycleId,
      shown.map(({ personId }) => personId),
    )
    const people = shown.map((late) => {
      const participant = participants.get(late.personId)
      return {
        ...late,
        name: participant?.name ?? late.personId,
        mails: participant === undefined ? [] : sentMails(participant),
        mailTrouble: participant?.mailTrouble,
        state: participant?.state ?? 'active',
      }
    })
    const path = `/hr/cycles/${cycle.cycleId}/late`
    const href = (to: number) =>
      `${path}?${new URLSearchParams([['page', String(to)], ...filterEntries(filter)])}`
    return page(
      <LatePeoplePage
        cycle={cycle}
        people={people}
        count={all.length}
        filter={filter}
        teams={teamsOf(cycle, reviews, at)}
        operations={operations.filter(({ takes }) => takes !== 'reviews')}
        here={`People ${start + 1} to ${Math.min(start + PEOPLE_PER_PAGE, all.length)} of ${all.length}`}
        previousHref={number > 1 ? href(number - 1) : undefined}
        nextHref={start + PEOPLE_PER_PAGE < all.length ? href(number + 1) : undefined}
      />,
      {
        title: 'Who is late',
        wide: true,
        back: { label: cycle.name, href: `/hr/cycles/${cycle.cycleId}` },
        data: { at, people, count: all.length },
      },
    )
  },
})
