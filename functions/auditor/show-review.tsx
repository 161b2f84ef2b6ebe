import * as z from 'zod'
import { cycleIdSchema, type ReviewId, reviewIdSchema } from '../domain/ids.ts'
import { releasedVersionOf } from '../domain/review.ts'
import { findCycle } from '../store/cycles.ts'
import { readState } from '../store/log-state.ts'
import { firstCheckpointOver } from '../store/log-watch.ts'
import { findRecord } from '../store/released-records.ts'
import { findReview } from '../store/reviews.ts'
import { notAvailable, page } from '../web/reply.ts'
import { type AuditorDependencies, auditorRoute } from './auditor-route.ts'
import { type ExplainedChain, explainChain } from './explained-chain.ts'
import { namesIn } from './names-in.ts'
import type { AsOf } from './pages/as-of-view.tsx'
import { ReviewPage } from './pages/review-page.tsx'
import { type LogReader, openLog, type PlaceInLog, placesOf } from './place-in-log.ts'
import { fingerprintOf, recordState } from './record-state.ts'
import { peersAskedIn, reviewAsOf } from './review-as-of.ts'

export const reviewParamsSchema = z.object({ cycleId: cycleIdSchema, reviewId: reviewIdSchema })

export const showReview = auditorRoute({
  method: 'GET',
  path: '/audit/cycles/{cycleId}/reviews/{reviewId}',
  rule: 'auditor',
  params: reviewParamsSchema,
  query: z.object({
    /** Number of the entry whose moment is looked at; without it, the review as it is now. */
    at: z.coerce.number().int().min(0).optional(),
  }),
  answer: async ({ dependencies, now }, { params, query }) => {
    const { db } = dependencies
    const [cycle, review, log, { trouble }] = await Promise.all([
      findCycle(db, params.cycleId),
      findReview(db, params.cycleId, params.reviewId),
      openLog(dependencies, now),
      readState(db),
    ])
    if (cycle === undefined || review === undefined) return notAvailable()
    // As of the head that the entries were read for, also when somebody acts in this very moment.
    let latest = review
    const chain = await explainChain(db, review.chain, async () => {
      latest = (await findReview(db, cycle.cycleId, review.reviewId)) ?? latest
      return latest.chain
    })
    const canonical = await findRecord(db, review.reviewId, releasedVersionOf(latest))
    const state = recordState(latest, canonical, chain)
    const places = await placesOf(log, chain.entries)
    const asOf =
      query.at === undefined
        ? undefined
        : await lookBack(dependencies, log, {
            chain,
            places,
            at: query.at,
            peers: peersAskedIn(latest),
            reviewId: latest.reviewId,
          })
    const isIncomplete = !('state' in log.published) && log.published.isAheadOfTables
    return page(
      <ReviewPage
        cycle={cycle}
        review={latest}
        chain={chain}
        places={places}
        names={await namesIn(db, latest, chain.entries)}
        record={state}
        asOf={asOf}
        isIncomplete={isIncomplete}
        hasStopped={trouble !== null}
      />,
      {
        title: `Review of ${latest.revieweeName}`,
        wide: asOf !== undefined,
        back: { label: cycle.name, href: `/audit/cycles/${cycle.cycleId}` },
        data: {
          reviewId: review.reviewId,
          stage: latest.stage,
          record: state,
          disputed: latest.openDispute !== undefined,
          superseded: (latest.earlier ?? []).map(({ steps: _, ...record }) => record),
          ...(isIncomplete ? { isIncomplete } : {}),
          verdict: chain.verdict.holds ? { holds: true } : chain.verdict,
          entries: chain.entries.map((entry) => ({ ...entry, place: places.get(entry.leafHash) })),
          ...(asOf === undefined ? {} : { asOf: asOf.review }),
        },
      },
    )
  },
})

/** Undefined for a number that no entry has. */
async function lookBack(
  { db }: AuditorDependencies,
  { published }: LogReader,
  from: {
    chain: ExplainedChain
    places: ReadonlyMap<string, PlaceInLog>
    at: number
    peers: number
    reviewId: ReviewId
  },
): Promise<AsOf | undefined> {
  const { chain, places, at, peers, reviewId } = from
  const explained = chain.entries.find(({ entry }) => entry.subjectSeq === at)
  const place = explained && places.get(explained.leafHash)
  if (explained === undefined || place === undefined) return undefined
  const { entry } = explained
  const until = chain.entries.filter((one) => one.entry.subjectSeq <= at).map((one) => one.entry)
  const canonical = await findRecord(db, reviewId, entry.recordVersion)
  const namesRecord = /^(record|review\.sealed)/.test(entry.eventType) && entry.recordDigest !== null
  return {
    explained,
    review: reviewAsOf(peers, until),
    place,
    firstCovered: place.state === 'included' ? await firstCheckpointOver(db, place.index) : undefined,
    keyId: 'state' in published ? undefined : published.vkey.keyId,
    holds: chain.verdict.holds,
    recordFits:
      !namesRecord || canonical === undefined ? undefined : entry.recordDigest === fingerprintOf(canonical),
  }
}
