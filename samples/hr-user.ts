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
      throw new UnexpectedPage(`${file.name} cannot be imported: ${reasonsOn(preview)}`)
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
