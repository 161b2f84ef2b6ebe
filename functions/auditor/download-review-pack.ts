import { findCycle } from '../store/cycles.ts'
import { findReview } from '../store/reviews.ts'
import { fileWords } from '../web/file-words.ts'
import { notAvailable } from '../web/reply.ts'
import { auditorRoute } from './auditor-route.ts'
import { evidencePack } from './evidence-pack.tsx'
import { gatherReview } from './gather-evidence.ts'
import { packReply } from './pack-reply.ts'
import { readRecord } from './record-sheet.ts'
import { reviewParamsSchema } from './show-review.tsx'

/** All the evidence of one review, to be verified without this app. */
export const downloadReviewPack = auditorRoute({
  method: 'GET',
  path: '/audit/cycles/{cycleId}/reviews/{reviewId}/pack.zip',
  rule: 'auditor',
  params: reviewParamsSchema,
  answer: async ({ dependencies, now, path }, { params }) => {
    const { db } = dependencies
    const [cycle, review] = await Promise.all([
      findCycle(db, params.cycleId),
      findReview(db, params.cycleId, params.reviewId),
    ])
    if (cycle === undefined || review === undefined) return notAvailable()
    const evidence = await gatherReview(db, review)
    const heading = `Review of ${review.revieweeName}`
    const pack = await evidencePack(
      dependencies,
      {
        kind: 'review',
        of: { cycleId: cycle.cycleId, reviewId: review.reviewId },
        part: null,
        words: `the review of ${review.revieweeName} in ${cycle.name}`,
      },
      [{ ...evidence, heading, timeZone: cycle.timeZone, record: readRecord(recordTextOf(evidence.texts)) }],
      [],
      now.toISOString(),
    )
    return packReply(pack, {
      filename: `${fileWords('evidence', 'review of', review.revieweeName, cycle.name)}.zip`,
      now,
      href: path,
      smaller: {
        label: 'Back to the review',
        href: `/audit/cycles/${cycle.cycleId}/reviews/${review.reviewId}`,
      },
    })
  },
})

/** A review's only JSON is its records, the newest first. */
export const recordTextOf = (texts: readonly { kind: string; text: string }[]) =>
  texts.find(({ kind }) => kind === 'json')?.text
