import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { raiseConcern } from '../../../functions/domain/concern.ts'
import { SMALLEST_GROUP, teamDistributions } from '../../../functions/domain/cycle-results.ts'
import { CycleReviews } from '../../../functions/domain/cycle-reviews.ts'
import type { PersonId } from '../../../functions/domain/ids.ts'
import { LAUNCH } from '../../../functions/domain/participant.ts'
import type { Review } from '../../../functions/domain/review.ts'
import { listSettledConcerns, saveConcern } from '../../../functions/store/concerns.ts'
import { findParticipant, markMailed } from '../../../functions/store/participants.ts'
import { startTestDatabase, type TestDatabase } from '../database.ts'
import { filledForm } from '../participant/answers.ts'
import { MONDAY, type SmallCycle, startSmallCycle } from '../participant/small-cycle.ts'
import { type HrDesk, openHrDesk } from './hr-desk.ts'

let database: TestDatabase
let small: SmallCycle
let desk: HrDesk
let path: string

/** After every due date but that of the ratings. */
const LATE = new Date('2027-01-25T09:00:00.000Z')

beforeAll(async () => {
  database = await startTestDatabase()
  small = await startSmallCycle(database.db)
  desk = openHrDesk(database.db, LATE)
  path = `/hr/cycles/${small.cycle.cycleId}`
  const [step] = await small.ask(small.rita, 'selfAssessment')
  const browser = await small.comeIn(small.people.rita)
  await browser.post(`/my/steps/${small.rita.reviewId}/${step?.stepId}`, {
    ...filledForm('self'),
    intent: 'submit',
    draftVersion: '0',
  })
}, 120_000)
afterAll(() => database.close())

describe('who is late', () => {
  test('stands with what, since when, and what was sent', async () => {
    const { pia } = small.people
    const participant = await findParticipant(small.db, small.cycle.cycleId, pia.personId)
    if (participant) await markMailed(small.db, participant, LAUNCH, MONDAY.toISOString())
    const page = await desk.hana.open(`${path}/late`)
    expect(page.words).toContain('4 people are late')
    expect(page.words).toContain('Pia Lund 22 January 2027 Peer input, Omar O’Neill Peer input, Rita Ferrão')
    expect(page.words).toContain('Invitation, 11 January 2027, 10:00 CET')
    expect(page.words).not.toContain('Rita Ferrão 22')
  })

  test('is narrowed to a kind of step, and nobody is late before the day', async () => {
    const page = await desk.hana.open(`${path}/late?step=selfAssessment`)
    expect(page.words).toContain('1 person is late')
    expect(page.words).toContain('Omar O’Neill')
    expect((await openHrDesk(small.db, MONDAY).hana.open(`${path}/late`)).words).toContain('Nobody is late')
  })
})

describe('the list of reviews', () => {
  test('is narrowed by what it waits for, by its stage, and by what is special about it', async () => {
    const reviews = async (query: string) => (await desk.hana.open(`${path}?${query}`)).words
    expect(await reviews('step=selfAssessment')).toContain('1 review')
    expect(await reviews('step=selfAssessment&stage=sealed')).toContain('0 reviews')
    expect(await reviews('label=late')).toContain('2 reviews')
    expect(await reviews('label=joinedLate')).toContain('0 reviews')
    expect(await reviews('team=&step=&stage=&label=&q=')).toContain('2 reviews')
    // Nonsense in an address narrows nothing.
    expect(await reviews('step=nonsense')).toContain('2 reviews')
  })
})

describe('progress', () => {
  test('is a page of its own for people, and figures for the script that follows it', async () => {
    const page = await desk.hana.open(`${path}/progress`)
    expect(page.words).toContain('Self-assessment 1 of 2')
    const live = (await desk.hana.open(path)).document.querySelector('#progress')
    expect(live?.getAttribute('data-live')).toBe(`${path}/progress`)
    const figures = (await desk.hana.read(`${path}/progress`)) as {
      progress: { kind: string; done: number }[]
    }
    expect(figures.progress.find(({ kind }) => kind === 'selfAssessment')?.done).toBe(1)
  })
})

describe('what needs HR today', () => {
  test('lists what people put before it, each with the link to where it is settled', async () => {
    const { omar } = small.people
    await saveConcern(
      small.db,
      raiseConcern({
        concernId: small.db.mint.concernId(),
        cycleId: small.cycle.cycleId,
        kind: 'dispute',
        aboutId: omar.personId,
        reviewId: small.omar.reviewId,
        at: LATE.toISOString(),
        words: '<b>Not</b> what was said.',
      }),
    )
    const page = await desk.hana.open('/hr')
    expect(page.words).toContain('Omar O’Neill disputes their review “<b>Not</b> what was said.”')
    expect(page.words).toContain('Self-assessments: 1 late')
    const links = page.document.querySelectorAll('.todo a').map((link) => link.getAttribute('href'))
    expect(links).toContain(`${path}/reviews/${small.omar.reviewId}/disputes`)
    expect(links).toContain(`${path}/late?step=selfAssessment`)
  })

  test('lets HR put away what no other act answers, and keeps who did', async () => {
    const concernId = small.db.mint.concernId()
    const { cycleId } = small.cycle
    const about = { cycleId, aboutId: small.people.omar.personId, at: LATE.toISOString() }
    await saveConcern(small.db, raiseConcern({ ...about, concernId, kind: 'away', words: 'At sea.' }))
    const settle = `/hr/concerns/${concernId}/settle`
    expect((await desk.hana.open('/hr')).html).toContain(`action="${settle}"`)
    expect((await desk.hana.post(settle)).location).toBe('/hr?done=settled')
    expect((await desk.hana.open('/hr')).words).not.toContain('At sea.')
    expect(await listSettledConcerns(small.db, cycleId)).toMatchObject([
      { concernId, state: 'settled', settledBy: { name: 'Hana Reyes' } },
    ])
    expect((await desk.hana.post(settle)).location).toBe('/hr?done=settled')
  })

  test('says so when there is nothing', async () => {
    const quiet = await startTestDatabase()
    try {
      const empty = openHrDesk(quiet.db, MONDAY)
      expect((await empty.hana.open('/hr')).words).toContain('Start with the people of your company')
    } finally {
      await quiet.close()
    }
  })
})

describe('a review', () => {
  test('has its whole story, in which colleagues have neither name nor hour', async () => {
    const [step] = (await small.ask(small.rita, 'peerInput')).filter(
      ({ assigneeId }) => assigneeId === small.people.pau.personId,
    )
    const colleague = await small.comeIn(small.people.pau)
    await colleague.post(`/my/steps/${small.rita.reviewId}/${step?.stepId}`, {
      ...filledForm('peer'),
      intent: 'submit',
      draftVersion: '0',
    })
    const page = await desk.hana.open(`${path}/reviews/${small.rita.reviewId}`)
    const story = page.document.querySelector('.story')?.textContent ?? ''
    expect(story).toContain('Self-assessment sent in')
    expect(story).toContain('A colleague’s input was sent in')
    expect(story).toContain('11 January 2027; of a colleague’s input only the day is told')
    expect(story).not.toContain('Pau')
    expect(page.words).toMatch(/Next: waits for 2 colleagues ?, due 22 January 2027/)
    const { story: parts } = (await desk.hana.read(`${path}/reviews/${small.rita.reviewId}`)) as {
      story: { kind: string }[]
    }
    expect(parts.filter(({ kind }) => kind === 'colleague')).toEqual([
      { kind: 'colleague', what: 'A colleague’s input was sent in', day: '2027-01-11' },
    ])
  })
})

describe('results', () => {
  test('show what a release would give and what is missing', async () => {
    const page = await desk.hana.open(`${path}/results`)
    expect(page.words).toContain('Not rated yet, would follow one by one 2')
    expect(page.words).toContain('Nobody is rated yet')
    expect(page.document.querySelector(`form[action="${path}/release"] button`)?.textContent).toContain(
      'Release 0',
    )
  })

  test('come as files that calculate nothing, and colleagues are in none of them', async () => {
    const { rita } = small.people
    for (const file of ['ratings', 'progress', 'exceptions']) {
      const { html: body } = await desk.hana.open(`${path}/exports/${file}.csv`)
      expect(body.startsWith('\ufeff')).toBe(true)
      expect(body).toContain('\r\n')
      const [row] = parse(body, { bom: true, columns: true }) as Record<string, string>[]
      expect(row?.Name).toBe('Omar O’Neill')
      expect(body).toContain(rita.employeeId)
      for (const peer of [small.people.pia, small.people.pau, small.people.per]) {
        expect(body).not.toContain(peer.name)
        expect(body).not.toContain(peer.personId)
      }
    }
    const { rows } = (await desk.hana.read(`${path}/exports/ratings.csv`)) as {
      rows: Record<string, string>[]
    }
    expect(rows.map((row) => row['Rating of record'])).toEqual(['', ''])
    expect((await desk.hana.open(`${path}/exports/words.csv`)).status).toBe(404)
  })
})

describe('distributions by team', () => {
  /** Reviews as far as distributions look at them. */
  const reviewsOf = (teams: readonly (readonly number[])[]) =>
    CycleReviews.of(
      teams.flatMap((ratings, team) =>
        ratings.map(
          (rating, place) =>
            ({
              reviewId: `rev_${team}_${place}`,
              revieweeName: `${team}`,
              ratingSupervisorId: `per_${team}` as PersonId,
              ratingSupervisorName: `Team ${team}`,
              ratingOfRecord: null,
              proposedRating: rating,
            }) as unknown as Review,
        ),
      ),
    )

  test('tell nothing about a group that is too small, not even by subtraction', () => {
    const team = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 9 })
    fc.assert(
      fc.property(fc.array(team, { minLength: 1, maxLength: 8 }), (teams) => {
        const { shown, withheld } = teamDistributions(reviewsOf(teams))
        const all = teams.flat().length
        const rest = all - shown.reduce((sum, { rated }) => sum + rated, 0)
        // No team that is shown is small, and what is left over is nothing, or at least five from more than one team,
        // or everybody.
        for (const { rated } of shown) expect(rated).toBeGreaterThanOrEqual(SMALLEST_GROUP)
        if (rest > 0 && shown.length > 0) {
          expect(rest).toBeGreaterThanOrEqual(SMALLEST_GROUP)
          expect(withheld.teams).toBeGreaterThan(1)
        }
        if (withheld.together !== null) expect(withheld.together.rated).toBe(rest)
      }),
    )
  })
})
