import { mkdtempSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Cloud, startCloud } from '../../../local/cloud.ts'
import { openBrowser } from '../../journeys/browser.ts'
import { functionResource, httpApiResources, writeAssembly } from '../template/write-assembly.ts'
import { sendMail } from './send-mail.ts'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
let browser: Browser
let cloud: Cloud

beforeAll(async () => {
  const code = "exports.handler = async ({ rawPath }) => ({ statusCode: 200, body: 'You are at ' + rawPath })"
  cloud = await startCloud({
    assembly: writeAssembly({
      Web: {
        template: {
          Resources: { Web: functionResource('web'), ...httpApiResources({ 'GET /my/{proxy+}': 'Web' }) },
        },
        assets: { web: { 'index.js': code } },
      },
    }),
    dataDir: mkdtempSync(join(tmpdir(), 'appearance-')),
    port: 0,
  })
  await sendMail(
    cloud,
    'kim@example.com',
    'Your self-assessment',
    `<p><a href="${cloud.url}/my/secret">Open</a></p>`,
  )
  browser = await openBrowser()
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await cloud?.stop()
})

const phone = { viewport: { width: 320, height: 640 }, hasTouch: true }
const desk = { viewport: { width: 1280, height: 800 } }
const views: [string, BrowserContextOptions][] = [
  ['desk', desk],
  ['desk in the dark', { ...desk, colorScheme: 'dark' }],
  ['phone', phone],
  ['phone in the dark', { ...phone, colorScheme: 'dark' }],
]

interface AxeResult {
  violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[]
}

async function violations(page: Page): Promise<string[]> {
  const result = await page.evaluate<AxeResult, string>(async (source) => {
    new Function(source)()
    return (window as unknown as { axe: { run(options: unknown): Promise<AxeResult> } }).axe.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      // The mail is not ours to judge, and its frame runs no scripts.
      iframes: false,
    })
  }, axeSource)
  return result.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
  )
}

describe.each(views)('on a %s', (_view, options) => {
  it.each(['/', '/local/inbox', '/local/inbox/1', '/local/clock'])(
    '%s is accessible and no wider than the screen',
    async (path) => {
      const context = await browser.newContext({ ...options, bypassCSP: true })
      const page = await context.newPage()
      await page.goto(cloud.url + path)
      expect(await violations(page)).toEqual([])
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      expect(overflow).toBe(0)
      await context.close()
    },
  )
})

describe('in a browser', () => {
  it('a link in a mail opens in the whole window', async () => {
    const page = await browser.newPage()
    await page.goto(`${cloud.url}/local/inbox/1`)
    await page.frameLocator('iframe').getByRole('link', { name: 'Open' }).click()
    await page.waitForURL('**/my/secret')
    expect(await page.textContent('body')).toBe('You are at /my/secret')
    await page.close()
  })

  it('the buttons of the clock move time', async () => {
    const page = await browser.newPage()
    await page.goto(`${cloud.url}/local/clock`)
    await page.getByRole('button', { name: 'One day on' }).click()
    await page.getByText('1 day').waitFor()
    expect(cloud.clock.offsetMs() / 3600_000).toBeCloseTo(24, 2)
    await page.close()
  })
})
