import { dateInWords, localDateOf } from './calendar.ts'
import { endInWords } from './early-end.ts'
import type { Review } from './review.ts'

/** Why a record holds less than others, in a sentence. Undefined for reviews of the launch. */
export function incompleteness(
  { joinedLateAt, steps }: Pick<Review, 'joinedLateAt' | 'steps'>,
  timeZone: string,
): string | undefined {
  if (joinedLateAt === undefined) return undefined
  const missed = [
    steps.some(({ kind, state }) => kind === 'selfAssessment' && state === 'bypassed') && 'self-assessment',
    steps.every(({ kind }) => kind !== 'peerInput') && 'peer input',
  ].filter((one) => one !== false)
  const joined = `Joined the cycle on ${dateInWords(localDateOf(joinedLateAt, timeZone))}`
  return missed.length === 0 ? `${joined}.` : `${joined}, too late for ${missed.join(' and ')}.`
}

/** The label that a review carries in every list besides its stage; undefined for one like all others. */
export function labelOf({
  joinedLateAt,
  endedAs,
  notRated,
}: Pick<Review, 'joinedLateAt' | 'endedAs' | 'notRated'>): string | undefined {
  const labels = [
    endedAs !== undefined && endInWords[endedAs],
    joinedLateAt !== undefined && 'Joined late',
    notRated !== undefined && endedAs !== 'notRated' && 'No rating of record',
  ].filter((label) => label !== false)
  return labels.length === 0 ? undefined : labels.join(', ')
}
