import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import * as z from 'zod'
import { Button } from '../../../functions/layout/button.tsx'
import script from '../../../functions/layout/client/hr.ts?script'
import { clientScript } from '../../../functions/layout/client-script.ts'
import { TextArea } from '../../../functions/layout/field.tsx'
import { PostForm } from '../../../functions/layout/post-form.tsx'
import { assetRoutes } from '../../../functions/web/asset-routes.ts'
import { createHttpHandler } from '../../../functions/web/http-handler.tsx'
import { page } from '../../../functions/web/reply.ts'
import { routesWith } from '../../../functions/web/route.ts'
import { openBrowser } from '../../journeys/browser.ts'
import { sampleRoom } from '../web/sample-room.tsx'
import { type HandlerServer, serveHandler } from '../web/serve-handler.ts'
import { hrSession, SessionShelf } from '../web/session-shelf.ts'

const route = routesWith<null>()
const room = { ...sampleRoom, script: clientScript(script) }
/** What arrived, in order; the answer to a POST waits until a test lets it go. */
let arrived: unknown[] = []
let letGo: () => void
let gate: Promise<void>

const routes = [
  ...assetRoutes<null>('/hr', room.script),
  route({
    method: 'GET',
    path: '/hr',
    rule: 'hr',
    answer: () =>
      page(
        <PostForm
          action="/hr"
          keepsWords
          confirm={{ question: 'Close the cycle? This cannot be taken back.', yes: 'Close it' }}
        >
          <TextArea name="reason" label="Reason" counts={{ minWords: 3, maxCharacters: 40 }} />
          <Button name="act" value="close">
            Close
          </Button>
        </PostForm>,
        { title: 'Close' },
      ),
  }),
  route({
    method: 'POST',
    path: '/hr',
    rule: 'hr',
    body: z.looseObject({}),
    answer: async (_context, { body }) => {
      arrived.push(body)
      await gate
      return page(<p>Closed.</p>, { title: 'It is closed' })
    },
  }),
]

let browser: Browser
let server: HandlerServer
let open: Page
let complaints: string[]

beforeAll(async () => {
  const sessions = new SessionShelf()
  sessions.rows.set(hrSession.hash, hrSession)
  const handle = createHttpHandler({
    room,
    routes,
    dependencies: null,
    sessions,
    publicUrl: new URL('http://127.0.0.1'),
    now: () => new Date('2026-03-02T09:00:00Z'),
    log: (entry) => console.error(entry),
  })
  server = await serveHandler((event) => handle({ ...event, cookies: ['__Host-hr=hana'] }))
  browser = await openBrowser()
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})
beforeEach(async () => {
  arrived = []
  gate = new Promise((resolve) => {
    letGo = resolve
  })
  open = await browser.newPage()
  complaints = []
  open.on('console', (message) => complaints.push(message.text()))
  open.on('pageerror', (error) => complaints.push(error.message))
  await open.goto(`${server.url}/hr`)
})

test('the script is served for ever under a name of its own', async () => {
  const served = await fetch(`${server.url}/hr/assets/${room.script.file}`)
  expect(served.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  expect(served.headers.get('cache-control')).toContain('immutable')
  expect(await served.text()).toBe(room.script.text)
})

test('a form that asks sends nothing until somebody says yes, and then once, with the button that was pressed', async () => {
  await open.getByLabel('Reason').fill('Everything is in.')
  const press = () => open.getByRole('button', { name: 'Close', exact: true }).click()
  await press()
  const dialog = open.getByRole('dialog', { name: 'Close the cycle?' })
  // The Enter key does what is harmless.
  await open.keyboard.press('Enter')
  await dialog.waitFor({ state: 'detached' })
  await press()
  await open.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  expect(arrived).toEqual([])

  // Yes, and twice more while the answer is on its way: asked, said yes, and still sent once.
  await open.evaluate(() => {
    const form = document.querySelector('main form')
    for (let times = 0; times < 3; times += 1) {
      if (form instanceof HTMLFormElement) form.requestSubmit(form.querySelector('button'))
      document.querySelector<HTMLButtonElement>('dialog .primary')?.click()
    }
  })
  letGo()
  await open.getByRole('heading', { name: 'It is closed' }).waitFor()
  expect(arrived).toEqual([{ reason: 'Everything is in.', act: 'close' }])
  expect(complaints).toEqual([])
})

test('below a text field stands how much is written, missing, and too much', async () => {
  const field = open.getByLabel('Reason')
  const count = open.locator('.count')
  await field.pressSequentially('Too late')
  expect(await count.textContent()).toBe('2 words, 1 more needed, 32 characters left')
  await field.fill('x'.repeat(42))
  expect(await count.textContent()).toBe('2 characters too many')
  expect(await field.getAttribute('aria-describedby')).toContain('field-reason-count')
  expect(complaints).toEqual([])
})

test('leaving with words that nothing keeps asks first; sending them does not', async () => {
  const asked: string[] = []
  open.on('dialog', (dialog) => {
    asked.push(dialog.type())
    void dialog.accept()
  })
  await open.getByLabel('Reason').pressSequentially('Because')
  await open.reload()
  expect(asked).toEqual(['beforeunload'])
  await open.getByLabel('Reason').pressSequentially('Because')
  await open.getByRole('button', { name: 'Close', exact: true }).click()
  letGo()
  await open.getByRole('button', { name: 'Close it' }).click()
  await open.getByRole('heading', { name: 'It is closed' }).waitFor()
  expect(asked).toEqual(['beforeunload'])
})
