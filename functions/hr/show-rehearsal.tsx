import * as z from 'zod'
import type { ReviewCycle } from '../domain/cycle.ts'
import { cycleIdSchema } from '../domain/ids.ts'
import { findCycle } from '../store/cycles.ts'
import type { Database } from '../store/database.ts'
import { notAvailable, page, redirect, whyOf } from '../web/reply.ts'
import { hrRoute } from './hr-route.ts'
import { RehearsalPage } from './pages/rehearsal-page.tsx'
import { type Rehearsal, rehearse } from './rehearsal.ts'

const MAILS_PER_PAGE = 100
const MOST_PROBLEMS = 200

export const showRehearsal = hrRoute({
  method: 'GET',
  path: '/hr/cycles/{cycleId}/rehearsal',
  rule: 'hr',
  params: z.object({ cycleId: cycleIdSchema }),
  query: z.object({ page: z.coerce.number().int().min(1).max(100_000).default(1) }),
  answer: async ({ dependencies }, { params, query }) => {
    const cycle = await findCycle(dependencies.db, params.cycleId)
    if (cycle === undefined) return notAvailable()
    // After the launch there is nothing to rehearse; the page shows what really happened.
    if (cycle.status !== 'draft' && cycle.status !== 'scheduled') {
      return redirect(`/hr/cycles/${cycle.cycleId}`)
    }
    return rehearsalPage(dependencies.db, cycle, { page: query.page })
  },
})

/** @param shown.refusal why something that HR asked for was not done. */
export async function rehearsalPage(
  db: Database,
  cycle: ReviewCycle,
  shown: { page?: number; refusal?: string; code?: string; rehearsal?: Rehearsal },
) {
  const rehearsal = shown.rehearsal ?? (await rehearse(db, cycle))
  const { mails, plan } = rehearsal
  const number = shown.page ?? 1
  const start = (number - 1) * MAILS_PER_PAGE
  const href = (to: number) => `/hr/cycles/${cycle.cycleId}/rehearsal?page=${to}`
  return page(
    <RehearsalPage
      cycle={cycle}
      refusal={shown.refusal}
      reviewCount={plan.reviews.length}
      blocked={rehearsal.blocked?.message}
      excluded={rehearsal.excluded.slice(0, MOST_PROBLEMS)}
      excludedCount={rehearsal.excluded.length}
      warnings={rehearsal.warnings.slice(0, MOST_PROBLEMS)}
      warningCount={rehearsal.warnings.length}
      overlapping={rehearsal.overlapping}
      loads={rehearsal.loads}
      mailCount={mails.length}
      mails={mails.slice(start, start + MAILS_PER_PAGE)}
      here={`E-mails ${start + 1} to ${Math.min(start + MAILS_PER_PAGE, mails.length)} of ${mails.length}`}
      previousHref={number > 1 ? href(number - 1) : undefined}
      nextHref={start + MAILS_PER_PAGE < mails.length ? href(number + 1) : undefined}
    />,
    {
      title: 'Rehearsal of the launch',
      status: shown.refusal === undefined ? 200 : 409,
      refusal: whyOf(shown),
      wide: true,
      back: { label: cycle.name, href: `/hr/cycles/${cycle.cycleId}` },
      data: {
        reviews: plan.reviews.length,
        mails: mails.length,
        problems: plan.problems.slice(0, MOST_PROBLEMS),
        loads: rehearsal.loads,
        ...(shown.refusal === undefined ? {} : { refusal: shown.refusal }),
      },
    },
  )
}
