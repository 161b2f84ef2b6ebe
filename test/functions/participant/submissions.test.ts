import { paginateScan } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { LAUNCH } from '../../../functions/domain/participant.ts'
import { participantRoom } from '../../../functions/participant/room.ts'
import { participantRoutes } from '../../../functions/participant/routes.ts'
import { queryAll, transact } from '../../../functions/store/database.ts'
import { savePeople } from '../../../functions/store/people.ts'
import { linksRenewal } from '../../../functions/store/renewed-links.ts'
import { findDraft, findWords, listPeerWords } from '../../../functions/store/words.ts'
import { startTestDatabase, type TestDatabase } from '../database.ts'
import { expectSoundRoutes } from '../web/route-table.ts'
import { filledForm } from './answers.ts'
import type { Browser, Seen } from './browser.ts'
import { MONDAY, type SmallCycle, startSmallCycle } from './small-cycle.ts'

let database: TestDatabase
let small: SmallCycle

beforeAll(async () => {
  database = await startTestDatabase()
}, 60_000)
afterAll(() => database.close())
beforeEach(async () => {
  small = await startSmallCycle(database.db)
})

const stepPath = (step: { reviewId: string; stepId: string }) => `/my/steps/${step.reviewId}/${step.stepId}`
const receiptPath = (step: { reviewId: string; stepId: string }) =>
  `/my/receipts/${step.reviewId}/${step.stepId}`

type Fields = Record<string, string>
const pressing =
  (intent: 'save' | 'submit') =>
  (browser: Browser, step: { reviewId: string; stepId: string }, answers: Fields, over = 0): Promise<Seen> =>
    browser.post(stepPath(step), { ...answers, intent, draftVersion: String(over) })
const save = pressing('save')
const send = pressing('submit')

const rowsBelow = (pk: string, skPrefix: string) => queryAll(small.db, pk, { skPrefix, consistent: true })

test('a reviewee comes by the link, finds the self-assessment, saves it, sends it in and gets a receipt', async () => {
  const { rita, people } = small
  await small.ask(rita, 'selfAssessment')
  const browser = small.visit()

  const home = await browser.open(await small.linkFor(people.rita))
  expect(home.text).toContain('Your self-assessment')
  expect(home.text).toContain('Takes about 20 minutes, until Friday, 22 January 2027')

  const step = await small.step(rita, 'selfAssessment')
  const form = await browser.get(stepPath(step))
  expect(form.status).toBe(200)
  const answers = filledForm('self')
  const saved = await browser.post(stepPath(step), { ...answers, intent: 'save', draftVersion: '0' })
  expect(saved.location).toBe(`${stepPath(step)}?saved=yes`)
  const draft = await browser.open(`${stepPath(step)}?saved=yes`)
  expect(draft.text).toContain('Your draft is saved')
  expect(draft.fields).toMatchObject(Object.fromEntries(Object.entries(answers).map(([k, v]) => [k, [v]])))

  const sent = await browser.post(stepPath(step), { ...answers, intent: 'submit', draftVersion: '1' })
  expect(sent.location).toBe(receiptPath(step))
  const receipt = await browser.open(receiptPath(step))
  const stored = await small.step(rita, 'selfAssessment')
  expect(stored.state).toBe('submitted')
  expect(receipt.text).toContain('Rita Ferrão')
  expect(receipt.text).toContain(String(stored.receipt?.leafHash))
  expect(receipt.text).toContain(String(stored.receipt?.recordDigest))
  expect(await findDraft(small.db, rita.reviewId, step.stepId)).toBeUndefined()
  expect((await findWords(small.db, rita.reviewId, step.stepId))?.answers.teamwork).toEqual({ level: 4 })
  expect(await listPeerWords(small.db, rita.reviewId)).toEqual([])
  expect(await small.verdict(rita)).toMatchObject({ holds: true })
})

/** The whole of the tables, so that "nothing changed" means nothing at all, sessions aside. */
async function everything(): Promise<string[]> {
  const items: string[] = []
  for (const TableName of Object.values(small.db.tables)) {
    for await (const { Items = [] } of paginateScan({ client: small.db.client }, { TableName })) {
      items.push(
        ...Items.filter((item) => !item.pk?.S?.startsWith('SESSION#')).map((item) => JSON.stringify(item)),
      )
    }
  }
  return items.sort()
}

describe('one review, by everybody who takes part', () => {
  test('self, peers and supervisor; peers’ words lead back to nobody and show only as a sum', async () => {
    const { rita, people } = small
    const { pia, pau, per, sam } = people
    await small.ask(rita, 'selfAssessment')
    await small.ask(rita, 'peerInput')
    await send(await small.comeIn(people.rita), await small.step(rita, 'selfAssessment'), {
      ...filledForm('self', { level: 5, text: 'I rewrote the answers that customers liked best.' }),
    })
    for (const [index, peer] of [pia, pau, per].entries()) {
      const browser = await small.comeIn(peer)
      const step = await small.step(rita, 'peerInput', peer)
      const answers = filledForm('peer', { level: index + 2, text: `Peer words number ${index} are here.` })
      await save(browser, step, answers, 0)
      const sent = await send(browser, step, answers, 1)
      const receipt = await browser.open(sent.location ?? '')
      expect(receipt.text).toContain('so that your words stay apart from your name')
      expect(receipt.text).not.toContain('Peer words')
    }
    const words = await listPeerWords(small.db, rita.reviewId)
    expect(words).toHaveLength(3)
    expect(JSON.stringify(await rowsBelow(`REVIEW#${rita.reviewId}`, 'PEERWORDS#'))).not.toMatch(
      new RegExp([pia, pau, per].map(({ personId }) => personId).join('|')),
    )
    expect(await rowsBelow(`REVIEW#${rita.reviewId}`, 'DRAFT#')).toEqual([])

    await small.ask(rita, 'supervisorRating')
    const supervisor = await small.comeIn(sam)
    const step = await small.step(rita, 'supervisorRating')
    const form = await supervisor.get(stepPath(step))
    expect(form.text).toContain('I rewrote the answers that customers liked best.')
    expect(form.text).toContain('Rita Ferrão gave 5. Peers gave 3.00 on average.')
    expect(form.text).toContain('3 of 3 peers answered')
    for (const peer of [pia, pau]) expect(form.text).not.toContain(peer.name)

    const rating = { ...filledForm('supervisor', { level: 3 }), proposedRating: '5' }
    await save(supervisor, step, rating, 0)
    const draft = await supervisor.get(stepPath(step))
    expect(draft.text).toContain('Computed score of your draft: 3.00')
    expect(draft.text).toContain('Your overall rating needs a reason')
    const unjustified = await send(supervisor, step, rating, 1)
    expect(unjustified.status).toBe(422)
    expect(unjustified.html).toContain('href="#field-justification"')
    expect(unjustified.fields.proposedRating).toEqual(['5'])
    const sent = await send(
      supervisor,
      step,
      { ...rating, justification: 'Took over two teams in the hardest weeks.' },
      1,
    )
    expect(sent.location).toBe(receiptPath(step))
    expect(await small.current(rita)).toMatchObject({
      stage: 'rated',
      computedScore: 3,
      proposedRating: 5,
    })
    expect(await findWords(small.db, rita.reviewId, step.stepId)).toMatchObject({
      proposedRating: 5,
      justification: 'Took over two teams in the hardest weeks.',
    })
    const verdict = await small.verdict(rita)
    if (!verdict.holds) throw new Error(verdict.problem)
    expect(verdict.entries.map(({ eventType }) => eventType)).toEqual([
      'review.opened',
      'self-assessment.submitted',
      'peer-input.submitted',
      'peer-input.submitted',
      'peer-input.submitted',
      'supervisor-rating.submitted',
    ])
    expect(
      verdict.entries.slice(1).every(({ authentication }) => authentication.method === 'emailed-link'),
    ).toBe(true)
  })

  test('peer input below the threshold, or before all is in, is not shown', async () => {
    const { rita, people } = small
    await small.ask(rita, 'peerInput')
    for (const peer of [people.pia, people.pau]) {
      await send(await small.comeIn(peer), await small.step(rita, 'peerInput', peer), filledForm('peer'))
    }
    await small.ask(rita, 'supervisorRating')
    const supervisor = await small.comeIn(people.sam)
    const path = stepPath(await small.step(rita, 'supervisorRating'))
    expect((await supervisor.get(path)).text).toContain('Some peers may still answer')
    await small.miss(rita, 'peerInput', people.per)
    await small.miss(rita, 'selfAssessment', people.rita)
    const form = await supervisor.get(path)
    expect(form.text).toContain('Fewer than 3 peers answered')
    expect(form.text).not.toContain('on average')
    expect(form.text).toContain('There is no self-assessment')
  })

  test('what is planned but not open yet opens in a moment, and takes nothing', async () => {
    const { rita, people } = small
    const browser = await small.comeIn(people.rita)
    expect((await browser.open('/my')).text).toContain('Your self-assessment opens in a moment')
    const step = await small.step(rita, 'selfAssessment')
    expect((await browser.get(stepPath(step))).text).toContain('has not opened yet')
    const early = await send(browser, step, filledForm('self'))
    expect(early.status).toBe(409)
    expect(early.text).toContain('Told every customer what would happen next.')
    expect((await small.step(rita, 'selfAssessment')).version).toBe(0)
  })
})

describe('a hundred at once', () => {
  test('submissions of one step are one entry, and everybody gets the same receipt', async () => {
    const { rita, people } = small
    await small.ask(rita, 'selfAssessment')
    const browser = await small.comeIn(people.rita)
    const step = await small.step(rita, 'selfAssessment')
    await browser.get(stepPath(step))
    const answers = filledForm('self')
    const seen = await Promise.all(Array.from({ length: 100 }, () => send(browser.twin(), step, answers)))
    expect(new Set(seen.map(({ status, location }) => `${status} ${location}`))).toEqual(
      new Set([`303 ${receiptPath(step)}`]),
    )
    const verdict = await small.verdict(rita)
    if (!verdict.holds) throw new Error(verdict.problem)
    expect(verdict.entries.map(({ eventType }) => eventType)).toEqual([
      'review.opened',
      'self-assessment.submitted',
    ])
  }, 60_000)

  test('peers of one review all get through', async () => {
    const { rita, people } = small
    await small.ask(rita, 'peerInput')
    const peers = [people.pia, people.pau, people.per]
    const browsers = await Promise.all(peers.map((peer) => small.comeIn(peer)))
    const seen = await Promise.all(
      peers.map(async (peer, index) =>
        send(browsers[index] as Browser, await small.step(rita, 'peerInput', peer), filledForm('peer')),
      ),
    )
    expect(seen.map(({ status }) => status)).toEqual([303, 303, 303])
    expect(await listPeerWords(small.db, rita.reviewId)).toHaveLength(3)
    expect(await small.verdict(rita)).toMatchObject({ holds: true })
  })

  test.each([
    ['a clock that goes on', 1],
    ['clocks that differ, so that time seems to go back', -1],
  ])('entries stand in the order of their times, with %s', async (_name, step) => {
    const { rita, people } = small
    await small.ask(rita, 'selfAssessment')
    await small.ask(rita, 'peerInput')
    const everybody = [people.rita, people.pia, people.pau, people.per]
    const browsers = await Promise.all(everybody.map((who) => small.comeIn(who)))
    let looks = 0
    const start = small.clock.now.getTime()
    // Every look at the clock, by whichever server, sees another time.
    Object.defineProperty(small.clock, 'now', {
      get: () => {
        looks += 1
        return new Date(start + step * looks * 7)
      },
    })
    const seen = await Promise.all(
      everybody.map(async (who, index) => {
        const isPeer = who !== people.rita
        const kind = isPeer ? 'peerInput' : 'selfAssessment'
        return send(
          browsers[index] as Browser,
          await small.step(rita, kind, who),
          filledForm(isPeer ? 'peer' : 'self'),
        )
      }),
    )
    expect(seen.map(({ status }) => status)).toEqual([303, 303, 303, 303])
    const verdict = await small.verdict(rita)
    if (!verdict.holds) throw new Error(verdict.problem)
    expect(verdict.entries).toHaveLength(5)
    const times = verdict.entries.map(({ signedAt }) => signedAt)
    expect(times).toEqual(times.toSorted())
    for (const [index, who] of everybody.entries()) {
      const { settledAt, receipt } = await small.step(rita, index === 0 ? 'selfAssessment' : 'peerInput', who)
      const entry = verdict.entries.find(({ eventId }) => eventId === receipt?.eventId)
      expect([settledAt, receipt?.at]).toEqual([entry?.signedAt, entry?.signedAt])
    }
  })
})

describe('what belongs to others', () => {
  test('a step of somebody else looks like one that does not exist, to read and to send', async () => {
    const { rita, omar, people } = small
    for (const review of [rita, omar]) {
      await small.ask(review, 'selfAssessment')
      await small.ask(review, 'peerInput')
      await small.ask(review, 'supervisorRating')
    }
    const browser = await small.comeIn(people.rita)
    const foreign = [
      await small.step(omar, 'selfAssessment'),
      await small.step(omar, 'supervisorRating'),
      await small.step(rita, 'supervisorRating'),
      await small.step(rita, 'peerInput', people.pia),
      await small.step(rita, 'supervisorSignature'),
      { reviewId: rita.reviewId, stepId: (await small.step(omar, 'selfAssessment')).stepId },
    ]
    const nothing = `/my/steps/${small.db.mint.reviewId()}/${small.db.mint.stepId()}`
    const before = await everything()
    const refusal = await browser.get(nothing)
    expect(refusal.status).toBe(404)
    for (const step of foreign) {
      expect((await browser.get(stepPath(step))).html).toBe(refusal.html)
      expect((await browser.get(receiptPath(step))).html).toBe(refusal.html)
      for (const intent of ['save', 'submit']) {
        const posted = await browser.post(stepPath(step), {
          ...filledForm('self'),
          intent,
          draftVersion: '0',
        })
        expect(posted.html).toBe(refusal.html)
      }
    }
    expect(await everything()).toEqual(before)
  })

  test('without the link there is a page that says how to come in, and nothing else', async () => {
    const { rita } = small
    await small.ask(rita, 'selfAssessment')
    const path = stepPath(await small.step(rita, 'selfAssessment'))
    const stranger = small.visit()
    const home = await stranger.get('/my')
    expect(home.status).toBe(401)
    expect(home.text).toContain('Look for the newest e-mail')
    const nothing = `/my/steps/${small.db.mint.reviewId()}/${small.db.mint.stepId()}`
    expect((await stranger.get(path)).html).toBe((await stranger.get(nothing)).html)
    const before = await everything()
    const kept = await stranger.post(path, { ...filledForm('self'), intent: 'submit', draftVersion: '0' })
    expect(kept.status).toBe(401)
    expect(kept.fields['item-own-strength']).toEqual(['Told every customer what would happen next.'])
    expect(await everything()).toEqual(before)
  })
})

describe('the link', () => {
  test('can be fetched by scanners as often as they like and still opens', async () => {
    const { rita, people } = small
    await small.ask(rita, 'selfAssessment')
    const link = await small.linkFor(people.rita)
    const before = await everything()
    for (let round = 0; round < 5; round += 1) {
      expect((await small.visit().get(link, { method: 'HEAD' })).status).toBe(200)
      const scanner = small.visit()
      const page = await scanner.open(link)
      expect(page.text).toContain('Your self-assessment')
      await scanner.get(stepPath(await small.step(rita, 'selfAssessment')))
      await scanner.post(stepPath(await small.step(rita, 'selfAssessment')))
      await scanner.get(stepPath(await small.step(rita, 'selfAssessment')), { method: 'HEAD' })
    }
    expect(await everything()).toEqual(before)
  })

  test('a blank form with any button pressed changes nothing', async () => {
    const { rita, people } = small
    await small.ask(rita, 'selfAssessment')
    const browser = await small.comeIn(people.rita)
    const step = await small.step(rita, 'selfAssessment')
    await browser.get(stepPath(step))
    const before = await everything()
    const empty = Object.fromEntries(Object.keys(filledForm('self')).map((name) => [name, '']))
    for (const fields of [
      {},
      { intent: 'save' },
      { intent: 'submit' },
      { ...empty, intent: 'save', draftVersion: '0' },
      { ...empty, intent: 'submit', draftVersion: '0' },
    ]) {
      await browser.post(stepPath(step), fields)
    }
    expect(await everything()).toEqual(before)
  })

  test('opens nothing when it is unknown, over, revoked, or its person has gone; all look the same', async () => {
    const { people, cycle } = small
    const browser = await small.comeIn(people.rita)
    const link = await small.linkFor(people.rita)
    const unknown = (await small.visit().get(`/my/${'A'.repeat(43)}`)).html
    expect(unknown).toContain('Open the link in the newest e-mail')
    expect((await small.visit().get('/my/x')).html).toBe(unknown)

    const renewal = linksRenewal(small.db, cycle.cycleId, people.rita.personId, LAUNCH)
    expect(await transact(small.db, renewal)).toBe(true)
    expect((await small.visit().get(link)).html).toBe(unknown)
    // A session that it began ends with it, on the very next request.
    expect((await browser.get('/my')).status).toBe(401)

    const fresh = await small.linkFor(people.rita)
    expect((await small.visit().open(fresh)).status).toBe(200)
    small.clock.now = new Date(Date.parse(cycle.deadlines.supervisorSignature.graceUntil))
    expect((await small.visit().get(fresh)).html).toBe(unknown)

    small.clock.now = MONDAY
    const leaver = await small.comeIn(people.omar)
    const leaversLink = await small.linkFor(people.omar)
    await savePeople(small.db, [{ ...people.omar, status: 'left', version: 2 }])
    expect((await small.visit().get(leaversLink)).html).toBe(unknown)
    expect((await leaver.get('/my')).status).toBe(401)
  })

  test('lets in again after twelve hours, and leaving ends the session at once', async () => {
    const { people } = small
    const link = await small.linkFor(people.rita)
    const browser = small.visit()
    await browser.open(link)
    const kept = browser.cookies.get('__Host-my')
    await browser.open(link)
    expect(browser.cookies.get('__Host-my')).toBe(kept)
    small.clock.now = new Date(MONDAY.getTime() + 12 * 3_600_000)
    expect((await browser.get('/my')).status).toBe(401)
    expect((await browser.open(link)).status).toBe(200)

    const copy = browser.twin()
    expect((await browser.post('/my/leave')).location).toBe('/my')
    expect((await browser.get('/my')).status).toBe(401)
    expect((await copy.get('/my')).status).toBe(401)
  })

  test('of one person never speaks for another in the same browser', async () => {
    const { people } = small
    const browser = small.visit()
    await browser.open(await small.linkFor(people.rita))
    expect((await browser.open(await small.linkFor(people.omar))).html).toContain('Omar O’Neill')
  })
})

describe('two windows', () => {
  test('the second one sees both texts and loses neither', async () => {
    const { rita, people } = small
    await small.ask(rita, 'selfAssessment')
    const step = await small.step(rita, 'selfAssessment')
    const one = await small.comeIn(people.rita)
    await one.get(stepPath(step))
    const other = one.twin()
    const mine = filledForm('self', { level: 2, text: 'Words of the first window.' })
    const theirs = filledForm('self', { level: 3, text: 'Words of the second window.' })
    expect((await save(one, step, mine, 0)).status).toBe(303)
    expect((await save(one, step, mine, 0)).status, 'the same again').toBe(303)
    for (const press of [save, send]) {
      const conflict = await press(other, step, theirs, 0)
      expect(conflict.status).toBe(409)
      expect(conflict.fields['item-own-strength']).toEqual(['Words of the second window.'])
      expect(conflict.fields['item-teamwork']).toEqual(['3'])
      expect(conflict.text).toContain('Words of the first window.')
      expect(conflict.fields.draftVersion).toEqual(['1'])
    }
    expect(await findDraft(small.db, rita.reviewId, step.stepId)).toMatchObject({ version: 1 })
    expect((await save(other, step, theirs, 1)).status).toBe(303)
    expect((await send(one, step, mine, 1)).status).toBe(409)
    expect((await send(other, step, theirs, 2)).location).toBe(receiptPath(step))
    const late = await send(one, step, mine, 1)
    expect(late.status).toBe(409)
    expect(late.text).toContain('already sent in from another window')
    expect(late.text).toContain('Words of the first window.')
  })

  test('a peer whose other words were sent already is told, although the words are sealed', async () => {
    const { rita, people } = small
    await small.ask(rita, 'peerInput')
    const step = await small.step(rita, 'peerInput', people.pia)
    const browser = await small.comeIn(people.pia)
    await send(browser, step, filledForm('peer'))
    expect((await send(browser, step, filledForm('peer'))).location).toBe(receiptPath(step))
    expect((await send(browser, step, filledForm('peer', { level: 1 }))).status).toBe(409)
  })

  test('a draft saved while another window sends is either sent or told, never lost', async () => {
    const { rita, people } = small
    await small.ask(rita, 'selfAssessment')
    const step = await small.step(rita, 'selfAssessment')
    const browser = await small.comeIn(people.rita)
    await save(browser, step, filledForm('self', { text: 'The first words that were saved.' }), 0)
    const later = filledForm('self', { text: 'Other words, saved at the last moment.' })
    const [saved, sent] = await Promise.all([
      save(browser.twin(), step, later, 1),
      send(browser.twin(), step, filledForm('self', { text: 'The first words that were saved.' }), 1),
    ])
    expect([saved.status, sent.status].sort()).toEqual([303, 409])
    for (const seen of [saved, sent]) if (seen.status === 409) expect(seen.text).toMatch(/words/i)
  })
})

describe('what people type', () => {
  test.each([
    ['html', '<script>alert(1)</script><img src=x onerror=alert(1)> &amp; &lt;b&gt;'],
    ['quotes', `" ' \` “ ” ’ \\ \\" {{7*7}} \${7*7} <%= 7*7 %>`],
    ['formulas', '=1+1\n+1\n-1\n@SUM(A1)\tTab'],
    ['scripts', 'Zażółć gęślą jaźń, Ελλάδα, Привет, 日本語のテキスト, 한국어, हिन्दी, ภาษาไทย'],
    ['right to left', 'هذا نص عربي مع English في الوسط, שלום עולם \u202eabc\u202c'],
    ['emoji', '👩🏽‍💻 👨‍👩‍👧‍👦 🏳️‍🌈 🦄 é é (composed and not)'],
    ['spaces', '  two before,\u00a0no-break,\u2003em,\u200bzero width, two after  '],
    ['lines', '\n\nfirst two lines blank\n\n\nthree between\n'],
    ['sql and shell', `Robert'); DROP TABLE reviews;-- && rm -rf / | $(id)`],
    ['long word', 'a'.repeat(3000)],
  ])('%s come back as they went in', async (_name, text) => {
    const { rita, people } = small
    await small.ask(rita, 'selfAssessment')
    const step = await small.step(rita, 'selfAssessment')
    const browser = await small.comeIn(people.rita)
    const five = `${text} and five words more here`
    const answers = filledForm('self', { text: five.replaceAll('\n', '\r\n') })
    await save(browser, step, answers, 0)
    const draft = await browser.get(stepPath(step))
    expect(draft.fields['item-own-growth']).toEqual([five])
    const sent = await send(browser, step, answers, 1)
    expect(sent.location).toBe(receiptPath(step))
    expect((await findWords(small.db, rita.reviewId, step.stepId))?.answers['own-growth']).toEqual({
      text: five,
    })
    const receipt = await browser.get(receiptPath(step))
    expect(receipt.html).not.toContain('<script>')
    expect(receipt.html).not.toContain('<img')
  })

  test('all that is missing is said at once, each with its field, and the rest stays', async () => {
    const { rita, people } = small
    await small.ask(rita, 'supervisorRating')
    const step = await small.step(rita, 'supervisorRating')
    const browser = await small.comeIn(people.sam)
    const refused = await send(browser, step, {
      'item-teamwork': '4',
      'item-supervisor-strength': 'Too short',
      'item-supervisor-growth': 'x'.repeat(4001),
      justification: 'Kept.',
    })
    expect(refused.status).toBe(422)
    expect(refused.html).toContain('<title>Error: ')
    expect(refused.text).toContain('write at least 5')
    expect(refused.text).toContain('Shorten it by 1.')
    expect(refused.text).toContain('Choose the overall rating that you propose.')
    for (const [, field] of refused.html.matchAll(/href="#(field-[^"]+)"/g)) {
      expect(refused.html).toContain(`id="${field}"`)
    }
    expect(refused.fields).toMatchObject({
      'item-teamwork': ['4'],
      'item-supervisor-strength': ['Too short'],
      'item-supervisor-growth': ['x'.repeat(4001)],
      justification: ['Kept.'],
    })
  })

  test('a step whose time ran out shows what was saved', async () => {
    const { rita, people } = small
    await small.ask(rita, 'selfAssessment')
    const step = await small.step(rita, 'selfAssessment')
    const browser = await small.comeIn(people.rita)
    await save(browser, step, filledForm('self', { text: 'These words came too late.' }), 0)
    await small.miss(rita, 'selfAssessment', people.rita)
    const page = await browser.get(stepPath(step))
    expect(page.text).toContain('The time for this step has passed')
    expect(page.text).toContain('These words came too late.')
  })
})

describe('for programs', () => {
  test('the same pages answer JSON', async () => {
    const { rita, people } = small
    await small.ask(rita, 'selfAssessment')
    const browser = await small.comeIn(people.rita)
    const home = JSON.parse((await browser.get('/my', { accept: 'application/json' })).html)
    expect(home.waiting).toEqual([
      expect.objectContaining({ kind: 'selfAssessment', state: 'open', about: 'Rita Ferrão' }),
    ])
  })
})

test('the table of routes is sound', () => {
  expectSoundRoutes(participantRoom, participantRoutes, [
    '/my',
    '/my/assets/{file}',
    '/my/leave',
    '/my/not-me',
    '/my/not-me/{secret}',
    '/my/{secret}',
  ])
})
