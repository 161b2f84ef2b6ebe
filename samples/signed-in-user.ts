import type { HTMLElement } from 'node-html-parser'
import { type Page, SignedOut, UnexpectedPage, Visitor } from './demo/visitor.ts'

/**
 * Somebody with an account and a browser: signs in at the company's issuer and uses a console's pages and forms, nothing
 * else.
 */
export class SignedInUser {
  readonly #visitor = new Visitor()
  readonly #url: string
  #account: { role: 'hr' | 'auditor'; home: string } | undefined

  constructor(url: string) {
    this.#url = url
  }

  /** Signs in as the first account that the issuer's page offers for a role, by way of the console that it is for. */
  async signIn(role: 'hr' | 'auditor', home: string): Promise<void> {
    this.#account = { role, home }
    const page = await this.#visitor.open(new URL(home, this.#url))
    const button = page.document
      .querySelectorAll('button[name=account]')
      .find((one) => new RegExp(`\\b${role}\\b`, 'i').test(one.querySelector('span')?.textContent ?? ''))
    const form = button?.closest('form')
    const account = button?.getAttribute('value')
    if (!form || account === undefined) {
      throw new UnexpectedPage(`${page.url.href} offers no account for ${role}: ${wordsOf(page)}`)
    }
    const inside = await this.#visitor.submit(page, form, {}, { name: 'account', value: account })
    if (inside.status !== 200 || !inside.url.pathname.startsWith(home)) {
      throw new UnexpectedPage(
        `Signing in ended on ${inside.url.href} with ${inside.status}: ${wordsOf(inside)}`,
      )
    }
  }

  /** A page of the console; anything but 200 is an error with the words of the page. */
  async open(path: string): Promise<Page> {
    const page = await this.#visitor.open(new URL(path, this.#url))
    if (page.status !== 200) throw new UnexpectedPage(`${path} answered ${page.status}: ${wordsOf(page)}`)
    return page
  }

  /** What a page answers to a program of this person: JSON. A session that has ended is begun anew. */
  async read(path: string): Promise<unknown> {
    try {
      return await this.#visitor.readJson(new URL(path, this.#url))
    } catch (error) {
      if (!(error instanceof SignedOut) || this.#account === undefined) throw error
      await this.signIn(this.#account.role, this.#account.home)
      return this.#visitor.readJson(new URL(path, this.#url))
    }
  }

  /** Sends a form of a page as a browser would, by the button that is given. */
  async press(
    page: Page,
    button: HTMLElement,
    values: Readonly<Record<string, string | readonly string[] | File>> = {},
  ): Promise<Page> {
    const form = button.closest('form')
    if (!form) throw new UnexpectedPage(`A button on ${page.url.pathname} stands in no form`)
    const action = button.getAttribute('formaction')
    if (action !== undefined) form.setAttribute('action', action)
    const name = button.getAttribute('name')
    const pressed = name === undefined ? undefined : { name, value: button.getAttribute('value') ?? '' }
    return this.#visitor.submit(page, form, values, pressed)
  }
}

/** The only element of its kind on a page. */
export function one(page: Page, selector: string): HTMLElement {
  const found = page.document.querySelector(selector)
  if (!found) throw new UnexpectedPage(`There is no ${selector} on ${page.url.pathname}: ${wordsOf(page)}`)
  return found
}

/** The words of a page's main part, shortened, for messages about it. */
export function wordsOf(page: Page): string {
  const main = page.document.querySelector('main') ?? page.document
  return main.textContent.replace(/\s+/g, ' ').trim().slice(0, 400)
}
