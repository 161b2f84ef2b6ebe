import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openBrowser } from './browser.ts'
import { words } from './by-hand.ts'
import { type Device, openDevice } from './device.ts'
import { answerEverything, decideNow } from './launched-cycle.ts'
import { codeIn, type JourneyCloud, startLocalCloud } from './local-cloud.ts'
import { agents, companyFile } from './small-company.ts'

vi.setConfig({ testTimeout: 180_000 })

const [ada] = agents
let browser: Browser
let cloud: JourneyCloud
const devices: Device[] = []
let cycleId = ''

beforeAll(async () => {
  ;[browser, cloud] = await Promise.all([openBrowser(), startLocalCloud()])
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await cloud?.stop()
}, 60_000)

async function open(kind: 'desk' | 'phone', scripts: boolean): Promise<Page> {
  const device = await openDevice(browser, kind, { scripts })
  devices.push(device)
  return device.page
}

/** What has the focus, as somebody would call it: its label, else the words on it. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement
    if (!(element instanceof HTMLElement) || element === document.body) return ''
    const labels = 'labels' in element ? [...((element.labels as NodeListOf<HTMLElement> | null) ?? [])] : []
    const [label] = labels
    return (label?.innerText ?? element.innerText).trim()
  })

/** Presses Tab until something of that name has the focus, as people do who use no pointer. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const met: string[] = []
  for (let press = 0; press < 120; press += 1) {
    const at = await focused(page)
    if (typeof name === 'string' ? at === name || at.startsWith(`${name}\n`) : name.test(at)) return
    met.push(at)
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not lead to ${name}; it met: ${[...new Set(met)].join(' | ')}`)
}

/** Goes to a link or button and presses Enter, which leads to another page. */
async function enter(page: Page, name: string | RegExp): Promise<void> {
  await tabTo(page, name)
  const loaded = page.waitForEvent('load')
  await page.keyboard.press('Enter')
  await loaded
}

async function unfold(page: Page, name: string | RegExp): Promise<void> {
  await tabTo(page, name)
  await page.keyboard.press('Enter')
}

async function type(page: Page, name: string | RegExp, text: string): Promise<void> {
  await tabTo(page, name)
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type(text)
}

test('HR imports people, plans a cycle, rehearses it, and schedules, moves and launches it, with the keyboard alone', async () => {
  const hr = await open('desk', true)
  await hr.goto(cloud.url)
  await enter(hr, /^HR console/)
  await enter(hr, /^Hanna Reiter/)

  await enter(hr, 'Import people')
  await tabTo(hr, /^File with your people/)
  // What opens from here is the system’s own window.
  const file = { name: companyFile.name, mimeType: 'text/csv', buffer: Buffer.from(companyFile.text) }
  await hr.getByLabel('File with your people').setInputFiles(file)
  await enter(hr, 'Show how it is read')
  await enter(hr, 'Show what would change')
  await enter(hr, 'Import: add 6')
  await cloud.settle()
  await hr.reload()
  expect(await words(hr)).toContain('6 added, 0 changed')

  await enter(hr, 'Plan a cycle')
  await type(hr, /^Name of the cycle/, 'By keyboard')
  await enter(hr, 'Make the draft')
  cycleId = /cyc_\w+/.exec(hr.url())?.[0] ?? ''
  await enter(hr, 'Look at the calendar and change the plan')
  // The console’s own “People” comes before the one of the plan.
  await tabTo(hr, 'Basics')
  await hr.keyboard.press('Tab')
  await enter(hr, 'People')
  await unfold(hr, 'Supervisors (1)')
  await tabTo(hr, 'Silvia Sørensen (5 people)')
  await hr.keyboard.press('Space')
  await enter(hr, 'Save')
  await enter(hr, 'Rehearsal')
  const rehearsal = await words(hr)
  for (const { email } of agents) expect(rehearsal).toContain(email)
  await enter(hr, ada.name)
  expect(await words(hr)).toContain('self-assessment')
  await hr.goBack()
  await enter(hr, 'Schedule the launch')
  expect(await words(hr)).toContain('The launch is scheduled')

  await enter(hr, 'move the launch')
  await tabTo(hr, /^Launch day|^New launch day/)
  const day = await hr.locator('input[type=date]').first().inputValue()
  const later = new Date(Date.parse(day) + 7 * 86_400_000).toISOString().slice(0, 10)
  // A date field takes its parts one after the other, in the order of the browser’s language.
  const [year, month, date] = later.split('-')
  await hr.keyboard.type(`${month}${date}${year}`)
  expect(await hr.locator('input[type=date]').first().inputValue()).toBe(later)
  await enter(hr, 'Show what would move')
  await enter(hr, 'Move the launch')
  await hr.goto(`${cloud.url}/hr/cycles/${cycleId}`)
  await unfold(hr, 'Launch now')
  await hr.keyboard.press('Tab')
  await enter(hr, 'Launch now')
  expect(await words(hr)).toContain('The cycle is being launched')
})

test('a reviewee reads, agrees and signs with the keyboard alone', async () => {
  await cloud.advance({ by: 'PT2M' })
  await answerEverything(cloud)
  await decideNow(cloud, cycleId, 'release')
  const page = await open('desk', true)
  await page.goto(await cloud.linkFor(ada.email))
  await enter(page, 'Read and sign your review')
  await tabTo(page, /^I agree/)
  await page.keyboard.press('Space')
  await enter(page, 'Mail me a code')
  await cloud.settle()
  const code = (await cloud.mails(ada.email)).flatMap((mail) => codeIn(mail) ?? []).at(-1) ?? ''
  await type(page, /^Your name/, ada.name)
  await type(page, /^The code from the mail/, code)
  await enter(page, 'Sign')
  expect(await words(page)).toContain('Your signature is recorded')
})

test('no page complained', () => {
  expect(devices.flatMap(({ complaints }) => complaints)).toEqual([])
})
