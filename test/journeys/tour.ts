import type { Page } from 'playwright-core'
import { scheduleCycle } from '../../samples/demo/organizer.ts'
import { HrUser } from '../../samples/hr-user.ts'
import { savePart, startDraft } from '../../samples/plan-draft.ts'
import { bringIntoSight, goToTheEnd, write } from './form-in-sight.ts'
import { answerEverything, decideNow, doWhatWaits } from './launched-cycle.ts'
import { codeIn, type JourneyCloud } from './local-cloud.ts'
import { enterByLink, type Session, signIn } from './session.ts'
import { agents, companyFile, supervisor } from './small-company.ts'

/**
 * Looks at one page: as whom, at which path, and what is done there first. What is done has to be repeatable, since the
 * page may be looked at in several ways.
 */
export type Look = (
  name: string,
  who: Session | undefined,
  path: string,
  act?: (page: Page) => Promise<void>,
) => Promise<void>

export interface Tour {
  cloud: JourneyCloud
  look: Look
  /** Set once the cycle has been planned. */
  cycleId: string
}

/** The main pages of all rooms in their main states, part after part of a cycle's life. Each goes on from the one before. */
export const tour: readonly [string, (tour: Tour) => Promise<void>][] = [
  ['an empty house', emptyHouse],
  ['people come in', people],
  ['a cycle is planned', plan],
  ['the cycle is launched', launched],
  ['everything is written', written],
  ['results are released', released],
  ['the cycle is closed', closed],
  ['somebody is erased', erased],
]

/** Gives a browser somebody's session. */
export async function comeInAs(page: Page, who: Session): Promise<void> {
  const [name = '', value = ''] = who.cookie.split('=')
  await page
    .context()
    .addCookies([
      { name, value, domain: '127.0.0.1', path: '/', secure: true, httpOnly: true, sameSite: 'Lax' },
    ])
}

const [ada, bruno, chen, dunja] = agents

async function emptyHouse({ cloud, look }: Tour): Promise<void> {
  await look('local-start', undefined, '/')
  await look('local-inbox-empty', undefined, '/local/inbox')
  await look('local-clock', undefined, '/local/clock')
  await look('issuer-sign-in', undefined, '/hr')
  await look('hr-signed-out', undefined, '/hr/signed-out')
  await look('audit-signed-out', undefined, '/audit/signed-out')
  await look('my-no-session', undefined, '/my')
  await look('my-dead-link', undefined, `/my/${'x'.repeat(43)}`)
  const hr = await signIn(cloud.url, 'hr@example.com', '/hr')
  await look('hr-today-empty', hr, '/hr')
  await look('hr-people-empty', hr, '/hr/people')
  await look('hr-cycles-empty', hr, '/hr/cycles')
  await look('hr-plan-without-people', hr, '/hr/cycles/new')
  await look('hr-not-there', hr, '/hr/cycles/x')
  const auditor = await signIn(cloud.url, 'auditor@example.com', '/audit')
  await look('audit-cycles-empty', auditor, '/audit')
  await look('audit-search-empty', auditor, '/audit/search')
  await look('audit-log-empty', auditor, '/audit/log')
  await look('audit-register-empty', auditor, '/audit/register')
  await look('audit-without-the-role', undefined, '/audit', (page) => press(page, 'Hanna Reiter'))
}

async function people({ cloud, look }: Tour): Promise<void> {
  const hr = await signIn(cloud.url, 'hr@example.com', '/hr')
  await look('hr-import', hr, '/hr/people/import')
  await look('hr-import-without-file', hr, '/hr/people/import', (page) => press(page, 'Show how it is read'))
  await look('hr-import-columns', hr, '/hr/people/import', (page) => choose(page, companyFile.text))
  await look('hr-import-columns-to-choose', hr, '/hr/people/import', async (page) => {
    await choose(page, 'Who;Since\nAda Amsel;01/02/2020\n')
    await press(page, 'Show what would change')
  })
  await look('hr-import-changes', hr, '/hr/people/import', async (page) => {
    await choose(page, companyFile.text)
    await press(page, 'Show what would change')
  })
  const faulty = `${companyFile.text}E-7,,nobody,E-99,Agent,Mars/Base\r\nE-2,Ada Twice,ada,E-1,Agent,\r\n`
  await look('hr-import-changes-with-problems', hr, '/hr/people/import', async (page) => {
    await choose(page, faulty)
    await press(page, 'Show what would change')
  })
  await look('hr-import-under-way', hr, '/hr/people/import', async (page) => {
    await choose(page, companyFile.text)
    await press(page, 'Show what would change')
    await press(page, 'Import: add 6')
  })
  await cloud.settle()
  await look('hr-import-nothing-new', hr, '/hr/people/import', async (page) => {
    await choose(page, companyFile.text)
    await press(page, 'Show what would change')
  })
  await look('hr-people', hr, '/hr/people')
  await look('hr-people-filtered', hr, '/hr/people?status=active&look=no-supervisor&sort=employeeId')
  await look('hr-people-not-found', hr, '/hr/people?q=zzz')
  const person = await hrefOn(cloud, hr, '/hr/people', /\/hr\/people\/per_\w+/)
  await look('hr-person', hr, person)
  await look('hr-person-leave', hr, `${person}/leave`)
  await look('hr-person-edit', hr, `${person}/edit`)
  await look('hr-person-edit-errors', hr, `${person}/edit`, async (page) => {
    await page.getByLabel('E-mail address').fill('nowhere')
    await press(page, 'Save')
  })
  await look('hr-person-changed', hr, `${person}/edit`, async (page) => {
    await page.getByLabel('Location').fill('Graz')
    await press(page, 'Save')
  })
  await look('hr-today-without-cycle', hr, '/hr')

  async function choose(page: Page, text: string): Promise<void> {
    const file = { name: companyFile.name, mimeType: 'text/csv', buffer: Buffer.from(text) }
    await page.getByLabel('File with your people').setInputFiles(file)
    await press(page, 'Show how it is read')
  }
}

async function plan(on: Tour): Promise<void> {
  const { cloud, look } = on
  const hr = await signIn(cloud.url, 'hr@example.com', '/hr')
  await look('hr-plan', hr, '/hr/cycles/new')
  await look('hr-plan-errors', hr, '/hr/cycles/new', async (page) => {
    await page.getByLabel('Launch day').fill('2020-01-01')
    await press(page, 'Make the draft')
  })
  const user = await HrUser.signIn(cloud.url)
  const draft = await startDraft(user, { name: 'Spring round' })
  const path = `/hr/cycles/${draft}`
  await savePart(user, draft, 'people', { selectBy: 'hand', employeeIds: ada.id })
  await look('hr-cycle-draft', hr, path)
  await look('hr-plan-calendar', hr, `${path}/plan`)
  await look('hr-plan-basics', hr, `${path}/plan/basics`)
  await look('hr-plan-people', hr, `${path}/plan/people?q=${bruno.id}`)
  await look('hr-plan-people-errors', hr, `${path}/plan/people`, async (page) => {
    await page.getByLabel('Employee IDs, one on each line').fill('E-NOBODY')
    await press(page, 'Save')
  })
  await look('hr-plan-dates', hr, `${path}/plan/dates`)
  await look('hr-plan-dates-errors', hr, `${path}/plan/dates`, async (page) => {
    await page.getByLabel('Launch day').fill('2020-01-01')
    await page.getByLabel('Days of grace').fill('many')
    await press(page, 'Save')
  })
  await look('hr-plan-peers', hr, `${path}/plan/peers`)
  await look('hr-plan-reminders', hr, `${path}/plan/reminders?saved=yes`)
  let saved = 0
  await look('hr-plan-in-two-windows', hr, `${path}/plan/basics`, async (page) => {
    saved += 1
    await savePart(user, draft, 'basics', { name: `Spring round, take ${saved}` })
    await page.getByLabel('Name of the cycle').fill('My spring round')
    await press(page, 'Save')
  })
  await look('hr-series-none', hr, '/hr/series')
  await look('hr-series-errors', hr, '/hr/series', (page) => press(page, 'Begin the series'))
  await look('hr-series', hr, '/hr/series', async (page) => {
    await page.getByLabel('Name of the series').fill('Every quarter')
    await press(page, 'Begin the series')
  })
  await look('hr-reschedule', hr, `${path}/reschedule`)
  await look('hr-reschedule-effect', hr, `${path}/reschedule?launchOn=2027-03-01&launchTime=09:00`)
  await look('hr-reschedule-errors', hr, `${path}/reschedule?launchOn=2020-01-01&launchTime=09:00`)
  on.cycleId = await scheduleCycle(
    user,
    'Autumn round',
    agents.map(({ id }) => id),
  )
  await look('hr-cycle-scheduled', hr, `/hr/cycles/${on.cycleId}?done=scheduled`)
  const rehearsal = `/hr/cycles/${on.cycleId}/rehearsal`
  await look('hr-rehearsal', hr, rehearsal)
  const rehearsed = new RegExp(`${rehearsal}/people/per_\\w+`)
  const foreseen = await hrefOn(cloud, hr, rehearsal, rehearsed)
  await look('hr-rehearsal-of-one', hr, foreseen)
  await look('hr-rehearsal-of-nobody', hr, `${rehearsal}/people/x`)
  await look('mail-foreseen', hr, `${foreseen}/mails/1`)
  await look('hr-today-scheduled', hr, '/hr')
  await look('hr-cycles', hr, '/hr/cycles')
}

async function launched({ cloud, look, cycleId }: Tour): Promise<void> {
  await decideNow(cloud, cycleId, 'launch-now')
  const [first] = await cloud.mails(ada.email)
  await look('local-inbox', undefined, '/local/inbox')
  await look('local-inbox-of-nobody', undefined, '/local/inbox?to=nobody@small.example')
  await look('local-message', undefined, `/local/inbox/${first?.id}`)
  await look('mail-launch', undefined, `/local/inbox/${first?.id}/html`)

  const agent = await enterByLink(await cloud.linkFor(ada.email))
  await look('my-waiting', agent, '/my')
  await look('my-nothing-to-sign', agent, '/my/sign')
  await look('my-no-receipts', agent, '/my/receipts')
  await look('my-no-team', agent, '/my/team')
  await look('my-not-yours', agent, '/my/steps/x/y')
  const self = await stepOf(cloud, agent, 'selfAssessment')
  await look('my-self', agent, self)
  await look('my-self-errors', agent, self, async (page) => {
    await write(page, 'Own view: one strength', 'short')
    await pressAtTheEnd(page, 'Check and send')
  })
  await look('my-self-saved', agent, self, async (page) => {
    await write(page, 'Own view: one strength', 'I kept calm when the phones were down.')
    await pressAtTheEnd(page, 'Save the draft')
  })
  await look('my-self-in-two-windows', agent, self, async (page) => {
    const other = await page.context().newPage()
    await other.goto(new URL(self, cloud.url).href)
    await write(other, 'Own view: one strength', `I kept calm, and wrote it down at ${Date.now()}.`)
    await pressAtTheEnd(other, 'Save the draft')
    await other.close()
    await write(page, 'Own view: one strength', 'I kept calm, says this window.')
    await pressAtTheEnd(page, 'Save the draft')
  })
  await look('my-self-signed-out-meanwhile', agent, self, async (page) => {
    await page.context().clearCookies()
    await pressAtTheEnd(page, 'Save the draft')
  })
  await look('my-self-to-check', agent, `${self}/check`)
  const peer = await stepOf(cloud, agent, 'peerInput')
  await look('my-peer', agent, peer)
  await look('my-peer-decline', agent, `${peer}/decline`)
  await look('my-peer-decline-errors', agent, `${peer}/decline`, (page) => press(page, 'Decline'))
  await look('my-away', agent, '/my/away')
  await look('my-away-errors', agent, '/my/away', async (page) => {
    await page.getByLabel('Anything that HR should know').fill('I have an operation.')
    await press(page, 'Tell HR')
  })
  await look('my-address', agent, '/my/address')
  await look('my-address-errors', agent, '/my/address', async (page) => {
    await page.getByLabel('The right address').fill('ada@example.org')
    await press(page, 'Tell HR')
  })
  await send(cloud, agent, '/my/away', { from: '2099-01-11', to: '2099-01-22', words: 'An operation.' })
  await look('my-away-told', agent, '/my/away')
  await look('my-waiting-told', agent, '/my?told=away')
  await look('my-not-me', undefined, `/my/not-me/${'x'.repeat(43)}`)
  await look('my-not-me-errors', undefined, `/my/not-me/${'x'.repeat(43)}`, (page) => press(page, 'Tell HR'))
  await look('my-not-me-told', undefined, '/my/not-me')

  const hr = await signIn(cloud.url, 'hr@example.com', '/hr')
  await look('hr-today', hr, '/hr')
  await look('hr-cycle-running', hr, `/hr/cycles/${cycleId}`)
  await look('hr-cycle-filtered', hr, `/hr/cycles/${cycleId}?q=a&step=selfAssessment&label=late`)
  await look('hr-progress', hr, `/hr/cycles/${cycleId}/progress`)
  await look('hr-late-nobody', hr, `/hr/cycles/${cycleId}/late`)
  await look('hr-results-running', hr, `/hr/cycles/${cycleId}/results`)
  const review = await hrefOn(cloud, hr, `/hr/cycles/${cycleId}`, /\/hr\/cycles\/\w+\/reviews\/\w+/)
  await look('hr-review', hr, review)
  await look('hr-disputes-none', hr, `${review}/disputes`)
  await look('hr-reopening-too-early', hr, `${review}/reopening`)
  await look('hr-refusal-none', hr, `${review}/refusal`)
  const about = review.split('/').at(-1)
  const operations = `/hr/cycles/${cycleId}/operations`
  await look('hr-operations', hr, `${operations}?review=${about}`)
  await look('hr-operations-nobody', hr, operations)
  await look('hr-extend', hr, `${operations}/extend?review=${about}`)
  await look('hr-extend-nobody', hr, `${operations}/extend`)
  await look('hr-extend-errors', hr, `${operations}/extend?review=${about}`, (page) =>
    press(page, 'Show what would happen'),
  )
  await look('hr-extend-preview', hr, `${operations}/extend?all=everybody`, async (page) => {
    await giveMoreTime(page)
    await press(page, 'Show what would happen')
  })
  await look('hr-add-somebody', hr, `/hr/cycles/${cycleId}/add-somebody`)
  await look('hr-add-nobody', hr, `/hr/cycles/${cycleId}/add-somebody?q=nobody-of-that-name`)
  for (const operation of [
    'remind',
    'reassign',
    'replace-peer',
    'bypass',
    'answer-for',
    'go-on-leave',
    'come-back',
    'exempt',
    'withdraw',
    'late-joiner',
  ]) {
    await look(`hr-${operation}`, hr, `${operations}/${operation}?review=${about}`)
  }
  await look('hr-exempt-errors', hr, `${operations}/exempt?review=${about}`, (page) =>
    press(page, 'Show what would happen'),
  )
  await look('hr-answer-for-errors', hr, `${operations}/answer-for?review=${about}`, (page) =>
    press(page, 'Show what would happen'),
  )
  await look('hr-pause', hr, `/hr/cycles/${cycleId}/pause`)
  await look('hr-pause-errors', hr, `/hr/cycles/${cycleId}/pause`, (page) => press(page, 'Pause the cycle'))
  await look('hr-resume-not-paused', hr, `/hr/cycles/${cycleId}/resume`)
  await look('hr-close-too-early', hr, `/hr/cycles/${cycleId}/close`)
  const [mail] = await cloud.mails(chen.email)
  await fetch(`${cloud.url}/local/inbox/${mail?.id}/bounce`, { method: 'POST' })
  await cloud.settle()
  await look('hr-cycle-with-mail-trouble', hr, `/hr/cycles/${cycleId}`)
  await look('hr-today-with-trouble', hr, '/hr')
  const auditor = await signIn(cloud.url, 'auditor@example.com', '/audit')
  const audited = await hrefOn(
    cloud,
    auditor,
    `/audit/cycles/${cycleId}`,
    /\/audit\/cycles\/\w+\/reviews\/\w+/,
  )
  await look('audit-review-begun', auditor, audited)
  await look('audit-no-record', auditor, `${audited}/record`)
}

async function written({ cloud, look, cycleId }: Tour): Promise<void> {
  await doWhatWaits(cloud, ada.email)
  const agent = await enterByLink(await cloud.linkFor(ada.email))
  await look('my-nothing-waits', agent, '/my')
  await look('my-receipts', agent, '/my/receipts')
  await look('my-receipt', agent, await hrefOn(cloud, agent, '/my/receipts', /\/my\/receipts\/\w+\/\w+/))
  await answerEverything(cloud, async () => {
    const lead = await enterByLink(await cloud.linkFor(supervisor.email))
    await look('my-waiting-supervisor', lead, '/my')
    const rating = await stepOf(cloud, lead, 'supervisorRating')
    await look('my-rating', lead, rating)
    await look('my-rating-errors', lead, rating, async (page) => {
      await bringIntoSight(page, page.getByLabel('Reason for the overall rating'))
      await press(page, 'Check and send')
    })
    await look('my-team', lead, '/my/team')
    const hr = await signIn(cloud.url, 'hr@example.com', '/hr')
    await look('hr-cycle-answered', hr, `/hr/cycles/${cycleId}`)
  })
}

async function released({ cloud, look, cycleId }: Tour): Promise<void> {
  await decideNow(cloud, cycleId, 'release')
  const hr = await signIn(cloud.url, 'hr@example.com', '/hr')
  await look('hr-cycle-released', hr, `/hr/cycles/${cycleId}`)
  await look('hr-progress-released', hr, `/hr/cycles/${cycleId}/progress`)
  await look('hr-results', hr, `/hr/cycles/${cycleId}/results`)
  const agent = await enterByLink(await cloud.linkFor(ada.email))
  await look('my-waiting-signature', agent, '/my')
  await look('my-sign', agent, '/my/sign')
  await look('my-sign-with-code', agent, '/my/sign?code=sent')
  await look('my-sign-errors', agent, '/my/sign?code=have', (page) => press(page, 'Sign'))
  await Promise.all([ada, bruno].map(({ email }) => doWhatWaits(cloud, email)))
  await refuseToSign(cloud, dunja)
  await cloud.settle()
  const code = (await cloud.mails(ada.email)).at(-1)
  await look('local-message-with-code', undefined, `/local/inbox/${code?.id}`)
  await look('mail-code', undefined, `/local/inbox/${code?.id}/html`)
  await look('my-signed', agent, '/my')
  const dispute = await hrefOn(cloud, agent, '/my', /\/my\/disputes\/\w+/)
  await look('my-dispute', agent, dispute)
  await look('hr-reopening', hr, `/hr/cycles/${cycleId}/reviews/${dispute.split('/').at(-1)}/reopening`)
  await look(
    'my-signature-receipt',
    agent,
    await hrefOn(cloud, agent, '/my/sign', /\/my\/receipts\/\w+\/\w+/),
  )
  const lead = await enterByLink(await cloud.linkFor(supervisor.email))
  await look('my-countersign', lead, '/my/sign')
  await look('my-countersign-errors', lead, '/my/sign?code=have', (page) => press(page, 'Sign'))
  const refused = await hrefOn(cloud, lead, '/my/sign', /\/my\/refusals\/\w+/)
  const refusal = `/hr/cycles/${cycleId}/reviews/${refused.split('/').at(-1)}/refusal`
  await look('my-refusal', lead, refused)
  await look('my-refusal-errors', lead, refused, (page) => press(page, 'Write it down'))
  await look('hr-refusal', hr, refusal)
  await look('hr-refusal-errors', hr, refusal, (page) => press(page, 'Write it down'))
  const on = (await cloud.now()).slice(0, 10)
  await send(cloud, lead, refused, { witness: 'Wanda Weiss', on })
  await look('my-refusal-witnessed', lead, `${refused}?done=witnessed`)
  await look('hr-refusal-witnessed', hr, refusal)
}

async function closed({ cloud, look, cycleId }: Tour): Promise<void> {
  const last = await enterByLink(await cloud.linkFor(chen.email))
  await doWhatWaits(cloud, supervisor.email)
  const watching = await signIn(cloud.url, 'hr@example.com', '/hr')
  await look('hr-late', watching, `/hr/cycles/${cycleId}/late`)
  await decideNow(cloud, cycleId, 'close')
  await look('my-missed', last, '/my')
  const hr = await signIn(cloud.url, 'hr@example.com', '/hr')
  await look('hr-cycle-closed', hr, `/hr/cycles/${cycleId}`)
  await look('hr-results-closed', hr, `/hr/cycles/${cycleId}/results`)
  await look(
    'hr-review-closed',
    hr,
    await hrefOn(cloud, hr, `/hr/cycles/${cycleId}`, /\/hr\/cycles\/\w+\/reviews\/\w+/),
  )
  const auditor = await signIn(cloud.url, 'auditor@example.com', '/audit')
  await look('audit-cycles', auditor, '/audit')
  await look('audit-cycle', auditor, `/audit/cycles/${cycleId}`)
  const named = new RegExp(`/audit/cycles/\\w+/reviews/\\w+(?="><bdi>${ada.name})`)
  const review = await hrefOn(cloud, auditor, `/audit/cycles/${cycleId}`, named)
  await look('audit-review', auditor, review)
  await look('audit-review-as-of', auditor, `${review}?at=2`)
  await look('audit-record', auditor, `${review}/record`)
  await look('audit-search', auditor, `/audit/search?${new URLSearchParams({ person: ada.name })}`)
  await look('audit-search-nothing', auditor, '/audit/search?person=zzz')
  await look('audit-search-errors', auditor, '/audit/search?from=2027-02-30&to=2020-01-01&event=none')
  await look('audit-cycle-filtered', auditor, `/audit/cycles/${cycleId}?stage=unrated`)
  await look('audit-packs', auditor, `/audit/cycles/${cycleId}/packs`)
  await look('audit-log', auditor, '/audit/log')
  await look('audit-verify', auditor, '/audit/verify')
  await look('local-clock-later', undefined, '/local/clock')
}

/** Holds and erasures from both sides: the one who asks, and the one who agrees. */
async function erased({ cloud, look, cycleId }: Tour): Promise<void> {
  const hanna = await signIn(cloud.url, 'hr@example.com', '/hr')
  const henri = await signIn(cloud.url, 'hr2@example.com', '/hr')
  const adas = await hrefOn(cloud, hanna, `/hr/people?q=${ada.id}`, /\/hr\/people\/per_\w+/)
  const brunos = await hrefOn(cloud, hanna, `/hr/people?q=${bruno.id}`, /\/hr\/people\/per_\w+/)
  await look('hr-holds-and-erasures-none', hanna, '/hr/holds-and-erasures')
  await look('hr-holds-none', hanna, `${adas}/holds`)
  await look('hr-holds-errors', hanna, `${adas}/holds`, (page) => press(page, 'Place the hold'))
  await look('hr-erasure', hanna, `${adas}/erasure`)
  await look('hr-erasure-errors', hanna, `${adas}/erasure`, (page) => press(page, 'Ask for the erasure'))

  await send(cloud, hanna, `${adas}/erasure`, { reason: 'She asked for it in a letter.', understood: 'yes' })
  await look('hr-erasure-asked', hanna, `${adas}/erasure`)
  await look('hr-erasure-to-confirm', henri, `${adas}/erasure`)
  await look('hr-erasure-to-confirm-errors', henri, `${adas}/erasure`, (page) =>
    press(page, 'Erase for good'),
  )
  await look('hr-person-to-be-erased', henri, adas)
  await send(cloud, hanna, `${brunos}/holds`, { reason: 'A claim before the labour court, file 7.' })
  await send(cloud, hanna, `${brunos}/holds`, { reason: 'An inquiry of the data protection officer.' })
  const { holds } = (await read(cloud, hanna, `${brunos}/holds`)) as { holds: { holdId: string }[] }
  const [first] = holds
  await send(cloud, hanna, `${brunos}/holds/ask-to-lift`, {
    holdId: first?.holdId ?? '',
    liftReason: 'Settled out of court.',
  })
  await look('hr-holds', henri, `${brunos}/holds?done=asked`)
  await look('hr-holds-own', hanna, `${brunos}/holds`)
  await look('hr-person-on-hold', hanna, brunos)
  await look('hr-erasure-on-hold', hanna, `${brunos}/erasure`)
  await look('hr-holds-and-erasures', henri, '/hr/holds-and-erasures')
  await look('hr-today-for-second-person', henri, '/hr')

  const { erasure } = (await read(cloud, henri, `${adas}/erasure`)) as { erasure: { erasureId: string } }
  await send(cloud, henri, `${adas}/erasure/confirm`, { erasureId: erasure.erasureId, understood: 'yes' })
  await look('hr-erasure-confirmed', henri, `${adas}/erasure`)
  for (let minute = 0; minute < 4; minute += 1) await cloud.advance({ by: 'PT1M' })
  await cloud.settle()
  await look('hr-erased', henri, `${adas}/erasure`)
  await look('hr-person-erased', henri, adas)
  const reviews = await fetch(`${cloud.url}/hr/cycles/${cycleId}`, { headers: { cookie: henri.cookie } })
  const named = /\/hr\/cycles\/\w+\/reviews\/\w+(?="><bdi>Erased person)/.exec(await reviews.text())?.[0]
  if (named === undefined) throw new Error('No review is that of an erased person.')
  await look('hr-review-erased', henri, named)
  const auditor = await signIn(cloud.url, 'auditor@example.com', '/audit')
  await look('audit-review-erased', auditor, named.replace('/hr/', '/audit/'))
  await look('audit-record-erased', auditor, `${named.replace('/hr/', '/audit/')}/record`)
}

/** Somebody reads their record, has a code mailed, and says with it that they do not sign. */
async function refuseToSign(cloud: JourneyCloud, { name, email }: (typeof agents)[number]): Promise<void> {
  const who = await enterByLink(await cloud.linkFor(email))
  const answer = await fetch(`${cloud.url}/my/sign`, { headers: { cookie: who.cookie } })
  const record = /name="record" value="([0-9a-f]{64})"/.exec(await answer.text())?.[1]
  if (record === undefined) throw new Error(`No record waits for ${name}.`)
  await send(cloud, who, '/my/sign/code', { record })
  await cloud.settle()
  const [code] = (await cloud.mails(email)).flatMap((mail) => codeIn(mail) ?? [])
  const comment = 'I was not on that team when the calls were counted.'
  const signature = { record, meaning: 'refused', comment, typedName: name, code: code ?? '' }
  await send(cloud, who, '/my/sign', signature)
}

/** Sends a form without looking at it. */
async function send(
  cloud: JourneyCloud,
  { cookie, csrf }: Session,
  path: string,
  fields: Record<string, string>,
): Promise<void> {
  const answer = await fetch(cloud.url + path, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie, origin: cloud.url },
    body: new URLSearchParams({ ...fields, csrf }),
  })
  if (answer.status !== 303) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
}

/** What a page answers to a program. */
async function read(cloud: JourneyCloud, { cookie }: Session, path: string): Promise<unknown> {
  const answer = await fetch(cloud.url + path, { headers: { cookie, accept: 'application/json' } })
  return answer.json()
}

/** Presses a button and waits for the page that it leads to. */
async function press(page: Page, button: string): Promise<void> {
  const loaded = page.waitForEvent('load')
  await page
    .getByRole('main')
    .getByRole('button', { name: button, exact: button === 'Sign' || button === 'Save' })
    .click()
  await loaded
}

/** The same under a step's form, whose buttons stand below its last question. */
async function pressAtTheEnd(page: Page, button: string): Promise<void> {
  await goToTheEnd(page)
  await press(page, button)
}

/** The first address on somebody's page that looks like this. */
async function hrefOn(cloud: JourneyCloud, who: Session, path: string, like: RegExp): Promise<string> {
  const page = await (await fetch(cloud.url + path, { headers: { cookie: who.cookie } })).text()
  const found = like.exec(page)?.[0]
  if (found === undefined) throw new Error(`Nothing on ${path} looks like ${like}.`)
  return found
}

/** The address of the first step of a kind that waits for somebody. */
async function stepOf(cloud: JourneyCloud, who: Session, kind: string): Promise<string> {
  const headers = { cookie: who.cookie, accept: 'application/json' }
  const { waiting } = (await (await fetch(`${cloud.url}/my`, { headers })).json()) as {
    waiting: { kind: string; reviewId: string; stepId: string }[]
  }
  const step = waiting.find((one) => one.kind === kind)
  if (step === undefined) throw new Error(`No ${kind} waits.`)
  return `/my/steps/${step.reviewId}/${step.stepId}`
}

async function giveMoreTime(page: Page): Promise<void> {
  await page.getByLabel('Which steps').selectOption('waiting')
  const latest = await page.getByLabel('New last day').getAttribute('max')
  await page.getByLabel('New last day').fill(latest ?? '')
  await page.getByLabel('Reason').fill('The phones were down for a week.')
}
