import {
  type ColumnMapping,
  columnName,
  type FileRow,
  type ImportField,
  importFieldNames,
} from './people-columns.ts'
import type { ImportProblem } from './people-rows.ts'
import { personFieldLimits } from './person.ts'

/** What exports write where they know nothing. Never applied to names and ids: there are people called Null. */
const noDataWords = new Set(['null', '(null)', 'nil', 'none', '?', 'n/a', '#n/a', 'na', '-', '--'])

// Control characters break mail headers and exports; the marks that turn the direction of writing let one name pose as another.
const unwanted = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/u

/** Whether a text holds what cannot be seen and does harm in mails, exports or lists. */
export function holdsControls(text: string): boolean {
  return unwanted.test(text)
}

/**
 * Exports put an apostrophe before what a spreadsheet would calculate, and spreadsheets do not show it; it is no part of the text.
 */
const withoutGuard = (cell: string) => cell.replace(/^'(?='*[=+\-@\t\r\n＝＋－＠])/u, '')

/** The cells of one row by field, and what is to be said about them. */
export class RowCells {
  readonly row: number
  readonly problems: ImportProblem[] = []
  /** The words in this row that mean no data, as they are written. */
  readonly noData: string[] = []
  readonly #cells: readonly string[]
  readonly #columns: ColumnMapping['columns']
  readonly #headings: readonly string[]

  constructor({ row, cells }: FileRow, columns: ColumnMapping['columns'], headings: readonly string[]) {
    this.row = row
    this.#cells = cells
    this.#columns = columns
    this.#headings = headings
  }

  /** A reason to leave the row out was found. */
  get broken(): boolean {
    return this.problems.some((problem) => problem.severity === 'error')
  }

  /** What the column of a field is called; undefined when the file has none. */
  columnOf(field: ImportField): string | undefined {
    const index = this.#columns[field]
    return index === undefined ? undefined : columnName(this.#headings, index)
  }

  report(severity: ImportProblem['severity'], code: string, message: string, field?: ImportField): void {
    const column = field === undefined ? undefined : this.columnOf(field)
    this.problems.push({
      row: this.row,
      ...(column === undefined ? {} : { column }),
      code,
      message,
      severity,
    })
  }

  /** A cell as written, but for blanks around it; '' for none, and where what it holds cannot be taken. */
  text(field: ImportField, limit: number): string {
    const text = withoutGuard(this.#raw(field)).trim().normalize('NFC')
    const name = importFieldNames[field]
    if (unwanted.test(text)) {
      const message = `The ${name} holds a line break or an invisible control character. Remove it.`
      this.report('error', 'control-characters', message, field)
      return ''
    }
    if (text.length > limit) {
      const message = `The ${name} has ${text.length} characters; ${limit} fit. Shorten it.`
      this.report('error', 'too-long', message, field)
      return ''
    }
    return text
  }

  /** Like `text`, and '' for words that mean no data. */
  value(field: ImportField, limit: number): string {
    const text = this.text(field, limit)
    if (!noDataWords.has(text.toLowerCase())) return text
    this.noData.push(text)
    return ''
  }

  /** Like `text`, with doubled blanks made one; that it was tidied is reported. */
  name(field: ImportField): string {
    const tidy = this.text(field, personFieldLimits.name).replace(/\s+/gu, ' ')
    if (tidy !== '' && tidy !== withoutGuard(this.#raw(field)).normalize('NFC')) {
      const message = `Surplus blanks in the ${importFieldNames[field]} are left out: “${tidy}”.`
      this.report('warning', 'padded', message, field)
    }
    return tidy
  }

  #raw(field: ImportField): string {
    const index = this.#columns[field]
    return index === undefined ? '' : (this.#cells[index] ?? '')
  }
}
