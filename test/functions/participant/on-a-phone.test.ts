import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser } from '../../journeys/browser.ts'
import { bringIntoSight, goToTheEnd } from '../../journeys/form-in-sight.ts'
import { startTestDatabase, type TestDatabase } from '../database.ts'
import type { HandlerServer } from '../web/serve-handler.ts'
import { filledForm } from './answers.ts'
import { type PostRoom, startPostRoom } from './post-room.ts'
import { serveSite } from './serve-site.ts'
import { type SmallCycle, startSmallCycle } from './small-cycle.ts'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const phone: BrowserContextOptions = {
  viewport: { width: 360, height: 740 },
  isMobile: true,
  hasTouch: true,
  bypassCSP: true,
}

let database: TestDatabase
let post: PostRoom
let browser: Browser
let small: SmallCycle
let server: HandlerServer

beforeAll(async () => {
  ;[database, post, browser] = await Promise.all([startTestDatabase(), startPostRoom(), openBrowser()])
  small = await startSmallCycle(database.db, async () => post.queue)
  server = await serveSite(small)
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await server?.stop()
  await post?.close()
  await database?.close()
})

/** Looks at a page as it stands: nothing wider than the phone, no accessibility fault, a way on. */
async function lookAt(page: Page, name: string): Promise<void> {
  if (process.env.SCREENSHOTS !== undefined) {
    await page.screenshot({ path: `${process.env.SCREENSHOTS}/my-${name}.png`, fullPage: true })
  }
  const widths = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth])
  expect(widths[0], `${name}: sideways`).toBeLessThanOrEqual(widths[1] ?? 0)
  const waysOn = await page.locator('main a[href], main button, nav a[href]').count()
  expect(waysOn, `${name}: a way on`).toBeGreaterThan(0)
  const faults = await page.evaluate(async (source) => {
    new Function(source)()
    const { axe } = window as unknown as {
      axe: {
        run(options: unknown): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>
      }
    }
    const { violations } = await axe.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    })
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
  }, axeSource)
  expect(faults, `${name}: accessibility`).toEqual([])
}

/** Taps what leads on and waits for the page that it leads to: the one before may still be there when the tap is done. */
async function tap(page: Page, what: Locator): Promise<void> {
  const loaded = page.waitForEvent('load')
  await what.click()
  await loaded
}

/** Looks at a form as it is while it is on its way to the server: on a slow line it is read for a while. */
async function lookAtSending(page: Page, name: string): Promise<void> {
  const form = page.getByRole('form', { name: 'Your answers' })
  await form.evaluate((element) => element.setAttribute('data-sending', ''))
  await lookAt(page, name)
  await form.evaluate((element) => element.removeAttribute('data-sending'))
}

async function comeIn(who: SmallCycle['people']['rita']): Promise<Page> {
  const page = await (await browser.newContext(phone)).newPage()
  await page.goto(server.url + (await small.linkFor(who)))
  expect(new URL(page.url()).pathname).toBe('/my')
  return page
}

/** The whole row of a choice is its label, and that is what a thumb meets. */
async function choose(page: Page, id: string | null): Promise<void> {
  await page.locator(`label[for="${id}"]`).click()
}

async function fill(page: Page, answers: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(answers)) {
    const field = page.locator(`[name="${name}"]`)
    await bringIntoSight(page, field.first())
    if ((await field.first().getAttribute('type')) !== 'radio') await field.fill(value)
    else await choose(page, await page.locator(`[name="${name}"][value="${value}"]`).getAttribute('id'))
  }
}

/** Looks over what is about to be sent, agrees to the sentence, and sends it. */
async function sendIn(page: Page, name: string): Promise<void> {
  await goToTheEnd(page)
  await tap(page, page.getByRole('button', { name: 'Check and send' }))
  await page.waitForURL('**/check')
  if (name !== 'peer') await lookAt(page, `${name}-to-check`)
  await choose(page, 'field-agreed')
  await tap(page, page.getByRole('button', { name: 'Send it in' }))
  await page.waitForURL('**/my/receipts/**')
}

test('a whole review on a phone: assess, give input, rate, sign, countersign', async () => {
  const { rita, omar, people } = small
  await small.ask(rita, 'selfAssessment')
  await small.ask(rita, 'peerInput')
  await small.ask(omar, 'peerInput')

  const reviewee = await comeIn(people.rita)
  await lookAt(reviewee, 'home')
  await tap(reviewee, reviewee.getByRole('link', { name: 'Your self-assessment' }))
  await lookAt(reviewee, 'self-empty')
  await goToTheEnd(reviewee)
  await tap(reviewee, reviewee.getByRole('button', { name: 'Check and send' }))
  await lookAt(reviewee, 'self-errors')
  await reviewee.locator('[role=alert] a').first().click()
  const self = {
    ...filledForm('self'),
    'item-own-growth': 'I want to learn\n\nto say no earlier, kindly 🙂.',
  }
  await fill(reviewee, self)
  await goToTheEnd(reviewee)
  await lookAtSending(reviewee, 'self-on-its-way')
  await tap(reviewee, reviewee.getByRole('button', { name: 'Save the draft' }))
  await lookAt(reviewee, 'self-saved')
  await sendIn(reviewee, 'self')
  await lookAt(reviewee, 'self-receipt')
  expect(await reviewee.locator('main').textContent()).toContain('It has been sent in')

  for (const peer of [people.pia, people.pau, people.per]) {
    const page = await comeIn(peer)
    await tap(page, page.getByRole('link', { name: 'Your input about Rita Ferrão' }))
    await fill(page, filledForm('peer'))
    await sendIn(page, 'peer')
    if (peer === people.pia) {
      await tap(page, page.getByRole('link', { name: 'See what else waits for you' }))
      await lookAt(page, 'home-of-a-peer')
    }
    await page.context().close()
  }

  await small.ask(rita, 'supervisorRating')
  const supervisor = await comeIn(people.sam)
  await tap(supervisor, supervisor.getByRole('link', { name: 'Your rating of Rita Ferrão' }))
  await lookAt(supervisor, 'rating-empty')
  await fill(supervisor, filledForm('supervisor'))
  await tap(supervisor, supervisor.getByRole('button', { name: 'Save the draft' }))
  await lookAt(supervisor, 'rating-saved')
  await supervisor.goto(`${server.url}/my/team`)
  await lookAt(supervisor, 'team')
  await tap(supervisor, supervisor.getByRole('link', { name: 'Rita Ferrão' }))
  await sendIn(supervisor, 'rating')
  await small.release(rita)
  await small.ask(rita, 'revieweeSignature')

  await reviewee.goto(`${server.url}/my`)
  await lookAt(reviewee, 'home-released')
  await tap(reviewee, reviewee.getByRole('link', { name: 'Read and sign your review' }))
  await lookAt(reviewee, 'sign-first')
  await choose(reviewee, await reviewee.getByLabel('I agree').getAttribute('id'))
  await tap(reviewee, reviewee.getByRole('button', { name: 'Mail me a code' }))
  await lookAt(reviewee, 'sign-code')
  expect(await reviewee.getByLabel('I agree').isChecked()).toBe(true)
  await reviewee.getByLabel('Your name').fill('Rita Ferrão')
  await reviewee.getByLabel('The code from the mail').fill('12')
  await tap(reviewee, reviewee.getByRole('button', { name: 'Sign', exact: true }))
  await lookAt(reviewee, 'sign-errors')
  await post.deliver(small.db, () => small.clock.now)
  const code = /^\d{6}$/m.exec(await post.newestTo(people.rita.email))?.[0] ?? ''
  await reviewee.getByLabel('The code from the mail').fill(code)
  await Promise.all([reviewee.waitForURL('**/my/receipts/**'), reviewee.keyboard.press('Enter')])
  expect(await reviewee.locator('main').textContent()).toContain('Your signature is recorded')
  await lookAt(reviewee, 'sign-receipt')

  await small.ask(rita, 'supervisorSignature')
  await supervisor.goto(`${server.url}/my/sign`)
  await lookAt(supervisor, 'countersign')
  await tap(reviewee, reviewee.getByRole('link', { name: 'Receipts', exact: true }))
  await lookAt(reviewee, 'receipts')
  await tap(reviewee, reviewee.getByRole('button', { name: 'Sign out' }))
  await lookAt(reviewee, 'signed-out')
  await reviewee.goto(`${server.url}/my/${'x'.repeat(43)}`)
  await lookAt(reviewee, 'dead-link')
  expect(small.log).toEqual([])
}, 240_000)
