import type { HTMLElement } from 'node-html-parser'
import { type Page, UnexpectedPage, Visitor } from './demo/visitor.ts'

/** What HR ticks and fills in beside the file; the names are those of the form. */
export interface PeopleImportChoices {
  emailDomain?: string
  deriveEmployeeIds?: boolean
  createNamedSupervisors?: boolean
}

/** What an import did, by the numbers that its preview showed. */
export interface ImportResult {
  added: number
  changed: number
  unchanged: number
  leftOut: number
}

/**
 * Somebody from HR with a browser: signs in at the company's issuer and uses the console's pages and forms, nothing else.
 */
export class HrUser {
  readonly #visitor = new Visitor()
  readonly #url: string

  private constructor(url: string) {
    this.#url = url
  }

  /** Signs in as the first account that the issuer's page offers for the role `hr`. */
  static async signIn(url: string): Promise<HrUser> {
    const user = new HrUser(url)
    const page = await user.#visitor.open(new URL('/hr', url))
    const button = page.document
      .querySelectorAll('button[name=account]')
      .find((one) => /\bhr\b/i.test(one.querySelector('span')?.textContent ?? ''))
    const form = button?.closest('form')
    const account = button?.getAttribute('value')
    if (!form || account === undefined) {
      throw new UnexpectedPage(`${page.url.href} offers no account for HR: ${wordsOf(page)}`)
    }
    const inside = await user.#visitor.submit(page, form, {}, { name: 'account', value: account })
    if (inside.status !== 200 || !inside.url.pathname.startsWith('/hr')) {
      throw new UnexpectedPage(
        `Signing in ended on ${inside.url.href} with ${inside.status}: ${wordsOf(inside)}`,
      )
    }
    return user
  }

  /** A page of the console; anything but 200 is an error with the words of the page. */
  async open(path: string): Promise<Page> {
    const page = await this.#visitor.open(new URL(path, this.#url))
    if (page.status !== 200) throw new UnexpectedPage(`${path} answered ${page.status}: ${wordsOf(page)}`)
    return page
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

  /** Chooses the file, looks at the preview and confirms it. A file that changes nothing is not confirmed. */
  async importPeople(
    file: { name: string; bytes: Uint8Array<ArrayBuffer> },
    choices: PeopleImportChoices,
  ): Promise<ImportResult> {
    const start = await this.open('/hr/people/import')
    const chosen = {
      file: new File([file.bytes], file.name, { type: 'text/csv' }),
      ...(choices.emailDomain === undefined ? {} : { emailDomain: choices.emailDomain }),
      ...(choices.deriveEmployeeIds ? { deriveEmployeeIds: tick(start, 'deriveEmployeeIds') } : {}),
      ...(choices.createNamedSupervisors
        ? { createNamedSupervisors: tick(start, 'createNamedSupervisors') }
        : {}),
    }
    const preview = await this.press(start, one(start, 'form[enctype="multipart/form-data"] button'), chosen)
    const confirm = preview.document.querySelector('button[formaction="/hr/people/import"]')
    if (!confirm) {
      // 422 says that something is wrong; 200 without a button, that there is nothing to do.
      if (preview.status === 200) return { added: 0, changed: 0, unchanged: 0, leftOut: 0 }
      throw new UnexpectedPage(`${file.name} cannot be imported: ${wordsOf(preview)}`)
    }
    const after = await this.press(preview, confirm)
    const counts = after.url.searchParams.get('imported')?.split('.').map(Number)
    const [added = 0, changed = 0, unchanged = 0, leftOut = 0] = counts ?? []
    if (after.status !== 200 || counts === undefined) {
      throw new UnexpectedPage(
        `The import ended on ${after.url.pathname} with ${after.status}: ${wordsOf(after)}`,
      )
    }
    return { added, changed, unchanged, leftOut }
  }
}

/** The only element of its kind on a page. */
export function one(page: Page, selector: string): HTMLElement {
  const found = page.document.querySelector(selector)
  if (!found) throw new UnexpectedPage(`There is no ${selector} on ${page.url.pathname}: ${wordsOf(page)}`)
  return found
}

/** What a browser sends for a box that is ticked. */
function tick(page: Page, name: string): string {
  return one(page, `input[type=checkbox][name="${name}"]`).getAttribute('value') ?? 'on'
}

/** The words of a page's main part, shortened, for messages about it. */
export function wordsOf(page: Page): string {
  const main = page.document.querySelector('main') ?? page.document
  return main.textContent.replace(/\s+/g, ' ').trim().slice(0, 400)
}
