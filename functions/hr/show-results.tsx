import * as z from 'zod'
import {
  departureOf,
  departures,
  distributionOf,
  ratingOf,
  releasePreview,
  teamDistributions,
} from '../domain/cycle-results.ts'
import { cycleIdSchema } from '../domain/ids.ts'
import { loadCycleReviews } from '../store/cycle-reviews.ts'
import { findCycle } from '../store/cycles.ts'
import { notAvailable, page } from '../web/reply.ts'
import { hrRoute } from './hr-route.ts'
import { ResultsPage } from './pages/results-page.tsx'

/** Those that depart most from their computed score are named; the export has all. */
const MOST_NAMED = 20

/** The results of a cycle: what a release would give, how the ratings are distributed, and the files to take away. */
export const showResults = hrRoute({
  method: 'GET',
  path: '/hr/cycles/{cycleId}/results',
  rule: 'hr',
  summary: 'Shows what a release would give, and how ratings are distributed',
  params: z.object({ cycleId: cycleIdSchema }),
  answer: async ({ dependencies, now }, { params }) => {
    const [cycle, { reviews }] = await Promise.all([
      findCycle(dependencies.db, params.cycleId),
      loadCycleReviews(dependencies.db, params.cycleId),
    ])
    if (cycle === undefined) return notAvailable()
    const all = reviews.reviews
    const preview = releasePreview(all, cycle.peers.threshold)
    const distribution = distributionOf(all)
    const teams = teamDistributions(reviews)
    const byDeparture = departures.map((departure) => ({
      departure,
      reviews: all.filter((review) => departureOf(review) === departure).length,
    }))
    const far = all
      .filter((review) => ['muchLower', 'muchHigher'].includes(departureOf(review) ?? ''))
      .slice(0, MOST_NAMED)
      .map((review) => ({
        reviewId: review.reviewId,
        name: review.revieweeName,
        supervisor: review.ratingSupervisorName,
        rating: ratingOf(review),
        computedScore: review.computedScore,
      }))
    const data = { at: now.toISOString(), preview, distribution, teams, byDeparture, far }
    return page(<ResultsPage cycle={cycle} {...data} />, {
      title: `Results of ${cycle.name}`,
      wide: true,
      back: { label: cycle.name, href: `/hr/cycles/${cycle.cycleId}` },
      data: { status: cycle.status, ...data },
    })
  },
})
