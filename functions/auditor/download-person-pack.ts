import * as z from 'zod'
import { personIdSchema } from '../domain/ids.ts'
import { listCycles } from '../store/cycles.ts'
import { findPerson } from '../store/people.ts'
import { listReviewsAbout } from '../store/reviews-about.ts'
import { fileWords } from '../web/file-words.ts'
import { notAvailable, problem } from '../web/reply.ts'
import { auditorRoute } from './auditor-route.ts'
import { recordTextOf } from './download-review-pack.ts'
import { evidencePack } from './evidence-pack.tsx'
import { gatherReview } from './gather-evidence.ts'
import { packReply } from './pack-reply.ts'
import { readRecord } from './record-sheet.ts'

/** All the evidence of every review in which a person is reviewed. What they wrote about others is not in it. */
export const downloadPersonPack = auditorRoute({
  method: 'GET',
  path: '/audit/people/{personId}/pack.zip',
  rule: 'auditor',
  params: z.object({ personId: personIdSchema }),
  answer: async ({ dependencies, now, path }, { params: { personId } }) => {
    const { db } = dependencies
    const [cycles, person] = await Promise.all([listCycles(db), findPerson(db, personId)])
    const reviews = await listReviewsAbout(db, cycles, personId)
    if (reviews.length === 0) return person === undefined ? notAvailable() : notReviewed(person.name)
    const words = person?.name ?? reviews[0]?.revieweeName ?? personId
    const byId = new Map(cycles.map((cycle) => [cycle.cycleId, cycle]))
    const evidence = await Promise.all(
      reviews.map(async (review) => {
        const cycle = byId.get(review.cycleId)
        const gathered = await gatherReview(db, review)
        return {
          ...gathered,
          heading: `Review of ${review.revieweeName} in ${cycle?.name ?? review.cycleId}`,
          timeZone: cycle?.timeZone ?? 'UTC',
          record: readRecord(recordTextOf(gathered.texts)),
        }
      }),
    )
    const pack = await evidencePack(
      dependencies,
      { kind: 'person', of: { personId }, part: null, words: `the reviews of ${words}` },
      evidence,
      [],
      now.toISOString(),
    )
    return packReply(pack, {
      filename: `${fileWords('evidence', 'reviews of', words)}.zip`,
      now,
      href: path,
      smaller: { label: 'Take the reviews one by one, from their cycles', href: '/audit' },
    })
  },
})

function notReviewed(name: string) {
  return problem({
    status: 409,
    code: 'not-reviewed',
    title: 'There is no review of this person',
    message: `${name} is reviewed in no cycle, so there is no pack of reviews about them. What they sent in or signed about others is evidence of those reviews: open the cycle, then the review, and download its evidence there.`,
    next: { label: 'Go to the cycles', href: '/audit' },
  })
}
