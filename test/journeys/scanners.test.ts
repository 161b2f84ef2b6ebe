import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { HrUser } from '../../samples/hr-user.ts'
import { openBrowser } from './browser.ts'
import { openDevice } from './device.ts'
import { answerEverything, decideNow, doWhatWaits, launchCycle } from './launched-cycle.ts'
import { type JourneyCloud, linkIn, startLocalCloud } from './local-cloud.ts'
import { agents, supervisor } from './small-company.ts'
import { storedRows } from './stored-rows.ts'

vi.setConfig({ testTimeout: 180_000 })

let browser: Browser
let cloud: JourneyCloud
let cycleId: string

beforeAll(async () => {
  ;[browser, cloud] = await Promise.all([openBrowser(), startLocalCloud()])
  cycleId = await launchCycle(cloud)
}, 180_000)

afterAll(async () => {
  await browser?.close()
  await cloud?.stop()
}, 60_000)

interface Mailed {
  address: string
  link: string
}

/** Every link that any mail has carried so far. */
async function mailedLinks(): Promise<Mailed[]> {
  return (await cloud.mails()).flatMap((mail) => {
    const link = linkIn(mail)
    return link === undefined ? [] : [{ address: mail.to[0] ?? '', link }]
  })
}

/** All that has been stored, said or sent: what must be the same afterwards. */
async function everything(): Promise<{ rows: Record<string, string>; mails: string[] }> {
  await cloud.settle()
  const mails = (await cloud.mails()).map(({ id, subject }) => `${id} ${subject}`)
  return { rows: await storedRows(cloud), mails }
}

/** The paths below a link that a scanner can guess or read off a page. */
async function pathsOf(link: string): Promise<string[]> {
  const home = await followWithCookies(link)
  const steps = [...home.matchAll(/href="(\/my\/steps\/[^"]+)"/g)].map(([, path]) => path ?? '')
  return [new URL(link).pathname, '/my', '/my/sign', '/my/sign/code', ...steps]
}

async function followWithCookies(link: string): Promise<string> {
  const first = await fetch(link, { redirect: 'manual' })
  const cookie = first.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  const home = await fetch(new URL(first.headers.get('location') ?? '/', link), { headers: { cookie } })
  expect(home.status).toBe(200)
  return home.text()
}

/** What somebody would send who knows how such forms are usually made. */
const guesses = {
  csrf: 'A'.repeat(43),
  intent: 'submit',
  draftVersion: '0',
  'item-communication': '5',
  proposedRating: '5',
  justification: 'guessed',
  record: 'a'.repeat(64),
  meaning: 'acknowledged',
  typedName: 'Ada Okafor',
  code: '123456',
}

const waysToPost: [string, (url: string, path: string) => Promise<number>][] = [
  ['blank', (url, path) => post(url + path, '', {})],
  ['blank, from our own page', (url, path) => post(url + path, '', { origin: url })],
  ['guessed', (url, path) => post(url + path, new URLSearchParams(guesses), {})],
  [
    'guessed, from our own page',
    (url, path) => post(url + path, new URLSearchParams(guesses), { origin: url }),
  ],
  [
    'guessed, as JSON',
    (url, path) =>
      post(url + path, JSON.stringify(guesses), { origin: url, 'content-type': 'application/json' }),
  ],
]

async function post(url: string, body: string | URLSearchParams, headers: Record<string, string>) {
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  const answer = await fetch(url, {
    method: 'POST',
    body,
    headers: { ...type, ...headers },
    redirect: 'manual',
  })
  return answer.status
}

/** Everything on a page that leads on when it is clicked. */
const clickable = 'a[href^="/"], button'

/** Opens a link and clicks the nth thing on the page that it leads to. */
async function clickNth(page: Page, link: string, nth: number, withCookies: boolean): Promise<void> {
  await page.context().clearCookies()
  await page.goto(link)
  if (!withCookies) await page.context().clearCookies()
  const loaded = page.waitForEvent('load')
  // As a script clicks: without a look at whether the thing is in sight.
  await page.locator(clickable).nth(nth).dispatchEvent('click')
  await loaded
}

/** Renders a link with scripts and clicks everything on the page that it leads to, each time from anew. */
async function renderAndClick(link: string, withCookies: boolean): Promise<void> {
  const { page, close } = await openDevice(browser, 'desk', { scripts: true })
  await page.goto(link)
  const count = await page.locator(clickable).count()
  expect(count).toBeGreaterThan(3)
  for (let nth = 0; nth < count; nth += 1) await clickNth(page, link, nth, withCookies)
  await close()
}

/** The whole visit of a scanner that keeps nothing between requests. */
async function scanWithoutCookies({ link }: Mailed): Promise<void> {
  for (const method of ['HEAD', 'GET', 'GET']) {
    const answer = await fetch(link, { method, redirect: 'follow' })
    await answer.arrayBuffer()
    expect(answer.status).toBeLessThan(500)
  }
  for (const path of await pathsOf(link)) {
    for (const [way, send] of waysToPost) {
      const status = await send(cloud.url, path)
      expect([401, 403, 404, 405, 415], `${way} POST to ${path}`).toContain(status)
    }
  }
  await renderAndClick(link, false)
}

/** A scanner with a whole browser follows the link, then every link and every blank form on every page below. */
async function scanWithCookies({ link }: Mailed): Promise<void> {
  await renderAndClick(link, true)
  const { page, close } = await openDevice(browser, 'desk', { scripts: true })
  await page.goto(link)
  const below = await page
    .locator('main a[href^="/my/s"]')
    .evaluateAll((anchors) => anchors.map((anchor) => (anchor as HTMLAnchorElement).href))
  for (const address of below) {
    await page.goto(address)
    const buttons = await page.locator('main button').count()
    for (let nth = 0; nth < buttons; nth += 1) {
      await page.goto(link)
      await page.goto(address)
      const answered = page.waitForResponse((response) => response.request().method() === 'POST')
      const loaded = page.waitForEvent('load')
      await page.locator('main button').nth(nth).click()
      expect((await answered).status()).toBeLessThan(500)
      await loaded
    }
  }
  await close()
}

describe('links of the launch, with everything still to be written', () => {
  test('scanners without cookies render, click and send what they like, and change nothing', async () => {
    const links = await mailedLinks()
    expect(links.map(({ address }) => address).sort()).toEqual(agents.map(({ email }) => email))
    const before = await everything()
    await Promise.all(links.map(scanWithoutCookies))
    expect(await everything()).toEqual(before)
  })

  test('nor does one that keeps cookies and presses every button under every blank form', async () => {
    const [first] = await mailedLinks()
    if (first === undefined) throw new Error('There is no link.')
    const before = await everything()
    await scanWithCookies(first)
    expect(await everything()).toEqual(before)
  })

  test('and for the people whom they are for, the links still work', async () => {
    for (const { link } of await mailedLinks()) {
      expect(await followWithCookies(link)).toContain('5 things wait for you')
    }
    await answerEverything(cloud)
    expect(Object.keys(await storedRows(cloud)).filter((row) => row.includes(' WORDS#'))).toHaveLength(10)
  })
})

describe('links of reminders and of the release, with records to sign', () => {
  test('scanners change nothing', async () => {
    await decideNow(cloud, cycleId, 'release')
    const links = (await mailedLinks()).slice(agents.length)
    expect(links.map(({ address }) => address).sort()).toEqual(
      [...agents.map(({ email }) => email), supervisor.email].sort(),
    )
    const before = await everything()
    await Promise.all(links.map(scanWithoutCookies))
    expect(await everything()).toEqual(before)
  })

  test('one that keeps cookies gets at most a code sent to the person: nothing is signed', async () => {
    const last = (await mailedLinks()).at(-1)
    if (last === undefined) throw new Error('There is no link.')
    const before = await everything()
    await scanWithCookies(last)
    const after = await everything()
    const withoutCodes = (rows: Record<string, string>) =>
      Object.fromEntries(Object.entries(rows).filter(([row]) => !row.includes(' CODE#')))
    expect(withoutCodes(after.rows)).toEqual(withoutCodes(before.rows))
  })

  test('and everybody still signs by their link', async () => {
    await cloud.advance({ by: 'PT1M' })
    await Promise.all(agents.map(({ email }) => doWhatWaits(cloud, email)))
    await cloud.settle()
    await doWhatWaits(cloud, supervisor.email)
    await cloud.settle()
    const hr = await HrUser.signIn(cloud.url)
    const { progress } = (await hr.read(`/hr/cycles/${cycleId}`)) as {
      progress: { kind: string; done: number }[]
    }
    expect(progress.find(({ kind }) => kind === 'supervisorSignature')?.done).toBe(agents.length)
  })
})
