import type { ComponentChildren } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { stylesheet } from './stylesheet.ts'

/** Nothing is fetched and nothing runs, wherever the file is opened; the style stands inside. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

/** Quotes of the other kind mean the same in CSS and need no escape in HTML, which a browser would not undo here. */
const STYLE = stylesheet.replaceAll('"', "'")

/** A document that people keep, print and open in ten years: one file of HTML that needs nothing else. */
export function keptDocument(props: {
  title: string
  /** For tables. */
  wide?: boolean
  children: ComponentChildren
}): string {
  const html = renderToString(
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={POLICY} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${props.title} – Countersign`}</title>
        <style>{STYLE}</style>
      </head>
      <body>
        <div class={props.wide ? 'frame wide' : 'frame'}>
          <main id="main">
            <h1>{props.title}</h1>
            {props.children}
          </main>
        </div>
      </body>
    </html>,
  )
  return `<!doctype html>${html}\n`
}
