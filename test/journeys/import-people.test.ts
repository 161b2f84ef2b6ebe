import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openBrowser } from './browser.ts'
import { type Device, openDevice } from './device.ts'
import { type JourneyCloud, startLocalCloud } from './local-cloud.ts'
import { companyFile, supervisor } from './small-company.ts'

vi.setConfig({ testTimeout: 120_000 })

let browser: Browser
let cloud: JourneyCloud
const devices: Device[] = []

beforeAll(async () => {
  ;[browser, cloud] = await Promise.all([openBrowser(), startLocalCloud()])
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await cloud?.stop()
}, 60_000)

async function hrOn(kind: 'phone' | 'desk', scripts: boolean): Promise<Page> {
  const device = await openDevice(browser, kind, { scripts })
  devices.push(device)
  const { page } = device
  await page.goto(`${cloud.url}/hr`)
  await follow(page, page.getByRole('button', { name: 'Hanna Reiter' }))
  return page
}

/** Follows a link or presses a button, and waits for the page that it leads to. */
async function follow(page: Page, target: Locator): Promise<void> {
  const loaded = page.waitForEvent('load')
  await target.click()
  await loaded
}

const words = async (page: Page) => (await page.locator('main').innerText()).replace(/\s+/g, ' ')
const button = (page: Page, name: string) => page.getByRole('button', { name })

async function choose(page: Page, buffer: Buffer): Promise<void> {
  await page.goto(`${cloud.url}/hr/people/import`)
  const file = { name: companyFile.name, mimeType: 'text/csv', buffer }
  await page.getByLabel('File with your people').setInputFiles(file)
  await follow(page, button(page, 'Show how it is read'))
}

/** A company of some thousand, in which day and month can be told apart only by being told. */
function largeCompany(people: number): Buffer {
  const rows = Array.from(
    { length: people },
    (_, n) => `L-${n},Zoë Large ${n},large.${n}@big.example,${n === 0 ? '' : 'L-0'},0${1 + (n % 9)}/11/2020`,
  )
  return Buffer.from(`Employee ID,Name,E-mail,Supervisor ID,Hire date\r\n${rows.join('\r\n')}\r\n`, 'latin1')
}

test('on a phone without scripts: three steps, then the people are there, and a file of them opens and imports again', async () => {
  const page = await hrOn('phone', false)
  await choose(page, Buffer.from(companyFile.text))
  expect(await words(page)).toContain('read as UTF-8, separated by commas')
  await follow(page, button(page, 'Show what would change'))
  await follow(page, button(page, 'Import: add 6'))
  await cloud.settle()
  await page.reload()
  expect(await words(page)).toContain('6 added, 0 changed')

  await follow(page, page.getByRole('link', { name: 'Go to the people' }))
  const downloading = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download as CSV' }).click()
  const download = await downloading
  const chunks: Buffer[] = []
  for await (const chunk of await download.createReadStream()) chunks.push(Buffer.from(chunk))
  const exported = Buffer.concat(chunks)
  expect(exported.toString('utf8')).toContain(supervisor.name)
  await choose(page, exported)
  await follow(page, button(page, 'Show what would change'))
  expect(await words(page)).toContain('There is nothing to import')
})

test('on a desk with scripts: the file goes packed, is asked about its dates, and is followed until it is done', async () => {
  const page = await hrOn('desk', true)
  const sent = page.waitForRequest((request) => request.url().endsWith('/hr/people/imports'))
  await choose(page, largeCompany(3000))
  expect((await (await sent).sizes()).requestBodySize).toBeLessThan(largeCompany(3000).byteLength / 2)
  expect(await words(page)).toContain('read as Windows-1252')
  expect(await words(page)).toContain('can be read in more than one way')
  // The whole row of a choice is its label, and that is what a pointer meets.
  await page.locator('.choice label').filter({ hasText: 'Day, month, year' }).click()
  await follow(page, button(page, 'Show what would change'))
  expect(await words(page)).toContain('Zoë Large 0')
  await follow(page, button(page, 'Import: add 3000'))
  // The page follows by itself, without anybody pressing anything.
  await page.getByText('3000 added, 0 changed').waitFor({ timeout: 60_000 })
  await page.goto(`${cloud.url}/hr/people?q=large+2999`)
  await follow(page, page.getByRole('link', { name: 'Zoë Large 2999' }))
  expect(await words(page)).toMatch(/Hire date \d November 2020/)
  expect(devices.flatMap(({ complaints }) => complaints)).toEqual([])
})
