import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser } from '../../journeys/browser.ts'
import { startSampleServer } from './sample-server.tsx'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let browser: Browser
let server: Awaited<ReturnType<typeof startSampleServer>>

beforeAll(async () => {
  ;[browser, server] = await Promise.all([openBrowser(), startSampleServer()])
}, 60_000)

afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 }
const desk = { viewport: { width: 1440, height: 900 } }
const narrow = { viewport: { width: 320, height: 640 } }

/** Opens a page as its readers do, without scripts of ours, and hears what the browser complains about. */
async function open(
  path: string,
  options: BrowserContextOptions,
): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => complaints.push(message.text()))
  page.on('requestfailed', (request) => complaints.push(request.url()))
  await page.goto(server.url + path)
  return { page, complaints }
}

interface AxeResult {
  violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[]
}

async function violations(page: Page): Promise<string[]> {
  // Past the page's own policy, which would not let a script of somebody else run.
  const result = await page.evaluate<AxeResult, string>(async (source) => {
    new Function(source)()
    return (window as unknown as { axe: { run(options: unknown): Promise<AxeResult> } }).axe.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    })
  }, axeSource)
  return result.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
  )
}

const views: [string, BrowserContextOptions][] = [
  ['phone', phone],
  ['phone in the dark', { ...phone, colorScheme: 'dark' }],
  ['desk', desk],
  ['desk in the dark', { ...desk, colorScheme: 'dark' }],
  ['narrow', narrow],
]

test.each([narrow, phone])(
  'a name without a blank breaks in a table instead of widening the page',
  async (options) => {
    const { page } = await open('/hr', options)
    const widths = await page.evaluate(() => {
      const name = `<div class="cell"><a href="/"><bdi>${'Wolfeschlegelsteinhausenbergerdorff'.repeat(3)}</bdi></a></div>`
      const table = `<table class="table"><tbody><tr><th scope="row">${name}</th><td data-heading="Supervisor">${name}</td></tr></tbody></table>`
      document.querySelector('main')?.insertAdjacentHTML('beforeend', table)
      return [
        document.documentElement.scrollWidth,
        window.innerWidth,
        document.querySelectorAll('main table').length,
      ]
    })
    expect(widths[0]).toBeLessThanOrEqual(Math.min(widths[1] ?? 0, options.viewport.width))
    expect(widths[2]).toBeGreaterThan(0)
    await page.context().close()
  },
)

describe.each(['/hr', '/hr/form'])('the page %s', (path) => {
  test.each(views)('has no accessibility fault: %s', async (name, options) => {
    const { page } = await open(path, { ...options, bypassCSP: true })
    if (process.env.SCREENSHOTS !== undefined) {
      const file = `${process.env.SCREENSHOTS}/${path.slice(1).replace('/', '-')}-${name.replaceAll(' ', '-')}.png`
      await page.screenshot({ path: file, fullPage: true })
    }
    expect(await violations(page)).toEqual([])
    await page.context().close()
  })

  test('needs nothing that its own policy forbids', async () => {
    const { page, complaints } = await open(path, desk)
    // The sample form answers 422, which the console calls a failed load of the page itself.
    expect(complaints.filter((complaint) => !complaint.includes('422'))).toEqual([])
    await page.context().close()
  })

  test.each([
    ['320 pixels', narrow],
    ['a phone', phone],
  ])('never scrolls sideways on %s', async (_name, options) => {
    const { page } = await open(path, options)
    const widths = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth])
    expect(widths[0]).toBeLessThanOrEqual(widths[1] ?? 0)
    await page.context().close()
  })

  test('has targets of at least 44 pixels on a phone', async () => {
    const { page } = await open(path, phone)
    const small = await page.evaluate(() => {
      const targets = document.querySelectorAll<HTMLElement>(
        'main a, main button, header a, header button, input, select, summary',
      )
      return [...targets].flatMap((target) => {
        // A label belongs to its control; a card's link covers the card; a hidden field is none.
        const area = target.closest<HTMLElement>('.choice, .card, .cell') ?? target
        const { width, height } = area.getBoundingClientRect()
        const isInSentence = target.closest('p:not(.card-title), .notice') !== null
        return height === 0 || isInSentence || (height >= 44 && width >= 24)
          ? []
          : [`${target.outerHTML} ${height}`]
      })
    })
    expect(small).toEqual([])
    await page.context().close()
  })

  test('can be walked with the keyboard, and shows where one is', async () => {
    const { page } = await open(path, desk)
    await page.keyboard.press('Tab')
    const first = await page.evaluate(() => document.activeElement?.textContent)
    expect(first).toBe('Skip to the content')
    const reached = new Set<string>()
    for (let press = 0; press < 60; press++) {
      const focused = await page.evaluate(() => {
        const element = document.activeElement as HTMLElement
        const marks = [element, element.closest('.choice'), element]
        const isVisible = marks.some(
          (mark, index) =>
            mark && getComputedStyle(mark, index === 2 ? '::after' : null).outlineStyle !== 'none',
        )
        return { html: element.outerHTML.slice(0, 120), isVisible, isBody: element === document.body }
      })
      if (focused.isBody) break
      expect(focused.isVisible, focused.html).toBe(true)
      reached.add(focused.html)
      await page.keyboard.press('Tab')
    }
    expect(reached.size).toBeGreaterThan(10)
    await page.context().close()
  })

  test('prints without what only a screen needs', async () => {
    const { page } = await open(path, desk)
    await page.emulateMedia({ media: 'print' })
    if (process.env.SCREENSHOTS !== undefined)
      await page.screenshot({
        path: `${process.env.SCREENSHOTS}/${path.slice(1).replace('/', '-')}-print.png`,
        fullPage: true,
      })
    expect(
      await page.locator('.site-header nav, .button-row, .skip-link').filter({ visible: true }).count(),
    ).toBe(0)
    expect(await page.locator('h1').isVisible()).toBe(true)
    await page.context().close()
  })
})

test('a text area keeps a first empty line, and markup stays text', async () => {
  const { page } = await open('/hr/form', desk)
  expect(await page.locator('textarea').inputValue()).toBe('\n  An <i>example</i>\n\nwith lines')
  await page.context().close()
})

test('an error leads to its field', async () => {
  const { page } = await open('/hr/form', desk)
  await page.getByRole('link', { name: 'This is needed' }).click()
  expect(await page.evaluate(() => document.activeElement?.getAttribute('name') ?? location.hash)).toMatch(
    /strength/,
  )
  await page.context().close()
})
