import * as z from 'zod'
import type { ReviewCycle } from './cycle.ts'
import { holdsWords } from './holds-words.ts'
import { type Review, waitingLines } from './review.ts'

/** Which reviews of a cycle are meant: by who rates, by name, by what is late. Without any of these, all of them. */
export const reviewFilterSchema = z.object({
  /** Only the reviews that this supervisor rates. */
  team: z.string().max(60).optional(),
  /** Only the reviews of people with these words in their names. */
  q: z.string().trim().max(200).optional(),
  /** Only reviews in which something waits past its last day. */
  late: z.boolean().optional(),
})
export type ReviewFilter = z.infer<typeof reviewFilterSchema>

export function fitsFilter(
  cycle: Pick<ReviewCycle, 'deadlines'>,
  review: Review,
  { team, q, late }: ReviewFilter,
  now: string,
): boolean {
  return (
    (team === undefined || review.ratingSupervisorId === team) &&
    (q === undefined || q === '' || holdsWords(review.revieweeName, q)) &&
    (late !== true || lateLines(cycle, review, now).length > 0)
  )
}

/** The steps that wait for somebody past their own last day. */
export function lateLines(
  cycle: Pick<ReviewCycle, 'deadlines'>,
  review: Review,
  now: string,
): Review['steps'] {
  return waitingLines(review).filter((line) => (line.dueAt ?? cycle.deadlines[line.kind].dueAt) < now)
}
