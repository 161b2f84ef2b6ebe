import { randomBytes } from 'node:crypto'
import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import * as z from 'zod'
import { Button } from '../../../functions/layout/button.tsx'
import { FileField, TextArea } from '../../../functions/layout/field.tsx'
import { PostForm } from '../../../functions/layout/post-form.tsx'
import { assetRoutes } from '../../../functions/web/asset-routes.ts'
import { requiredText, type UploadedFile, uploadedFile } from '../../../functions/web/form-field.ts'
import { createHttpHandler } from '../../../functions/web/http-handler.tsx'
import { page, redirect } from '../../../functions/web/reply.ts'
import { routesWith } from '../../../functions/web/route.ts'
import { startSession } from '../../../functions/web/sessions.ts'
import { openBrowser } from '../../journeys/browser.ts'
import { sampleRoom } from './sample-room.tsx'
import { type HandlerServer, serveHandler } from './serve-handler.ts'
import { SessionShelf } from './session-shelf.ts'

let browser: Browser
let ours: HandlerServer
let theirs: HandlerServer
let context: BrowserContext
const sessions = new SessionShelf()
const saved: string[] = []
const files: UploadedFile[] = []

const route = routesWith<null>()
const routes = [
  ...assetRoutes<null>('/hr'),
  route({
    method: 'GET',
    path: '/hr/enter',
    rule: 'anyone',
    startsSession: true,
    answer: async ({ now }) => {
      const expiresAt = new Date(now.getTime() + 3_600_000).toISOString()
      const { cookie } = await startSession(
        {
          kind: 'hr',
          method: 'oidc',
          subject: 'hana',
          name: 'Hana',
          authenticatedAt: now.toISOString(),
          expiresAt,
        },
        { sessions, randomBytes, now },
      )
      return redirect('/hr/note', { cookies: [cookie] })
    },
  }),
  route({
    method: 'GET',
    path: '/hr/note',
    rule: 'hr',
    answer: () =>
      page(
        <>
          <PostForm action="/hr/note" label="Note">
            <TextArea name="text" label="Note" />
            <Button>Save</Button>
          </PostForm>
          <PostForm action="/hr/file" holdsFiles>
            <FileField name="file" label="File" />
            <Button>Upload</Button>
          </PostForm>
        </>,
        { title: 'A note' },
      ),
  }),
  route({
    method: 'POST',
    path: '/hr/note',
    rule: 'hr',
    body: z.strictObject({ text: requiredText({ max: 1000 }) }),
    answer: (_context, { body }) => {
      saved.push(body.text)
      return redirect('/hr/note')
    },
  }),
  route({
    method: 'POST',
    path: '/hr/file',
    rule: 'hr',
    body: z.strictObject({ file: uploadedFile({ maxBytes: 1000 }) }),
    answer: (_context, { body }) => {
      files.push(body.file)
      return redirect('/hr/note')
    },
  }),
]

beforeAll(async () => {
  // The address is known only when the port is: the handler compares with the host that was asked as well.
  const handle = createHttpHandler({
    room: sampleRoom,
    routes,
    dependencies: null,
    sessions,
    publicUrl: new URL('http://reviews.example.com'),
    now: () => new Date(),
    log: () => {},
  })
  ours = await serveHandler(handle)
  theirs = await serveHandler(async () => ({
    statusCode: 200,
    headers: { 'content-type': 'text/html' },
    body: `<form method=post action="${ours.url}/hr/note"><input name=text value=forged></form><script>document.forms[0].submit()</script>`,
  }))
  browser = await openBrowser()
}, 60_000)

afterAll(async () => {
  await browser?.close()
  await Promise.all([ours?.stop(), theirs?.stop()])
})

beforeEach(async () => {
  saved.length = 0
  await context?.close()
  context = await browser.newContext({ javaScriptEnabled: true })
})

const words = 'first line\n\nthird, with <b>marks</b> & "quotes"'

test('a browser keeps the session’s cookie on this machine and sends a form that is taken', async () => {
  const tab = await context.newPage()
  await tab.goto(`${ours.url}/hr/enter`)
  expect(await context.cookies()).toMatchObject([
    { name: '__Host-hr', secure: true, httpOnly: true, sameSite: 'Lax', path: '/' },
  ])
  await tab.getByLabel('Note').last().fill(words)
  await tab.getByRole('button', { name: 'Save' }).click()
  expect(saved).toEqual([words])
  expect(tab.url()).toBe(`${ours.url}/hr/note`)
})

test('a file arrives with its name and bytes', async () => {
  const tab = await context.newPage()
  await tab.goto(`${ours.url}/hr/enter`)
  const buffer = Buffer.from([0, 13, 10, 255, 45, 45])
  await tab.getByLabel('File').setInputFiles({ name: 'Leute "1".csv', mimeType: 'text/csv', buffer })
  await tab.getByRole('button', { name: 'Upload' }).click()
  expect(files).toEqual([
    { filename: 'Leute "1".csv', contentType: 'text/csv', bytes: new Uint8Array(buffer) },
  ])
})

test('a form of another site changes nothing, although the person is signed in', async () => {
  const tab = await context.newPage()
  await tab.goto(`${ours.url}/hr/enter`)
  // Another site for the browser: localhost is not 127.0.0.1.
  await tab.goto(theirs.url.replace('127.0.0.1', 'localhost'))
  await tab.getByRole('heading', { name: 'We cannot tell where this came from' }).waitFor()
  expect(saved).toEqual([])
})

test('words typed before the session was renewed are not lost, and are saved by one click', async () => {
  const tab = await context.newPage()
  await tab.goto(`${ours.url}/hr/enter`)
  await tab.getByLabel('Note').last().fill(words)
  await (await context.newPage()).goto(`${ours.url}/hr/enter`)
  await tab.getByRole('button', { name: 'Save' }).click()
  await tab.getByRole('heading', { name: 'Please send this again' }).waitFor()
  expect(saved).toEqual([])
  await tab.getByRole('button', { name: 'Send it now' }).click()
  expect(saved).toEqual([words])
})

test('words typed while the session ended wait until the person is back', async () => {
  const tab = await context.newPage()
  await tab.goto(`${ours.url}/hr/enter`)
  await tab.getByLabel('Note').last().fill(words)
  sessions.rows.clear()
  await tab.getByRole('button', { name: 'Save' }).click()
  await tab.getByRole('heading', { name: 'You are signed out' }).waitFor()
  await (await context.newPage()).goto(`${ours.url}/hr/enter`)
  await tab.getByRole('button', { name: 'Send it now' }).click()
  // The page that was shown had no token yet: the new session asks once more.
  await tab.getByRole('button', { name: 'Send it now' }).click()
  expect(saved).toEqual([words])
})
