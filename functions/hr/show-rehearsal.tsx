import * as z from 'zod'
import type { ReviewCycle } from '../domain/cycle.ts'
import { holdsWords } from '../domain/holds-words.ts'
import { cycleIdSchema } from '../domain/ids.ts'
import { isOpenToChange } from '../domain/plan-change.ts'
import { findCycle } from '../store/cycles.ts'
import type { Database } from '../store/database.ts'
import { notAvailable, page, redirect, whyOf } from '../web/reply.ts'
import { hrRoute } from './hr-route.ts'
import { RehearsalPage } from './pages/rehearsal-page.tsx'
import { sectionOfField } from './plan-section.ts'
import { type Rehearsal, rehearse } from './rehearsal.ts'

const PEOPLE_PER_PAGE = 100
const MOST_PROBLEMS = 200

export const showRehearsal = hrRoute({
  method: 'GET',
  path: '/hr/cycles/{cycleId}/rehearsal',
  rule: 'hr',
  params: z.object({ cycleId: cycleIdSchema }),
  query: z.object({
    page: z.coerce.number().int().min(1).max(100_000).default(1),
    /** Only people with these words in their names, or this address. */
    q: z.string().trim().max(200).default(''),
  }),
  answer: async ({ dependencies, now }, { params, query }) => {
    const cycle = await findCycle(dependencies.db, params.cycleId)
    if (cycle === undefined) return notAvailable()
    // After the launch there is nothing to rehearse; the page shows what really happened.
    if (!isOpenToChange(cycle)) return redirect(`/hr/cycles/${cycle.cycleId}`)
    return rehearsalPage(dependencies.db, cycle, now, query)
  },
})

/** @param shown.refusal why something that HR asked for was not done. */
export async function rehearsalPage(
  db: Database,
  cycle: ReviewCycle,
  now: Date,
  shown: { page?: number; q?: string; refusal?: string; code?: string; rehearsal?: Rehearsal },
) {
  const rehearsal = shown.rehearsal ?? (await rehearse(db, cycle, now.toISOString()))
  const { plan } = rehearsal
  const search = shown.q ?? ''
  const found =
    search === ''
      ? rehearsal.parts
      : rehearsal.parts.filter(
          ({ person }) => holdsWords(person.name, search) || person.email === search.toLowerCase(),
        )
  const number = shown.page ?? 1
  const start = (number - 1) * PEOPLE_PER_PAGE
  const parts = found.slice(start, start + PEOPLE_PER_PAGE)
  const href = (to: number) =>
    `/hr/cycles/${cycle.cycleId}/rehearsal?${new URLSearchParams({ page: String(to), ...(search === '' ? {} : { q: search }) })}#mails`
  return page(
    <RehearsalPage
      cycle={cycle}
      refusal={shown.refusal}
      reviewCount={plan.reviews.length}
      blocked={rehearsal.blocked?.message}
      planProblems={rehearsal.planProblems.map(({ message, field = '' }) => ({
        message,
        section: sectionOfField(field),
      }))}
      excluded={rehearsal.excluded.slice(0, MOST_PROBLEMS)}
      excludedCount={rehearsal.excluded.length}
      warnings={rehearsal.warnings.slice(0, MOST_PROBLEMS)}
      warningCount={rehearsal.warnings.length}
      overlapping={rehearsal.overlapping}
      loads={rehearsal.loads}
      mailCount={rehearsal.launchMails}
      search={search}
      peopleCount={rehearsal.parts.length}
      people={parts.map(({ person, isReviewed, peerOf, rates }) => ({
        personId: person.personId,
        name: person.name,
        email: person.email,
        self: isReviewed,
        peers: peerOf.length,
        rates: rates.length,
      }))}
      here={`People ${start + 1} to ${start + parts.length} of ${found.length}`}
      previousHref={number > 1 ? href(number - 1) : undefined}
      nextHref={start + PEOPLE_PER_PAGE < found.length ? href(number + 1) : undefined}
    />,
    {
      title: 'Rehearsal of the launch',
      status: shown.refusal === undefined ? 200 : 409,
      refusal: whyOf(shown),
      wide: true,
      back: { label: cycle.name, href: `/hr/cycles/${cycle.cycleId}` },
      data: {
        reviews: plan.reviews.length,
        mails: rehearsal.launchMails,
        problems: plan.problems.slice(0, MOST_PROBLEMS),
        planProblems: rehearsal.planProblems,
        overlapping: rehearsal.overlapping.map(({ cycleId, name }) => ({ cycleId, name })),
        loads: rehearsal.loads,
        people: parts.map(({ person, isReviewed, peerOf, rates }) => ({
          personId: person.personId,
          name: person.name,
          isReviewed,
          peerOf: peerOf.length,
          rates: rates.length,
        })),
        found: found.length,
        ...(shown.refusal === undefined ? {} : { refusal: shown.refusal }),
      },
    },
  )
}
