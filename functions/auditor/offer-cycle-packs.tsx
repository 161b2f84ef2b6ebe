import * as z from 'zod'
import { cycleIdSchema } from '../domain/ids.ts'
import { findCycle } from '../store/cycles.ts'
import { EVERY_REVIEW, listReviews } from '../store/reviews.ts'
import { partCount } from '../trail/pack/parts.ts'
import { notAvailable, page } from '../web/reply.ts'
import { auditorRoute } from './auditor-route.ts'
import { partQuerySchema } from './download-cycle-pack.ts'
import { CyclePacksPage } from './pages/cycle-packs-page.tsx'

/** The parts in which a cycle's evidence can be downloaded. */
export const offerCyclePacks = auditorRoute({
  method: 'GET',
  path: '/audit/cycles/{cycleId}/packs',
  rule: 'auditor',
  params: z.object({ cycleId: cycleIdSchema }),
  query: partQuerySchema,
  answer: async ({ dependencies: { db } }, { params, query: { each } }) => {
    const cycle = await findCycle(db, params.cycleId)
    if (cycle === undefined) return notAvailable()
    // As in the download: before the launch there is only the cycle's own chain.
    const isLaunched = cycle.openedAt !== undefined
    const count = isLaunched ? (await listReviews(db, cycle.cycleId, EVERY_REVIEW)).reviews.length : 0
    const path = `/audit/cycles/${cycle.cycleId}`
    const parts = Array.from({ length: partCount(count, each) }, (_, index) => ({
      number: index + 1,
      reviews: Math.min(each, count - index * each),
      href: `${path}/pack.zip?part=${index + 1}&each=${each}`,
    }))
    return page(<CyclePacksPage parts={parts} reviews={count} />, {
      title: 'Evidence of this cycle',
      back: { label: cycle.name, href: path },
      data: { reviews: count, each, parts },
    })
  },
})
