import * as z from 'zod'
import { committedPlan } from '../domain/committed-plan.ts'
import type { ReviewCycle } from '../domain/cycle.ts'
import { cycleIdSchema } from '../domain/ids.ts'
import type { Review } from '../domain/review.ts'
import { findCycle } from '../store/cycles.ts'
import type { Database } from '../store/database.ts'
import { EVERY_REVIEW, listReviews } from '../store/reviews.ts'
import { canonicalJson, textOfSubjects } from '../trail/digest.ts'
import { listOfPart, partCount } from '../trail/pack/parts.ts'
import type { NamedText } from '../trail/pack/write-pack.ts'
import { fileWords } from '../web/file-words.ts'
import { notAvailable, problem } from '../web/reply.ts'
import { auditorRoute } from './auditor-route.ts'
import { evidencePack, type NamedEvidence } from './evidence-pack.tsx'
import { type Evidence, gatherCycle, gatherReview } from './gather-evidence.ts'
import { packReply } from './pack-reply.ts'

/** So many reviews fit into a download with room to spare: about 25 KB each. */
export const REVIEWS_PER_PART = 100
export const MOST_REVIEWS_PER_PART = 200

/** How many reviews are read at once. */
const AT_ONCE = 10

export const partQuerySchema = z.object({
  /** How many reviews stand in each part. */
  each: z.coerce.number().int().min(1).max(MOST_REVIEWS_PER_PART).default(REVIEWS_PER_PART),
})

/** One part of a cycle's evidence: the cycle's own chain, the launch's list, and the reviews of this part of the list. */
export const downloadCyclePack = auditorRoute({
  method: 'GET',
  path: '/audit/cycles/{cycleId}/pack.zip',
  rule: 'auditor',
  params: z.object({ cycleId: cycleIdSchema }),
  query: partQuerySchema.extend({ part: z.coerce.number().int().min(1).default(1) }),
  answer: async ({ dependencies, now, path }, { params, query }) => {
    const { db } = dependencies
    const cycle = await findCycle(db, params.cycleId)
    if (cycle === undefined) return notAvailable()
    const evidence = await gatherCycle(db, cycle)
    const reviews = isLaunched(evidence) ? (await listReviews(db, cycle.cycleId, EVERY_REVIEW)).reviews : []
    const part = { number: query.part, of: partCount(reviews.length, query.each), reviewsEach: query.each }
    const packsHref = `/audit/cycles/${cycle.cycleId}/packs`
    if (part.number > part.of)
      return problem({
        status: 404,
        code: 'no-such-part',
        title: 'There is no such part',
        message: `The evidence of this cycle comes in ${part.of === 1 ? 'one part' : `${part.of} parts`}.`,
        next: { label: 'Show the parts', href: `${packsHref}?each=${query.each}` },
      })
    const pack = await evidencePack(
      dependencies,
      { kind: 'cycle', of: { cycleId: cycle.cycleId }, part, words: `the cycle ${cycle.name}` },
      [
        { ...evidence, heading: `The cycle ${cycle.name}`, timeZone: cycle.timeZone },
        ...(await gatherPart(db, cycle, reviews, part)),
      ],
      textsOf(evidence, reviews),
      now.toISOString(),
    )
    return packReply(pack, {
      filename: `${fileWords('evidence', 'cycle', cycle.name)}-part-${part.number}-of-${part.of}.zip`,
      now,
      href: `${path}?part=${part.number}&each=${query.each}`,
      smaller: {
        label: 'Show smaller parts',
        href: `${packsHref}?each=${Math.max(1, Math.floor(query.each / 2))}`,
      },
    })
  },
})

const isLaunched = ({ entries }: Evidence) => entries.some(({ entry }) => entry?.eventType === 'cycle.opened')

async function gatherPart(
  db: Database,
  cycle: ReviewCycle,
  reviews: readonly Review[],
  part: { number: number; reviewsEach: number },
): Promise<NamedEvidence[]> {
  const byRef = new Map(reviews.map((review) => [review.chain.subjectRef, review]))
  const held = listOfPart([...byRef.keys()], part).flatMap((ref) => byRef.get(ref) ?? [])
  const gathered: NamedEvidence[] = []
  for (let start = 0; start < held.length; start += AT_ONCE) {
    const group = held.slice(start, start + AT_ONCE).map(async (review) => ({
      ...(await gatherReview(db, review)),
      heading: `Review of ${review.revieweeName}`,
      timeZone: cycle.timeZone,
    }))
    gathered.push(...(await Promise.all(group)))
  }
  return gathered
}

/** What the cycle's entries name by its fingerprint, as it is stored now; if that is not what they name, it shows. */
function textsOf(evidence: Evidence & { cycle: ReviewCycle }, reviews: readonly Review[]): NamedText[] {
  const names = (field: 'recordDigest' | 'afterDigest') =>
    evidence.entries.some(({ entry }) => entry !== undefined && entry[field] !== null)
  return [
    ...(names('afterDigest') ? [canonicalJson(committedPlan(evidence.cycle))] : []),
    ...(names('recordDigest') ? [textOfSubjects(reviews.map(({ chain }) => chain.subjectRef))] : []),
  ].map((text) => ({ kind: 'json', text }))
}
