import type { IncomingMessage, ServerResponse } from 'node:http'
import { CannotTravel, type CloudClock, type Destination } from '../clock.ts'
import type { UsageMeter } from '../meter.ts'
import { clockPage } from './clock-page.ts'
import { inboxPage, type Mail, type MailLine, mailActions, mailFrame, mailPage } from './inbox-pages.ts'
import { startPage } from './start-page.ts'
import { style } from './style.ts'
import { spanMs } from './time-in-words.ts'

/** The mails that the pages show. */
export interface Inbox {
  /** Oldest first. `to` narrows to a recipient, `after` to what came after that mail. */
  list(filter: { to?: string; after?: string; limit?: number }): MailLine[]
  read(id: string): Promise<Mail | undefined>
  /** The recipient's side answers: a bounce or a complaint. */
  act(id: string, action: 'bounce' | 'complain'): Promise<void>
}

export interface LocalSiteParts {
  clock: CloudClock
  meter: UsageMeter
  inbox: Inbox
  executions(machine: string | undefined): unknown[]
  /** What the app's roles may do, and what of it was used. */
  rights(): unknown
  /** Who can sign in. */
  people: { name: string; groups: string[] }[]
  /** The directory that shows each bucket's objects as files. */
  buckets: string
}

export interface LocalSite {
  /** Whether a path is one of the local pages. */
  owns(path: string): boolean
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>
}

/** So many mails are listed on the inbox page; the JSON gives all. */
const listed = 200
/** Forms and destinations are small. */
const largestBodyBytes = 16 * 1024

type Answer = { status?: number; type?: string; headers?: Record<string, string>; body: string }

/** The pages and the JSON below `/local` and the start page. They change nothing on GET. */
export function createLocalSite({
  clock,
  meter,
  inbox,
  executions,
  rights,
  people,
  buckets,
}: LocalSiteParts): LocalSite {
  let problem: string | undefined

  async function get(path: string, query: URLSearchParams): Promise<Answer | undefined> {
    const to = query.get('to')?.trim() ?? ''
    switch (path) {
      case '/':
        return html(
          startPage({
            now: clock.now(),
            offsetMs: clock.offsetMs(),
            mails: inbox.list({}).length,
            people,
            buckets,
          }),
        )
      case '/local/style.css':
        return { type: 'text/css; charset=utf-8', headers: { 'cache-control': 'max-age=300' }, body: style }
      case '/local/clock': {
        const said = problem
        problem = undefined
        return html(
          clockPage({
            now: clock.now(),
            offsetMs: clock.offsetMs(),
            due: clock.due(),
            travellingTo: clock.travellingTo(),
            problem: said,
          }),
        )
      }
      case '/local/clock.json':
        return json(200, {
          now: new Date(clock.now()).toISOString(),
          offsetMs: clock.offsetMs(),
          due: clock.due().map(({ at, ...item }) => ({ at: new Date(at).toISOString(), ...item })),
        })
      case '/local/usage.json':
        return json(200, meter.usage())
      case '/local/executions.json':
        return json(200, executions(query.get('machine') ?? undefined))
      case '/local/rights.json':
        return json(200, rights())
      case '/local/inbox.json': {
        const after = query.get('after')
        const limit = Number(query.get('limit') ?? 0)
        return json(
          200,
          await mailsInFull({
            ...(to ? { to } : {}),
            ...(after ? { after } : {}),
            ...(limit > 0 ? { limit } : {}),
          }),
        )
      }
      case '/local/inbox':
        return html(inboxList(to))
    }
    const [, id, part] = /^\/local\/inbox\/(\w+)(\/html)?$/.exec(path) ?? []
    const mail = id === undefined ? undefined : await inbox.read(id)
    if (!mail) return undefined
    return part === undefined ? html(mailPage(mail)) : frame(mailFrame(mail.html))
  }

  async function mailsInFull(filter: Parameters<Inbox['list']>[0]) {
    const mails = []
    for (const line of inbox.list(filter)) {
      const mail = await inbox.read(line.id)
      if (!mail) continue
      const { id, to, from, subject, at, text, html } = mail
      mails.push({ id, to, from, subject, date: new Date(at).toISOString(), text, html })
    }
    return mails
  }

  function inboxList(to: string): string {
    const all = inbox.list({})
    const counts = new Map<string, number>()
    for (const mail of all) for (const address of mail.to) counts.set(address, (counts.get(address) ?? 0) + 1)
    const mails = to === '' ? all : inbox.list({ to })
    return inboxPage({
      mails: mails.slice(-listed).reverse(),
      total: mails.length,
      to,
      recipients: [...counts].map(([address, count]) => ({ address, count })).sort(byAddress),
    })
  }

  async function post(path: string, request: IncomingMessage): Promise<Answer | undefined> {
    const body = await smallBody(request)
    if (path === '/local/clock/settle') {
      await clock.settle()
      return json(200, { now: new Date(clock.now()).toISOString() })
    }
    // Told apart by the body, because `curl -d` calls everything a form.
    if (path === '/local/clock/advance') {
      return /^\w+=/.test(body) ? advanceByForm(body) : advanceByJson(body)
    }
    const [, id, name] = /^\/local\/inbox\/(\w+)\/([a-z]+)$/.exec(path) ?? []
    const action = mailActions.find((known) => known.name === name)
    const mail = id === undefined ? undefined : await inbox.read(id)
    if (!action || !mail) return undefined
    await inbox.act(mail.id, action.name)
    return seeOther(`/local/inbox/${mail.id}`)
  }

  async function advanceByJson(body: string): Promise<Answer> {
    const destination = destinationOf(body)
    if (!destination) {
      return json(400, {
        message: 'Say where to: {"to":"next"}, {"to":"2026-05-01T09:00:00Z"} or {"by":"PT36H"}.',
      })
    }
    try {
      const { now, fired } = await clock.advance(destination)
      return json(200, { now: new Date(now).toISOString(), fired })
    } catch (error) {
      if (error instanceof CannotTravel) return json(400, { message: error.message })
      return json(503, { message: error instanceof Error ? error.message : String(error) })
    }
  }

  /** A journey may take a while; the page that follows shows how far it has come. */
  async function advanceByForm(body: string): Promise<Answer> {
    const { to, by, at } = Object.fromEntries(new URLSearchParams(body))
    const destination = destinationOf(JSON.stringify(at === undefined ? { to, by } : { to: `${at}Z` }))
    if (!destination) problem = 'That is not a time.'
    else {
      const journey = clock.advance(destination).catch((error: unknown) => {
        problem = error instanceof Error ? error.message : String(error)
      })
      // Most journeys are over at once, and then the page need not refresh.
      await Promise.race([journey, new Promise((resolve) => setTimeout(resolve, 700))])
    }
    return seeOther('/local/clock')
  }

  return {
    owns: (path) => path === '/' || path === '/local' || path.startsWith('/local/'),
    async handle(request, response) {
      const url = new URL(request.url ?? '/', `http://${request.headers.host}`)
      const answer = await answerTo(request, url, { get, post })
      response.writeHead(answer.status ?? 200, {
        'content-type': answer.type ?? 'text/plain; charset=utf-8',
        'content-length': Buffer.byteLength(answer.body),
        'content-security-policy': pagePolicy,
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        // Not `no-referrer`: with it browsers send `Origin: null` along with the forms of these pages.
        'referrer-policy': 'same-origin',
        ...answer.headers,
      })
      response.end(request.method === 'HEAD' ? undefined : answer.body)
    },
  }
}

const pagePolicy =
  "default-src 'none'; style-src 'self'; img-src data:; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
/** A mail is foreign text: no scripts, no requests, no forms, its own styles only. */
const mailPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; frame-ancestors 'self'; sandbox allow-top-navigation-by-user-activation allow-popups allow-popups-to-escape-sandbox"

async function answerTo(
  request: IncomingMessage,
  url: URL,
  {
    get,
    post,
  }: {
    get(path: string, query: URLSearchParams): Promise<Answer | undefined>
    post(path: string, request: IncomingMessage): Promise<Answer | undefined>
  },
): Promise<Answer> {
  const nothing: Answer = { status: 404, body: 'There is no such page on this machine.\n' }
  switch (request.method) {
    case 'GET':
    case 'HEAD':
      return (await get(url.pathname, url.searchParams)) ?? nothing
    case 'POST': {
      const { origin, 'sec-fetch-site': site } = request.headers
      // Programs send neither; a browser says which page the form stands on.
      if ((origin !== undefined && origin !== url.origin) || site === 'cross-site') {
        return { status: 403, body: 'Only the pages of this machine may do that.\n' }
      }
      return (await post(url.pathname, request)) ?? nothing
    }
    default:
      return { status: 405, headers: { allow: 'GET, HEAD, POST' }, body: 'That cannot be done here.\n' }
  }
}

/** Where a request wants time to go; undefined when it does not say so in one of the three ways. */
function destinationOf(body: string): Destination | undefined {
  let wish: { to?: unknown; by?: unknown } | null
  try {
    wish = JSON.parse(body) as typeof wish
  } catch {
    return undefined
  }
  if (wish?.to === 'next') return { to: 'next' }
  if (typeof wish?.to === 'string') {
    const to = Date.parse(wish.to)
    return Number.isNaN(to) ? undefined : { to }
  }
  const by = typeof wish?.by === 'string' ? spanMs(wish.by) : undefined
  return by === undefined ? undefined : { by }
}

async function smallBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    bytes += chunk.length
    if (bytes > largestBodyBytes) throw new Error('The request is larger than any form here.')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function html(body: string): Answer {
  return { type: 'text/html; charset=utf-8', body }
}

function frame(body: string): Answer {
  return { type: 'text/html; charset=utf-8', headers: { 'content-security-policy': mailPolicy }, body }
}

function json(status: number, value: unknown): Answer {
  return { status, type: 'application/json', body: `${JSON.stringify(value)}\n` }
}

function seeOther(location: string): Answer {
  return { status: 303, headers: { location }, body: '' }
}

function byAddress(a: { address: string }, b: { address: string }): number {
  return a.address.localeCompare(b.address)
}
