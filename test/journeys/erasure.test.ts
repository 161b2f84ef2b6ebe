import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { createLogSource } from '../../functions/store/log-source.ts'
import { verifyLog } from '../../functions/trail/verify/verify-log.ts'
import { openBrowser } from './browser.ts'
import { type Device, openDevice } from './device.ts'
import { answerEverything, decideNow, doWhatWaits, launchCycle } from './launched-cycle.ts'
import { type JourneyCloud, startLocalCloud } from './local-cloud.ts'
import { signIn } from './session.ts'
import { agents, supervisor } from './small-company.ts'
import { everythingStored, holding, objectStoreOf } from './stored-bytes.ts'
import { comeInAs } from './tour.ts'

vi.setConfig({ testTimeout: 120_000 })

const [ada] = agents
const REASON = 'Ada asked for it in a letter of 3 May.'
const MATTER = 'A claim of Ada before the labour court.'

let browser: Browser
let cloud: JourneyCloud
let hanna: Device
let henri: Device
let personPath: string
let brokenOff: string | undefined

beforeAll(async () => {
  ;[browser, cloud] = await Promise.all([openBrowser(), startLocalCloud()])
  const cycleId = await launchCycle(cloud)
  await answerEverything(cloud)
  await decideNow(cloud, cycleId, 'release')
  for (const { email } of agents) await doWhatWaits(cloud, email)
  await cloud.settle()
  await doWhatWaits(cloud, supervisor.email)
  await decideNow(cloud, cycleId, 'close')
  await minutes(2)
  // One at a desk with nothing but a keyboard, the other on a phone whose browser runs no script.
  hanna = await openDevice(browser, 'desk', { scripts: true })
  henri = await openDevice(browser, 'phone', { scripts: false })
  await comeInAs(hanna.page, await signIn(cloud.url, 'hr@example.com', '/hr'))
  await comeInAs(henri.page, await signIn(cloud.url, 'hr2@example.com', '/hr'))
}, 240_000)
afterAll(async () => {
  await browser?.close()
  await cloud?.stop()
}, 60_000)
// One journey in parts: after a part that failed, the others could only wait in vain.
beforeEach(() => {
  if (brokenOff !== undefined) throw new Error(`The journey broke off in: ${brokenOff}`)
})
afterEach(({ task }) => {
  if (task.result?.state === 'fail') brokenOff ??= task.name
})

async function minutes(count: number): Promise<void> {
  for (let minute = 0; minute < count; minute += 1) await cloud.advance({ by: 'PT1M' })
  await cloud.settle()
}

const words = async (page: Page) =>
  (await page.locator('main').allInnerTexts()).join(' ').replace(/\s+/g, ' ')

/** Goes on with the Tab key until something of this name has the focus. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab')
    const focused = page.locator(':focus')
    const label = await focused.evaluate((element) => {
      const labels = 'labels' in element ? [...(element.labels as NodeListOf<HTMLElement>)] : []
      return [...labels.map((one) => one.textContent), element.textContent].join(' ').trim()
    })
    if (typeof name === 'string' ? label.includes(name) : name.test(label)) return
  }
  throw new Error(`The Tab key never came to ${name}`)
}

async function enter(page: Page): Promise<void> {
  const loaded = page.waitForEvent('load')
  await page.keyboard.press('Enter')
  await loaded
}

async function press(page: Page, button: string): Promise<void> {
  const loaded = page.waitForEvent('load')
  await page.getByRole('main').getByRole('button', { name: button }).click()
  await loaded
}

test('HR places a legal hold with the keyboard alone, and nothing can be erased', async () => {
  const { page } = hanna
  await page.goto(`${cloud.url}/hr/people?q=Ada`)
  await tabTo(page, ada.name)
  await enter(page)
  personPath = new URL(page.url()).pathname
  await tabTo(page, 'Legal holds')
  await enter(page)
  await tabTo(page, 'Reason')
  await page.keyboard.type(MATTER)
  await tabTo(page, 'Place the hold')
  await enter(page)
  expect(await words(page)).toContain(`Nothing of ${ada.name} is erased until two of you lift it.`)
  await page.goto(`${cloud.url}${personPath}/erasure`)
  expect(await words(page)).toContain(`A legal hold stands on ${ada.name}.`)
  expect(await page.getByRole('button', { name: 'Ask for the erasure' }).count()).toBe(0)
})

test('one asks to lift it, and only the other can', async () => {
  await hanna.page.goto(`${cloud.url}${personPath}/holds`)
  await tabTo(hanna.page, 'Why it is over')
  await hanna.page.keyboard.type('Settled out of court.')
  await tabTo(hanna.page, 'Ask to lift it')
  await enter(hanna.page)
  expect(await words(hanna.page)).toContain('You have asked for this yourself')
  expect(await hanna.page.getByRole('button', { name: 'Agree and lift it' }).count()).toBe(0)
  await henri.page.goto(`${cloud.url}/hr/holds-and-erasures`)
  await henri.page.getByRole('link', { name: ada.name }).click()
  await press(henri.page, 'Agree and lift it')
  expect(await words(henri.page)).toContain(`No hold stands on ${ada.name} any more.`)
})

test('one asks for the erasure, the other confirms on a phone, and within minutes nothing here knows her', async () => {
  const before = await everythingStored(cloud)
  const secrets = [ada.name, ada.email, REASON, MATTER, 'Settled out of court.']
  // What the launch wrote into the bucket never had a name in it.
  expect(holding(before, [ada.name]).filter((name) => name.includes('manifests/'))).toEqual([])
  expect(holding(before, [ada.name]).length).toBeGreaterThan(10)

  await hanna.page.goto(`${cloud.url}${personPath}/erasure`)
  await tabTo(hanna.page, 'Reason')
  await hanna.page.keyboard.type(REASON)
  await tabTo(hanna.page, 'I have seen what goes')
  await hanna.page.keyboard.press('Space')
  await tabTo(hanna.page, 'Ask for the erasure')
  await enter(hanna.page)
  expect(await words(hanna.page)).toContain('somebody else of HR has to confirm')

  await henri.page.goto(`${cloud.url}/hr/holds-and-erasures`)
  await henri.page.getByRole('link', { name: ada.name }).click()
  await press(henri.page, 'Erase for good')
  expect(await words(henri.page)).toContain('Tick this when you have seen what goes and what stays.')
  await henri.page.locator('.choice label').click()
  await press(henri.page, 'Erase for good')
  expect(await words(henri.page)).toContain('The erasure is confirmed')

  await minutes(5)
  await henri.page.reload()
  expect(await words(henri.page)).toContain('This person is erased')
  const after = await everythingStored(cloud)
  // Her name was in no record of others: she supervises nobody, and a colleague's input has no name.
  expect(holding(after, secrets)).toEqual([])
  await hanna.page.goto(`${cloud.url}${personPath}`)
  expect(await words(hanna.page)).toContain('This person was erased')
  expect([...hanna.complaints, ...henri.complaints]).toEqual([])
})

test('and the whole log still verifies, on from the checkpoint of before, with the entry that says so', async () => {
  const s3 = objectStoreOf(cloud)
  const logs = (await everythingStored(cloud)).filter(({ name }) => / checkpoint [^ ]+$/.test(name))
  const bucket = logs[0]?.name.split(' ')[0] ?? ''
  const texts = logs.map(({ bytes }) => bytes).sort((one, other) => sizeOf(one) - sizeOf(other))
  const [oldest] = texts
  if (oldest === undefined) throw new Error('Nothing was published')
  const report = await verifyLog({
    source: createLogSource(s3, bucket),
    vkey: await vkeyOf(),
    from: new Uint8Array(oldest),
  })
  expect(report.problems).toEqual([])
  expect(report.ok).toBe(true)
  expect(report.size).toBeGreaterThan(sizeOf(oldest))
  const bundles = (await everythingStored(cloud)).filter(({ name }) => name.includes('tile/entries/'))
  expect(holding(bundles, ['"eventType":"person.erased"'])).not.toEqual([])
  s3.destroy()
})

const sizeOf = (checkpoint: Buffer) => Number(checkpoint.toString('utf8').split('\n')[1])

/** The key of the log as the auditor's console says it. */
async function vkeyOf(): Promise<string> {
  const { cookie } = await signIn(cloud.url, 'auditor@example.com', '/audit')
  const headers = { cookie, accept: 'application/json' }
  const { vkey } = (await (await fetch(`${cloud.url}/audit/log`, { headers })).json()) as { vkey: string }
  return vkey
}
