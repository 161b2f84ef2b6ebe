import * as z from 'zod'
import { releasedVersionOf } from '../domain/review.ts'
import { findCycle } from '../store/cycles.ts'
import { findRecord } from '../store/released-records.ts'
import { findReview } from '../store/reviews.ts'
import { notAvailable, page } from '../web/reply.ts'
import { auditorRoute } from './auditor-route.ts'
import { explainChain } from './explained-chain.ts'
import { NoRecordPage } from './pages/no-record-page.tsx'
import { RecordPage } from './pages/record-page.tsx'
import { gatherRecordSheet, readRecord } from './record-sheet.ts'
import { type RecordState, recordState } from './record-state.ts'
import { reviewParamsSchema } from './show-review.tsx'

export const recordQuerySchema = z.object({
  /** Number of the entry up to which signatures count: the record as it stood then. */
  at: z.coerce.number().int().min(0).optional(),
  /** Which record, where one took the place of another; without it, the newest that was released. */
  version: z.coerce.number().int().min(1).max(999).optional(),
})

/** The record as it was released, with each signature's name, time and meaning, to be printed. */
export const showRecord = auditorRoute({
  method: 'GET',
  path: '/audit/cycles/{cycleId}/reviews/{reviewId}/record',
  rule: 'auditor',
  params: reviewParamsSchema,
  query: recordQuerySchema,
  answer: async ({ dependencies, now }, { params, query }) => {
    const { db } = dependencies
    const [cycle, review] = await Promise.all([
      findCycle(db, params.cycleId),
      findReview(db, params.cycleId, params.reviewId),
    ])
    if (cycle === undefined || review === undefined) return notAvailable()
    const version = query.version ?? releasedVersionOf(review) ?? 1
    const canonical = await findRecord(db, params.reviewId, version)
    const path = `/audit/cycles/${cycle.cycleId}/reviews/${review.reviewId}`
    const at = query.at === undefined ? '' : `?at=${query.at}`
    const which = new URLSearchParams({
      ...(query.at === undefined ? {} : { at: String(query.at) }),
      ...(query.version === undefined ? {} : { version: String(query.version) }),
    }).toString()
    const shell = {
      title: 'Sign-off record',
      back: { label: `Review of ${review.revieweeName}`, href: `${path}${at}` },
    }
    const record = readRecord(canonical)
    if (record === undefined || canonical === undefined) {
      const chain = await explainChain(db, review.chain, async () => undefined)
      return page(<NoRecordPage why={whyMissing(recordState(review, canonical, chain, version))} />, shell)
    }

    const of = { cycle, review, record, canonical, upTo: query.at }
    const sheet = await gatherRecordSheet(dependencies, of, now)
    const { digest, state, signatures, log } = sheet
    return page(
      <RecordPage sheet={sheet} pdfHref={`${path}/record.pdf${which === '' ? '' : `?${which}`}`} />,
      {
        ...shell,
        data: { record, digest, state, signatures, log },
      },
    )
  },
})

function whyMissing(state: RecordState) {
  if (state === 'none') return 'not-released'
  return state === 'erased' ? 'erased' : 'lost'
}
