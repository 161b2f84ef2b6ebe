import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { HTMLElement, type Node, parse, TextNode } from 'node-html-parser'
import type { HttpHandler } from '../../../functions/web/http-handler.tsx'
import { hashOfSessionId, type Session, sessionCookieNames } from '../../../functions/web/sessions.ts'
import { formPost, httpEvent } from './http-event.ts'

export interface SeenPage {
  status: number
  location: string | undefined
  html: string
  document: HTMLElement
  /** The words of the page's content, blanks made one. */
  words: string
  json(): unknown
}

/** Somebody of the company who is signed in to a console: what HR and auditors do in a browser without scripts. */
export class ConsoleUser {
  readonly #handle: HttpHandler
  readonly #session: Session
  readonly #cookie: string

  constructor(handle: HttpHandler, session: Session, sessionId: string) {
    this.#handle = handle
    this.#session = session
    this.#cookie = `${sessionCookieNames[session.kind]}=${sessionId}`
  }

  async open(path: string): Promise<SeenPage> {
    return this.#send(httpEvent({ ...split(path), cookies: [this.#cookie] }))
  }

  async read(path: string): Promise<unknown> {
    const headers = { accept: 'application/json' }
    const seen = await this.#send(httpEvent({ ...split(path), cookies: [this.#cookie], headers }))
    return seen.json()
  }

  /** Sends a form; a list sends its field several times. */
  async post(path: string, fields: Record<string, string | readonly string[]> = {}): Promise<SeenPage> {
    const form = new URLSearchParams({ csrf: this.#session.csrfToken })
    for (const [name, value] of Object.entries(fields)) {
      for (const one of typeof value === 'string' ? [value] : value) form.append(name, one)
    }
    return this.#send(formPost(path, form, { cookies: [this.#cookie] }))
  }

  /** Sends JSON as a program does. @returns what it is answered. */
  async send(path: string, value: unknown): Promise<unknown> {
    const headers = {
      accept: 'application/json',
      'content-type': 'application/json',
      'x-csrf-token': this.#session.csrfToken,
      origin: 'https://reviews.example.com',
    }
    const body = JSON.stringify(value)
    const seen = await this.#send(httpEvent({ method: 'POST', path, cookies: [this.#cookie], headers, body }))
    return seen.json()
  }

  /** Sends a form with a file, as browsers encode it. */
  async upload(
    path: string,
    file: { name: string; content: string | Uint8Array<ArrayBuffer> },
    fields: Record<string, string> = {},
  ): Promise<SeenPage> {
    const form = new FormData()
    for (const [name, value] of Object.entries({ csrf: this.#session.csrfToken, ...fields })) {
      form.append(name, value)
    }
    form.append('file', new File([file.content], file.name, { type: 'text/csv' }))
    const encoded = new Response(form)
    return this.#send(
      httpEvent({
        method: 'POST',
        path,
        cookies: [this.#cookie],
        headers: {
          'content-type': encoded.headers.get('content-type') ?? '',
          origin: 'null',
          'sec-fetch-site': 'same-origin',
        },
        body: new Uint8Array(await encoded.arrayBuffer()),
      }),
    )
  }

  async #send(event: APIGatewayProxyEventV2): Promise<SeenPage> {
    return seenPage(await this.#handle(event))
  }
}

export function seenPage(response: APIGatewayProxyStructuredResultV2): SeenPage {
  const html = response.body ?? ''
  const document = parse(html)
  const location = response.headers?.location
  return {
    status: response.statusCode ?? 0,
    location: location === undefined ? undefined : String(location),
    html,
    document,
    words: textsIn(document.querySelector('main') ?? document)
      .join(' ')
      .replace(/\s+/g, ' ')
      .trim(),
    json: () => JSON.parse(html),
  }
}

/** Each piece of text by itself, so that a cell does not run into the next; what could be chosen is left out. */
function textsIn(node: Node): string[] {
  if (node instanceof TextNode) return [node.text]
  if (node instanceof HTMLElement && node.tagName === 'SELECT') return []
  return node.childNodes.flatMap(textsIn)
}

/** What the browser would send with the page's form if nothing is touched. */
export function fieldsOf(page: SeenPage, formSelector = 'main form'): Record<string, string | string[]> {
  const fields: Record<string, string[]> = {}
  const add = (name: string | undefined, value: string) => {
    if (name !== undefined && name !== 'csrf') fields[name] = [...(fields[name] ?? []), value]
  }
  const form = page.document.querySelector(formSelector)
  if (form === null) throw new Error(`The page has no ${formSelector}: ${page.words}`)
  for (const control of form.querySelectorAll('input, textarea, select')) {
    const name = control.getAttribute('name')
    const type = control.getAttribute('type')
    if (type === 'file') continue
    if ((type === 'checkbox' || type === 'radio') && !control.hasAttribute('checked')) continue
    if (control.tagName === 'TEXTAREA') add(name, control.textContent.replace(/^\n/, ''))
    else if (control.tagName === 'SELECT') {
      const options = control.querySelectorAll('option')
      const chosen = options.find((option) => option.hasAttribute('selected')) ?? options[0]
      add(name, chosen?.getAttribute('value') ?? '')
    } else add(name, control.getAttribute('value') ?? '')
  }
  return Object.fromEntries(
    Object.entries(fields).map(([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : values]),
  )
}

function split(path: string): { path: string; query: string } {
  const [rawPath = '', query = ''] = path.split('?')
  return { path: rawPath, query }
}

/** A session of the console that lasts for the day of `now`, and the id that its cookie carries. */
export function consoleSession(kind: 'hr' | 'auditor', now: Date): { session: Session; sessionId: string } {
  const sessionId = `${kind}-${now.getTime()}`.padEnd(43, '0')
  return {
    sessionId,
    session: {
      kind,
      method: 'oidc',
      hash: hashOfSessionId(sessionId),
      subject: `${kind}-account`,
      name: kind === 'hr' ? 'Hana Reyes' : 'Ada Turing',
      csrfToken: kind.padEnd(43, 'c'),
      authenticatedAt: new Date(now.getTime() - 60_000).toISOString(),
      expiresAt: new Date(now.getTime() + 36_000_000).toISOString(),
    },
  }
}
