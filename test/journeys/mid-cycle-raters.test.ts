import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { scheduleCycle } from '../../samples/demo/organizer.ts'
import { HrUser } from '../../samples/hr-user.ts'
import { openBrowser } from './browser.ts'
import { follow, press, signInAs, take, words } from './by-hand.ts'
import { type Device, openDevice } from './device.ts'
import { oneJourneyInParts } from './in-parts.ts'
import { advanceToMail, decideNow, doWhatWaits } from './launched-cycle.ts'
import { type JourneyCloud, startLocalCloud } from './local-cloud.ts'
import { agents, companyFile, supervisor } from './small-company.ts'

const [ada, bruno] = agents
/** One more in the team, so that a colleague is left who was not asked; and somebody who can take over from its lead. */
const frida = { id: 'E-7', name: 'Frida Lund', email: 'frida.lund@small.example' }
const gao = { id: 'E-8', name: 'Gao Lin', email: 'gao.lin@small.example' }
const colleagues = [...agents, frida]

vi.setConfig({ testTimeout: 120_000 })

let browser: Browser
let cloud: JourneyCloud
let cycle: string
const devices: Device[] = []

beforeAll(async () => {
  ;[browser, cloud] = await Promise.all([openBrowser(), startLocalCloud()])
  const hr = await HrUser.signIn(cloud.url)
  const rows = [
    `${frida.id},${frida.name},${frida.email},${supervisor.id},Agent,Europe/Berlin`,
    `${gao.id},${gao.name},${gao.email},,Team lead,Europe/Berlin`,
  ]
  const bytes = new TextEncoder().encode(`${companyFile.text}${rows.join('\r\n')}\r\n`)
  await hr.importPeople({ name: companyFile.name, bytes }, {})
  const cycleId = await scheduleCycle(hr, 'Small cycle', [ada.id, bruno.id])
  await decideNow(cloud, cycleId, 'launch-now')
  await cloud.settle()
  cycle = `/cycles/${cycleId}`
}, 240_000)

afterAll(async () => {
  await browser?.close()
  await cloud?.stop()
}, 60_000)

oneJourneyInParts()

/** A phone runs no scripts here, a desk does. */
async function open(kind: 'phone' | 'desk'): Promise<Page> {
  const device = await openDevice(browser, kind, { scripts: kind === 'desk' })
  devices.push(device)
  return device.page
}

async function hrOn(kind: 'phone' | 'desk'): Promise<Page> {
  const page = await open(kind)
  await signInAs(page, cloud, '/hr', 'Hanna Reiter')
  return page
}

async function comesByLink(kind: 'phone' | 'desk', email: string): Promise<Page> {
  const page = await open(kind)
  await page.goto(await cloud.linkFor(email))
  await page.waitForURL(`${cloud.url}/my`)
  return page
}

async function goToReview(hr: Page, name: string): Promise<void> {
  await hr.goto(`${cloud.url}/hr${cycle}`)
  await take(hr, name)
}

/** From an operation's form over its preview to what came of it. @returns what the preview said. */
async function doIt(hr: Page, button: string): Promise<string> {
  await press(hr, 'Show what would happen')
  const preview = await words(hr)
  expect(preview).toContain('nothing is lost')
  await press(hr, button)
  expect(await words(hr)).toMatch(/Done for (\d+) of \1 (person|people)/)
  return preview
}

const writeReason = (hr: Page, reason: string) => hr.getByRole('textbox', { name: 'Reason' }).fill(reason)

async function chooseLastDay(hr: Page): Promise<void> {
  const day = hr.getByLabel('New last day')
  await day.fill((await day.getAttribute('max')) ?? '')
}

describe('HR changes who does what, and until when, while a cycle runs', () => {
  let desk: Page
  let phone: Page

  test('several get more time at once, at a desk; one for all that waits, on a phone without scripts', async () => {
    desk = await hrOn('desk')
    await desk.goto(`${cloud.url}/hr${cycle}`)
    for (const { name } of [ada, bruno]) await desk.getByRole('checkbox', { name: `Choose ${name}` }).check()
    await desk.getByLabel('For those who are ticked').selectOption({ label: 'Give more time' })
    await press(desk, 'Go on')
    expect(await words(desk)).toContain('For 2: ')
    await desk.getByLabel('Which steps').selectOption({ label: 'Self-assessment' })
    await chooseLastDay(desk)
    await writeReason(desk, 'The phones were down for a week.')
    const many = await doIt(desk, 'Give more time')
    expect(many).toContain('2 people: 0 drafts move, 0 mails go')
    expect(many.match(/Self-assessment: until .+ instead of /g)).toHaveLength(2)

    phone = await hrOn('phone')
    await goToReview(phone, bruno.name)
    expect(await words(phone)).toContain('Extended: The phones were down for a week.')
    expect(await words(phone)).toContain('A step was given more time')
    await take(phone, 'Give more time')
    await phone.getByLabel('Which steps').selectOption({ label: 'All that waits now' })
    await chooseLastDay(phone)
    await writeReason(phone, 'He was at the other site.')
    expect(await doIt(phone, 'Give more time')).toMatch(/Peer input: until .+ instead of /)
    await goToReview(phone, bruno.name)
    expect(await words(phone)).toContain('Extended: He was at the other site.')
  })

  test('who is waited for is reminded at once', async () => {
    const before = (await cloud.mails(ada.email)).length
    await goToReview(phone, ada.name)
    await take(phone, 'Remind now')
    expect(await doIt(phone, 'Send the reminders')).toContain('One mail about')
    await cloud.advance({ by: 'PT3M' })
    await cloud.settle()
    expect(await cloud.mails(ada.email)).toHaveLength(before + 1)
  })

  test('a colleague declines, and HR asks whoever has the least to do', async () => {
    const asked = `Your input about ${ada.name}`
    let peer: Page | undefined
    // Four of the five others were drawn, so one of two was.
    for (const { email } of agents.slice(2, 4)) {
      const page = await comesByLink('phone', email)
      if ((await page.getByRole('link', { name: asked }).count()) === 1) peer = page
      if (peer !== undefined) break
    }
    if (peer === undefined) throw new Error('Neither of two was asked.')
    await take(peer, asked)
    await take(peer, 'say so')
    await peer.getByLabel('Why can you not give input?').fill('We have hardly worked together.')
    await press(peer, 'Decline')
    expect(await words(peer)).toContain('You have declined, and HR has been told')

    await goToReview(phone, ada.name)
    await take(phone, 'Ask another colleague')
    const offered = await phone.getByLabel('Who is asked instead').inputValue()
    const successor = colleagues.find(({ id }) => id === offered)
    if (successor === undefined) throw new Error(`Nobody is ${offered}.`)
    await writeReason(phone, 'Somebody else knows her work.')
    const preview = await doIt(phone, 'Ask the other colleague')
    expect(preview).toContain(`${successor.name} is asked for input about ${ada.name}`)
    await goToReview(phone, ada.name)
    expect(await words(phone)).toContain('Another colleague is asked for input')
    await cloud.advance({ by: 'PT3M' })
    await cloud.settle()
    expect(await words(await comesByLink('phone', successor.email))).toContain(asked)
  })

  test('HR sends one self-assessment in on behalf of somebody, and lets a review go on without another', async () => {
    await goToReview(phone, ada.name)
    await take(phone, 'Complete a step on behalf of somebody')
    for (const scale of await phone.locator('fieldset.scale').all()) {
      const id = await scale.locator('input[value="3"]').getAttribute('id')
      await phone.locator(`label[for="${id}"]`).click()
    }
    for (const area of await phone.locator('textarea[name^=item]').all()) {
      await area.fill('I kept calm when the phones were down.')
    }
    await writeReason(phone, 'She told me on the phone; her hand is broken.')
    const preview = await doIt(phone, 'Send it in on their behalf')
    expect(preview).toContain(`sent in by Hanna Reiter of HR, on behalf of ${ada.name}`)
    await goToReview(phone, ada.name)
    expect(await words(phone)).toContain('by Hanna Reiter of HR, on behalf of Ada Okafor')

    const agent = await comesByLink('phone', ada.email)
    await take(agent, 'Your self-assessment: your receipt')
    expect(await words(agent)).toContain('Hanna Reiter of HR')

    await goToReview(desk, bruno.name)
    await take(desk, 'Go on without a step')
    await desk.getByLabel('Which step').selectOption({ label: `Self-assessment, ${bruno.name}` })
    await writeReason(desk, 'He is at sea until spring.')
    expect(await doIt(desk, 'Go on without it')).toContain(
      `Self-assessment of ${bruno.name} is left out, and the review says so.`,
    )
    await goToReview(desk, bruno.name)
    expect(await words(desk)).toContain('The review went on without a step')
  })

  test('another supervisor takes over a rating that was begun, and goes on with the draft', async () => {
    for (const { email } of colleagues) {
      if ((await cloud.mails(email)).length > 0) await doWhatWaits(cloud, email)
    }
    await advanceToMail(cloud, supervisor.email)
    const lead = await comesByLink('phone', supervisor.email)
    await take(lead, `Your rating of ${ada.name}`)
    const area = lead.locator('textarea[name^=item]').first()
    await area.fill('Ada stayed with the caller until it was solved.')
    await press(lead, 'Save the draft')
    expect(await words(lead)).toContain('Your draft is saved')

    desk = await hrOn('desk')
    await goToReview(desk, ada.name)
    await take(desk, 'Let another supervisor rate')
    await desk.getByLabel('Who takes over').fill(gao.name)
    await writeReason(desk, 'Silvia leads another team now.')
    const preview = await doIt(desk, 'Hand it over')
    expect(preview).toContain('1 draft moves, 2 mails go')
    expect(preview).toContain(`${gao.name} rates instead of ${supervisor.name}, and goes on with the draft.`)
    await goToReview(desk, ada.name)
    expect(await words(desk)).toContain('Another supervisor took over')
    expect(await words(desk)).toContain(`Before: ${supervisor.name}`)
    await cloud.advance({ by: 'PT3M' })
    await cloud.settle()

    const successor = await comesByLink('desk', gao.email)
    await take(successor, `Your rating of ${ada.name}`)
    expect(await successor.locator('textarea[name^=item]').first().inputValue()).toBe(
      'Ada stayed with the caller until it was solved.',
    )
    expect(await words(await comesByLink('phone', supervisor.email))).not.toContain(
      `Your rating of ${ada.name}\n`,
    )
  })

  test('an auditor reads what was changed, by whom and why', async () => {
    const auditor = await open('desk')
    await signInAs(auditor, cloud, '/audit', 'Aude Torres')
    await follow(auditor, auditor.getByRole('link', { name: 'Small cycle' }))
    await take(auditor, ada.name)
    const review = await words(auditor)
    expect(review).toContain('The chain of entries holds')
    for (const what of [
      'A step was given more time',
      'Another colleague is asked',
      'Another supervisor took over',
    ]) {
      expect(review).toContain(what)
    }
    expect(review).toContain('by Hanna Reiter of HR, on behalf of Ada Okafor')
    await auditor.locator('summary').filter({ hasText: 'Every entry in full' }).click()
    expect(await words(auditor)).toContain('Silvia leads another team now.')
    expect(devices.flatMap(({ complaints }) => complaints)).toEqual([])
  })
})
