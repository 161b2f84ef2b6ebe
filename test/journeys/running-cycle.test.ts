import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openBrowser } from './browser.ts'
import { openDevice } from './device.ts'
import { doWhatWaits, launchCycle } from './launched-cycle.ts'
import { type JourneyCloud, startLocalCloud } from './local-cloud.ts'
import { type Session, signIn } from './session.ts'
import { agents } from './small-company.ts'
import { comeInAs } from './tour.ts'

vi.setConfig({ testTimeout: 240_000 })

let browser: Browser
let cloud: JourneyCloud
let hr: Session
let path: string
const [ada] = agents

beforeAll(async () => {
  ;[browser, cloud] = await Promise.all([openBrowser(), startLocalCloud()])
  path = `/hr/cycles/${await launchCycle(cloud)}`
  hr = await signIn(cloud.url, 'hr@example.com', '/hr')
}, 240_000)

afterAll(async () => {
  await browser?.close()
  await cloud?.stop()
}, 60_000)

/** HR at a browser, which has nothing to complain about at the end. */
async function atWork(
  kind: 'phone' | 'desk',
  scripts: boolean,
  work: (page: Awaited<ReturnType<typeof openDevice>>['page']) => Promise<void>,
): Promise<void> {
  const { page, complaints, close } = await openDevice(browser, kind, { scripts })
  await comeInAs(page, hr)
  await work(page)
  expect(complaints).toEqual([])
  await close()
}

test('at a desk, progress changes by itself while people answer', async () => {
  await atWork('desk', true, async (page) => {
    // given the page of a running cycle, and what its script has looked at once
    const first = page.waitForResponse((response) => response.url().endsWith('/progress'))
    await page.goto(cloud.url + path)
    await first
    expect(await page.locator('#progress').innerText()).toContain('0 of 5')
    // when somebody answers everything that waits for them
    await doWhatWaits(cloud, ada.email)
    // then the page shows it without being loaded again
    await page.locator('#progress').getByText('1 of 5').first().waitFor()
  })
})

test('on a phone without scripts, HR comes from home to who is waited for, and to a review’s story', async () => {
  await atWork('phone', false, async (page) => {
    await page.goto(`${cloud.url}/hr`)
    await page.getByRole('link', { name: 'Small cycle' }).click()
    await page.getByRole('link', { name: 'Refresh' }).click()
    expect(await page.locator('#progress').innerText()).toContain('1 of 5')
    await page.getByRole('link', { name: 'Who is late' }).click()
    expect(await page.getByRole('main').innerText()).toContain('Nobody is late')
    await page.getByRole('link', { name: 'Overview' }).click()
    await page.getByRole('link', { name: ada.name }).first().click()
    const story = await page.locator('.story').innerText()
    expect(story).toContain('Self-assessment sent in')
    expect(story).toContain('Mail: Invitation')
  })
})
