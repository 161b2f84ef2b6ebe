import { html } from './html.ts'
import { page } from './page.ts'
import { instantInWords } from './time-in-words.ts'

export interface StartPage {
  /** ms, cloud time */
  now: number
  offsetMs: number
  /** Number of mails in the inbox. */
  mails: number
  /** Who can sign in here, with their roles. */
  people: { name: string; groups: string[] }[]
  /** The directory that shows each bucket's objects as files. */
  buckets: string
}

/** The first page: what this is and where everything stands. */
export function startPage({ now, offsetMs, mails, people, buckets }: StartPage): string {
  return page({
    title: 'Performance reviews, signed',
    path: '/',
    body: html`
<p>This is Countersign, running on this machine only: the pages, the workflows, the tables and the mails. Nothing leaves
it. Mails to participants land in the <a href="/local/inbox">inbox</a>; the <a href="/local/clock">clock</a> can be moved
forward, so that a cycle of six weeks passes in minutes.</p>
<ul class="cards">
<li><a href="/hr"><strong>HR console</strong></a><p>Prepare and launch a review cycle, see who is late, mend what goes
wrong.</p></li>
<li><a href="/audit"><strong>Auditor console</strong></a><p>Read every review as it stood at each step, and verify that
nothing was altered.</p></li>
<li><a href="/local/inbox"><strong>Inbox</strong></a><p>${mails === 0 ? 'No mail yet.' : mails === 1 ? 'One mail.' : `${mails} mails.`}
Participants have no account: they follow the link in their mail.</p></li>
<li><a href="/local/clock"><strong>Clock</strong></a><p>${instantInWords(now)}${offsetMs > 0 ? ', moved forward.' : '.'}</p></li>
</ul>
<h2>Who to be</h2>
<p>Signing in asks for no password here: the sign-in page lets you choose who you are. On AWS a Cognito user pool, or
your company’s own sign-in, takes this place.</p>
<table><thead><tr><th scope="col">Person</th><th scope="col">Role</th></tr></thead><tbody>${people.map(
      ({ name, groups }) =>
        html`<tr><td>${name}</td><td>${groups.map((group) => roles[group] ?? group).join(', ')}</td></tr>`,
    )}</tbody></table>
<p>To be an agent, a peer or a supervisor, open their mail in the <a href="/local/inbox">inbox</a> and follow the
link.</p>
<h2>For programs</h2>
<p class="dim"><a href="/local/inbox.json">inbox.json</a> · <a href="/local/clock.json">clock.json</a> ·
<a href="/local/usage.json">usage.json</a> (what AWS would meter) · <a href="/local/executions.json">executions.json</a>
(workflows) · <a href="/local/rights.json">rights.json</a> (what each role may do, and what of it nothing has needed yet)</p>
<p class="dim">The objects of each bucket lie as plain files in <code>${buckets}</code>, the sign-off log among them: point
the verifier at its directory.</p>`,
  })
}

const roles: Record<string, string> = {
  hr: 'HR: the HR console',
  auditor: 'Auditor: the auditor console',
}
