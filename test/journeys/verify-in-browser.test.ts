import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openBrowser } from './browser.ts'
import { type Device, openDevice } from './device.ts'
import { doWhatWaits, launchCycle } from './launched-cycle.ts'
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
let vkey: string
/** The size of the log at its first checkpoint that the tests see. */
let firstSize: number

beforeAll(async () => {
  ;[browser, cloud] = await Promise.all([openBrowser(), startLocalCloud()])
  await launchCycle(cloud)
  await cloud.advance({ by: 'PT2M' })
  auditor = await signIn(cloud.url, 'auditor@example.com', '/audit')
  device = await openDevice(browser, 'desk', { scripts: true })
  page = device.page
  await comeInAs(page, auditor)
  const log = await stateOfTheLog()
  vkey = log.vkey
  firstSize = log.size
}, 180_000)

afterAll(async () => {
  await device?.close()
  await browser?.close()
  await cloud?.stop()
}, 60_000)

async function stateOfTheLog(): Promise<{ vkey: string; size: number }> {
  const headers = { cookie: auditor.cookie, accept: 'application/json' }
  return (await (await fetch(`${cloud.url}/audit/log`, { headers })).json()) as { vkey: string; size: number }
}

const result = () => page.locator('#verify-result')

async function verify(): Promise<string> {
  await page.getByRole('button', { name: 'Verify the log' }).click()
  await result().locator('.notice').first().waitFor()
  return result().innerText()
}

test('the browser verifies the log, remembers the key, and later that the log still begins with what it saw', async () => {
  await page.goto(`${cloud.url}/audit`)
  await page.getByRole('link', { name: 'Verify', exact: true }).click()
  const field = page.getByLabel('The log’s verification key')
  for (const [typed, problem] of [
    ['', 'Type the key'],
    ['nonsense', 'it should read name+id+key'],
  ] as const) {
    await field.fill(typed)
    await page.getByRole('button', { name: 'Verify the log' }).click()
    await page.locator('#field-vkey-error', { hasText: problem }).waitFor()
    expect(await field.getAttribute('aria-describedby')).toContain('field-vkey-error')
    expect(await result().innerText()).toBe('')
  }

  await page.getByLabel('The log’s verification key').fill(vkey)
  const words = await verify()
  expect(words).toContain('Verified: all of it holds')
  expect(words).toContain(`with ${firstSize} entries`)
  expect(words).toContain(`Holds: entries (${firstSize})`)

  await doWhatWaits(cloud, ada.email)
  await cloud.advance({ by: 'PT2M' })
  expect((await stateOfTheLog()).size).toBeGreaterThan(firstSize)
  await page.reload()
  expect(await page.getByLabel('The log’s verification key').inputValue()).toBe(vkey)
  await page.getByText(`This browser verified ${firstSize} entries`).waitFor()
  expect(await verify()).toContain('Holds: checkpoint that you kept (1)')
  // Chromium calls a body that was read to its end as a stream, and may not be cached, aborted.
  expect(device.complaints.filter((one) => !one.includes('ERR_ABORTED'))).toEqual([])
})

test('an entry that was changed, a page in the place of a tile and a checkpoint of yesterday are found', async () => {
  const { size } = await stateOfTheLog()
  await page.route('**/audit/log/tile/entries/**', async (route) => {
    const response = await route.fetch()
    const body = await response.body()
    body[200] = (body[200] ?? 0) ^ 1
    await route.fulfill({ response, body })
  })
  const changed = await verify()
  expect(changed).toContain('Not verified')
  expect(changed).toContain('entry 0, bytes 2 to')
  await page.unroute('**/audit/log/tile/entries/**')

  await page.route('**/audit/log/tile/0/**', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><p>Sign in</p>' }),
  )
  expect(await verify()).toContain('looks like a web page')
  await page.unroute('**/audit/log/tile/0/**')

  const older = await fetch(`${cloud.url}/audit/log/checkpoint-history/${firstSize}`, {
    headers: { cookie: auditor.cookie },
  })
  const body = await older.text()
  await page.route('**/audit/log/checkpoint', (route) => route.fulfill({ contentType: 'text/plain', body }))
  const rolledBack = await verify()
  expect(rolledBack).toContain(`The log was rolled back: it now shows ${firstSize} entries`)
  expect(rolledBack).toContain(`the checkpoint that you kept has ${size}`)
  await page.unroute('**/audit/log/checkpoint')
  expect(await verify()).toContain('Verified: all of it holds')
})

test('without scripts the page says what to do, and hands out the verifier with its fingerprint, which works', async () => {
  const plain = await openDevice(browser, 'phone', { scripts: false })
  await comeInAs(plain.page, auditor)
  await plain.page.goto(`${cloud.url}/audit/verify`)
  await plain.page.getByText('Your browser does not run the script').waitFor()
  expect(await plain.page.getByRole('button', { name: 'Verify the log' }).isVisible()).toBe(false)
  const words = await plain.page.getByRole('main').innerText()
  const href = await plain.page.getByRole('link', { name: 'the verifier, one file' }).getAttribute('href')
  const response = await fetch(cloud.url + href, { headers: { cookie: auditor.cookie } })
  const file = Buffer.from(await response.arrayBuffer())
  expect(words).toContain(createHash('sha256').update(file).digest('hex'))
  await plain.close()

  const { code, output } = await runVerifier(file)
  expect(output).toContain('VERIFIED')
  expect(code).toBe(0)
})

/** Feeds the file to Node as it came, with the console's address and the auditor's cookie. */
function runVerifier(file: Buffer): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const args = ['--input-type=module', '-', `${cloud.url}/audit/log`, '--vkey', vkey]
    const child = execFile(
      process.execPath,
      [...args, '--header', `Cookie: ${auditor.cookie}`],
      (error, output) => resolve({ code: error === null ? 0 : Number(error.code), output }),
    )
    child.stdin?.end(file)
  })
}
