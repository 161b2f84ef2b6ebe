import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { parse } from 'node-html-parser'
import type { HttpHandler } from '../../../functions/web/http-handler.tsx'
import { formPost, httpEvent } from '../web/http-event.ts'

export interface Seen {
  status: number
  location: string | undefined
  html: string
  /** The page's words, as somebody reads them. */
  text: string
  /** Every form's fields by name, as the page shows them: what a browser would send if nothing is touched. */
  fields: Record<string, string[]>
}

/** What a browser without scripts does: keeps cookies, follows 303, sends a page's own form token. */
export class Browser {
  readonly cookies = new Map<string, string>()
  readonly #handle: HttpHandler
  #csrf = ''

  constructor(handle: HttpHandler) {
    this.#handle = handle
  }

  async get(path: string, options: { method?: string; accept?: string } = {}): Promise<Seen> {
    const [rawPath = '', query = ''] = path.split('?')
    const headers = options.accept === undefined ? {} : { headers: { accept: options.accept } }
    return this.#see(
      await this.#handle(
        httpEvent({
          path: rawPath,
          query,
          cookies: this.#sent(),
          method: options.method ?? 'GET',
          ...headers,
        }),
      ),
    )
  }

  /** GET, then on to wherever it leads. */
  async open(path: string): Promise<Seen> {
    const seen = await this.get(path)
    return seen.location === undefined ? seen : this.open(seen.location)
  }

  /** Sends a form with the token of the page that was seen last. Lists send a field several times. */
  async post(
    path: string,
    fields: Record<string, string | readonly string[]> = {},
    headers: Record<string, string> = {},
  ): Promise<Seen> {
    const form = new URLSearchParams()
    const withToken: [string, string | readonly string[]][] = [
      ['csrf', this.#csrf],
      ...Object.entries(fields),
    ]
    for (const [name, value] of withToken) {
      for (const one of typeof value === 'string' ? [value] : value) form.append(name, one)
    }
    return this.#see(await this.#handle(formPost(path, form, { cookies: this.#sent(), headers })))
  }

  /** Another tab, or another window: the same cookies, its own page. */
  twin(): Browser {
    const twin = new Browser(this.#handle)
    for (const [name, value] of this.cookies) twin.cookies.set(name, value)
    twin.#csrf = this.#csrf
    return twin
  }

  #sent(): string[] {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`)
  }

  #see(response: APIGatewayProxyStructuredResultV2): Seen {
    for (const cookie of response.cookies ?? []) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      if (value === '') this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    const html = response.body ?? ''
    const document = parse(html)
    const fields: Record<string, string[]> = {}
    for (const control of document.querySelectorAll('input, textarea')) {
      const kind = control.getAttribute('type')
      if ((kind === 'radio' || kind === 'checkbox') && !control.hasAttribute('checked')) continue
      const name = control.getAttribute('name') ?? ''
      const value =
        control.tagName === 'TEXTAREA'
          ? control.textContent.replace(/^\n/, '')
          : (control.getAttribute('value') ?? '')
      fields[name] = [...(fields[name] ?? []), value]
    }
    this.#csrf = fields.csrf?.[0] ?? this.#csrf
    const location = response.headers?.location
    return {
      status: response.statusCode ?? 0,
      location: location === undefined ? undefined : String(location),
      html,
      text: (document.querySelector('main') ?? document).textContent.replace(/\s+/g, ' '),
      fields,
    }
  }
}
