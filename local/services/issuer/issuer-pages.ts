import { createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { Account } from './accounts.ts'

const style = `
body { font: 1.0625rem/1.5 system-ui, sans-serif; color: #1b1f24; background: #f4f5f7; margin: 0 }
main { max-width: 26rem; margin: 3rem auto; padding: 2rem; background: #fff; border: 1px solid #d5d9df; border-radius: .5rem }
h1 { font-size: 1.375rem; margin: 0 0 .5rem }
ul { list-style: none; margin: 1.5rem 0 0; padding: 0 }
li + li { margin-top: .75rem }
button { font: inherit; width: 100%; padding: .75rem 1rem; text-align: left; color: #1b1f24; background: #fff; border: 1px solid #6b7280; border-radius: .375rem; cursor: pointer }
button:hover { background: #eef3fb }
button:focus-visible { outline: 3px solid #1d4ed8; outline-offset: 2px }
button strong, button span { display: block }
button span { color: #4b5563; font-size: .9375rem }
`
const styleHash = createHash('sha256').update(style).digest('base64')

/**
 * The page that stands for a company's own sign-in: one button for each sample person, no password. A plain form, so
 * it works without scripts.
 */
export function signInPage(action: string, accounts: Account[]): string {
  const people = accounts
    .map(
      (account) => `<li><button name="account" value="${escapeHtml(account.email)}">
<strong>${escapeHtml(account.name)}</strong>
<span>${escapeHtml(account.email)} · ${escapeHtml(account.groups.join(', ') || 'no role')}</span></button></li>`,
    )
    .join('\n')
  return page(
    'Sign in',
    `<h1>Sign in</h1>
<p>This stands for your company’s own sign-in. It runs on this machine only and asks for no password.</p>
<form method="post" action="${escapeHtml(action)}">
<ul>
${people}
</ul>
</form>`,
  )
}

/** A page with one message, for what cannot go on. */
export function messagePage(title: string, text: string): string {
  return page(title, `<h1>${escapeHtml(title)}</h1>\n<p>${escapeHtml(text)}</p>`)
}

export const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; frame-ancestors 'none'`,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

export function sendPage(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, pageHeaders).end(html)
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${escapeHtml(title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>${style}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>`
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
