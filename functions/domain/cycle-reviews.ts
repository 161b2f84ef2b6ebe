import { type Review, waitingLines } from './review.ts'

/** One of each for all comparisons: `localeCompare` with a locale looks its rules up anew for each pair. */
const byLetters = new Intl.Collator('en')

const byName = (one: Review, other: Review) =>
  byLetters.compare(one.revieweeName, other.revieweeName) || (one.reviewId < other.reviewId ? -1 : 1)

/** What waits in a review, worked out once: a review as it was read never changes. */
const waiting = new WeakMap<Review, Review['steps']>()

/** `waitingLines` for walks through thousands of reviews that are kept. */
export function waitingIn(review: Review): Review['steps'] {
  const known = waiting.get(review)
  if (known !== undefined) return known
  const lines = waitingLines(review)
  waiting.set(review, lines)
  return lines
}

/** All reviews of a cycle at one moment: a value that never changes, so that it can be kept and shared. */
export class CycleReviews {
  /** By the reviewee's name, then by id. */
  readonly reviews: readonly Review[]
  #places: ReadonlyMap<string, number> | undefined
  #teams: ReadonlyMap<string, readonly Review[]> | undefined

  /** @param reviews in any order. */
  static of(reviews: readonly Review[]): CycleReviews {
    return new CycleReviews(reviews.toSorted(byName))
  }

  private constructor(sorted: readonly Review[]) {
    this.reviews = sorted
  }

  /** @param reviewId any text; undefined where no review is called so. */
  find(reviewId: string): Review | undefined {
    const place = this.#placeOf(reviewId)
    return place === undefined ? undefined : this.reviews[place]
  }

  /** The reviews that one supervisor rates, by name. */
  teamOf(supervisorId: string): readonly Review[] {
    return this.teams.get(supervisorId) ?? []
  }

  /** By the id of the rating supervisor. */
  get teams(): ReadonlyMap<string, readonly Review[]> {
    this.#teams ??= Map.groupBy(this.reviews, ({ ratingSupervisorId }) => ratingSupervisorId)
    return this.#teams
  }

  /** The same with some reviews as they are now; new ones find their place. */
  with(changed: readonly Review[]): CycleReviews {
    if (changed.length === 0) return this
    const reviews = [...this.reviews]
    let isInOrder = true
    for (const review of changed) {
      const place = this.#placeOf(review.reviewId)
      if (place === undefined) reviews.push(review)
      else reviews[place] = review
      if (place === undefined || this.reviews[place]?.revieweeName !== review.revieweeName) isInOrder = false
    }
    return isInOrder ? new CycleReviews(reviews) : CycleReviews.of(reviews)
  }

  #placeOf(reviewId: string): number | undefined {
    this.#places ??= new Map(this.reviews.map((review, place) => [review.reviewId, place]))
    return this.#places.get(reviewId)
  }
}
