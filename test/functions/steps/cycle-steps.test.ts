import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cancel } from '../../../functions/domain/cycle-course.ts'
import { LAUNCH, type Occasion, occasionSchema, RELEASE } from '../../../functions/domain/participant.ts'
import { isRefusal } from '../../../functions/domain/refusal.ts'
import {
  checkThatEveryReviewStarted,
  ReviewsNotStarted,
} from '../../../functions/steps/check-that-every-review-started.ts'
import { closeTheCycle } from '../../../functions/steps/close-the-cycle.ts'
import { inviteEveryone } from '../../../functions/steps/invite-everyone.ts'
import { openTheCycle } from '../../../functions/steps/open-the-cycle.ts'
import { releaseTheResults } from '../../../functions/steps/release-the-results.ts'
import { reportTheCycle } from '../../../functions/steps/report-the-cycle.ts'
import { sealTheReview } from '../../../functions/steps/seal-the-review.ts'
import { sendTheNudges } from '../../../functions/steps/send-the-nudges.ts'
import { waitForTheRelease } from '../../../functions/steps/wait-for-the-release.ts'
import { commitCycleChange, loadCycle } from '../../../functions/store/cycles.ts'
import { findParticipant, listParticipants, markMailed } from '../../../functions/store/participants.ts'
import { findReport } from '../../../functions/store/reports.ts'
import { personId } from '../../fixtures/cycle.ts'
import { beginReview, openedCycle, rate, settle } from './small-review.ts'
import { breakOffEverywhere, REVIEWEES, type StepBench, startStepBench } from './step-bench.ts'

const LAUNCHED_AT = '2027-01-11T08:00:00.000Z'
const RATED_AT = '2027-02-01T10:00:00.000Z'
const EVERYBODY = [1, 2, 3, 4, 5, 6].map(personId)
const mailsTo = (people: readonly string[], occasion: Occasion) =>
  people.map((person) => `${person} ${occasion}`)

let bench: StepBench
beforeAll(async () => {
  bench = await startStepBench()
}, 60_000)
afterAll(() => bench.close())

const scheduled = async () => {
  const cycleId = await bench.scheduleCycle()
  return { subject: cycleId, input: { cycleId } }
}
const opened = async () => {
  const cycleId = await openedCycle(bench)
  return { subject: cycleId, input: { cycleId } }
}
const rated = async () => {
  const cycleId = await openedCycle(bench)
  for (const review of await bench.reviews(cycleId)) await rate(bench.db, review, RATED_AT)
  return { subject: cycleId, input: { cycleId } }
}

describe('opening the cycle', () => {
  test('given it breaks off anywhere, when it runs again, then there is one frozen set of reviews and one entry per act', async () => {
    const breaks = await breakOffEverywhere(bench, openTheCycle, scheduled, async (cycleId) => {
      const cycle = await loadCycle(bench.db, cycleId)
      expect(cycle).toMatchObject({ status: 'running', reviewCount: 2 })
      expect(await bench.entriesOf(cycle)).toEqual(['cycle.scheduled', 'cycle.scheduled', 'cycle.opened'])
      const reviews = await bench.reviews(cycleId)
      expect(reviews.map(({ revieweeId }) => revieweeId).sort()).toEqual(REVIEWEES)
      for (const review of reviews) expect(await bench.entriesOf(review)).toEqual(['review.opened'])
      const participants = await listParticipants(bench.db, cycleId)
      expect(participants.map((participant) => participant.personId)).toEqual(EVERYBODY)
    })
    // The beginning, two manifests, two reviews, six people, the end.
    expect(breaks).toBe(12)
  })

  test('given HR cancelled a moment before, then nobody is reviewed', async () => {
    const cycleId = await bench.scheduleCycle()
    const before = await loadCycle(bench.db, cycleId)
    const decision = cancel(before, {
      at: LAUNCHED_AT,
      by: { subject: 'hana', authenticatedAt: LAUNCHED_AT },
    })
    if (isRefusal(decision)) throw new Error(decision.message)
    await commitCycleChange(bench.db, decision.before, decision.after, decision.event)
    expect(await bench.run(openTheCycle, { cycleId })).toMatchObject({ reviewCount: 0 })
    expect(await bench.reviews(cycleId)).toEqual([])
  })

  test('given the launch has begun, when HR cancels, then they are told that it is being launched', async () => {
    const cycleId = await bench.scheduleCycle()
    const seenByHr = await loadCycle(bench.db, cycleId)
    await bench.run(openTheCycle, { cycleId }, { afterWrites: 1 }).catch(() => {})
    const act = { at: LAUNCHED_AT, by: { subject: 'hana', authenticatedAt: LAUNCHED_AT } }
    const late = cancel(seenByHr, act)
    if (isRefusal(late)) throw new Error(late.message)
    expect(await commitCycleChange(bench.db, late.before, late.after, late.event)).toBe(false)
    expect(cancel(await loadCycle(bench.db, cycleId), act)).toMatchObject({ code: 'wrong-state' })
    await bench.run(openTheCycle, { cycleId })
    expect(await loadCycle(bench.db, cycleId)).toMatchObject({ status: 'running' })
  })
})

describe('checking that every review started', () => {
  test('given one that did not, then it says which, and at the last look notes it and lets the cycle go on', async () => {
    const cycleId = await openedCycle(bench)
    const [first, second] = await bench.reviews(cycleId)
    if (first === undefined || second === undefined) throw new Error('There are two reviews')
    await beginReview(bench, first)
    const check = bench.run(checkThatEveryReviewStarted, { cycleId })
    await expect(check).rejects.toThrow(ReviewsNotStarted)
    await expect(check).rejects.toThrow(second.reviewId)
    for (let run = 0; run < 2; run += 1) {
      expect(await bench.run(checkThatEveryReviewStarted, { cycleId, lastLook: true })).toEqual({
        started: 1,
      })
    }
    expect((await loadCycle(bench.db, cycleId)).notStarted).toEqual([second.reviewId])
    await beginReview(bench, second)
    expect(await bench.run(checkThatEveryReviewStarted, { cycleId })).toEqual({ started: 2 })
  })
})

describe('inviting everyone', () => {
  test('given it breaks off, when it runs again, then everybody who is asked something is queued', async () => {
    const breaks = await breakOffEverywhere(bench, inviteEveryone, opened, async (cycleId) => {
      expect(await bench.takeMails(cycleId)).toEqual(mailsTo(EVERYBODY.slice(1), LAUNCH))
    })
    expect(breaks).toBe(1)
  })

  test('given some were written to, then only the others are queued', async () => {
    const cycleId = await openedCycle(bench)
    const participant = await findParticipant(bench.db, cycleId, personId(2))
    if (participant === undefined) throw new Error('Person 2 takes part')
    await markMailed(bench.db, participant, LAUNCH, LAUNCHED_AT)
    await bench.run(inviteEveryone, { cycleId })
    expect(await bench.takeMails(cycleId)).toEqual(mailsTo(EVERYBODY.slice(2), LAUNCH))
  })
})

describe('releasing the results', () => {
  test('given it breaks off anywhere, when it runs again, then everything is released once and everybody is queued', async () => {
    const breaks = await breakOffEverywhere(bench, releaseTheResults, rated, async (cycleId) => {
      const cycle = await loadCycle(bench.db, cycleId)
      expect(cycle.status).toBe('released')
      expect((await bench.entriesOf(cycle)).filter((type) => type === 'cycle.released')).toHaveLength(1)
      for (const review of await bench.reviews(cycleId)) {
        expect(review.stage).toBe('released')
        const entries = await bench.entriesOf(review)
        expect(entries.filter((type) => type === 'record.released')).toHaveLength(1)
      }
      expect(await bench.takeMails(cycleId)).toEqual(mailsTo(REVIEWEES, RELEASE))
    })
    // The cycle, two reviews, the mails.
    expect(breaks).toBe(4)
  })

  test('given a mail that went out, or a signature that came, then nobody is written to about it again', async () => {
    const { subject: cycleId } = await rated()
    await bench.run(releaseTheResults, { cycleId })
    await bench.takeMails(cycleId)
    const [one, other] = await bench.reviews(cycleId)
    if (one === undefined || other === undefined) throw new Error('There are two reviews')
    const told = await findParticipant(bench.db, cycleId, one.revieweeId)
    if (told === undefined) throw new Error('The reviewee takes part')
    await markMailed(bench.db, told, RELEASE, RATED_AT)
    await settle(bench.db, other, 'revieweeSignature', { stage: 'acknowledged' }, RATED_AT)
    expect(await bench.run(releaseTheResults, { cycleId })).toEqual({ left: 0 })
    expect(await bench.takeMails(cycleId)).toEqual([])
  })

  test('given a rating that comes after the release, then it is released on the spot with its mail, wherever that breaks off', async () => {
    const breaks = await breakOffEverywhere(
      bench,
      waitForTheRelease,
      async () => {
        const cycleId = await openedCycle(bench)
        await bench.run(releaseTheResults, { cycleId })
        const [late] = await bench.reviews(cycleId)
        if (late === undefined) throw new Error('There are two reviews')
        await rate(bench.db, late, RATED_AT)
        const stepId = late.steps.find(({ kind }) => kind === 'release')?.stepId
        return { subject: late, input: { cycleId, reviewId: late.reviewId, stepId, taskToken: 'token' } }
      },
      async (late) => {
        const [now] = (await bench.reviews(late.cycleId)).filter(({ reviewId }) => reviewId === late.reviewId)
        expect(now?.stage).toBe('released')
        expect(await bench.takeMails(late.cycleId)).toEqual(mailsTo([late.revieweeId], RELEASE))
      },
    )
    expect(breaks).toBe(3)
  })
})

describe('closing the cycle', () => {
  const released = async () => {
    const { subject: cycleId } = await rated()
    await bench.run(releaseTheResults, { cycleId })
    const [signed, unsigned] = await bench.reviews(cycleId)
    if (signed === undefined || unsigned === undefined) throw new Error('There are two reviews')
    await settle(
      bench.db,
      signed,
      'revieweeSignature',
      { stage: 'acknowledged', acknowledgement: 'acknowledged' },
      RATED_AT,
    )
    // Countersigned in the very moment of the close: its own workflow has not sealed it yet.
    await settle(bench.db, signed, 'supervisorSignature', {}, RATED_AT)
    return { subject: { cycleId, signed, unsigned }, input: { cycleId } }
  }

  test('given it breaks off anywhere, when it runs again, then what was countersigned is sealed and the rest is listed', async () => {
    const breaks = await breakOffEverywhere(
      bench,
      closeTheCycle,
      released,
      async ({ cycleId, signed, unsigned }) => {
        const cycle = await loadCycle(bench.db, cycleId)
        expect(cycle.status).toBe('closed')
        expect(cycle.exceptions).toEqual([
          {
            reviewId: unsigned.reviewId,
            stage: 'closedUnfinished',
            reason: 'Released; the reviewee had not answered when the cycle closed',
          },
        ])
        const input = { cycleId, reviewId: signed.reviewId }
        expect(await bench.run(sealTheReview, input)).toEqual({ stage: 'sealed' })
        for (const review of await bench.reviews(cycleId)) {
          const ends = (await bench.entriesOf(review)).filter((type) => type.startsWith('review.'))
          const end = review.reviewId === signed.reviewId ? 'review.sealed' : 'review.closed-unfinished'
          expect(ends).toEqual(['review.opened', end])
        }
        await bench.run(reportTheCycle, { cycleId })
        await bench.run(reportTheCycle, { cycleId })
        expect((await findReport(bench.db, cycleId))?.exceptions).toEqual(cycle.exceptions)
      },
    )
    // Two reviews and the cycle.
    expect(breaks).toBe(3)
  })
})

describe('sending the nudges', () => {
  const digest = occasionSchema.parse('digest:2027-01-19')
  const input = (cycleId: string) => ({ cycleId, at: '2027-01-19T08:00:00.000Z' })

  test('given it breaks off, when it runs again, then everybody with something due is queued', async () => {
    const breaks = await breakOffEverywhere(
      bench,
      sendTheNudges,
      async () => {
        const { subject } = await opened()
        return { subject, input: input(subject) }
      },
      async (cycleId) => {
        expect(await bench.takeMails(cycleId)).toEqual(mailsTo(EVERYBODY.slice(1), digest))
      },
    )
    expect(breaks).toBe(1)
  })

  test('given the digest of today went out, or a closed cycle, then nobody is queued', async () => {
    const { subject: cycleId } = await opened()
    for (const participant of await listParticipants(bench.db, cycleId)) {
      await markMailed(bench.db, participant, digest, '2027-01-19T08:00:10.000Z')
    }
    expect(await bench.run(sendTheNudges, input(cycleId))).toEqual({ sent: 0 })
    await bench.run(closeTheCycle, { cycleId })
    expect(await bench.run(sendTheNudges, { cycleId, at: '2027-01-22T08:00:00.000Z' })).toEqual({ sent: 0 })
    expect(await bench.takeMails(cycleId)).toEqual([])
  })
})
