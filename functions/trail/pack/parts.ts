/** A cycle's pack comes in parts: which reviews stand in which follows from the sorted list that the launch committed to. */

export interface PackPart {
  /** From 1. */
  number: number
  reviewsEach: number
}

export function partCount(reviews: number, reviewsEach: number): number {
  return Math.max(1, Math.ceil(reviews / reviewsEach))
}

/** The reviews of one part, by what the trail calls them. */
export function listOfPart(subjectRefs: readonly string[], { number, reviewsEach }: PackPart): string[] {
  return subjectRefs.toSorted().slice((number - 1) * reviewsEach, number * reviewsEach)
}
