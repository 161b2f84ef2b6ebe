import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openReview } from '../../../functions/domain/launch.ts'
import { plainEvent } from '../../../functions/domain/workflow-event.ts'
import { commitCycleChange, loadCycle } from '../../../functions/store/cycles.ts'
import { createReview } from '../../../functions/store/reviews.ts'
import { startTestDatabase, type TestDatabase } from '../database.ts'
import { type SmallCycle, startSmallCycle } from '../participant/small-cycle.ts'
import { type AuditDesk, openAuditDesk } from './audit-desk.ts'
import { rateAndRelease, sign } from './audited-cycle.ts'
import { startTestLog, type TestLog } from './test-log.ts'

let database: TestDatabase
let log: TestLog
let small: SmallCycle
let desk: AuditDesk
const LATER = new Date('2027-03-01T09:00:00.000Z')

interface Line {
  eventType: string
  subjectSeq: number
  signedAt: string
  reviewId?: string
  reviewOf?: string
  cycle?: string
  href?: string
}

/** One cycle with Rita's review signed by her, in which Pia is reviewed too; nobody here writes after that. */
beforeAll(async () => {
  ;[database, log] = await Promise.all([startTestDatabase(), startTestLog()])
  small = await startSmallCycle(database.db, undefined, { pia: true })
  desk = openAuditDesk(database.db, log.store, LATER)
  await rateAndRelease(small)
  await sign(small, 'acknowledged')
  const cycle = await loadCycle(small.db, small.cycle.cycleId)
  const by = { subject: 'hanna@example.com', authenticatedAt: '2027-02-01T08:00:00.000Z' }
  const event = plainEvent('cycle.release-requested', 'release requested', {
    at: '2027-02-01T09:00:00.000Z',
    by,
  })
  await commitCycleChange(small.db, cycle, cycle, event)
}, 60_000)
afterAll(() => Promise.all([database.close(), log.close()]))

async function find(query: Record<string, string>): Promise<Line[]> {
  const read = (await desk.ada.read(`/audit/search?${new URLSearchParams(query)}`)) as { entries: Line[] }
  return read.entries
}
const eventsOf = (lines: Line[]) => lines.map(({ eventType }) => eventType)

describe('searching the trail', () => {
  test('without a word shows the newest entries first, each with cycle, review and its place', async () => {
    const page = await desk.ada.open('/audit/search')
    expect(page.status).toBe(200)
    const [first] = page.document.querySelectorAll('main table tbody tr')
    expect(first?.querySelector('th')?.textContent).toBe('The reviewee signed the record')
    expect(first?.textContent).toContain('Rita Ferrão')
    expect(first?.textContent).toContain(small.cycle.name)
    const href = first?.querySelector('a')?.getAttribute('href') ?? ''
    expect(href).toBe(`/audit/cycles/${small.cycle.cycleId}/reviews/${small.rita.reviewId}?at=7#as-of`)
    expect((await desk.ada.open(href.replace('#as-of', ''))).words).toContain('As of entry 7')
    const found = await find({})
    const days = found.map(({ signedAt }) => signedAt.slice(0, 10))
    expect(days).toEqual([...days].sort().reverse())
    const times = found
      .filter(({ eventType }) => eventType !== 'peer-input.submitted')
      .map(({ signedAt }) => signedAt)
    expect(times).toEqual([...times].sort().reverse())
  })

  test('by cycle, days and event, each alone and together', async () => {
    const cycle = small.cycle.cycleId
    expect(eventsOf(await find({ cycle, event: 'record.released' }))).toEqual(['record.released'])
    const monday = { from: '2027-01-11', to: '2027-01-11' }
    const opened = await find({ cycle, event: 'review.opened', ...monday })
    expect(opened.map(({ reviewOf }) => reviewOf).sort()).toEqual(['Omar O’Neill', 'Pia Lund', 'Rita Ferrão'])
    expect(await find({ cycle, event: 'review.opened', from: '2027-01-12', to: '2027-02-28' })).toEqual([])
    expect(eventsOf(await find({ from: '2027-02-01', to: '2027-02-01', cycle }))).toEqual([
      'cycle.release-requested',
    ])
    const other = await startSmallCycle(database.db)
    expect(
      (await find({ cycle: other.cycle.cycleId })).every((line) => line.cycle === other.cycle.name),
    ).toBe(true)
  })

  test('goes on page after page without losing or repeating an entry', async () => {
    const planned = {
      reviewee: small.people.omar,
      ratingSupervisor: small.people.sam,
      lineSupervisorId: null,
      peers: [],
    }
    const at = '2026-12-01T09:00:00.000Z'
    for (let made = 0; made < 120; made += 20) {
      await Promise.all(
        Array.from({ length: 20 }, () =>
          createReview(
            small.db,
            openReview(small.cycle, planned, {
              reviewId: small.db.mint.reviewId(),
              subjectRef: Buffer.from(small.db.randomBytes(16)).toString('hex'),
              mint: small.db.mint,
            }),
            plainEvent('review.opened', 'opened', { at }),
          ),
        ),
      )
    }
    for (const person of ['', 'O’Neill']) {
      const seen = new Set<string>()
      let next: string | undefined =
        `/audit/search?${new URLSearchParams({ from: '2026-12-01', to: '2026-12-01', person })}`
      const sizes: number[] = []
      while (next !== undefined) {
        const read = (await desk.ada.read(next)) as { entries: { leafHash: string }[]; next?: string }
        for (const { leafHash } of read.entries) seen.add(leafHash)
        sizes.push(read.entries.length)
        next = read.next
      }
      expect(sizes).toEqual([50, 50, 20])
      expect(seen.size).toBe(120)
    }
  }, 60_000)

  test.each([
    [{ from: '2027-02-30' }, 'This is not a date'],
    [{ from: '2027-02-10', to: '2027-02-09' }, 'The first day lies after the last'],
    [{ from: '2025-01-01', to: '2027-01-01' }, 'at most 366 days'],
    [{ cycle: 'cyc_x' }, 'There is no such cycle'],
    [{ event: 'record.eaten' }, 'There is no such event'],
  ])('says what to mend in %j, and keeps what was typed', async (query, sentence) => {
    const page = await desk.ada.open(`/audit/search?${new URLSearchParams({ person: 'Rita', ...query })}`)
    expect(page.status).toBe(422)
    expect(page.words).toContain(sentence)
    expect(page.document.querySelector('input[name=person]')?.getAttribute('value')).toBe('Rita')
  })

  test('says in words that nothing was found', async () => {
    const page = await desk.ada.open('/audit/search?from=2024-01-01&to=2024-01-02')
    expect(page.words).toContain('No entry fits Looked at 1 January 2024 to 2 January 2024')
    expect((await desk.ada.open('/audit/search?person=Nobody')).words).toContain('No entry fits')
  })
})

describe('searching for a person', () => {
  const cycle = () => ({ cycle: small.cycle.cycleId })

  test('finds the reviews of a reviewee and of a rating supervisor, whatever the accents and the order', async () => {
    const ofRita = await find({ person: 'Ferrao, RITA', ...cycle() })
    expect(ofRita).toHaveLength(8)
    expect(new Set(ofRita.map(({ reviewOf }) => reviewOf))).toEqual(new Set(['Rita Ferrão']))
    const rated = await find({
      person: 'Sam Idris',
      event: 'review.opened',
      ...cycle(),
      from: '2027-01-11',
      to: '2027-01-11',
    })
    expect(rated.map(({ reviewOf }) => reviewOf).sort()).toEqual(['Omar O’Neill', 'Pia Lund', 'Rita Ferrão'])
  })

  test('finds a colleague in their own review only, never where they gave input', async () => {
    for (const query of [{}, { event: 'peer-input.submitted' }, { from: '2027-01-11', to: '2027-01-11' }]) {
      const found = await find({ person: 'Pia Lund', ...query, ...cycle() })
      expect(found.every(({ reviewOf }) => reviewOf === 'Pia Lund')).toBe(true)
    }
    for (const person of ['Pia Lund', small.people.pia.personId])
      expect(eventsOf(await find({ person, ...cycle() })), person).toEqual(['review.opened'])
    for (const person of ['Pau Serra', 'Per <b>Ek</b>', small.people.pau.personId])
      expect(await find({ person }), person).toEqual([])
  })

  test('tells of colleagues’ inputs only the day, all of a day together, in no order of time', async () => {
    const found = await find(cycle())
    const peers = found.filter(({ eventType }) => eventType === 'peer-input.submitted')
    expect(peers).toHaveLength(3)
    expect(new Set(peers.map(({ signedAt }) => signedAt))).toEqual(new Set(['2027-01-11']))
    const monday = found.filter(({ signedAt }) => signedAt.startsWith('2027-01-11'))
    expect(eventsOf(monday.slice(0, 3))).toEqual(Array(3).fill('peer-input.submitted'))
    const page = await desk.ada.open(`/audit/search?event=peer-input.submitted&cycle=${small.cycle.cycleId}`)
    expect(page.words).toContain('of a colleague’s input pages tell only the day')
    expect(page.document.querySelectorAll('main table time').map((time) => time.textContent)).toEqual(
      Array(3).fill('11 January 2027'),
    )
    expect(page.document.querySelectorAll('main table .exact')).toEqual([])
  })

  test('finds people and entries by their ids', async () => {
    const [line] = await find({ person: small.people.rita.personId, event: 'review.opened', ...cycle() })
    expect(line?.reviewOf).toBe('Rita Ferrão')
    const read = (await desk.ada.read(
      `/audit/cycles/${small.cycle.cycleId}/reviews/${small.rita.reviewId}`,
    )) as { entries: { entry: { eventId: string } }[] }
    const [, second] = read.entries
    const byId = await find({ person: second?.entry.eventId ?? '' })
    expect(byId.map(({ subjectSeq, reviewOf }) => [subjectSeq, reviewOf])).toEqual([[1, 'Rita Ferrão']])
    expect(await find({ person: `evt_${'0'.repeat(32)}` })).toEqual([])
  })

  test('finds what an account of HR did, written to the letter', async () => {
    expect(eventsOf(await find({ person: 'hanna@example.com' }))).toEqual(['cycle.release-requested'])
    expect(await find({ person: 'hanna' })).toEqual([])
  })

  test.each(['<script>alert(1)</script>', '%00', '\u202e', '́', '(', '" OR 1=1', 'ß', '王', '\ud83d', ' . '])(
    'takes %j as words and nothing else',
    async (person) => {
      const page = await desk.ada.open(`/audit/search?${new URLSearchParams({ person })}`)
      expect(page.status).toBe(200)
      expect(page.document.querySelectorAll('script:not([src])')).toEqual([])
    },
  )
})
