import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openBrowser } from './browser.ts'
import { type Device, openDevice } from './device.ts'
import { answerEverything, decideNow, doWhatWaits, launchCycle } from './launched-cycle.ts'
import { type JourneyCloud, startLocalCloud } from './local-cloud.ts'
import { type Session, signIn } from './session.ts'
import { agents } from './small-company.ts'
import { comeInAs } from './tour.ts'

vi.setConfig({ testTimeout: 120_000 })

const [ada] = agents
let browser: Browser
let cloud: JourneyCloud
let auditor: Session
let device: Device
let page: Page

/** A cycle whose results are out and whose first record is signed by its reviewee; all of it in the log. */
beforeAll(async () => {
  ;[browser, cloud] = await Promise.all([openBrowser(), startLocalCloud()])
  const cycleId = await launchCycle(cloud)
  await answerEverything(cloud)
  await decideNow(cloud, cycleId, 'release')
  await doWhatWaits(cloud, ada.email)
  await cloud.advance({ by: 'PT2M' })
  auditor = await signIn(cloud.url, 'auditor@example.com', '/audit')
  device = await openDevice(browser, 'desk', { scripts: false, acceptDownloads: true })
  page = device.page
  await comeInAs(page, auditor)
}, 180_000)

afterAll(async () => {
  await device?.close()
  await browser?.close()
  await cloud?.stop()
}, 60_000)

const main = () => page.getByRole('main')

test('from a name to the entry of a signature, and the review as it stood then', async () => {
  await page.goto(`${cloud.url}/audit`)
  await page.getByRole('link', { name: 'Search', exact: true }).click()
  await page.getByLabel('Person').fill(ada.name)
  await page.getByLabel('What happened').selectOption({ label: 'The reviewee signed the record' })
  await main().getByRole('button', { name: 'Search' }).click()
  const rows = main().locator('tbody tr')
  expect(await rows.count()).toBe(1)
  expect(await rows.first().innerText()).toContain(ada.name)
  await rows.first().getByRole('link', { name: 'The reviewee signed the record' }).click()

  await main()
    .getByRole('heading', { name: /As of entry \d+: the reviewee signed the record/ })
    .waitFor()
  const words = await main().innerText()
  expect(words).toContain('Signed by the reviewee, waits for the supervisor’s signature')
  expect(words).toMatch(/Number \d+ of the log, proven against the signed checkpoint of \d+ entries/)
  expect(words).not.toContain('waits for the log')

  // A step before that: the record was released and nobody had signed.
  await main().getByRole('link', { name: 'The entry before' }).click()
  expect(await main().innerText()).toContain('Released, waits for the reviewee’s signature')
  await main().getByRole('link', { name: 'Show it with the signatures that it had then' }).click()
  expect(await main().innerText()).toContain('Nobody has signed yet.')
})

test('the log says what is published, and hands it out to whoever verifies', async () => {
  await page.getByRole('link', { name: 'The log', exact: true }).click()
  await main().getByRole('heading', { name: 'The newest checkpoint' }).waitFor()
  const note = (await main().locator('.signed-note').innerText()).trim()
  const [origin, size] = note.split('\n')
  expect(origin).toBe(`${new URL(cloud.url).host}/audit/log`)
  expect(await main().innerText()).toContain('No entry waits for its place in the log.')
  const headers = { cookie: auditor.cookie }
  const raw = await fetch(`${cloud.url}/audit/log/checkpoint`, { headers })
  expect((await raw.text()).trim()).toBe(note)
  const history = await fetch(`${cloud.url}/audit/log/checkpoint-history/${size}`, { headers })
  expect((await history.text()).trim()).toBe(note)
  const tile = await fetch(`${cloud.url}/audit/log/tile/0/000.p/${size}`, { headers })
  expect((await tile.arrayBuffer()).byteLength).toBe(32 * Number(size))
  for (const missing of ['tile/0/999', 'checkpoint-history/1234567', 'nothing'])
    expect((await fetch(`${cloud.url}/audit/log/${missing}`, { headers })).status, missing).toBe(404)
})

test('the sign-off record prints with name, time and meaning, and comes as a PDF', async () => {
  await page.goto(`${cloud.url}/audit/search?event=record.signed-by-reviewee`)
  await main().locator('tbody tr a').first().click()
  await main().getByRole('link', { name: 'Show the record and its signatures' }).click()
  await page.emulateMedia({ media: 'print' })
  const signature = main().getByRole('region', { name: 'Signature: Reviewee' })
  const printed = await signature.innerText()
  expect(printed).toContain(`Signed by\n${ada.name}`)
  expect(printed).toMatch(/Time\n.+ \d{4}-\d\d-\d\dT[\d:.]+Z/)
  expect(printed).toContain('Meaning\n')
  expect(printed).toMatch(/Number \d+ of the log/)
  expect(await main().getByRole('link', { name: 'Download as PDF' }).isVisible()).toBe(false)
  expect(await page.getByRole('navigation', { name: 'Auditor console' }).isVisible()).toBe(false)
  await page.emulateMedia({ media: 'screen' })
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    main().getByRole('link', { name: 'Download as PDF' }).click(),
  ])
  expect(download.suggestedFilename()).toContain(ada.name)
  expect(
    readFileSync(await download.path())
      .toString('latin1')
      .startsWith('%PDF-1.7'),
  ).toBe(true)
  expect(device.complaints.filter((one) => !one.includes('ERR_ABORTED'))).toEqual([])
})
