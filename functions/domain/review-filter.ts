import * as z from 'zod'
import type { ReviewCycle } from './cycle.ts'
import { clockOf } from './cycle-pause.ts'
import { waitingIn } from './cycle-reviews.ts'
import { holdsWords } from './holds-words.ts'
import { type Review, reviewStageSchema } from './review.ts'
import { stepKindSchema } from './step.ts'

/** What is special about a review. */
export const reviewLabels = ['late', 'extended', 'leftOut', 'joinedLate', 'endedEarly'] as const
export type ReviewLabel = (typeof reviewLabels)[number]

/** Which reviews of a cycle are meant. Without any of these, all of them; with several, those that fit each. */
export const reviewFilterSchema = z.object({
  /** Only the reviews that this supervisor rates. */
  team: z.string().max(60).optional(),
  /** Only the reviews of people with these words in their names. */
  q: z.string().trim().max(200).optional(),
  /** Only reviews in which a step of this kind waits for somebody. */
  step: stepKindSchema.exclude(['release']).optional().catch(undefined),
  stage: reviewStageSchema.optional().catch(undefined),
  label: z.enum(reviewLabels).optional().catch(undefined),
  /** Only reviews in which something waits past its last day; the same as the label. */
  late: z.boolean().optional(),
})
export type ReviewFilter = z.infer<typeof reviewFilterSchema>

/** The parts of a filter that addresses and forms carry. */
export const filterFields = reviewFilterSchema.omit({ late: true })

/** The filter as fields of a form or an address; nothing for what is not narrowed. */
export function filterEntries(filter: ReviewFilter): [string, string][] {
  return (['team', 'q', 'step', 'stage', 'label'] as const).flatMap((name): [string, string][] => {
    const value = filter[name]
    return value === undefined || value === '' ? [] : [[name, value]]
  })
}

type Clocks = Pick<ReviewCycle, 'deadlines' | 'pausedAt'>

export function fitsFilter(cycle: Clocks, review: Review, filter: ReviewFilter, now: string): boolean {
  const { team, q, step, stage, label, late } = filter
  return (
    (team === undefined || team === '' || review.ratingSupervisorId === team) &&
    (stage === undefined || review.stage === stage) &&
    (step === undefined || waitingIn(review).some(({ kind }) => kind === step)) &&
    (label === undefined || hasLabel(cycle, review, label, now)) &&
    (late !== true || hasLabel(cycle, review, 'late', now)) &&
    (q === undefined || q === '' || holdsWords(review.revieweeName, q))
  )
}

function hasLabel(cycle: Clocks, review: Review, label: ReviewLabel, now: string): boolean {
  switch (label) {
    case 'late':
      return lateLines(cycle, review, now).length > 0
    case 'extended':
      return review.steps.some(({ extendedAt }) => extendedAt !== undefined)
    case 'leftOut':
      return review.steps.some(({ state }) => state === 'bypassed' || state === 'expired')
    case 'joinedLate':
      return review.joinedLateAt !== undefined
    case 'endedEarly':
      return review.endedAs !== undefined
  }
}

/** The steps that wait for somebody past their own last day. */
export function lateLines(cycle: Clocks, review: Review, now: string): Review['steps'] {
  const clock = clockOf(cycle, now)
  return waitingIn(review).filter((line) => (line.dueAt ?? cycle.deadlines[line.kind].dueAt) < clock)
}
