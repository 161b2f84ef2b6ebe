import * as z from 'zod'
import { assetRoutes } from '../../../functions/web/asset-routes.ts'
import { manyOf, requiredText, uploadedFile } from '../../../functions/web/form-field.ts'
import { createHttpHandler, type HttpHandler } from '../../../functions/web/http-handler.tsx'
import { file, json, notAvailable, page, redirect, refused } from '../../../functions/web/reply.ts'
import type { RequestLogEntry } from '../../../functions/web/request-log.ts'
import type { Room } from '../../../functions/web/room.ts'
import { type Route, routesWith } from '../../../functions/web/route.ts'
import { hrSession, SessionShelf } from './session-shelf.ts'

export const sampleRoom: Room = {
  kind: 'hr',
  name: 'HR console',
  prefix: '/hr',
  navigation: [
    { label: 'Cycles', href: '/hr' },
    { label: 'People', href: '/hr/people' },
  ],
  signInPath: '/hr/sign-in',
  signOutPath: '/hr/sign-out',
  wayBack: 'It may have moved, or it is not yours to see.',
}

/** What the sample routes write to: tests look at it to see whether anything changed. */
export interface SampleDependencies {
  notes: { text: string; tags: string[] }[]
}

const route = routesWith<SampleDependencies>()

export const sampleRoutes: Route<SampleDependencies>[] = [
  ...assetRoutes<SampleDependencies>('/hr'),
  route({
    method: 'GET',
    path: '/hr',
    rule: 'hr',
    query: z.object({ from: z.coerce.number().optional() }),
    answer: ({ dependencies, session }) =>
      page(<p>{`${session.name}: ${dependencies.notes.length} notes`}</p>, {
        title: 'Cycles',
        data: { notes: dependencies.notes.length },
      }),
  }),
  route({
    method: 'GET',
    path: '/hr/people/{personId}',
    rule: 'hr',
    params: z.object({ personId: z.string().regex(/^per_\w+$/) }),
    answer: (_context, { params }) =>
      params.personId === 'per_1' ? page(<p>It is person one.</p>, { title: 'Person' }) : notAvailable(),
  }),
  route({
    method: 'GET',
    path: '/hr/people/new',
    rule: 'hr',
    answer: () => page(<p>A new person.</p>, { title: 'New person' }),
  }),
  route({
    method: 'POST',
    path: '/hr/notes',
    rule: 'hr',
    query: z.object({ again: z.string().optional() }),
    body: z.strictObject({ text: requiredText({ max: 20 }), tag: manyOf(z.string()) }),
    answer: ({ dependencies }, { body }) => {
      dependencies.notes.push({ text: body.text, tags: body.tag })
      return redirect('/hr', { data: { saved: true } })
    },
  }),
  route({
    method: 'POST',
    path: '/hr/notes/kept',
    rule: 'hr',
    body: z.object({ text: requiredText({ max: 20 }) }),
    answer: () => refused({ code: 'frozen', message: 'This cycle has been launched.', field: 'text' }),
    onInvalid: (_context, { typed, errors }) =>
      page(<p>{`${String(typed.text)}: ${errors.text}`}</p>, { title: 'Note', status: 422 }),
  }),
  route({
    method: 'POST',
    path: '/hr/files',
    rule: 'hr',
    maxBodyBytes: 5000,
    body: z.object({ people: uploadedFile({ maxBytes: 2000 }) }),
    answer: (_context, { body }) =>
      json({ name: body.people.filename, type: body.people.contentType, size: body.people.bytes.byteLength }),
  }),
  route({
    method: 'GET',
    path: '/hr/export',
    rule: 'hr',
    answer: () =>
      file('a,b\r\n', { contentType: 'text/csv; charset=utf-8', filename: 'Ärger "x".csv\r\nX-Evil: 1' }),
  }),
  route({
    method: 'GET',
    path: '/hr/bytes',
    rule: 'hr',
    answer: () => file(new Uint8Array([0, 255]), { contentType: 'application/octet-stream' }),
  }),
  route({
    method: 'GET',
    path: '/hr/broken',
    rule: 'hr',
    answer: () => {
      throw new TypeError('the secret words of somebody', { cause: new RangeError('more words') })
    },
  }),
  route({
    method: 'GET',
    path: '/hr/broken-page',
    rule: 'hr',
    answer: () => page(<Breaks />, { title: 'Breaks while it is drawn' }),
  }),
  route({
    method: 'GET',
    path: '/hr/enter/{secret}',
    rule: 'anyone',
    startsSession: true,
    params: z.object({ secret: z.string() }),
    answer: ({ dependencies }) => {
      dependencies.notes.push({ text: 'entered', tags: [] })
      return redirect('/hr')
    },
  }),
  route({
    method: 'POST',
    path: '/hr/leave',
    rule: 'anyone',
    anonymous: true,
    body: z.object({}),
    answer: () => redirect('/hr'),
  }),
]

function Breaks(): never {
  throw new Error('words in a component')
}

export interface SampleApp {
  handle: HttpHandler
  dependencies: SampleDependencies
  sessions: SessionShelf
  log: RequestLogEntry[]
}

/** The room with Hana signed in (cookie `__Host-hr=hana`) at nine in the morning. */
export function sampleApp(
  options: { room?: Room; routes?: Route<SampleDependencies>[]; now?: string } = {},
): SampleApp {
  const dependencies: SampleDependencies = { notes: [] }
  const sessions = new SessionShelf()
  sessions.rows.set(hrSession.hash, hrSession)
  const log: RequestLogEntry[] = []
  const handle = createHttpHandler({
    room: options.room ?? sampleRoom,
    routes: options.routes ?? sampleRoutes,
    dependencies,
    sessions,
    publicUrl: new URL('https://reviews.example.com'),
    now: () => new Date(options.now ?? '2026-03-02T09:00:00Z'),
    log: (entry) => log.push(entry),
  })
  return { handle, dependencies, sessions, log }
}

export const signedIn = { cookies: ['__Host-hr=hana'] }
