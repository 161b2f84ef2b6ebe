import type { Counts } from './counts.ts'
import type { ReviewCycle } from './cycle.ts'
import { endOfWorkingDays } from './dispute-rules.ts'
import type { StepId } from './ids.ts'
import { type Because, CLOSED_STAGES, type Review, recordVersionOf } from './review.ts'
import { againStart, nextWorkflow, type ReviewStart } from './review-start.ts'
import { type ReviewStep, SETTLED, type StepChange, type StepKind, voidStep } from './step.ts'

/** Where a review takes up again: with another rating, or with a record that replaces the one before. */
export type TakesUpAt = 'rating' | 'record'

/** A review that is about to be signed anew: its rows and the workflow that leads through them. */
export interface NewRound {
  after: Review
  steps: StepChange[]
  start: ReviewStart
  counts: Counts
  /** What the supervisor wrote the first time becomes the draft of the second, so that nothing has to be typed again. */
  ratingDraft?: { from: StepId; to: StepId }
}

/** Working days for each part of a new round; each of them opens later if the part before it took longer. */
const DAYS = { supervisorRating: 5, revieweeSignature: 5, supervisorSignature: 5 } as const

const SIGNING: readonly StepKind[] = ['release', 'revieweeSignature', 'supervisorSignature']

/**
 * Sets a released record aside and has everything that follows from it done again. What was signed stays where it is and no
 * longer counts; what was still open is left out. The new steps have ids and rows of their own, so that receipts of the old
 * ones are found for good.
 * @param current the review's steps as their rows stand.
 * @param act.stepId draws ids of steps.
 */
export function beginRound(
  cycle: ReviewCycle,
  review: Review,
  current: readonly ReviewStep[],
  act: { at: string; takesUpAt: TakesUpAt; because: Because; stepId: () => StepId },
): NewRound {
  const { recordDigest, releasedAt } = review
  if (recordDigest === null || releasedAt === undefined) {
    throw new Error(`The review ${review.reviewId} has no released record that could be replaced`)
  }
  const kinds: readonly StepKind[] = act.takesUpAt === 'rating' ? ['supervisorRating', ...SIGNING] : SIGNING
  const isAgain = ({ kind }: { kind: StepKind }) => kinds.includes(kind)
  const recordVersion = recordVersionOf(review) + 1
  const added = review.steps.filter(isAgain).map(({ kind, assigneeId }) =>
    newStep(cycle, review, recordVersion, {
      stepId: act.stepId(),
      kind,
      assigneeId,
      dueAt: dueIn(cycle, act.at, kinds, kind),
    }),
  )
  const voided = current
    .filter((step) => isAgain(step) && !SETTLED.includes(step.state))
    .map((step) => voidStep(step, act))
  const { sealedAt, refusalWitness: _, ...rest } = review
  const { readyAt } = review
  const number = nextWorkflow(review)
  const after: Review = {
    ...rest,
    stage: act.takesUpAt === 'rating' ? 'reopened' : 'rated',
    acknowledgement: null,
    recordDigest: null,
    releasedAt: undefined,
    ratingOfRecord: null,
    recordVersion,
    workflows: number,
    ownTime: true,
    readyAt:
      readyAt.supervisorRating === undefined || act.takesUpAt === 'rating'
        ? {}
        : { supervisorRating: readyAt.supervisorRating },
    steps: [
      ...review.steps.filter((line) => !isAgain(line)),
      ...added.map(({ after: { stepId, kind, assigneeId, state, dueAt } }) => ({
        stepId,
        kind,
        assigneeId,
        state,
        dueAt,
      })),
    ],
    earlier: [
      ...(review.earlier ?? []),
      {
        recordVersion: recordVersion - 1,
        recordDigest,
        releasedAt,
        acknowledgement: review.acknowledgement,
        ...(sealedAt === undefined ? {} : { sealedAt }),
        supersededAt: act.at,
        because: act.because,
        steps: review.steps.filter(isAgain).map((line) => {
          const change = voided.find(({ after: { stepId } }) => stepId === line.stepId)
          return change === undefined ? line : { ...line, state: change.after.state }
        }),
      },
    ],
  }
  return {
    after,
    steps: [...voided, ...added],
    start: againStart(after, {
      at: act.at,
      from: act.takesUpAt,
      steps: added.map((change) => change.after),
    }),
    counts: taken(review, isAgain),
    ...ratingDraft(review, added),
  }
}

function ratingDraft(review: Review, added: readonly StepChange[]): Pick<NewRound, 'ratingDraft'> {
  const from = review.steps.find(({ kind }) => kind === 'supervisorRating')?.stepId
  const to = added.find(({ after: { kind } }) => kind === 'supervisorRating')?.after.stepId
  return from === undefined || to === undefined ? {} : { ratingDraft: { from, to } }
}

function newStep(
  cycle: ReviewCycle,
  review: Review,
  recordVersion: number,
  step: Pick<ReviewStep, 'stepId' | 'kind' | 'assigneeId' | 'dueAt'>,
): StepChange {
  const before: ReviewStep = {
    ...step,
    reviewId: review.reviewId,
    cycleId: review.cycleId,
    revieweeId: review.revieweeId,
    revieweeName: review.revieweeName,
    state: 'notOpen',
    version: 0,
    attempt: 0,
    graceUntil: endOfWorkingDays(cycle, step.dueAt, cycle.graceDays),
    recordVersion,
  }
  return { before, after: { ...before, version: 1 }, from: ['notOpen'] }
}

/** As many days as everything up to this part has together. */
function dueIn(cycle: ReviewCycle, at: string, kinds: readonly StepKind[], kind: StepKind): string {
  const until = kinds.slice(0, kinds.indexOf(kind) + 1)
  const days = until.reduce((sum, one) => sum + (one in DAYS ? DAYS[one as keyof typeof DAYS] : 0), 0)
  return endOfWorkingDays(cycle, at, Math.max(1, days))
}

/** What the counters of the cycle have had from the parts that are done again, taken back. */
function taken(review: Review, isAgain: (line: Review['steps'][number]) => boolean): Counts {
  const counts: Counts = { 'review.released': -1 }
  for (const line of review.steps.filter(isAgain)) {
    if (line.state !== 'submitted' && line.state !== 'bypassed' && line.state !== 'expired') continue
    counts[`${line.kind}.${line.state}`] = (counts[`${line.kind}.${line.state}`] ?? 0) - 1
  }
  const { acknowledgement, stage } = review
  if (acknowledgement === 'refused') counts['review.signatureRefused'] = -1
  else if (acknowledgement === 'silent') counts['review.unacknowledged'] = -1
  else if (acknowledgement !== null) counts['review.acknowledged'] = -1
  if (stage === 'sealed' || stage === 'closedUnfinished') counts[`review.${stage}`] = -1
  if (review.steps.some((line) => line.kind === 'supervisorRating' && isAgain(line)))
    counts['review.rated'] = -1
  return counts
}

/** Where a review can be taken up again at all: a record was released, and its reviewee was not erased. */
export const hasRecord = (review: Review): boolean =>
  review.recordDigest !== null && review.releasedAt !== undefined && review.erasedAt === undefined

export const hasEnded = ({ stage }: Pick<Review, 'stage'>): boolean => CLOSED_STAGES.includes(stage)
