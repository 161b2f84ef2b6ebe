import type { ComponentChildren } from 'preact'
import { renderToString } from 'preact-render-to-string'

/**
 * Colours by daylight stand in the elements themselves, since some mail programs drop style sheets. The sheet only holds
 * the dark ones, for programs that know them; others darken by themselves, which these colours bear. Laid out in tables, the
 * one thing that every mail program draws alike; no picture is needed, so none is blocked.
 */
export const paint = {
  page: 'margin:0;padding:0;background-color:#f6f5f2;color:#1b2430;font-family:-apple-system,Segoe UI,Roboto,Noto Sans,Arial,sans-serif;font-size:17px;line-height:1.5;-webkit-text-size-adjust:100%;',
  ground: 'padding:24px 12px;background-color:#f6f5f2;',
  sheet: 'width:100%;max-width:600px;background-color:#ffffff;border:1px solid #dedbd4;border-radius:10px;',
  head: 'padding:18px 28px;border-bottom:1px solid #dedbd4;font-size:19px;line-height:1.3;font-weight:bold;letter-spacing:-0.3px;color:#1b2430;',
  body: 'padding:26px 28px 16px;color:#1b2430;font-family:-apple-system,Segoe UI,Roboto,Noto Sans,Arial,sans-serif;font-size:17px;line-height:1.5;',
  foot: 'padding:16px 28px 0;color:#55606d;font-family:-apple-system,Segoe UI,Roboto,Noto Sans,Arial,sans-serif;font-size:14px;line-height:1.5;text-align:center;',
  text: 'margin:0 0 16px;',
  list: 'margin:0 0 16px;padding:0 0 0 22px;',
  item: 'margin:0 0 10px;',
  row: 'padding:12px 0;border-top:1px solid #dedbd4;',
  quiet: 'margin:0 0 12px;font-size:15px;color:#55606d;',
  button:
    'display:inline-block;padding:13px 22px;background-color:#1f4e79;color:#ffffff;border-radius:6px;font-weight:bold;text-decoration:none;',
  link: 'color:#1f4e79;word-break:break-all;',
  code: 'margin:0 0 16px;font-size:34px;line-height:1.3;font-weight:bold;letter-spacing:6px;font-family:Menlo,Consolas,monospace;',
} as const

const dark = `
@media (prefers-color-scheme: dark) {
  .page, .ground { background-color: #12161c !important; color: #e7eaee !important; }
  .sheet { background-color: #1a2029 !important; border-color: #333c48 !important; color: #e7eaee !important; }
  .head, .body { color: #e7eaee !important; border-color: #333c48 !important; }
  .row { border-color: #333c48 !important; }
  .quiet, .foot { color: #a7b0bc !important; }
  .button { background-color: #9cc7ee !important; color: #10202f !important; }
  .link { color: #9cc7ee !important; }
}
@media (max-width: 480px) {
  .head, .body { padding-left: 20px !important; padding-right: 20px !important; }
}
`

/** Tables that only place things: read out as if they were not there. */
const placing = { role: 'presentation', cellPadding: '0', cellSpacing: '0', width: '100%' } as const

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
        <table {...placing}>
          <tr>
            <td class="ground" style={paint.ground} align="center">
              <table {...placing} class="sheet" style={paint.sheet}>
                <tr>
                  <td class="head" style={paint.head}>
                    Countersign
                  </td>
                </tr>
                <tr>
                  <td class="body" style={paint.body}>
                    {content}
                  </td>
                </tr>
              </table>
            </td>
          </tr>
        </table>
      </body>
    </html>,
  )}`
}

/** What is listed, one below the other with a line between, each with a quieter line below it. */
export function MailRows(props: { rows: readonly { key: string; title: string; detail: string }[] }) {
  return (
    <table {...placing} style={paint.text}>
      {props.rows.map(({ key, title, detail }) => (
        <tr key={key}>
          <td class="row" style={paint.row}>
            <strong>{title}</strong>
            <br />
            {detail}
          </td>
        </tr>
      ))}
    </table>
  )
}

/** On one line and without control characters: names and titles go into subjects and plain text. */
export function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029\s]+/gu, ' ')
    .trim()
    .toWellFormed()
}
