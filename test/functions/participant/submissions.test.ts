import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { findDraft, findWords, listPeerWords } from '../../../functions/store/words.ts'
import { startTestDatabase, type TestDatabase } from '../database.ts'
import { filledForm } from './answers.ts'
import { type SmallCycle, startSmallCycle } from './small-cycle.ts'

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

test('a reviewee comes by the link, finds the self-assessment, saves it, sends it in and gets a receipt', async () => {
  const { rita, people } = small
  await small.ask(rita, 'selfAssessment')
  const browser = small.visit()

  const home = await browser.open(await small.linkFor(people.rita))
  expect(home.text).toContain('Your self-assessment')
  expect(home.text).toContain('about 20 minutes, until Friday, 22 January 2027')

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
