import { type FileReply, file } from './reply.ts'

/**
 * What makes a spreadsheet calculate instead of show (OWASP, CSV injection): = + - @, their full-width twins, and a tab or a
 * line break that hides one of them. Apostrophes before it are counted in, so that one more can be told from those that belong
 * to the text: what `csvCell` puts in front, an import takes away again.
 */
const formula = /^'*[=+\-@\t\r\n＝＋－＠]/u

/** With every separator that a spreadsheet somewhere splits at, not only ours. */
const needsQuotes = /[",;|\t\r\n]|^\s|\s$/u

/** One cell, RFC 4180: inert in a spreadsheet, and the same text again when it is read as CSV. */
export function csvCell(text: string): string {
  const inert = formula.test(text) ? `'${text}` : text
  return needsQuotes.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert
}

/** A whole file: a mark that says UTF-8 (spreadsheets guess otherwise), CRLF at the end of each line. */
export function csvText(rows: Iterable<readonly string[]>): string {
  const lines: string[] = []
  for (const cells of rows) lines.push(cells.map(csvCell).join(','))
  return `\ufeff${lines.join('\r\n')}\r\n`
}

/** A download; `filename` without its ending. */
export function csvFile(rows: Iterable<readonly string[]>, filename: string): FileReply {
  return file(csvText(rows), {
    contentType: 'text/csv; charset=utf-8; header=present',
    filename: `${filename}.csv`,
  })
}
