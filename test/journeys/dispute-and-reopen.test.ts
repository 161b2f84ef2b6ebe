import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openBrowser } from './browser.ts'
import { choose, follow, press, sign, signInAs, take, words } from './by-hand.ts'
import { type Device, openDevice } from './device.ts'
import { oneJourneyInParts } from './in-parts.ts'
import { answerEverything, decideNow, launchCycle } from './launched-cycle.ts'
import { type JourneyCloud, startLocalCloud } from './local-cloud.ts'
import { agents, supervisor } from './small-company.ts'

const [ada] = agents

vi.setConfig({ testTimeout: 120_000 })

let browser: Browser
let cloud: JourneyCloud
let cycleId: string
const devices: Device[] = []

beforeAll(async () => {
  ;[browser, cloud] = await Promise.all([openBrowser(), startLocalCloud()])
  cycleId = await launchCycle(cloud, [ada])
  await answerEverything(cloud)
  await decideNow(cloud, cycleId, 'release')
  await cloud.settle()
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

/** From HR's page of the cycle to the review. */
async function goToReview(hr: Page): Promise<void> {
  await hr.goto(`${cloud.url}/hr/cycles/${cycleId}`)
  await take(hr, ada.name)
}

/** What follows from a decision takes a minute or two. */
async function aMomentLater(): Promise<void> {
  await cloud.advance({ by: 'PT3M' })
  await cloud.settle()
}

async function asksAda(): Promise<Page> {
  const page = await open('phone')
  await page.goto(await cloud.linkFor(ada.email))
  await page.waitForURL(`${cloud.url}/my`)
  return page
}

describe('somebody disputes her review, and in the end another record is signed by both', () => {
  let hanna: Page
  let henri: Page
  let firstReceipt: string
  let rating: number

  test('she signs with disagreement on a phone without scripts, and disputes the rating', async () => {
    const page = await asksAda()
    await take(page, 'Read and sign your review')
    await choose(page, 'I do not agree with all of it')
    await page.getByLabel('Your comment').fill('The weeks in training are counted against me.')
    await sign(page, cloud, ada)
    expect(await words(page)).toContain('Seen, and not agreed with in all of it')
    firstReceipt = new URL(page.url()).pathname

    await page.goto(`${cloud.url}/my`)
    await take(page, 'Is something wrong in it? You can dispute it')
    // An empty form says what is missing, and keeps its place.
    await press(page, 'Send the dispute')
    expect(await page.title()).toMatch(/^Error/)
    await page.getByLabel('Why?').fill('I was in training for two of the weeks that were looked at.')
    await press(page, 'Send the dispute')
    expect(await words(page)).toContain('The dispute is being decided')
    expect(await words(page)).toContain('HR is naming somebody who has no part in the review')
  })

  test('HR names who decides, who overturns the rating at a desk', async () => {
    hanna = await open('desk')
    await signInAs(hanna, cloud, '/hr', 'Hanna Reiter')
    await goToReview(hanna)
    expect(await words(hanna)).toContain('Disputed')
    await take(hanna, 'Read it, and name who decides')
    expect(await words(hanna)).toContain('I was in training for two of the weeks')
    await hanna.getByRole('combobox', { name: 'Who decides' }).selectOption({ label: 'Hanna Reiter (you)' })
    await press(hanna, 'Name them')
    rating = Number(/The rating is (\d) now/.exec(await words(hanna))?.[1])
    await choose(hanna, 'The rating is overturned, and I give another one')
    await hanna.getByLabel('New rating').selectOption(String(rating === 5 ? 4 : rating + 1))
    await hanna.getByLabel('Your reasons, or the correction').fill('Training does not count against anybody.')
    await press(hanna, 'Decide', 'Decide')
    expect(await words(hanna)).toContain('It is decided')
    await aMomentLater()
    await goToReview(hanna)
    expect(await words(hanna)).toContain('This is record 2')
    expect(await words(hanna)).toContain('Record 1 no longer counts')
  })

  test('she reads why, and appeals; somebody else of HR decides, and amends the record', async () => {
    const page = await asksAda()
    await take(page, 'Read and sign your review')
    expect(await words(page)).toContain('Why there is another record')
    expect(await words(page)).toContain('Training does not count against anybody.')
    await take(page, 'See what was disputed, decided or reopened')
    await page.getByLabel('Why do you appeal?').fill('The record still says that I was there all the time.')
    await press(page, 'Send the appeal')
    expect(await words(page)).toContain('The appeal is being decided')

    henri = await open('phone')
    await signInAs(henri, cloud, '/hr', 'Henri Roux')
    await goToReview(henri)
    await take(henri, 'Read it, and name who decides')
    // Whoever made the decision that is appealed cannot be named.
    expect(
      await henri.getByRole('combobox', { name: 'Who decides' }).locator('option').allInnerTexts(),
    ).not.toContain('Hanna Reiter')
    await henri.getByRole('combobox', { name: 'Who decides' }).selectOption({ label: 'Henri Roux (you)' })
    await press(henri, 'Name them')
    await choose(henri, 'The record is amended')
    await henri.getByLabel('Your reasons, or the correction').fill('She was in training from 2 to 13 March.')
    await press(henri, 'Decide')
    expect(await words(henri)).toContain('It is decided')
    await aMomentLater()
    await goToReview(henri)
    expect(await words(henri)).toContain('This is record 3')
  })

  test('a reopening is asked for by one of HR and confirmed by another', async () => {
    await goToReview(hanna)
    await take(hanna, 'Reopen this review')
    await choose(hanna, 'Only the signatures')
    await hanna.getByLabel('Why?').fill('The record was released with the wrong review period.')
    await press(hanna, 'Ask a second person to confirm')
    expect(await words(hanna)).toContain('Somebody else of HR has to confirm it')
    expect(await hanna.getByRole('button', { name: 'Confirm: reopen the review' }).count()).toBe(0)

    await goToReview(henri)
    await take(henri, 'Reopen this review')
    expect(await words(henri)).toContain('The record was released with the wrong review period.')
    await press(henri, 'Confirm: reopen the review')
    expect(await words(henri)).toContain('The review is reopened')
    await aMomentLater()
  })

  test('both sign the new record, and it is sealed', async () => {
    const page = await asksAda()
    await take(page, 'Read and sign your review')
    const record = await words(page)
    expect(record).toContain('Training does not count against anybody.')
    expect(record).toContain('She was in training from 2 to 13 March.')
    expect(record).toContain('The record was released with the wrong review period.')
    await choose(page, 'I agree')
    await sign(page, cloud, ada)
    expect(await words(page)).toContain('Seen and agreed with')
    await aMomentLater()

    const lead = await open('desk')
    await lead.goto(await cloud.linkFor(supervisor.email))
    await take(lead, `Sign the review of ${ada.name}`)
    await sign(lead, cloud, supervisor)
    await aMomentLater()
    await goToReview(hanna)
    expect(await words(hanna)).toContain('Signed by both')
    expect(await words(hanna)).toContain('This is record 4')
  })

  test('what was signed first stays readable, for her and for an auditor, and says that it no longer counts', async () => {
    const page = await asksAda()
    await page.goto(cloud.url + firstReceipt)
    expect(await words(page)).toContain('This no longer counts: it was done anew')

    const auditor = await open('desk')
    await signInAs(auditor, cloud, '/audit', 'Aude Torres')
    await follow(auditor, auditor.getByRole('link', { name: 'Small cycle' }))
    await take(auditor, ada.name)
    const review = await words(auditor)
    expect(review).toContain('The chain of entries holds')
    for (const version of [1, 2, 3]) expect(review).toContain(`Show record ${version} with its signatures`)
    await take(auditor, 'Show record 1 with its signatures')
    expect(await words(auditor)).toContain('The weeks in training are counted against me.')
    expect(devices.flatMap(({ complaints }) => complaints)).toEqual([])
  })
})
