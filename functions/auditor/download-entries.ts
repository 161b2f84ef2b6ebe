import * as z from 'zod'
import { cycleIdSchema, reviewIdSchema } from '../domain/ids.ts'
import type { ChainHead } from '../domain/review.ts'
import { findCycle } from '../store/cycles.ts'
import type { Database } from '../store/database.ts'
import { findReview, listReviews } from '../store/reviews.ts'
import { file, notAvailable } from '../web/reply.ts'
import { auditorRoute } from './auditor-route.ts'
import { readChain } from './read-chain.ts'

/** About 200 × 12 entries of 1.2 KB: half of the 6 MB that Lambda can answer. */
const REVIEWS_PER_FILE = 200

/** How many chains are read at once. */
const READ_AT_ONCE = 25

/** The raw entries of a cycle and its reviews, byte for byte, for whoever wants to check them without this app. */
export const downloadEntries = auditorRoute({
  method: 'GET',
  path: '/audit/cycles/{cycleId}/entries.json',
  rule: 'auditor',
  params: z.object({ cycleId: cycleIdSchema }),
  query: z.object({ after: reviewIdSchema.optional() }),
  answer: async ({ dependencies }, { params, query }) => {
    const { db } = dependencies
    const cycle = await findCycle(db, params.cycleId)
    if (cycle === undefined) return notAvailable()
    const { reviews, next } = await listReviews(db, cycle.cycleId, {
      limit: REVIEWS_PER_FILE,
      ...(query.after === undefined ? {} : { after: query.after }),
    })
    const chains: unknown[] = []
    for (let start = 0; start < reviews.length; start += READ_AT_ONCE) {
      const group = reviews.slice(start, start + READ_AT_ONCE)
      chains.push(
        ...(await Promise.all(
          group.map(async ({ reviewId, chain }) => ({
            reviewId,
            ...(await chainOf(db, chain, async () => (await findReview(db, cycle.cycleId, reviewId))?.chain)),
          })),
        )),
      )
    }
    const content = {
      cycle: await chainOf(db, cycle.chain, async () => (await findCycle(db, cycle.cycleId))?.chain),
      reviews: chains,
      ...(next === undefined ? {} : { next }),
    }
    return file(JSON.stringify(content), {
      contentType: 'application/json',
      filename: `entries-${cycle.cycleId}${query.after === undefined ? '' : `-after-${query.after}`}.json`,
    })
  },
})

async function chainOf(db: Database, first: ChainHead, readAgain: () => Promise<ChainHead | undefined>) {
  const { head, raw } = await readChain(db, first, readAgain)
  return {
    subjectRef: head.subjectRef,
    head: { seq: head.seq, lastHash: head.lastHash },
    entries: raw,
  }
}
