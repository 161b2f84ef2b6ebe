import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ReviewStep } from '../../../functions/domain/step.ts'
import { listOpenConcerns } from '../../../functions/store/concerns.ts'
import { findDraft } from '../../../functions/store/words.ts'
import { corpus } from '../../conformance/corpus.ts'
import { startTestDatabase, type TestDatabase } from '../database.ts'
import { filledForm } from './answers.ts'
import { type SmallCycle, startSmallCycle } from './small-cycle.ts'

let database: TestDatabase
let small: SmallCycle

beforeAll(async () => {
  database = await startTestDatabase()
}, 60_000)
afterAll(() => database?.close())
beforeEach(async () => {
  small = await startSmallCycle(database.db)
})

const pathOf = ({ reviewId, stepId }: ReviewStep) => `/my/steps/${reviewId}/${stepId}`
const JSON_TOO = { accept: 'application/json' }
/** What has been put before HR in this cycle. */
const concerns = async () =>
  (await listOpenConcerns(small.db)).filter(({ cycleId }) => cycleId === small.cycle.cycleId)

describe('looking over what is about to be sent', () => {
  test('given a whole draft, when it is looked over and agreed to, then these very words are sent, once', async () => {
    const { rita, people } = small
    await small.ask(rita, 'selfAssessment')
    const step = await small.step(rita, 'selfAssessment')
    const browser = await small.comeIn(people.rita)
    const answers = filledForm('self', { text: 'I wrote <b>nine</b> guides for newcomers.' })
    const checked = await browser.post(pathOf(step), { ...answers, intent: 'check', draftVersion: '0' })
    expect(checked.location).toBe(`${pathOf(step)}/check`)
    const page = await browser.get(`${pathOf(step)}/check`)
    expect(page.text).toContain('I wrote <b>nine</b> guides for newcomers.')
    expect(page.html).toContain(`${pathOf(step)}#field-item-own-strength`)
    expect(page.fields.draftVersion).toEqual(['1'])
    expect((await small.step(rita, 'selfAssessment')).state).toBe('draft')

    // A program that presses the button, with and without what stands in the form.
    await browser.post(`${pathOf(step)}/send`)
    const unticked = await browser.post(`${pathOf(step)}/send`, { draftVersion: '1' })
    expect(unticked.status).toBe(422)
    expect((await small.step(rita, 'selfAssessment')).state).toBe('draft')

    const send = () => browser.post(`${pathOf(step)}/send`, { draftVersion: '1', agreed: 'yes' })
    const sent = await Promise.all([send(), send(), send()])
    expect(new Set(sent.map(({ location }) => location))).toEqual(
      new Set([`/my/receipts/${step.reviewId}/${step.stepId}`]),
    )
    expect((await small.step(rita, 'selfAssessment')).state).toBe('submitted')
    expect(await small.verdict(rita)).toMatchObject({ holds: true })
  })

  test('given a draft that another window has changed since, then nothing is sent and the new words are shown', async () => {
    const { rita, people } = small
    await small.ask(rita, 'selfAssessment')
    const step = await small.step(rita, 'selfAssessment')
    const browser = await small.comeIn(people.rita)
    await browser.post(pathOf(step), { ...filledForm('self'), intent: 'check', draftVersion: '0' })
    const newer = filledForm('self', { text: 'These words are newer than the others.' })
    await browser.post(pathOf(step), { ...newer, intent: 'save', draftVersion: '1' })
    const again = await browser.post(`${pathOf(step)}/send`, { draftVersion: '1', agreed: 'yes' })
    expect(again.status).toBe(409)
    expect(again.text).toContain('These words are newer than the others.')
    expect((await small.step(rita, 'selfAssessment')).state).toBe('draft')
  })

  test('given gaps, then the form comes back with all of them, and the draft is kept', async () => {
    const { rita, people } = small
    await small.ask(rita, 'selfAssessment')
    const step = await small.step(rita, 'selfAssessment')
    const browser = await small.comeIn(people.rita)
    const answers = { 'item-own-strength': 'I keep calm with everybody who calls.' }
    const back = await browser.post(pathOf(step), { ...answers, intent: 'check', draftVersion: '0' })
    expect(back.status).toBe(422)
    expect(back.fields['item-own-strength']).toEqual([answers['item-own-strength']])
    expect(back.fields.draftVersion).toEqual(['1'])
    const early = await browser.get(`${pathOf(step)}/check`)
    expect(early.text).toContain('Something is still missing')
    expect(early.html).not.toContain('name="agreed"')
  })
})

describe('saving from a script', () => {
  test('answers with the version to write over next; with both texts where another window was quicker', async () => {
    const { rita, people } = small
    await small.ask(rita, 'selfAssessment')
    const step = await small.step(rita, 'selfAssessment')
    const browser = await small.comeIn(people.rita)
    await browser.get(pathOf(step))
    const save = async (text: string, draftVersion: string) => {
      const fields = { 'item-own-strength': text, intent: 'save', draftVersion }
      const { status, html } = await browser.post(pathOf(step), fields, JSON_TOO)
      return { status, body: JSON.parse(html) }
    }
    expect(await save('One.', '0')).toMatchObject({ status: 200, body: { saved: true, draftVersion: 1 } })
    expect(await save('One and two.', '1')).toMatchObject({ status: 200, body: { draftVersion: 2 } })
    expect(await save('Something else.', '1')).toMatchObject({
      status: 409,
      body: {
        conflict: true,
        draftVersion: 2,
        answers: { 'own-strength': { text: 'Something else.' } },
        stored: { answers: { 'own-strength': { text: 'One and two.' } } },
      },
    })
    expect((await findDraft(small.db, step.reviewId, step.stepId))?.version).toBe(2)
  })
})

describe('a supervisor’s team', () => {
  test('shows drafts and what was sent side by side, with scores, and nothing of anybody else’s', async () => {
    const { rita, omar, people } = small
    for (const review of [rita, omar]) {
      await small.miss(review, 'selfAssessment', review === rita ? people.rita : people.omar)
      await small.ask(review, 'supervisorRating')
    }
    const sam = await small.comeIn(people.sam)
    const ofRita = await small.step(rita, 'supervisorRating')
    await sam.get(pathOf(ofRita))
    await sam.post(pathOf(ofRita), {
      ...filledForm('supervisor', { level: 3 }),
      proposedRating: '5',
      intent: 'save',
      draftVersion: '0',
    })
    const page = await sam.get('/my/team')
    expect(page.text).toMatch(/Rita Ferrão.*needs a reason.*3\.00.*5 – Outstanding.*\+2\.00/)
    expect(page.text).toMatch(/Omar O’Neill.*not begun/)
    const { members } = JSON.parse((await sam.get('/my/team', JSON_TOO)).html)
    expect(members).toMatchObject([
      { name: 'Omar O’Neill', state: 'waits', computed: null },
      { name: 'Rita Ferrão', state: 'draft', computed: 3, proposed: 5, lacksReason: true },
    ])
    const peer = await small.comeIn(people.pia)
    expect((await peer.get('/my/team')).text).toContain('Nobody waits for your rating yet')
  })
})

describe('declining to give input', () => {
  test('asks for a reason, tells HR, ends the step for the colleague, and is done once', async () => {
    const { rita, people } = small
    await small.ask(rita, 'peerInput')
    const step = await small.step(rita, 'peerInput', people.pia)
    const pia = await small.comeIn(people.pia)
    const form = await pia.get(pathOf(step))
    expect(form.html).toContain(`${pathOf(step)}/decline`)
    expect((await pia.get(`${pathOf(step)}/decline`)).status).toBe(200)
    expect((await pia.post(`${pathOf(step)}/decline`)).status).toBe(422)
    expect((await small.step(rita, 'peerInput', people.pia)).state).toBe('open')

    const words = 'We have hardly worked together <i>this year</i>.'
    const declined = await pia.post(`${pathOf(step)}/decline`, { words })
    expect(declined.location).toBe('/my?told=declined')
    expect((await pia.get('/my?told=declined')).text).toContain('You have declined')
    expect(await concerns()).toMatchObject([
      { kind: 'peer-declined', aboutId: people.pia.personId, reviewId: rita.reviewId, words },
    ])
    expect((await pia.post(`${pathOf(step)}/decline`, { words })).status).toBe(404)
    expect(await concerns()).toHaveLength(1)
    // Neither the reviewee nor somebody else can decline for them.
    const other = await small.step(rita, 'peerInput', people.pau)
    const reviewee = await small.comeIn(people.rita)
    await reviewee.get('/my')
    expect((await reviewee.post(`${pathOf(other)}/decline`, { words })).status).toBe(404)
    expect(await small.verdict(rita)).toMatchObject({ holds: true })
  })
})

describe('telling HR', () => {
  test('that somebody is away: the days are checked, HR has it once, and nothing else changes', async () => {
    const { rita, people } = small
    await small.ask(rita, 'selfAssessment')
    const before = await small.step(rita, 'selfAssessment')
    const browser = await small.comeIn(people.rita)
    await browser.get('/my/away')
    for (const [fields, field] of [
      [{ from: '2027-02-30', to: '2027-03-01' }, 'from'],
      [{ from: '2027-01-20', to: '2027-01-19' }, 'to'],
      [{ from: '2026-12-01', to: '2026-12-20' }, 'to'],
    ] as const) {
      const wrong = await browser.post('/my/away', fields)
      expect(wrong.status).toBe(422)
      expect(wrong.html).toContain(`href="#field-${field}"`)
    }
    const away = { from: '2027-01-18', to: '2027-01-29', words: 'An operation.' }
    for (let times = 0; times < 2; times += 1)
      expect((await browser.post('/my/away', away)).location).toBe('/my?told=away')
    expect((await browser.get('/my?told=away')).text).toContain('HR has been told that you are away')
    expect((await browser.get('/my/away')).text).toContain('An operation.')
    expect(await concerns()).toMatchObject([
      {
        kind: 'away',
        aboutId: people.rita.personId,
        absence: { from: away.from, to: away.to },
        words: away.words,
      },
    ])
    expect(await small.step(rita, 'selfAssessment')).toEqual(before)
    const other = await small.comeIn(people.omar)
    expect((await other.get('/my/away')).text).not.toContain('An operation.')
  })

  test('many things in a day: after some, the rest is refused and kept in the form', async () => {
    const browser = await small.comeIn(small.people.rita)
    await browser.get('/my/address')
    const tell = (words: string) => browser.post('/my/address', { what: 'wrong-address', words })
    for (let times = 0; times < 6; times += 1) await tell(`rita${times}@example.org`)
    const refused = await tell('rita7@example.org')
    expect(refused.status).toBe(422)
    expect(refused.fields.words).toEqual(['rita7@example.org'])
    expect(await concerns()).toHaveLength(6)
  })

  test('that a mail is not for them: without a session, only by typing so, and nothing is told about whom it is for', async () => {
    const link = await small.linkFor(small.people.rita)
    const path = link.replace('/my/', '/my/not-me/')
    const stranger = small.visit()
    const asked = await stranger.get(path)
    const unknown = await small.visit().get(`/my/not-me/${'x'.repeat(43)}`)
    expect(asked.html).not.toContain('Rita')
    expect(stranger.cookies.size).toBe(0)
    expect(asked.html.replaceAll(path, '')).toBe(unknown.html.replaceAll(`/my/not-me/${'x'.repeat(43)}`, ''))
    for (const fields of [{}, { typed: '' }, { typed: 'yes' }, { typed: 'Ada Okafor', intent: 'submit' }])
      expect((await stranger.post(path, fields)).status).toBe(422)
    expect(await concerns()).toEqual([])

    const told = await stranger.post(path, { typed: ' Not mine' })
    const toldOfNothing = await stranger.post(`/my/not-me/${'x'.repeat(43)}`, { typed: 'not mine' })
    expect(told.location).toBe('/my/not-me')
    expect(toldOfNothing).toEqual(told)
    expect(await concerns()).toMatchObject([{ kind: 'not-me', aboutId: small.people.rita.personId }])
    // The link still works for whom it is for, until HR decides.
    expect((await (await small.visit()).open(link)).status).toBe(200)
  })
})

describe('every naughty string comes back as it went in', () => {
  const blns = corpus('conformance/blns')
  const strings: string[] = blns.found
    ? JSON.parse(blns.text('blns.json'))
    : ['', '<b>x</b>', "'; DROP", '田中さん', '🙂', '\u202e', '\u0001', '__proto__', '&amp;', '</textarea>']
  const SEPARATOR = '\n§\n'
  /** Many strings in one text, since each save costs more than each string. */
  function chunks(limit: number): string[] {
    const all: string[] = []
    for (const text of strings
      .filter((one) => one.isWellFormed())
      .map((one) => one.replace(/\r\n?/g, '\n'))) {
      const last = all.at(-1)
      const joined = last === undefined ? text : `${last}${SEPARATOR}${text}`
      if (last !== undefined && joined.length <= limit) all[all.length - 1] = joined
      else all.push(text)
    }
    return all
  }

  test(`as answers and reasons, in the form and on the page before sending (${blns.label})`, async () => {
    const { rita, people } = small
    await small.miss(rita, 'selfAssessment', people.rita)
    await small.ask(rita, 'supervisorRating')
    const step = await small.step(rita, 'supervisorRating')
    const sam = await small.comeIn(people.sam)
    await sam.get(pathOf(step))
    const answers = filledForm('supervisor')
    const fields = [
      ...Object.keys(answers).filter((name) => Number.isNaN(Number(answers[name]))),
      'justification',
    ]
    for (const [version, text] of chunks(1900).entries()) {
      const typed = Object.fromEntries(fields.map((name) => [name, text]))
      const saved = await sam.post(pathOf(step), {
        ...answers,
        ...typed,
        intent: 'save',
        draftVersion: String(version),
      })
      expect(saved.location).toBe(`${pathOf(step)}?saved=yes`)
      const form = await sam.get(pathOf(step))
      for (const name of fields) expect(form.fields[name]).toEqual([text])
      const check = JSON.parse((await sam.get(`${pathOf(step)}/check`, JSON_TOO)).html)
      expect(check.words.justification).toBe(text)
    }
  })

  test(`as words for HR (${blns.label})`, async () => {
    const browser = await small.comeIn(small.people.rita)
    await browser.get('/my/away')
    for (const words of chunks(1900).slice(0, 5)) {
      await browser.post('/my/away', { from: '2027-01-18', to: '2027-01-29', words })
      const told = JSON.parse((await browser.get('/my/away', JSON_TOO)).html).told
      expect(told.some((one: { words: string }) => one.words === words)).toBe(true)
    }
  })
})
