import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openBrowser } from './browser.ts'
import { type Device, openDevice } from './device.ts'
import { type JourneyCloud, startLocalCloud } from './local-cloud.ts'
import { pagesNotMet } from './page-routes.ts'
import type { Session } from './session.ts'
import { comeInAs, type Look, type Tour, tour } from './tour.ts'

vi.setConfig({ testTimeout: 600_000 })

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let browser: Browser
let cloud: JourneyCloud
let on: Tour

beforeAll(async () => {
  ;[browser, cloud] = await Promise.all([openBrowser(), startLocalCloud()])
  on = { cloud, look: lookClosely, cycleId: '' }
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await cloud?.stop()
}, 60_000)

test.each(tour)('%s: every page can be read, used and left by everybody', async (_, part) => {
  await part(on)
})

test('the tour met every page of the route tables', () => {
  expect(pagesNotMet(seen)).toEqual([])
})

/** Paths of all pages that were looked at. */
const seen = new Set<string>()

const lookClosely: Look = async (name, who, path, act) => {
  // Colours that are still on their way from light to dark are nobody's colours.
  const device = await openDevice(browser, 'narrow', { scripts: true, reducedMotion: 'reduce' })
  const { page } = device
  if (who !== undefined) await comeInAs(page, who)
  // A mail is shown by somebody else's program, and its own frame lets no script run, not even one that looks for faults.
  const isPage = !name.startsWith('mail-')
  if (isPage) await page.goto(cloud.url + path)
  else await page.setContent(await mailAt(path, who))
  seen.add(isPage ? new URL(page.url()).pathname : path)
  await act?.(page)
  if (isPage) seen.add(new URL(page.url()).pathname)
  expect.soft(await wordsOf(page), name).not.toBe('')
  if (isPage) expect.soft(await waysOn(page), `${name}: a way on`).toBeGreaterThan(0)
  expect.soft(await tooWide(page), `${name}: wider than 320 pixels`).toEqual([])
  expect.soft(await faultsOf(page, isPage), `${name}: accessibility, narrow, by day`).toEqual([])
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.setViewportSize({ width: 1440, height: 900 })
  expect.soft(await faultsOf(page, isPage), `${name}: accessibility, at a desk, in the dark`).toEqual([])
  expect.soft(complaintsOf(device), `${name}: complaints of the browser`).toEqual([])
  await device.close()
}

async function mailAt(path: string, who: Session | undefined): Promise<string> {
  const answer = await fetch(cloud.url + path, { headers: who === undefined ? {} : { cookie: who.cookie } })
  if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}.`)
  return answer.text()
}

/** A closed page may take requests with it. */
const complaintsOf = ({ complaints }: Device) => complaints.filter((one) => !one.includes('ERR_ABORTED'))

async function wordsOf(page: Page): Promise<string> {
  return (await page.locator('body').allInnerTexts()).join('').trim()
}

async function waysOn(page: Page): Promise<number> {
  return page.locator('main a[href], main form, nav a[href]').count()
}

/** What sticks out of a window of 320 pixels, where the page can be scrolled sideways. */
async function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    if (document.documentElement.scrollWidth <= window.innerWidth) return []
    const out = [...document.querySelectorAll('body *')].filter(
      (element) => element.getBoundingClientRect().right > window.innerWidth + 1,
    )
    return out.slice(0, 5).map((element) => element.outerHTML.slice(0, 160))
  })
}

interface AxeResult {
  violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[]
}

/** Faults of the page as it stands; a page that shows something under way loads itself anew when that is done. */
async function faultsOf(page: Page, isPage: boolean): Promise<string[]> {
  try {
    return await lookForFaults(page, isPage)
  } catch (error) {
    if (!String(error).includes('Execution context was destroyed')) throw error
    await page.waitForLoadState()
    return lookForFaults(page, isPage)
  }
}

/** Faults against WCAG 2.2 A and AA; for whole pages also against what is good practice, such as one heading. */
async function lookForFaults(page: Page, isPage: boolean): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource)
  const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', ...(isPage ? ['best-practice'] : [])]
  const { violations } = await page.evaluate(
    (runOnly) =>
      (window as unknown as { axe: { run(options: unknown): Promise<AxeResult> } }).axe.run({
        runOnly,
        // What passes is only counted, not described node by node.
        resultTypes: ['violations'],
        // The only frame is that of a mail, which is looked at by itself.
        iframes: false,
      }),
    rules,
  )
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
  )
}
