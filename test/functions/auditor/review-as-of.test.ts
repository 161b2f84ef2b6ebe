import { describe, expect, test } from 'vitest'
import { entryMeaningInWords } from '../../../functions/auditor/pages/entry-meaning.tsx'
import { spanInWords } from '../../../functions/auditor/pages/span-in-words.ts'
import { type PartAsOf, reviewAsOf } from '../../../functions/auditor/review-as-of.ts'
import type { TrailEntry } from '../../../functions/trail/entry.ts'
import { sampleSheet } from './sample-sheet.ts'

const [signature] = sampleSheet().signatures

/** Entries of a review, one a day, as `eventType` or `eventType: meaning`. */
function entriesOf(...lines: string[]): TrailEntry[] {
  return lines.map((line, index) => {
    const [eventType = '', meaning = ''] = line.split(': ')
    if (signature === undefined) throw new Error('There is a sample')
    const signedAt = `2027-01-${String(index + 1).padStart(2, '0')}T09:00:00.000Z`
    return { ...signature.entry, eventType, meaning, subjectSeq: index, signedAt }
  })
}

const stateOf = (parts: readonly PartAsOf[]) =>
  Object.fromEntries(
    parts.map(({ part, state, how }) => [part, how === undefined ? state : `${state}, ${how}`]),
  )

describe('a review as its entries tell it', () => {
  test('just opened: both who write first are asked', () => {
    const { stage, parts, release } = reviewAsOf(2, entriesOf('review.opened'))
    expect(stage).toBe('gathering')
    expect(release).toBeUndefined()
    expect(stateOf(parts)).toEqual({
      self: 'now',
      peers: 'now, 0 of 2 sent in',
      rating: 'later',
      release: 'later',
      revieweeSignature: 'later',
      supervisorSignature: 'later',
      seal: 'later',
    })
  })

  test('what was missed is left out, and the next is asked', () => {
    const entries = entriesOf(
      'review.opened',
      'step.bypassed: selfAssessment bypassed',
      'peer-input.submitted: submitted',
      'step.expired: peerInput expired',
    )
    expect(stateOf(reviewAsOf(2, entries).parts)).toMatchObject({
      self: 'skipped, its time ran out',
      peers: 'done, 1 of 2 sent in, 1 not in time',
      rating: 'now',
    })
    expect(stateOf(reviewAsOf(0, entries.slice(0, 1)).parts).peers).toBe('skipped, nobody was asked')
  })

  test('without a rating nothing is released', () => {
    const { stage, parts } = reviewAsOf(
      0,
      entriesOf(
        'review.opened',
        'self-assessment.submitted: submitted',
        'step.expired: supervisorRating expired',
      ),
    )
    expect(stage).toBe('unrated')
    expect(stateOf(parts)).toMatchObject({ rating: 'skipped, its time ran out', release: 'later' })
  })

  const released = [
    'review.opened',
    'self-assessment.submitted: submitted',
    'supervisor-rating.submitted: submitted',
    'record.released: released',
  ]
  test.each([
    ['record.signed-by-reviewee: acknowledged', 'acknowledged', 'done, signed, agreeing'],
    [
      'record.signed-by-reviewee: acknowledged-with-disagreement',
      'acknowledged',
      'done, signed, not agreeing with all of it',
    ],
    ['record.signature-refused: refused', 'signatureRefused', 'done, refused to sign'],
    ['step.expired: revieweeSignature expired', 'unacknowledged', 'skipped, no answer in time'],
  ])('%s leaves the stage %s', (line, stage, how) => {
    const after = reviewAsOf(0, entriesOf(...released, line))
    expect(after.stage).toBe(stage)
    expect(stateOf(after.parts)).toMatchObject({ revieweeSignature: how, supervisorSignature: 'now' })
    expect(after.release?.subjectSeq).toBe(3)
    const sealed = reviewAsOf(
      0,
      entriesOf(...released, line, 'record.countersigned: approved', 'review.sealed: sealed'),
    )
    expect(sealed.stage).toBe('sealed')
    expect(stateOf(sealed.parts)).toMatchObject({ supervisorSignature: 'done, signed', seal: 'done, sealed' })
  })

  test('a review that the cycle closed over waits for nothing more', () => {
    const { stage, parts } = reviewAsOf(
      3,
      entriesOf('review.opened', 'review.closed-unfinished: closed while gathering'),
    )
    expect(stage).toBe('closedUnfinished')
    expect(parts.map(({ state }) => state)).not.toContain('now')
  })
})

test.each([
  ['selfAssessment bypassed', 'Self-assessment: left out'],
  ['peerInput expired', 'A colleague’s input: its time ran out'],
  [
    'supervisorRating opened later than planned',
    'Supervisor’s rating: opened later than planned, with its own deadline',
  ],
  ['closed while gathering', 'Closed; until then: Collecting self-assessment, peer input and rating'],
  ['acknowledged', 'Seen and agreed with'],
  ['constructor expired', 'Constructor expired'],
  ['', ''],
])('the meaning %j reads %j', (meaning, words) => {
  expect(entryMeaningInWords(meaning)).toBe(words)
})

test.each([
  [0, '0 seconds'],
  [1_000, '1 second'],
  [1_240, '1.2 seconds'],
  [61_000, '61 seconds'],
  [300_000, '5 minutes'],
  [7_200_000, '2 hours'],
  [172_800_000, '2 days'],
])('%d ms are %s', (ms, words) => {
  expect(spanInWords(ms)).toBe(words)
})
