import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CycleId, ReviewId } from '../../../functions/domain/ids.ts'
import { openReview } from '../../../functions/domain/launch.ts'
import { isRefusal } from '../../../functions/domain/refusal.ts'
import type { Review } from '../../../functions/domain/review.ts'
import { extend, missStep } from '../../../functions/domain/review-course.ts'
import { plainEvent } from '../../../functions/domain/workflow-event.ts'
import { readCounts } from '../../../functions/store/counts.ts'
import { loadCycleReviews } from '../../../functions/store/cycle-reviews.ts'
import { type Database, transact } from '../../../functions/store/database.ts'
import { tracesOf } from '../../../functions/store/person-traces.ts'
import {
  commitReviewChange,
  createReview,
  EVERY_REVIEW,
  findStep,
  listReviews,
  loadReview,
} from '../../../functions/store/reviews.ts'
import { startTestDatabase, type TestDatabase } from '../database.ts'
import { MONDAY, type SmallCycle, startSmallCycle } from '../participant/small-cycle.ts'

let database: TestDatabase
let small: SmallCycle
let cycleId: CycleId

beforeAll(async () => {
  database = await startTestDatabase()
  small = await startSmallCycle(database.db)
  cycleId = small.cycle.cycleId
}, 60_000)
afterAll(() => database.close())

async function addReview(name: string): Promise<void> {
  const { sam, pia, pau, per } = small.people
  const reviewee = { ...small.people.rita, personId: database.db.mint.personId(), name }
  const review = openReview(
    small.cycle,
    { reviewee, ratingSupervisor: sam, lineSupervisorId: sam.personId, peers: [pia, pau, per] },
    {
      reviewId: database.db.mint.reviewId(),
      subjectRef: Buffer.from(database.db.randomBytes(16)).toString('hex'),
      mint: database.db.mint,
    },
  )
  await createReview(database.db, review, plainEvent('review.opened', 'opened', { at: MONDAY.toISOString() }))
}

async function act(reviewId: ReviewId, place: number, kind: 'miss' | 'extend'): Promise<void> {
  const review = await loadReview(database.db, cycleId, reviewId)
  const line = review.steps[place % review.steps.length]
  const step = line && (await findStep(database.db, small.cycle, review, line.stepId))
  if (step === undefined) return
  const at = MONDAY.toISOString()
  const situation = { cycle: small.cycle, review, step }
  const decision =
    kind === 'miss'
      ? missStep(situation, { at, as: 'bypassed' })
      : extend(situation, {
          at,
          by: { subject: 'hana', authenticatedAt: at },
          dueAt: new Date(Date.parse(step.dueAt) + 3_600_000).toISOString(),
          graceUntil: step.graceUntil,
          reason: 'Because.',
        })
  if (!isRefusal(decision)) await commitReviewChange(database.db, decision)
}

const byId = (reviews: readonly Review[]) =>
  [...reviews].sort((one, other) => (one.reviewId < other.reviewId ? -1 : 1))

describe('the reviews that a process keeps', () => {
  test('are what stands in the table, in every instance, whatever was written by whom meanwhile', async () => {
    const here = database.db
    // A client of its own, as another function instance has: what that one has read is its own.
    const { region, credentials, endpoint } = here.client.config
    if (endpoint === undefined) throw new Error('The test database has an address')
    const there: Database = { ...here, client: new DynamoDBClient({ region, credentials, endpoint }) }
    for (const name of ['Zoë Ek', 'Åsa Berg', 'Émile Roy']) await addReview(name)
    const ids = (await listReviews(here, cycleId, EVERY_REVIEW)).reviews.map(({ reviewId }) => reviewId)
    const step = fc.oneof(
      fc.record({
        act: fc.constantFrom('miss' as const, 'extend' as const),
        review: fc.nat(20),
        place: fc.nat(9),
      }),
      fc.record({ act: fc.constant('add' as const), name: fc.string({ minLength: 1, maxLength: 8 }) }),
      fc.record({ act: fc.constant('read' as const), where: fc.constantFrom(0, 1) }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        // given two instances that have read before, when somebody acts, in any order with their reading
        for (const one of steps) {
          if (one.act === 'add') await addReview(one.name)
          else if (one.act === 'read') await loadCycleReviews([here, there][one.where] ?? here, cycleId)
          else await act(ids[one.review % ids.length] as ReviewId, one.place, one.act)
        }
        // then both see exactly what is stored, by name, and the counters are those of a recount
        const { reviews: stored } = await listReviews(here, cycleId, EVERY_REVIEW)
        for (const db of [here, there]) {
          const { reviews, counts } = await loadCycleReviews(db, cycleId)
          expect(byId(reviews.reviews)).toEqual(byId(stored))
          expect(reviews.reviews.map(({ revieweeName }) => revieweeName)).toEqual(
            stored.map(({ revieweeName }) => revieweeName).sort(new Intl.Collator('en').compare),
          )
          expect(counts).toEqual(await readCounts(db, cycleId))
          const settled = (kind: string, state: string) =>
            stored.flatMap(({ steps }) => steps).filter((line) => line.kind === kind && line.state === state)
              .length
          expect(counts['selfAssessment.bypassed'] ?? 0).toBe(settled('selfAssessment', 'bypassed'))
          expect(counts['peerInput.bypassed'] ?? 0).toBe(settled('peerInput', 'bypassed'))
          expect(counts['review.opened']).toBe(stored.length)
        }
      }),
      { numRuns: 12 },
    )
  })

  test('lose the name of an erased person at once', async () => {
    // given an instance that has read the reviews
    const { db } = database
    await loadCycleReviews(db, cycleId)
    // when all that is left of a reviewee and of the supervisor is erased
    const { rita, sam } = small.people
    for (const { personId } of [rita, sam]) {
      for await (const { items } of tracesOf(db, personId, MONDAY.toISOString())) {
        expect(await transact(db, [...items])).toBe(true)
      }
    }
    // then no name of theirs is shown any more
    const { reviews } = await loadCycleReviews(db, cycleId)
    expect(reviews.find(small.rita.reviewId)?.revieweeName).toBe('Erased person')
    expect(new Set(reviews.reviews.map(({ ratingSupervisorName }) => ratingSupervisorName))).toEqual(
      new Set(['Erased person']),
    )
  })

  test('are read again only where something changed', async () => {
    // given an instance that has read the reviews
    const { db } = database
    await loadCycleReviews(db, cycleId)
    const { reviews } = await listReviews(db, cycleId, EVERY_REVIEW)
    const [chosen] = reviews
    const units = async () => {
      const before = database.metered.get('dynamodb Records readUnits') ?? 0
      await loadCycleReviews(db, cycleId)
      return (database.metered.get('dynamodb Records readUnits') ?? 0) - before
    }
    // when nothing happens, then only the rows of the counters are read
    expect(await units()).toBeLessThanOrEqual(2)
    // when one review changes, then its slot is read as well
    await act(chosen?.reviewId as ReviewId, 0, 'extend')
    expect(await units()).toBeLessThanOrEqual(4)
  })
})
