import type { ReviewCycle } from './cycle.ts'
import { exceptionsOf } from './cycle-exceptions.ts'
import type { CycleReviews } from './cycle-reviews.ts'
import type { PersonId } from './ids.ts'
import type { Review } from './review.ts'
import { lateLines } from './review-filter.ts'
import type { StepKind } from './step.ts'

export const cycleExports = ['ratings', 'progress', 'exceptions'] as const
export type CycleExport = (typeof cycleExports)[number]

/** One line of an export: text by heading, in the order of the columns. */
export type ExportRow = Readonly<Record<string, string>>

interface Sources {
  cycle: ReviewCycle
  reviews: CycleReviews
  /** Employee IDs; whoever is erased has none. */
  employeeIds: ReadonlyMap<PersonId, string>
  now: string
}

/** The lines of an export, by the reviewee's name. Colleagues are counted and never named. */
export function exportRows(which: CycleExport, sources: Sources): ExportRow[] {
  const { cycle, reviews } = sources
  switch (which) {
    case 'ratings':
      return reviews.reviews.map((review) => ratingRow(sources, review))
    case 'progress':
      return reviews.reviews.map((review) => progressRow(sources, review))
    case 'exceptions': {
      const listed = cycle.status === 'closed' ? (cycle.exceptions ?? []) : exceptionsOf(reviews.reviews)
      return listed.flatMap(({ reviewId, stage, reason }) => {
        const review = reviews.find(reviewId)
        return review === undefined ? [] : [{ ...about(sources, review), Stage: stage, Reason: reason ?? '' }]
      })
    }
  }
}

/** The columns, also of a file without lines. */
export const exportColumns: Readonly<Record<CycleExport, readonly string[]>> = {
  ratings: [
    'Employee ID',
    'Name',
    'Rated by',
    'Cycle',
    'Period from',
    'Period to',
    'Rating of record',
    'Computed score',
    'Released at',
    'Answer of the reviewee',
    'Sealed at',
    'Review',
  ],
  progress: [
    'Employee ID',
    'Name',
    'Rated by',
    'Stage',
    'Self-assessment',
    'Colleagues asked',
    'Colleagues done',
    'Rating',
    'Signature of the reviewee',
    'Signature of the supervisor',
    'Late steps',
    'Review',
  ],
  exceptions: ['Employee ID', 'Name', 'Rated by', 'Stage', 'Reason', 'Review'],
}

const about = ({ employeeIds }: Sources, review: Review) => ({
  'Employee ID': employeeIds.get(review.revieweeId) ?? '',
  Name: review.revieweeName,
  'Rated by': review.ratingSupervisorName,
  Review: review.reviewId,
})

function ratingRow(sources: Sources, review: Review): ExportRow {
  const { cycle } = sources
  const isReleased = review.releasedAt !== undefined
  return {
    ...about(sources, review),
    Cycle: cycle.name,
    'Period from': cycle.reviewPeriod.from,
    'Period to': cycle.reviewPeriod.to,
    // What is only proposed is nobody's rating of record yet.
    'Rating of record': isReleased ? (review.ratingOfRecord?.toString() ?? 'not rated') : '',
    'Computed score': isReleased ? (review.computedScore?.toFixed(2) ?? '') : '',
    'Released at': review.releasedAt ?? '',
    'Answer of the reviewee': review.acknowledgement ?? '',
    'Sealed at': review.sealedAt ?? '',
  }
}

function progressRow(sources: Sources, review: Review): ExportRow {
  const state = (kind: StepKind) => review.steps.find((step) => step.kind === kind)?.state ?? ''
  const peers = review.steps.filter(({ kind }) => kind === 'peerInput')
  return {
    ...about(sources, review),
    Stage: review.stage,
    'Self-assessment': state('selfAssessment'),
    'Colleagues asked': String(peers.length),
    'Colleagues done': String(peers.filter((step) => step.state === 'submitted').length),
    Rating: state('supervisorRating'),
    'Signature of the reviewee': state('revieweeSignature'),
    'Signature of the supervisor': state('supervisorSignature'),
    'Late steps': String(lateLines(sources.cycle, review, sources.now).length),
  }
}
