import { readFileSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { FUNCTION, type Run, START, TestCloud, type TestFunction } from '../local/states/test-cloud.ts'

let cloud: TestCloud
afterEach(() => cloud.close())

const day = (days: number) => new Date(START + days * 86_400_000).toISOString()

/** The cycle's workflow file with functions that answer as the steps do; what the steps do themselves has tests of its own. */
async function startCycle(functions: Record<string, TestFunction>): Promise<Run> {
  const reviews = [{ reviewId: 'rev_1' }, { reviewId: 'rev_2' }]
  cloud = new TestCloud({
    functions: {
      OpenTheCycle: () => ({
        reviewCount: 2,
        ratingsUntil: day(10),
        releaseAt: day(12),
        signaturesUntil: day(20),
      }),
      CheckThatEveryReviewStarted: () => ({ started: 2 }),
      InviteEveryone: () => ({ invited: 2 }),
      WaitForTheRatings: () => ({}),
      WaitForTheReleaseDate: () => ({}),
      AskTheCycleRow: () => ({}),
      ReleaseTheResults: () => ({ left: 0 }),
      WaitForTheSignatures: () => ({}),
      CloseTheCycle: () => ({}),
      ReportTheCycle: () => ({}),
      FindTheNextNudge: () => ({}),
      ...functions,
    },
    objects: { 'bucket/manifests/cyc_1/reviews.json': JSON.stringify(reviews) },
  })
  const review = { StartAt: 'Done', States: { Done: { Type: 'Succeed' } } }
  const reviewMachine = cloud.create(review, 'ReviewMachine')
  const names: Record<string, string> = { Bucket: 'bucket', ReviewMachine: reviewMachine }
  const definition = readFileSync('workflows/review-cycle.asl.json', 'utf8').replaceAll(
    /\$\{(\w+)\}/g,
    (_, name: string) => names[name] ?? FUNCTION + name,
  )
  return cloud.start(cloud.create(JSON.parse(definition), 'ReviewCycle'), { cycleId: 'cyc_1' }, 'cyc_1')
}

const calls = (name: string) => cloud.invoker.calls.filter((call) => call.name === name)

test('given reviews that never start, then they are noted after the last look, and everybody else is invited and runs to the end', async () => {
  const run = await startCycle({
    CheckThatEveryReviewStarted: (payload) => {
      if ((payload as { lastLook?: boolean }).lastLook === true) return { started: 1 }
      throw Object.assign(new Error('1 of 2 reviews have not started: rev_2'), { name: 'ReviewsNotStarted' })
    },
  })
  expect(calls('InviteEveryone')).toHaveLength(0)
  await cloud.advance(20 * 60_000)
  const looks = calls('CheckThatEveryReviewStarted').map(({ payload }) => payload)
  expect(looks).toHaveLength(14)
  expect(looks.at(-1)).toEqual({ cycleId: 'cyc_1', lastLook: true })
  expect(calls('InviteEveryone')).toHaveLength(1)
  await cloud.advance(21 * 86_400_000)
  expect(await run.status()).toBe('SUCCEEDED')
  expect(calls('CloseTheCycle')).toHaveLength(1)
})

test('given reviews that all start, then the last look is not needed', async () => {
  const run = await startCycle({})
  expect(calls('CheckThatEveryReviewStarted')).toHaveLength(1)
  expect(
    cloud.states
      .listExecutions('ReviewMachine')
      .map(({ name }) => name)
      .sort(),
  ).toEqual(['rev_1', 'rev_2'])
  await cloud.advance(21 * 86_400_000)
  expect(await run.status()).toBe('SUCCEEDED')
})

test('given a cycle that is paused when its release is due, then it asks its row a day at a time and releases once, at the new date', async () => {
  const pausedUntil = day(15)
  const releaseAt = day(16)
  const run = await startCycle({
    AskTheCycleRow: (payload) => {
      const now = new Date(cloud.clock.now()).toISOString()
      if (now < pausedUntil) return { until: new Date(cloud.clock.now() + 86_400_000).toISOString() }
      const { wait } = payload as { wait: string }
      return wait === 'releaseDate' && now < releaseAt ? { until: releaseAt } : {}
    },
  })
  await cloud.advance(14 * 86_400_000)
  expect(calls('ReleaseTheResults')).toHaveLength(0)
  await cloud.advance(3 * 86_400_000)
  expect(calls('ReleaseTheResults')).toHaveLength(1)
  expect(calls('AskTheCycleRow').map(({ payload }) => (payload as { wait: string }).wait)).toContain(
    'ratings',
  )
  await cloud.advance(4 * 86_400_000)
  expect(await run.status()).toBe('SUCCEEDED')
})
