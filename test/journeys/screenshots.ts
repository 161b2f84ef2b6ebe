/**
 * Takes the pictures of the ten main pages that the documentation shows: `npm run screenshots`, after `npm run synth`.
 * `npm run screenshots -- DIRECTORY` takes many more for a look at the design: on a phone and at a desk, by day and in the
 * dark, and some as they are printed.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { openBrowser } from './browser.ts'
import { openDevice } from './device.ts'
import { docsPictures } from './docs-pictures.ts'
import { startLocalCloud } from './local-cloud.ts'
import { comeInAs, type Look, type Tour, tour } from './tour.ts'

/** The pages that people see most, by their names on the tour. */
const pictured = new Set([
  'local-start',
  'issuer-sign-in',
  'hr-import-preview',
  'hr-plan',
  'hr-rehearsal',
  'hr-today',
  'hr-cycle-running',
  'hr-late',
  'hr-results',
  'hr-review',
  'hr-cycle-closed',
  'hr-holds',
  'hr-holds-and-erasures',
  'hr-erasure',
  'hr-erasure-to-confirm-errors',
  'hr-person-on-hold',
  'hr-erased',
  'mail-launch',
  'my-waiting',
  'my-self-errors',
  'my-rating',
  'my-sign-with-code',
  'my-countersign',
  'my-signature-receipt',
  'audit-cycle',
  'audit-review',
  'audit-review-as-of',
  'audit-record',
  'audit-search',
  'audit-log',
])

/** Those that people print and file. */
const printed = new Set(['audit-record', 'audit-review-as-of', 'my-signature-receipt'])

/** Pixels of the page; taller pictures than this can hardly be looked at, nor taken. */
const tallest = 6000

/** Enough to see what a page is like. */
const tallestInDocs = { phone: 1700, desk: 1300 } as const

const devices = ['phone', 'desk'] as const
const lights = ['light', 'dark'] as const

const forDocs = process.argv[2] === undefined
const directory = process.argv[2] ?? join(import.meta.dirname, '../../docs/screenshots')
mkdirSync(directory, { recursive: true })
const [browser, cloud] = await Promise.all([openBrowser(), startLocalCloud()])

async function picture(page: Page, path: string): Promise<void> {
  const [width, height] = await page.evaluate(() => [
    document.documentElement.clientWidth,
    document.documentElement.scrollHeight,
  ])
  const clip = { x: 0, y: 0, width: width ?? 0, height: Math.min(height ?? 0, tallest) }
  await page.screenshot({ path, fullPage: true, clip })
}

/** What is done on a page that is not pictured leads to those that are. */
async function doOnly(...[who, path, act]: Parameters<Look> extends [string, ...infer Rest] ? Rest : never) {
  if (act === undefined) return
  const { page, close } = await openDevice(browser, 'desk', { scripts: true })
  if (who !== undefined) await comeInAs(page, who)
  await page.goto(cloud.url + path)
  await act(page)
  await close()
}

const takeForDocs: Look = async (name, who, path, act) => {
  const shot = docsPictures.get(name)
  if (shot === undefined) return doOnly(who, path, act)
  const { page, close } = await openDevice(browser, shot.device, { scripts: true, deviceScaleFactor: 1 })
  if (who !== undefined) await comeInAs(page, who)
  await page.goto(cloud.url + path)
  await act?.(page)
  // A window as high as the picture: what sticks to its lower edge is seen there.
  const { width } = page.viewportSize() ?? { width: 0 }
  const content = await page.evaluate(() => document.documentElement.scrollHeight)
  await page.setViewportSize({ width, height: Math.min(content, tallestInDocs[shot.device]) })
  await page.evaluate(() => window.scrollTo(0, 0))
  await page.screenshot({ path: join(directory, shot.file) })
  await close()
  console.log(shot.file)
}

const take: Look = async (name, who, path, act) => {
  if (!pictured.has(name)) return doOnly(who, path, act)
  for (const device of devices) {
    for (const colorScheme of lights) {
      const { page, close } = await openDevice(browser, device, {
        scripts: true,
        colorScheme,
        deviceScaleFactor: 1,
      })
      if (who !== undefined) await comeInAs(page, who)
      await page.goto(cloud.url + path)
      await act?.(page)
      await picture(page, join(directory, `${name}-${device}-${colorScheme}.png`))
      await close()
    }
  }
  if (printed.has(name)) {
    const { page, close } = await openDevice(browser, 'desk', { scripts: true })
    if (who !== undefined) await comeInAs(page, who)
    await page.goto(cloud.url + path)
    await act?.(page)
    await page.pdf({ path: join(directory, `${name}.pdf`), format: 'A4' })
    await close()
  }
  console.log(name)
}

try {
  const on: Tour = { cloud, look: forDocs ? takeForDocs : take, cycleId: '' }
  for (const [, part] of tour) await part(on)
} finally {
  await browser.close()
  await cloud.stop()
}
