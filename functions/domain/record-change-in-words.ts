import type { RecordChange } from './record.ts'

/** Why one record took the place of another, without the words of whoever decided: those stand beside it. */
export function recordChangeInWords({ what, recordVersion, by, ratingBefore }: RecordChange): string {
  const who = by.length === 0 ? '' : ` by ${by.join(' and ')}`
  const rating = ratingBefore === null ? 'no rating' : `the rating ${ratingBefore}`
  switch (what) {
    case 'overturned':
      return `Record ${recordVersion}, with ${rating}, no longer counts: after a dispute the rating was overturned${who}.`
    case 'amended':
      return `Record ${recordVersion}, with ${rating}, no longer counts: after a dispute the record was amended${who}. The correction stands here.`
    case 'reopened':
      return `Record ${recordVersion}, with ${rating}, no longer counts: the review was reopened${who}.`
  }
}
