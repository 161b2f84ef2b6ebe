import { releasedVersionOf } from '../domain/review.ts'
import { findCycle } from '../store/cycles.ts'
import { findRecord } from '../store/released-records.ts'
import { findReview } from '../store/reviews.ts'
import { file, notAvailable, redirect } from '../web/reply.ts'
import { auditorRoute } from './auditor-route.ts'
import { gatherRecordSheet, readRecord } from './record-sheet.ts'
import { recordQuerySchema } from './show-record.tsx'
import { reviewParamsSchema } from './show-review.tsx'

/** The sign-off record as a PDF, to be filed. */
export const downloadRecord = auditorRoute({
  method: 'GET',
  path: '/audit/cycles/{cycleId}/reviews/{reviewId}/record.pdf',
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
    const record = readRecord(canonical)
    // The page says why there is none.
    if (record === undefined || canonical === undefined)
      return redirect(`/audit/cycles/${cycle.cycleId}/reviews/${review.reviewId}/record`)
    const of = { cycle, review, record, canonical, upTo: query.at }
    const pdf = await dependencies.drawRecord(await gatherRecordSheet(dependencies, of, now))
    return file(pdf, {
      contentType: 'application/pdf',
      filename: `sign-off record of ${record.reviewee.name.slice(0, 80)}.pdf`,
    })
  },
})
