import { isStop } from '../clock.ts'
import { html } from './html.ts'
import { page } from './page.ts'
import { instantInWords, spanInWords } from './time-in-words.ts'

export interface ClockPage {
  /** ms, cloud time */
  now: number
  offsetMs: number
  due: { at: number; what: string; source: string; everyMs?: number }[]
  /** Where time is travelling to now. */
  travellingTo?: number | undefined
  /** Why the last journey was not possible. */
  problem?: string | undefined
}

const path = '/local/clock'
const jumps = [
  ['PT1H', 'One hour on'],
  ['P1D', 'One day on'],
  ['P7D', 'One week on'],
] as const

export function clockPage({ now, offsetMs, due, travellingTo, problem }: ClockPage): string {
  const next = due.find(isStop)
  const button = (name: string, value: string, label: string, disabled = false) =>
    html`<form method="post" action="${path}/advance"><input type="hidden" name="${name}" value="${value}"><button${disabled && html` disabled`}>${label}</button></form>`
  return page({
    title: 'Clock',
    path,
    ...(travellingTo === undefined ? {} : { refreshSeconds: 1 }),
    body: html`
${problem !== undefined && html`<p class="note" role="alert">${problem}</p>`}
<dl><dt>It is now</dt><dd><strong>${instantInWords(now)}</strong></dd>
<dt>Ahead of real time by</dt><dd>${spanInWords(offsetMs)}</dd></dl>
<p>Every deadline, reminder and schedule here follows this clock. Moving it forward lets everything happen that falls due
on the way, one after the other. It never goes back.</p>
${
  travellingTo !== undefined
    ? html`<p class="note" role="status">On the way to ${instantInWords(travellingTo)}. This page follows by
itself.</p>`
    : html`<p>${button('to', 'next', 'To the next deadline', next === undefined)}${jumps.map(([span, label]) => button('by', span, label))}</p>
<form method="post" action="${path}/advance"><label>To a date and time (UTC) <input type="datetime-local" name="at" required
min="${new Date(now).toISOString().slice(0, 16)}" value="${new Date(now).toISOString().slice(0, 16)}"></label>
<button>Go there</button></form>`
}
<h2>What falls due</h2>
${
  due.length === 0
    ? html`<p class="note">Nothing is waiting.</p>`
    : html`<table class="stack"><thead><tr><th scope="col">When</th><th scope="col">What</th></tr></thead><tbody>${due.map(
        ({ at, what, source, everyMs }) => html`<tr><td>${instantInWords(at)}
<span class="dim">${everyMs !== undefined ? `every ${spanInWords(everyMs)}` : at > now && `in ${spanInWords(at - now)}`}</span></td>
<td>${what} <span class="dim">(${source})</span></td></tr>`,
      )}</tbody></table>`
}`,
  })
}
