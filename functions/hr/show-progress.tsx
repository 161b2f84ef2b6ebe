import * as z from 'zod'
import { progressOf, teamsOf } from '../domain/cycle-progress.ts'
import { cycleIdSchema } from '../domain/ids.ts'
import { loadCycleReviews } from '../store/cycle-reviews.ts'
import { findCycle } from '../store/cycles.ts'
import { notAvailable, page } from '../web/reply.ts'
import { hrRoute } from './hr-route.ts'
import { ProgressPage } from './pages/progress-page.tsx'

/** How far a cycle is, and nothing else: what the overview asks for every few seconds, and what can be left on a wall. */
export const showProgress = hrRoute({
  method: 'GET',
  path: '/hr/cycles/{cycleId}/progress',
  rule: 'hr',
  summary: 'Shows how far a cycle is, by step and by team',
  params: z.object({ cycleId: cycleIdSchema }),
  answer: async ({ dependencies, now }, { params }) => {
    const [cycle, { reviews }] = await Promise.all([
      findCycle(dependencies.db, params.cycleId),
      loadCycleReviews(dependencies.db, params.cycleId),
    ])
    if (cycle === undefined) return notAvailable()
    const at = now.toISOString()
    const progress = progressOf(cycle, reviews.reviews, at)
    const teams = teamsOf(cycle, reviews, at)
    return page(<ProgressPage cycle={cycle} progress={progress} teams={teams} now={at} />, {
      title: `Progress of ${cycle.name}`,
      wide: true,
      back: { label: cycle.name, href: `/hr/cycles/${cycle.cycleId}` },
      data: { at, status: cycle.status, progress, teams },
    })
  },
})
