import type { ComponentChildren } from 'preact'
import { renderToString } from 'preact-render-to-string'

/**
 * Colours by daylight stand in the elements themselves, since some mail programs drop style sheets. The sheet only holds
 * the dark ones, for programs that know them; others darken by themselves, which these colours bear.
 */
export const paint = {
  page: 'margin:0;padding:24px 12px;background-color:#f6f5f2;color:#1b2430;font-family:-apple-system,Segoe UI,Roboto,Noto Sans,Arial,sans-serif;font-size:17px;line-height:1.5;',
  sheet: 'max-width:560px;margin:0 auto;padding:24px;background-color:#ffffff;border-radius:10px;',
  text: 'margin:0 0 16px;',
  list: 'margin:0 0 16px;padding:0 0 0 22px;',
  item: 'margin:0 0 10px;',
  quiet: 'margin:0 0 12px;font-size:15px;color:#55606d;',
  button:
    'display:inline-block;padding:13px 22px;background-color:#1f4e79;color:#ffffff;border-radius:6px;font-weight:bold;text-decoration:none;',
  code: 'margin:0 0 16px;font-size:34px;line-height:1.3;font-weight:bold;letter-spacing:6px;font-family:Menlo,Consolas,monospace;',
} as const

const dark = `
@media (prefers-color-scheme: dark) {
  .page { background-color: #12161c !important; color: #e7eaee !important; }
  .sheet { background-color: #1a2029 !important; color: #e7eaee !important; }
  .quiet { color: #a7b0bc !important; }
  .button { background-color: #9cc7ee !important; color: #10202f !important; }
}
`

/** A whole HTML message. Text goes through JSX, so that a name with a bracket in it stays a name. */
export function renderMail(title: string, content: ComponentChildren): string {
  return `<!doctype html>${renderToString(
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        {/* Phone programs would make links of dates and digits. */}
        <meta name="format-detection" content="telephone=no, date=no, address=no, email=no" />
        <title>{title}</title>
        <style>{dark}</style>
      </head>
      <body class="page" style={paint.page}>
        <div class="sheet" style={paint.sheet}>
          {content}
        </div>
      </body>
    </html>,
  )}`
}

/** On one line and without control characters: names and titles go into subjects and plain text. */
export function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029\s]+/gu, ' ')
    .trim()
    .toWellFormed()
}
