import { type Page, UnexpectedPage } from './demo/visitor.ts'
import { one, SignedInUser, wordsOf } from './signed-in-user.ts'

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

/** Somebody from HR at work in the console. */
export class HrUser extends SignedInUser {
  static async signIn(url: string): Promise<HrUser> {
    const user = new HrUser(url)
    await user.signIn('hr', '/hr')
    return user
  }

  /** Chooses the file, says what its columns mean, looks at what changes and confirms it, and waits until all is saved. */
  async importPeople(
    file: { name: string; bytes: Uint8Array<ArrayBuffer> },
    choices: PeopleImportChoices,
  ): Promise<ImportResult> {
    const start = await this.open('/hr/people/import')
    const columns = await this.press(start, one(start, 'form[enctype="multipart/form-data"] button'), {
      file: new File([file.bytes], file.name, { type: 'text/csv' }),
    })
    if (columns.status !== 200) throw new UnexpectedPage(`${file.name} cannot be read: ${wordsOf(columns)}`)
    const changes = await this.press(columns, one(columns, 'form[action$="/columns"] button'), {
      ...(choices.emailDomain === undefined ? {} : { emailDomain: choices.emailDomain }),
      ...(choices.deriveEmployeeIds ? { deriveEmployeeIds: tick(columns, 'deriveEmployeeIds') } : {}),
      ...(choices.createNamedSupervisors
        ? { createNamedSupervisors: tick(columns, 'createNamedSupervisors') }
        : {}),
    })
    if (changes.status !== 200) {
      throw new UnexpectedPage(`${file.name} cannot be imported: ${reasonsOn(changes)}`)
    }
    const confirm = changes.document.querySelector('form[action$="/confirm"] button')
    if (!confirm) {
      const { added, changed, leftOut } = (await this.read(changes.url.pathname)) as {
        added: number
        changed: number
        leftOut: number[]
      }
      if (added + changed + leftOut.length === 0) return { added, changed, unchanged: 0, leftOut: 0 }
      throw new UnexpectedPage(`${file.name} cannot be imported: ${reasonsOn(changes)}`)
    }
    const progress = await this.press(changes, confirm)
    if (progress.status !== 200 || progress.url.pathname.endsWith('/confirm')) {
      throw new UnexpectedPage(`The import was not begun: ${wordsOf(progress)}`)
    }
    return this.#followImport(progress.url.pathname)
  }

  /** Looks again and again, as somebody who waits does. */
  async #followImport(path: string): Promise<ImportResult> {
    for (;;) {
      const { status, summary } = (await this.read(path)) as { status: string; summary: ImportResult }
      if (status === 'done') return summary
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }
}

/** The first rows with a problem, where the preview lists any, else the words of the page. */
function reasonsOn(preview: Page): string {
  const rows = preview.document
    .querySelectorAll('tr')
    .map((row) => row.childNodes.map((cell) => cell.textContent.trim()).filter(Boolean))
    .filter(([first]) => first !== undefined && /^Row \d+$/.test(first))
  if (rows.length === 0) return wordsOf(preview)
  return rows
    .slice(0, 3)
    .map((cells) => cells.join(': '))
    .join(' ')
}

/** What a browser sends for a box that is ticked. */
function tick(page: Page, name: string): string {
  return one(page, `input[type=checkbox][name="${name}"]`).getAttribute('value') ?? 'on'
}
