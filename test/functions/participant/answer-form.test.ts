import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { ReviewStep } from '../../../functions/domain/step.ts'
import { findDraft } from '../../../functions/store/words.ts'
import { openBrowser } from '../../journeys/browser.ts'
import { bringIntoSight } from '../../journeys/form-in-sight.ts'
import { startTestDatabase, type TestDatabase } from '../database.ts'
import type { HandlerServer } from '../web/serve-handler.ts'
import { filledForm } from './answers.ts'
import { serveSite } from './serve-site.ts'
import { type SmallCycle, startSmallCycle } from './small-cycle.ts'

const desk: BrowserContextOptions = { viewport: { width: 1440, height: 900 } }
const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }
const STRENGTH = 'Own view: one strength'

let database: TestDatabase
let browser: Browser
let small: SmallCycle
let server: HandlerServer
let step: ReviewStep
let complaints: string[]

beforeAll(async () => {
  ;[database, browser] = await Promise.all([startTestDatabase(), openBrowser()])
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await database?.close()
})
beforeEach(async () => {
  small = await startSmallCycle(database.db)
  server = await serveSite(small)
  complaints = []
  await small.ask(small.rita, 'selfAssessment')
  step = await small.step(small.rita, 'selfAssessment')
  return () => server.stop()
})

/** Rita's form on a device of its own, come to by a fresh link. */
async function openForm(device: BrowserContextOptions): Promise<Page> {
  const page = await (await browser.newContext(device)).newPage()
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) complaints.push(message.text())
  })
  await page.goto(server.url + (await small.linkFor(small.people.rita)))
  await page.getByRole('link', { name: 'Your self-assessment' }).click()
  return page
}

const saved = (page: Page) => expect.poll(() => page.locator('[data-saved]').textContent())
const strengthInStore = async () => {
  const answer = (await findDraft(small.db, step.reviewId, step.stepId))?.answers['own-strength']
  return answer !== undefined && 'text' in answer ? answer.text : undefined
}

test('what is typed is saved by itself, said so, and found on a second device', async () => {
  const page = await openForm(desk)
  await page.getByLabel(STRENGTH).pressSequentially('I keep calm')
  await saved(page).toMatch(/^Saved \d\d:\d\d/)
  expect(await page.locator('[data-answered-count]').textContent()).toBe('1 of 9 answered')
  expect(await strengthInStore()).toBe('I keep calm')
  // Without another save, since nothing was typed any more.
  const held = await page.locator('input[name=draftVersion]').inputValue()
  expect(Number(held)).toBe((await findDraft(small.db, step.reviewId, step.stepId))?.version)

  const other = await openForm(phone)
  expect(await other.getByLabel(STRENGTH).inputValue()).toBe('I keep calm')
  await bringIntoSight(other, other.getByLabel(STRENGTH))
  await other.getByLabel(STRENGTH).fill('I keep calm on the phone.')
  await saved(other).toMatch(/^Saved/)

  // The first device still has the older words before it: it is stopped, and both are shown side by side.
  await page.getByLabel(STRENGTH).pressSequentially(' at the desk.')
  await saved(page).toContain('also changed in another window')
  await page.getByRole('button', { name: 'Save the draft' }).click()
  const both = page.locator('[data-part="item-own-strength"]')
  await both.locator('.words').waitFor()
  expect(await both.locator('textarea').inputValue()).toBe('I keep calm at the desk.')
  expect(await both.locator('.words').textContent()).toContain('I keep calm on the phone.')
  const [mine, theirs] = await Promise.all([
    both.locator('textarea').boundingBox(),
    both.locator('.words').boundingBox(),
  ])
  expect(theirs?.x).toBeGreaterThan((mine?.x ?? 0) + (mine?.width ?? 0))
  expect(await strengthInStore()).toBe('I keep calm on the phone.')
  await both.locator('textarea').fill('I keep calm on the phone and at the desk.')
  await saved(page).toMatch(/^Saved/)
  expect(await strengthInStore()).toBe('I keep calm on the phone and at the desk.')
  expect(complaints).toEqual([])
})

test('without a connection it says so, keeps the words on the page, and saves them when there is one', async () => {
  const page = await openForm(desk)
  await page.context().setOffline(true)
  await page.getByLabel(STRENGTH).pressSequentially('In a tunnel')
  await saved(page).toContain('there is no connection')
  expect(await strengthInStore()).toBeUndefined()
  await page.context().setOffline(false)
  await saved(page).toMatch(/^Saved/)
  expect(await strengthInStore()).toBe('In a tunnel')
  expect(complaints).toEqual([])
})

test('signed out meanwhile, it says what to do, and the words are sent after the link was opened again', async () => {
  const page = await openForm(desk)
  await page.context().clearCookies()
  await page.getByLabel(STRENGTH).pressSequentially('After lunch')
  await saved(page).toContain('you are signed out')
  const tab = await page.context().newPage()
  await tab.goto(server.url + (await small.linkFor(small.people.rita)))
  await page.getByRole('button', { name: 'Save the draft' }).click()
  await page.getByRole('button', { name: 'Send it now' }).click()
  await page.getByLabel(STRENGTH).waitFor()
  expect(await page.getByLabel(STRENGTH).inputValue()).toBe('After lunch')
  expect(await strengthInStore()).toBe('After lunch')
})

test('on a phone one question is in sight; back and on, and nothing that was chosen is lost on the way', async () => {
  const page = await openForm(phone)
  const parts = page.locator('[data-part]:visible')
  const answers = Object.entries(filledForm('self', { text: 'I wrote the guide for returned parcels.' }))
  for (const [index, [name, value]] of answers.entries()) {
    expect(await parts.count()).toBe(1)
    expect(await page.locator('.step-nav p').textContent()).toBe(`Question ${index + 1} of ${answers.length}`)
    const field = parts.locator(`[name="${name}"]`)
    if ((await field.first().getAttribute('type')) === 'radio')
      await page
        .locator(`label[for="${await parts.locator(`[value="${value}"]`).getAttribute('id')}"]`)
        .click()
    else await field.fill(value)
    if (index === 2) {
      await page.getByRole('button', { name: 'Back' }).click()
      expect(await parts.locator('input:checked').count()).toBe(1)
      await page.getByRole('button', { name: 'Next' }).click()
    }
    if (index < answers.length - 1) await page.getByRole('button', { name: 'Next' }).click()
  }
  expect(await page.locator('[data-answered-count]').textContent()).toBe('9 of 9 answered')
  await page.getByRole('button', { name: 'Check and send' }).click()
  await page.waitForURL('**/check')
  // A link back leads to the very question.
  await page.getByRole('link', { name: 'Change Own view: one strength' }).click()
  await page.getByLabel(STRENGTH).waitFor()
  expect(await parts.count()).toBe(1)
  await page.goBack()
  await page.locator('label[for="field-agreed"]').click()
  await page.getByRole('button', { name: 'Send it in' }).click()
  await page.waitForURL('**/my/receipts/**')
  expect((await small.step(small.rita, 'selfAssessment')).state).toBe('submitted')
  expect(complaints).toEqual([])
})

test('a supervisor’s form with everything beside it is less than 100 KB, in four files', async () => {
  await small.miss(small.rita, 'selfAssessment', small.people.rita)
  await small.ask(small.rita, 'supervisorRating')
  const rating = await small.step(small.rita, 'supervisorRating')
  const page = await (await browser.newContext(desk)).newPage()
  await page.goto(server.url + (await small.linkFor(small.people.sam)))
  // Whoever comes from the page of what waits has style, icon and script already: one round trip, one file.
  let asked: string[] = []
  const { handle } = small
  small.handle = (event, context) => {
    asked.push(event.rawPath)
    return handle(event, context)
  }
  await page.getByRole('link', { name: 'Your rating of Rita Ferrão' }).click()
  await page.waitForLoadState('networkidle')
  expect(asked).toEqual([`/my/steps/${rating.reviewId}/${rating.stepId}`])
  asked = []
  const fresh = await (
    await browser.newContext({ ...desk, storageState: await page.context().storageState() })
  ).newPage()
  const sizes: number[] = []
  fresh.on('response', async (response) => sizes.push((await response.body()).byteLength))
  await fresh.goto(`${server.url}/my/steps/${rating.reviewId}/${rating.stepId}`, { waitUntil: 'networkidle' })
  expect(sizes.length).toBeLessThanOrEqual(4)
  const bytes = sizes.reduce((sum, one) => sum + one, 0)
  console.log(`a supervisor's form: ${bytes} bytes in ${sizes.length} files, uncompressed`)
  expect(bytes).toBeLessThanOrEqual(100 * 1024)
})
