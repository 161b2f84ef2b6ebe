import { type Html, html } from './html.ts'

const places = [
  ['/', 'Start'],
  ['/hr', 'HR console'],
  ['/audit', 'Auditor console'],
  ['/local/inbox', 'Inbox'],
  ['/local/clock', 'Clock'],
] as const

export interface Page {
  title: string
  /** Path of this page, to mark it in the navigation. */
  path: string
  body: Html
  /** Seconds after which the browser loads the page again. */
  refreshSeconds?: number
}

/** The frame of every local page. */
export function page({ title, path, body, refreshSeconds }: Page): string {
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${refreshSeconds !== undefined && html`<meta http-equiv="refresh" content="${refreshSeconds}">`}
<title>${title} – Countersign on this machine</title>
<link rel="stylesheet" href="/local/style.css">
<link rel="icon" href="data:,">
</head>
<body>
<header><strong>Countersign</strong> <span class="dim">on this machine</span>
<nav aria-label="Places">${places.map(
    ([href, name]) => html`<a href="${href}"${href === path && html` aria-current="page"`}>${name}</a> `,
  )}</nav></header>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`
  return document.text
}
