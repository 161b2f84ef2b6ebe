import { html } from './html.ts'
import { page } from './page.ts'
import { instantInWords } from './time-in-words.ts'

/** A mail in the list. */
export interface MailLine {
  /** Letters and digits only. */
  id: string
  /** ms, cloud time */
  at: number
  from: string
  to: string[]
  subject: string
  /** e.g. "bounced"; nothing when it simply arrived */
  fate?: string | undefined
}

/** A mail as it is shown. */
export interface Mail extends MailLine {
  text: string
  html: string
  headers: [string, string][]
}

/** What may be done to a mail: the recipient's server or the recipient answers. */
export const mailActions = [
  { name: 'bounce', label: 'Bounce', says: 'the address does not exist' },
  { name: 'complain', label: 'Complain', says: 'the recipient marks it as spam' },
] as const

const path = '/local/inbox'

export interface InboxPage {
  mails: MailLine[]
  /** The recipient that the list is narrowed to; empty for all. */
  to: string
  /** Addresses that have mail, with how many. */
  recipients: { address: string; count: number }[]
  /** How many there are in all, when only the newest are shown. */
  total: number
}

export function inboxPage({ mails, to, recipients, total }: InboxPage): string {
  const rows = mails.map(
    (mail) => html`<tr><td><a href="${path}/${mail.id}">${mail.subject || '(no subject)'}</a>
${mail.fate !== undefined && html`<span class="dim">(${mail.fate})</span>`}</td>
<td>${mail.to.map((address) => html`<a href="${path}?to=${encodeURIComponent(address)}">${address}</a> `)}</td>
<td class="dim">${instantInWords(mail.at)}</td></tr>`,
  )
  return page({
    title: 'Inbox',
    path,
    body: html`
<p>Every mail that Countersign sent. On this machine none goes any further.</p>
<form method="get" action="${path}"><label>Recipient <input name="to" value="${to}" type="text" list="recipients"
autocomplete="off" placeholder="name@example.com"></label>
<datalist id="recipients">${recipients.map(({ address }) => html`<option value="${address}">`)}</datalist>
<button>Show</button></form>
${to !== '' && html`<p><a href="${path}">Show everybody’s mail</a></p>`}
${
  mails.length === 0
    ? html`<p class="note">No mail${to !== '' && html` to ${to}`} yet. Mails appear here when a cycle is launched, or
when someone asks for a code to sign with.</p>`
    : html`<table class="stack"><caption>${mails.length < total ? `The newest ${mails.length} of ${total}` : `${total} ${total === 1 ? 'mail' : 'mails'}`}, newest
first</caption><thead><tr><th scope="col">Subject</th><th scope="col">To</th><th scope="col">Sent</th></tr></thead>
<tbody>${rows}</tbody></table>`
}`,
  })
}

export function mailPage(mail: Mail): string {
  const at = mail.id
  return page({
    title: mail.subject || '(no subject)',
    path: `${path}/${at}`,
    body: html`
<dl><dt>To</dt><dd>${mail.to.map((address) => html`<a href="${path}?to=${encodeURIComponent(address)}">${address}</a> `)}</dd>
<dt>From</dt><dd>${mail.from}</dd><dt>Sent</dt><dd>${instantInWords(mail.at)}</dd>
${mail.fate !== undefined && html`<dt>What became of it</dt><dd>${mail.fate}</dd>`}</dl>
${
  mail.html !== ''
    ? html`<iframe title="The mail" src="${path}/${at}/html"
sandbox="allow-top-navigation-by-user-activation allow-popups allow-popups-to-escape-sandbox"></iframe>`
    : html`<p class="dim">This mail has no HTML part.</p>`
}
<h2>Text part</h2>
<pre>${mail.text === '' ? 'This mail has no text part.' : linked(mail.text)}</pre>
<h2>What the other side could do</h2>
<p>${mailActions.map(
      ({
        name,
        label,
        says,
      }) => html`<form method="post" action="${path}/${at}/${name}"><button>${label}</button>
<span class="dim">${says}</span></form>`,
    )}</p>
<h2>Headers</h2>
<table class="stack"><tbody>${mail.headers.map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`)}</tbody></table>
<p><a href="${path}">Back to the inbox</a></p>`,
  })
}

/** Addresses in a text part can be followed. */
function linked(text: string) {
  return text
    .split(/(https?:\/\/[^\s<>"]+)/)
    .map((part, index) => (index % 2 === 1 ? html`<a href="${part}">${part}</a>` : part))
}

/** The HTML part for the sandboxed frame: its links open in the whole window. */
export function mailFrame(source: string): string {
  const base = '<base target="_top">'
  const head = /<head(\s[^>]*)?>/i.exec(source)
  const doctype = /^\s*<!doctype[^>]*>/i.exec(source)
  const at = head ? head.index + head[0].length : (doctype?.[0].length ?? 0)
  return source.slice(0, at) + base + source.slice(at)
}
