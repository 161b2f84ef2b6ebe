import { type HTMLElement, parse } from 'node-html-parser'
import { Cookie, CookieJar } from 'tough-cookie'

/** What somebody sees after a click: where they are, and the page. */
export interface Page {
  url: URL
  status: number
  document: HTMLElement
}

/** The cloud did not answer: it is down, or went down while answering. Whoever acts tries again, like a person would. */
export class NotReached extends Error {
  override name = 'NotReached'
}

/** The cloud answered, but not with what was expected. The message says where and what. */
export class UnexpectedPage extends Error {
  override name = 'UnexpectedPage'
}

/** The session has ended, as sessions do; whoever it was signs in again. */
export class SignedOut extends Error {
  override name = 'SignedOut'
}

/**
 * One person with a browser of their own: opens addresses, follows links, fills and sends the forms that stand on the
 * page, keeps cookies. It can do nothing that a browser without scripts cannot.
 */
export class Visitor {
  private readonly jar = new CookieJar()

  async open(address: string | URL, referrer?: URL): Promise<Page> {
    return this.request(new URL(address, referrer), { method: 'GET' }, referrer)
  }

  /** Reads an address as a program of this person would: JSON instead of a page. */
  async readJson(address: string | URL): Promise<unknown> {
    const { response } = await this.send(new URL(address), {
      method: 'GET',
      headers: { accept: 'application/json' },
    })
    if (response.status === 401) throw new SignedOut(new URL(address).pathname)
    if (response.status !== 200)
      throw new UnexpectedPage(`${new URL(address).pathname} answered ${response.status}`)
    return response.json()
  }

  /**
   * Sends a form as it stands on the page, with what this person filled in.
   * @param values by field name; files as `File`; a field that the form does not have is an error.
   * @param button the `value` of the button that is pressed, where the form has several.
   */
  async submit(
    page: Page,
    form: HTMLElement,
    values: Readonly<Record<string, string | readonly string[] | File>>,
    button?: { name: string; value: string },
  ): Promise<Page> {
    const fields = fieldsOf(form)
    for (const [name, value] of Object.entries(values)) {
      if (!hasField(form, name))
        throw new UnexpectedPage(`The form on ${page.url.pathname} has no field ${name}`)
      fields.delete(name)
      for (const one of Array.isArray(value) ? value : [value]) fields.append(name, one)
    }
    if (button !== undefined) fields.append(button.name, button.value)
    const target = new URL(form.getAttribute('action') || page.url.href, page.url)
    const multipart = form.getAttribute('enctype') === 'multipart/form-data'
    const body = multipart
      ? fields
      : new URLSearchParams([...fields].map(([name, value]) => [name, String(value)]))
    return this.request(target, { method: 'POST', body }, page.url)
  }

  private async request(url: URL, init: RequestInit, referrer?: URL): Promise<Page> {
    const { response, url: end } = await this.send(url, init, referrer)
    return { url: end, status: response.status, document: parse(await reading(response.text())) }
  }

  private async send(
    start: URL,
    init: RequestInit,
    referrer?: URL,
  ): Promise<{ response: Response; url: URL }> {
    let url = start
    let request: RequestInit = init
    for (let hops = 0; hops < 12; hops += 1) {
      const headers = new Headers(request.headers)
      headers.set('cookie', await this.jar.getCookieString(url.href))
      if (request.method === 'POST' && referrer !== undefined) headers.set('origin', referrer.origin)
      const response = await reading(fetch(url, { ...request, headers, redirect: 'manual' }))
      for (const line of response.headers.getSetCookie()) {
        const cookie = Cookie.parse(line)
        if (cookie !== undefined) await this.jar.setCookie(cookie, url.href)
      }
      if (response.status === 429 || response.status === 503) {
        // Too much at once: a person waits a moment and tries again.
        await reading(response.arrayBuffer())
        await new Promise((resolve) => setTimeout(resolve, 500))
        hops -= 1
        continue
      }
      const location = response.headers.get('location')
      if (response.status < 300 || response.status >= 400 || location === null) return { response, url }
      await reading(response.arrayBuffer())
      url = new URL(location, url)
      request = { method: 'GET', ...(init.headers === undefined ? {} : { headers: init.headers }) }
    }
    throw new UnexpectedPage(`${start.pathname} leads in circles`)
  }
}

async function reading<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise
  } catch (error) {
    throw new NotReached(String(error))
  }
}

function hasField(form: HTMLElement, name: string): boolean {
  return form.querySelectorAll('input,textarea,select').some((field) => field.getAttribute('name') === name)
}

/** The form's fields with the values that a browser would send if nothing were touched. */
function fieldsOf(form: HTMLElement): FormData {
  const fields = new FormData()
  for (const field of form.querySelectorAll('input,textarea,select')) {
    const name = field.getAttribute('name')
    if (name === undefined || name === '' || field.hasAttribute('disabled')) continue
    if (field.tagName === 'TEXTAREA') fields.append(name, field.textContent.replace(/^\n/, ''))
    else if (field.tagName === 'SELECT') {
      const options = field.querySelectorAll('option')
      const chosen = options.filter((option) => option.hasAttribute('selected'))
      const first = field.hasAttribute('multiple') ? [] : options.slice(0, 1)
      for (const option of chosen.length > 0 ? chosen : first) {
        fields.append(name, option.getAttribute('value') ?? option.textContent)
      }
    } else {
      const type = field.getAttribute('type') ?? 'text'
      const ticked = field.hasAttribute('checked')
      if (type === 'file' || type === 'submit' || type === 'button') continue
      if ((type === 'checkbox' || type === 'radio') && !ticked) continue
      fields.append(name, field.getAttribute('value') ?? (type === 'checkbox' ? 'on' : ''))
    }
  }
  return fields
}
