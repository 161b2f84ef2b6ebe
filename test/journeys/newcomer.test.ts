import { readFileSync } from 'node:fs'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { loadCompany } from '../../samples/load-company.ts'
import { openBrowser } from './browser.ts'
import { follow } from './by-hand.ts'
import { type Device, openDevice } from './device.ts'
import { codeIn, type JourneyCloud, startLocalCloud } from './local-cloud.ts'

vi.setConfig({ testTimeout: 240_000 })

let browser: Browser
let cloud: JourneyCloud
let tab: Device

beforeAll(async () => {
  ;[browser, cloud] = await Promise.all([openBrowser(), startLocalCloud()])
  await loadCompany({ url: cloud.url, log: () => {} })
  tab = await openDevice(browser, 'desk', { scripts: true })
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await cloud?.stop()
}, 60_000)

/** What was clicked, by the words that stand on it, in order; and how many clicks choosing levels took besides. */
const clicked: string[] = []
let levels = 0

const main = (page: Page) => page.getByRole('main')

async function click(name: string, target: Locator): Promise<void> {
  await follow(tab.page, target.first())
  clicked.push(name)
}
const link = (name: string) => click(name, main(tab.page).getByRole('link', { name }))
const button = (name: string) => click(name, main(tab.page).getByRole('button', { name, exact: true }))

async function newestMail(to: string, words: string): Promise<void> {
  await cloud.settle()
  await tab.page.goto(cloud.url)
  await link('Inbox')
  await follow(tab.page, main(tab.page).getByRole('row').filter({ hasText: to }).getByRole('link').first())
  await click(words, tab.page.frameLocator('iframe').getByRole('link', { name: words }))
  await tab.page.waitForURL(`${cloud.url}/my`)
}

async function fillIn(level: string, words: string): Promise<void> {
  for (const scale of await tab.page.locator('fieldset.scale').all()) {
    const id = await scale.locator(`input[value="${level}"]`).getAttribute('id')
    await tab.page.locator(`label[for="${id}"]`).click()
    levels += 1
  }
  for (const area of await tab.page.locator('textarea[name^=item]').all()) await area.fill(words)
}

async function sendIn(): Promise<void> {
  await button('Check and send')
  await tab.page.locator('label[for="field-agreed"]').click()
  levels += 1
  await button('Send it in')
}

test('from the start page to the first signed review, by clicks that the guide lists', async () => {
  const { page } = tab
  await page.goto(cloud.url)
  await link('HR console')
  await click('Hanna Reiter', page.getByRole('button', { name: 'Hanna Reiter' }))
  await link('Open it to launch')
  await main(page).getByText('Launch now', { exact: true }).first().click()
  clicked.push('Launch now')
  await button('Launch now')
  await expect.poll(async () => (await cloud.mails()).length, { timeout: 60_000 }).toBeGreaterThan(0)
  await cloud.settle()
  const [first] = await cloud.mails()
  const reviewee = first?.to[0] ?? ''
  const name = /^Hello (.+),$/m.exec(first?.text ?? '')?.[1] ?? ''

  await newestMail(reviewee, 'Open what waits for you')
  await link('Your self-assessment')
  await fillIn('4', 'I stayed with a caller until the line worked again.')
  await sendIn()

  await page.goto(cloud.url)
  await link('Clock')
  for (let weeks = 0; weeks < 4; weeks += 1) {
    await button('One week on')
    await main(page).getByRole('button', { name: 'One week on' }).waitFor({ timeout: 120_000 })
  }
  await cloud.settle()
  const [toRate] = (await cloud.mails()).filter(({ text }) => text.includes('Your rating of'))
  await newestMail(toRate?.to[0] ?? '', 'Open what waits for you')
  await click('Your rating of', main(page).getByRole('link', { name: `Your rating of ${name}` }))
  await fillIn('4', 'Stayed with the caller until it was solved.')
  await main(page).locator('.choice label').filter({ hasText: /^4 – / }).last().click()
  levels += 1
  await sendIn()

  await page.goto(cloud.url)
  await link('HR console')
  // Weeks have passed, and nobody stays signed in for so long.
  await click('Hanna Reiter', page.getByRole('button', { name: 'Hanna Reiter' }))
  await follow(page, main(page).getByRole('heading').getByRole('link'))
  clicked.push('the cycle')
  await main(page).getByText('Release the results now', { exact: true }).click()
  clicked.push('Release the results now')
  await button('Release now')
  await expect
    .poll(async () => (await cloud.mails(reviewee)).some(({ subject }) => /read and sign/.test(subject)), {
      timeout: 60_000,
    })
    .toBe(true)

  await newestMail(reviewee, 'Read and sign your review')
  await link('Read and sign your review')
  await main(page).locator('.choice label').filter({ hasText: 'I agree' }).first().click()
  levels += 1
  await button('Mail me a code')
  await cloud.settle()
  const code = (await cloud.mails(reviewee)).flatMap((mail) => codeIn(mail) ?? []).at(-1) ?? ''
  await page.getByLabel('Your name').fill(name)
  await page.getByLabel('The code from the mail').fill(code)
  await button('Sign')
  expect(await main(page).innerText()).toContain('Your signature is recorded')
  expect(tab.complaints).toEqual([])

  console.log(`${clicked.length} clicks on links and buttons, ${levels} on choices`)
  const guide = readFileSync(new URL('../../docs/running-a-cycle.md', import.meta.url), 'utf8')
  const [, path = ''] = /## The first signed review[^\n]*\n([\s\S]*?)\n## /.exec(guide) ?? []
  const listed = [...path.matchAll(/\*\*(.+?)\*\*(?: \((\d+) times\))?/g)].flatMap(([, words, times]) =>
    Array.from({ length: Number(times ?? 1) }, () => words),
  )
  expect(listed).toEqual(clicked)
})
