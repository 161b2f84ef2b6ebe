import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openBrowser } from './browser.ts'
import { type Device, openDevice } from './device.ts'
import { oneJourneyInParts } from './in-parts.ts'
import { decideNow, doWhatWaits, launchCycle } from './launched-cycle.ts'
import { type JourneyCloud, startLocalCloud } from './local-cloud.ts'
import { agents, supervisor } from './small-company.ts'

const [ada, bruno, chen, dunja, eoin] = agents

vi.setConfig({ testTimeout: 120_000 })

let browser: Browser
let cloud: JourneyCloud
let cycle: string
const devices: Device[] = []

beforeAll(async () => {
  ;[browser, cloud] = await Promise.all([openBrowser(), startLocalCloud()])
  cycle = `${cloud.url}/hr/cycles/${await launchCycle(cloud, [ada, bruno, chen, dunja])}`
}, 240_000)

afterAll(async () => {
  await browser?.close()
  await cloud?.stop()
}, 60_000)

oneJourneyInParts()

async function open(kind: 'phone' | 'desk'): Promise<Page> {
  const device = await openDevice(browser, kind, { scripts: kind === 'desk' })
  devices.push(device)
  return device.page
}

/** Follows a link or presses a button, and waits for the page that it leads to. */
async function follow(page: Page, target: Locator): Promise<void> {
  const loaded = page.waitForEvent('load')
  await target.click()
  await loaded
}

const press = (page: Page, name: string) => follow(page, page.getByRole('button', { name, exact: true }))

async function signedIn(kind: 'phone' | 'desk'): Promise<Page> {
  const page = await open(kind)
  await page.goto(cloud.url)
  await follow(page, page.getByRole('main').getByRole('link', { name: 'HR console' }))
  await follow(page, page.getByRole('button', { name: 'Hanna Reiter' }))
  return page
}

const words = async (page: Page) => (await page.locator('main').allInnerTexts()).join('\n')

/** From the page of somebody's review to what is to be done, through its preview. */
async function doTo(hr: Page, name: string, operation: string, button: string, fill: () => Promise<void>) {
  await hr.goto(cycle)
  await follow(hr, hr.getByRole('link', { name, exact: true }).first())
  await follow(hr, hr.getByRole('link', { name: operation, exact: true }).first())
  await fill()
  await press(hr, 'Show what would happen')
  const preview = await words(hr)
  await press(hr, button)
  expect(await words(hr)).toContain('Done for 1 of 1 person')
  return preview
}

async function waitsFor(email: string): Promise<string> {
  const page = await open('phone')
  await page.goto(await cloud.linkFor(email))
  return words(page)
}

describe('people come, go and are away while a cycle runs', () => {
  let phone: Page
  let desk: Page

  test('somebody joins late: HR finds him on a phone without scripts, sees what it means, and he is asked', async () => {
    phone = await signedIn('phone')
    await phone.goto(cycle)
    await follow(phone, phone.getByRole('link', { name: 'Add somebody' }))
    await phone.getByLabel('Name or employee number').fill('brien')
    await press(phone, 'Search')
    await follow(phone, phone.getByRole('link', { name: eoin.name }))
    await phone.getByLabel('First working day').fill('2020-01-07')
    await phone.getByLabel('Reason').fill('Came from another team')
    await press(phone, 'Show what would happen')
    expect(await words(phone)).toContain('labelled as joined late')
    await press(phone, 'Add them')
    await cloud.settle()
    expect(await waitsFor(eoin.email)).toContain('Your self-assessment')
    await phone.goto(cycle)
    expect(await words(phone)).toContain('Joined late')
  })

  test('somebody goes on leave, somebody leaves, somebody is taken out: each with a preview, and links end at once', async () => {
    desk = await signedIn('desk')
    const reason = () => desk.getByRole('textbox', { name: 'Reason' }).fill('Agreed with the team')
    const leave = await doTo(desk, bruno.name, 'Pause for leave', 'Pause', reason)
    expect(leave).toContain('their clocks stand')

    const link = await cloud.linkFor(chen.email)
    const left = await doTo(desk, chen.name, 'Withdraw', 'Withdraw', reason)
    expect(left).toContain('their links and sessions end at once')
    const page = await open('phone')
    await page.goto(link)
    expect(await words(page)).toContain('This link opens nothing any more')

    await doTo(desk, dunja.name, 'Take out of the cycle', 'Take them out', async () => {
      await desk.locator('.choice label').filter({ hasText: 'Exempt' }).first().click()
      await reason()
    })
    await cloud.settle()
    await desk.goto(cycle)
    expect(await words(desk)).toMatch(/Left[\s\S]*Exempt|Exempt[\s\S]*Left/)
    // She is still asked about the others, and only that; what is no longer asked is said apart.
    const [waiting, ended] = (await waitsFor(dunja.email)).split('No longer asked')
    expect(waiting).toContain('3 things wait for you')
    expect(waiting).not.toContain('Your self-assessment')
    expect(ended).toContain('Your self-assessment')
  })

  test('the cycle stands still for days: no mail goes; then its days have moved and everybody hears of it', async () => {
    await phone.goto(cycle)
    await follow(phone, phone.getByRole('link', { name: 'Pause the cycle' }))
    await phone.getByLabel('Reason').fill('The systems are down')
    await press(phone, 'Pause the cycle')
    expect(await words(phone)).toContain('Paused since')
    const before = (await cloud.mails()).length
    await cloud.advance({ by: 'P7D' })
    await cloud.settle()
    expect(await cloud.mails()).toHaveLength(before)
    phone = await signedIn('phone')
    await phone.goto(cycle)
    await follow(phone, phone.getByRole('link', { name: 'Let it go on' }))
    expect(await words(phone)).toContain('moves by 5 working days')
    await press(phone, 'Let it go on')
    expect(await words(phone)).toContain('The cycle goes on')
    await cloud.advance({ by: 'P4D' })
    await cloud.settle()
    const told = (await cloud.mails()).slice(before).map(({ to }) => to[0])
    expect(told).toContain(ada.email)
    // Not who is on leave, and not who has left.
    expect(told).not.toContain(bruno.email)
    expect(told).not.toContain(chen.email)
  })

  test('who was on leave comes back, with the time that was missed', async () => {
    desk = await signedIn('desk')
    const back = await doTo(desk, bruno.name, 'Back from leave', 'Bring them back', async () => {})
    expect(back).toContain('takes part again')
  })

  test('everybody who is left answers, is rated and signs; closing says first what it lists, and nothing blocks it', async () => {
    for (const { email } of [ada, bruno, dunja, eoin]) await doWhatWaits(cloud, email)
    await cloud.settle()
    await cloud.advance({ by: 'P3D' })
    await doWhatWaits(cloud, supervisor.email)
    await cloud.settle()
    const cycleId = cycle.split('/').at(-1) ?? ''
    await decideNow(cloud, cycleId, 'release')
    await cloud.settle()
    await doWhatWaits(cloud, ada.email)
    desk = await signedIn('desk')
    await desk.goto(cycle)
    await follow(desk, desk.getByRole('link', { name: 'See what closing would list' }))
    const listed = await words(desk)
    expect(listed).toContain('The reviewee left before the review had ended')
    expect(listed).toContain('Exempt: HR took the review out of the cycle')
    await press(desk, 'Close now')
    await cloud.advance({ by: 'PT5M' })
    await cloud.settle()
    await desk.goto(cycle)
    expect(await words(desk)).toContain('Exempt: HR took the review out of the cycle')
    expect(devices.flatMap(({ complaints }) => complaints)).toEqual([])
  })
})
