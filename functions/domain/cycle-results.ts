import type { CycleReviews } from './cycle-reviews.ts'
import type { Review } from './review.ts'

export const LEVELS = [1, 2, 3, 4, 5] as const

/** How many got each level, in the order of LEVELS, and how many have no rating. */
export interface Distribution {
  counts: readonly number[]
  rated: number
  notRated: number
  /** Two decimals; null where nobody is rated. */
  mean: number | null
}

/** The rating of record once it is released, before that what the supervisor proposes. */
export const ratingOf = ({ ratingOfRecord, proposedRating }: Review): number | null =>
  ratingOfRecord ?? proposedRating

export function distributionOf(reviews: readonly Review[]): Distribution {
  const ratings = reviews.flatMap((review) => ratingOf(review) ?? [])
  const sum = ratings.reduce((total, rating) => total + rating, 0)
  return {
    counts: LEVELS.map((level) => ratings.filter((rating) => rating === level).length),
    rated: ratings.length,
    notRated: reviews.length - ratings.length,
    mean: ratings.length === 0 ? null : Math.round((sum / ratings.length) * 100) / 100,
  }
}

/** In a smaller group a distribution is a list of people. */
export const SMALLEST_GROUP = 5

export interface TeamDistribution extends Distribution {
  supervisorId: string
  supervisorName: string
}

/**
 * Distributions by team. Teams with fewer than five ratings are withheld. What is withheld is also what everybody's figures
 * minus the teams shown would give, so it has to be large enough and to come from more than one team: else the smallest
 * team shown is withheld with it, until nothing small can be worked out.
 */
export function teamDistributions({ teams }: CycleReviews): {
  shown: TeamDistribution[]
  withheld: { teams: number; together: Distribution | null }
} {
  const all = [...teams].map(([supervisorId, reviews]) => ({
    supervisorId,
    supervisorName: reviews[0]?.ratingSupervisorName ?? '',
    ...distributionOf(reviews),
  }))
  const bySize = all.toSorted((one, other) => other.rated - one.rated)
  const shown = bySize.filter(({ rated }) => rated >= SMALLEST_GROUP)
  const hidden = bySize.filter(({ rated }) => rated > 0 && rated < SMALLEST_GROUP)
  const hiddenRatings = () => hidden.reduce((sum, { rated }) => sum + rated, 0)
  while (hidden.length > 0 && (hidden.length < 2 || hiddenRatings() < SMALLEST_GROUP)) {
    const smallest = shown.pop()
    if (smallest === undefined) break
    hidden.push(smallest)
  }
  const isEnough = hidden.length > 1 && hiddenRatings() >= SMALLEST_GROUP
  return {
    shown: shown.toSorted((one, other) => byLetters.compare(one.supervisorName, other.supervisorName)),
    withheld: { teams: hidden.length, together: isEnough ? together(hidden) : null },
  }
}

const byLetters = new Intl.Collator('en')

function together(some: readonly Distribution[]): Distribution {
  const counts = LEVELS.map((_, place) => some.reduce((sum, { counts: one }) => sum + (one[place] ?? 0), 0))
  const rated = counts.reduce((sum, value) => sum + value, 0)
  const total = counts.reduce((sum, value, place) => sum + value * (LEVELS[place] ?? 0), 0)
  return {
    counts,
    rated,
    notRated: some.reduce((sum, one) => sum + one.notRated, 0),
    mean: rated === 0 ? null : Math.round((total / rated) * 100) / 100,
  }
}

/** How far a rating lies from the score that the supervisor's own levels give. */
export const departures = ['muchLower', 'lower', 'near', 'higher', 'muchHigher'] as const
export type Departure = (typeof departures)[number]

export function departureOf(review: Review): Departure | undefined {
  const rating = ratingOf(review)
  if (rating === null || review.computedScore === null) return undefined
  // In hundredths, so that half a level is half a level on every machine.
  const hundredths = Math.round(rating * 100) - Math.round(review.computedScore * 100)
  if (hundredths <= -100) return 'muchLower'
  if (hundredths < -50) return 'lower'
  if (hundredths <= 50) return 'near'
  return hundredths < 100 ? 'higher' : 'muchHigher'
}

/** What a release now would give to people, and what would be missing. */
export interface ReleasePreview {
  /** Rated, and told at once. */
  goesOut: number
  /** Told before. */
  released: number
  /** Still collected: they follow one by one when they are rated. */
  follows: number
  /** Their time for a rating is over. */
  unrated: number
  /** Of those that go out. */
  withoutSelfAssessment: number
  /** Of those that go out: fewer colleagues than the threshold have answered, so their input is withheld. */
  peersWithheld: number
}

export function releasePreview(reviews: readonly Review[], threshold: number): ReleasePreview {
  const out = reviews.filter(({ stage }) => stage === 'rated')
  const isBelow = ({ steps }: Review) => {
    const peers = steps.filter(({ kind }) => kind === 'peerInput')
    return peers.length > 0 && peers.filter(({ state }) => state === 'submitted').length < threshold
  }
  return {
    goesOut: out.length,
    released: reviews.filter(({ releasedAt }) => releasedAt !== undefined).length,
    follows: reviews.filter(({ stage }) => stage === 'gathering').length,
    unrated: reviews.filter(({ stage }) => stage === 'unrated').length,
    withoutSelfAssessment: out.filter(({ steps }) =>
      steps.some(({ kind, state }) => kind === 'selfAssessment' && state !== 'submitted'),
    ).length,
    peersWithheld: out.filter(isBelow).length,
  }
}
