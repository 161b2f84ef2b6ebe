import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openBrowser } from './browser.ts'
import { type Device, openDevice } from './device.ts'
import { oneJourneyInParts } from './in-parts.ts'
import { doWhatWaits } from './launched-cycle.ts'
import { codeIn, type JourneyCloud, startLocalCloud } from './local-cloud.ts'
import { agents, companyFile, supervisor } from './small-company.ts'

const [ada, bruno, chen, dunja, eoin] = agents

vi.setConfig({ testTimeout: 120_000 })

let browser: Browser
let cloud: JourneyCloud
const devices: Device[] = []

beforeAll(async () => {
  ;[browser, cloud] = await Promise.all([openBrowser(), startLocalCloud()])
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await cloud?.stop()
}, 60_000)

oneJourneyInParts()

/** A phone that runs no script, whose owner finds everything by its name on the page. */
async function phone(): Promise<Page> {
  const device = await openDevice(browser, 'phone', { scripts: false })
  devices.push(device)
  return device.page
}

async function desk(): Promise<Page> {
  const device = await openDevice(browser, 'desk', { scripts: true })
  devices.push(device)
  return device.page
}

/** Follows a link or presses a button, and waits for the page that it leads to. */
async function follow(page: Page, target: Locator): Promise<void> {
  const loaded = page.waitForEvent('load')
  await target.click()
  await loaded
}

async function signIn(page: Page, room: string, account: string): Promise<void> {
  await page.goto(cloud.url)
  await follow(page, page.getByRole('main').getByRole('link', { name: room }))
  await follow(page, page.getByRole('button', { name: account }))
  await page.waitForURL(`${cloud.url}${room === 'HR console' ? '/hr' : '/audit'}`)
}

/** Opens the newest mail to somebody from the inbox page, as a page. */
async function openNewestMail(page: Page, to: string): Promise<void> {
  await page.goto(`${cloud.url}/local/inbox`)
  await page.getByLabel('Recipient').fill(to)
  await follow(page, page.getByRole('button', { name: 'Show' }))
  await follow(page, page.locator('main tbody a').first())
}

/** Follows the button in the newest mail. */
async function followTheLink(page: Page, to: string, button: string): Promise<void> {
  await openNewestMail(page, to)
  await follow(page, page.frameLocator('iframe').getByRole('link', { name: button }))
  await page.waitForURL(`${cloud.url}/my`)
}

async function readCode(page: Page, to: string): Promise<string> {
  await cloud.settle()
  await openNewestMail(page, to)
  const code = codeIn({ text: (await page.locator('main pre').textContent()) ?? '' })
  if (code === undefined) throw new Error(`The newest mail to ${to} holds no code.`)
  return code
}

/** Has a code mailed, reads it on another device, and signs with it. */
async function sign(page: Page, who: { name: string; email: string }): Promise<void> {
  await follow(page, page.getByRole('button', { name: 'Mail me a code' }))
  expect(await words(page)).toContain('We have mailed you a code')
  const code = await readCode(await phone(), who.email)
  await page.getByLabel('Your name').fill(who.name)
  await page.getByLabel('The code from the mail').fill(code)
  await follow(page, page.getByRole('button', { name: 'Sign', exact: true }))
  await page.waitForURL(/\/my\/receipts/)
}

/** The whole row of a choice is its label, and that is what a thumb meets. */
async function choose(page: Page, choice: string): Promise<void> {
  await page
    .locator('.choice label')
    .filter({ has: page.getByText(choice, { exact: true }) })
    .last()
    .click()
}

/** Chooses one level everywhere and writes the same words everywhere. */
async function fillForm(page: Page, level: string, words: string): Promise<void> {
  for (const scale of await page.locator('fieldset.scale').all()) {
    const id = await scale.locator(`input[value="${level}"]`).getAttribute('id')
    await page.locator(`label[for="${id}"]`).click()
  }
  for (const area of await page.locator('textarea[name^=item]').all()) await area.fill(words)
}

/** Looks over what is about to be sent, agrees to the sentence, and sends it. */
async function sendIn(page: Page): Promise<void> {
  await follow(page, page.getByRole('button', { name: 'Check and send' }))
  expect(await words(page)).toContain('Nothing has been sent yet')
  await page.locator('label[for="field-agreed"]').click()
  await follow(page, page.getByRole('button', { name: 'Send it in' }))
}

/** Moves the clock with one of its page's buttons, and waits until it has arrived. */
async function moveClock(page: Page, button: string): Promise<void> {
  await page.goto(`${cloud.url}/local/clock`)
  await follow(page, page.getByRole('button', { name: button }))
  await page.getByRole('button', { name: 'One hour on' }).waitFor()
  await cloud.settle()
}

/** What can be read on the page: without what is folded. */
async function words(page: Page): Promise<string> {
  return (await page.locator('main').allInnerTexts()).join('\n')
}

describe('a whole cycle by hand, on phones that run no script', () => {
  let hr: Page

  test('HR signs in, and imports the people from a file after a look at what it changes', async () => {
    hr = await phone()
    await signIn(hr, 'HR console', 'Hanna Reiter')
    await follow(hr, hr.getByRole('link', { name: 'Import people' }))
    const file = { name: companyFile.name, mimeType: 'text/csv', buffer: Buffer.from(companyFile.text) }
    await hr.getByLabel('File with your people').setInputFiles(file)
    await follow(hr, hr.getByRole('button', { name: 'Show how it is read' }))
    expect(await words(hr)).toContain('6 rows')
    await follow(hr, hr.getByRole('button', { name: 'Show what would change' }))

    await follow(hr, hr.getByRole('button', { name: 'Import: add 6' }))
    await cloud.settle()
    await hr.reload()
    expect(await words(hr)).toContain('6 added, 0 changed')
  })

  test('HR plans a cycle, sees in a rehearsal what would be sent, and schedules it', async () => {
    await follow(hr, hr.getByRole('link', { name: 'Plan a cycle' }))
    await hr.getByLabel('Name of the cycle').fill('Autumn round')
    await follow(hr, hr.getByRole('button', { name: 'Make the draft' }))
    expect(await words(hr)).toMatch(/^Autumn round/)
    await follow(hr, hr.getByRole('link', { name: 'Look at the calendar and change the plan' }))
    await follow(hr, hr.getByRole('link', { name: 'People', exact: true }).last())
    await hr.getByText('Supervisors (1)').click()
    await choose(hr, 'Silvia Sørensen (5 people)')
    await follow(hr, hr.getByRole('button', { name: 'Save', exact: true }))
    await follow(hr, hr.getByRole('link', { name: 'Peers', exact: true }))
    await hr.getByLabel('Colleagues asked about each person').fill('4')
    await hr.getByLabel('Answers needed before peer input is shown').fill('3')
    await follow(hr, hr.getByRole('button', { name: 'Save', exact: true }))
    expect(await words(hr)).toContain('Everybody gets 4 colleagues.')

    await follow(hr, hr.getByRole('link', { name: 'Rehearsal', exact: true }))
    const rehearsal = await words(hr)
    for (const { email } of agents) expect(rehearsal).toContain(email)
    expect(rehearsal).toContain('self-assessment, input about 4 colleagues')
    expect(await cloud.mails()).toEqual([])

    await follow(hr, hr.getByRole('button', { name: 'Schedule the launch' }))
    expect(await words(hr)).toContain('The launch is scheduled')
  })

  test('the clock is moved to the launch, and everybody has one mail', async () => {
    const clock = await phone()
    await clock.goto(cloud.url)
    await follow(clock, clock.getByRole('navigation').getByRole('link', { name: 'Clock' }))
    expect(await words(clock)).toContain('schedule cyc_')
    await moveClock(clock, 'To the next deadline')
    await moveClock(clock, 'One hour on')
    expect((await cloud.mails()).map(({ to }) => to[0]).sort()).toEqual(agents.map(({ email }) => email))
  })

  test('an agent assesses herself: a draft first, and the rest after coming back by the link', async () => {
    const page = await phone()
    await followTheLink(page, ada.email, 'Open what waits for you')
    expect(await words(page)).toContain('5 things wait for you in Autumn round')

    await follow(page, page.getByRole('link', { name: 'Your self-assessment' }))
    await page.getByLabel('Own view: one strength').fill('I kept calm when the phones were down.')
    await follow(page, page.getByRole('button', { name: 'Save the draft' }))
    expect(await words(page)).toContain('Your draft is saved')

    const other = await phone()
    await followTheLink(other, ada.email, 'Open what waits for you')
    expect(await words(other)).toContain('draft saved')
    await follow(other, other.getByRole('link', { name: 'Your self-assessment' }))
    await follow(other, other.getByRole('button', { name: 'Check and send' }))
    expect(await other.title()).toMatch(/^Error/)
    expect(await other.getByLabel('Own view: one strength').inputValue()).toBe(
      'I kept calm when the phones were down.',
    )
    await fillForm(other, '3', 'I kept calm when the phones were down for an hour.')
    await sendIn(other)
    expect(await words(other)).toContain('It has been sent in')
    expect(await words(other)).toMatch(/Its fingerprint\s+[0-9a-f]{64}/)
  })

  test('she gives input about a colleague, and her words are not in the receipt', async () => {
    const page = await phone()
    await followTheLink(page, ada.email, 'Open what waits for you')
    await follow(page, page.getByRole('link', { name: `Your input about ${bruno.name}` }))
    await fillForm(page, '4', 'He answers before anybody has to ask.')
    await sendIn(page)
    expect(await words(page)).toContain('It has been sent in')
    expect(await words(page)).not.toContain('He answers before anybody')
    // The others do the same, each from a mail of their own.
    await Promise.all(agents.map(({ email }) => doWhatWaits(cloud, email)))
    await follow(page, page.getByRole('link', { name: 'See what else waits for you' }))
    expect(await words(page)).toContain('Nothing waits for you now')
  })

  test('the supervisor rates with everything in sight, and says why where the rating departs', async () => {
    const page = await phone()
    for (let press = 0; (await cloud.mails(supervisor.email)).length === 0 && press < 9; press += 1) {
      await moveClock(page, 'To the next deadline')
    }
    await followTheLink(page, supervisor.email, 'Open what waits for you')
    await follow(page, page.getByRole('link', { name: `Your rating of ${ada.name}` }))
    expect(await words(page)).toContain('I kept calm when the phones were down for an hour.')
    expect(await words(page)).toContain('4 of 4 peers answered')

    await fillForm(page, '3', 'Ada stayed with the caller until it was solved.')
    await choose(page, '5 – Outstanding')
    await follow(page, page.getByRole('button', { name: 'Save the draft' }))
    expect(await words(page)).toContain('Computed score of your draft: 3.00')
    expect(await words(page)).toContain('needs a reason')

    await follow(page, page.getByRole('button', { name: 'Check and send' }))
    expect(await page.title()).toMatch(/^Error/)
    await page
      .getByLabel('Reason for the overall rating')
      .fill('She trained two newcomers beside her own work.')
    await sendIn(page)
    expect(await words(page)).toContain('It has been sent in')
    expect(await words(page)).toContain('She trained two newcomers')
    await doWhatWaits(cloud, supervisor.email)
  })

  test('HR releases the results to everybody at once', async () => {
    await signIn(hr, 'HR console', 'Hanna Reiter')
    await follow(hr, hr.getByRole('link', { name: 'Autumn round' }))
    expect(await words(hr)).toContain('5 of 5')
    await hr.getByText('Release the results now').click()
    await follow(hr, hr.getByRole('button', { name: 'Release now' }))
    await moveClock(hr, 'One hour on')
    const released = (await cloud.mails()).filter(({ subject }) => subject.includes('read and sign'))
    expect(released.map(({ to }) => to[0]).sort()).toEqual(agents.map(({ email }) => email))
  })

  test.each([
    {
      who: ada,
      says: 'I agree',
      comment: '',
      recorded: 'Your signature is recorded',
      means: 'Seen and agreed with',
    },
    {
      who: bruno,
      says: 'I do not agree with all of it',
      comment: 'The two weeks of training are missing.',
      recorded: 'Your signature is recorded',
      means: 'Seen, and not agreed with in all of it',
    },
    {
      who: chen,
      says: 'I refuse to sign',
      comment: 'We have not talked about it.',
      recorded: 'Your refusal to sign is recorded',
      means: 'Shown, and refused to sign',
    },
  ])('$who.name reads and says: $says', async ({ who, says, comment, recorded, means }) => {
    const page = await phone()
    await followTheLink(page, who.email, 'Read and sign your review')
    await follow(page, page.getByRole('link', { name: 'Read and sign your review' }))
    await choose(page, says)
    await page.getByLabel('Your comment').fill(comment)
    await sign(page, who)
    expect(await words(page)).toContain(recorded)
    expect(await words(page)).toContain(means)
  })

  test('the supervisor countersigns the whole list in one act', async () => {
    await Promise.all([dunja, eoin].map(({ email }) => doWhatWaits(cloud, email)))
    await cloud.settle()
    const page = await phone()
    await followTheLink(page, supervisor.email, 'Open what waits for you')
    await follow(page, page.getByRole('link', { name: 'Read and sign 5 reviews' }))
    expect(await words(page)).toContain(`${chen.name}: `)
    await page.locator('summary').filter({ hasText: bruno.name }).click()
    expect(await words(page)).toContain('The two weeks of training are missing.')
    await sign(page, supervisor)
    expect((await words(page)).match(/Approved by the supervisor/g)).toHaveLength(5)
  })

  test('HR sees the cycle closed', async () => {
    await moveClock(hr, 'One hour on')
    await hr.goto(`${cloud.url}/hr`)
    await follow(hr, hr.getByRole('link', { name: 'Autumn round' }))
    expect(await words(hr)).toMatch(/It closed on/)
    expect(await words(hr)).toContain('Signature refused')
  })

  test('an auditor reads who signed what, and that nothing was altered', async () => {
    const page = await phone()
    await signIn(page, 'Auditor console', 'Aude Torres')
    await follow(page, page.getByRole('link', { name: 'Autumn round' }))
    expect(await words(page)).toContain('The chain of entries holds')
    await follow(page, page.getByRole('link', { name: bruno.name }))
    expect(await words(page)).toContain('The chain of entries holds')
    await follow(page, page.getByRole('link', { name: 'Show the record and its signatures' }))
    const record = await words(page)
    expect(record).toContain('The stored record is the one that was released')
    expect(record).toContain('Seen, and not agreed with in all of it')
    expect(record).toContain('The two weeks of training are missing.')
    expect(record).toContain('Approved by the supervisor')
    expect(record).toContain(supervisor.name)
  })
})

describe('one review at a desk, with scripts allowed', () => {
  test('is planned, launched, written, rated, released and signed by both', async () => {
    const hr = await desk()
    await signIn(hr, 'HR console', 'Henri Roux')
    await follow(hr, hr.getByRole('link', { name: 'Cycles', exact: true }))
    await follow(hr, hr.getByRole('link', { name: 'Plan a cycle' }))
    await hr.getByLabel('Name of the cycle').fill('Desk round')
    await follow(hr, hr.getByRole('button', { name: 'Make the draft' }))
    const draft = new URL(hr.url()).pathname
    await hr.goto(`${cloud.url}${draft}/plan/people`)
    await choose(hr, 'One by one')
    await hr.getByText('One by one: write employee IDs').click()
    await hr.getByLabel('Employee IDs, one on each line').fill(dunja.id)
    await follow(hr, hr.getByRole('button', { name: 'Save', exact: true }))
    await follow(hr, hr.getByRole('link', { name: 'Peers', exact: true }))
    await hr.getByLabel('Colleagues asked about each person').fill('0')
    await follow(hr, hr.getByRole('button', { name: 'Save', exact: true }))
    await hr.goto(cloud.url + draft)
    await hr.getByText('Launch now', { exact: true }).first().click()
    await follow(hr, hr.getByRole('button', { name: 'Launch now' }))
    expect(await words(hr)).toContain('The cycle is being launched')
    const cyclePage = new URL(hr.url()).pathname
    await moveClock(hr, 'One hour on')

    const agent = await desk()
    await followTheLink(agent, dunja.email, 'Open what waits for you')
    await follow(agent, agent.getByRole('link', { name: 'Your self-assessment' }))
    await fillForm(agent, '4', 'I wrote the guide for returned parcels.')
    await sendIn(agent)
    expect(await words(agent)).toContain('It has been sent in')

    const lead = await desk()
    const before = (await cloud.mails(supervisor.email)).length
    for (let press = 0; (await cloud.mails(supervisor.email)).length === before && press < 9; press += 1) {
      await moveClock(lead, 'To the next deadline')
    }
    await followTheLink(lead, supervisor.email, 'Open what waits for you')
    await follow(lead, lead.getByRole('link', { name: `Your rating of ${dunja.name}` }))
    await fillForm(lead, '4', 'The guide has halved the questions.')
    await choose(lead, '4 – Above')
    await sendIn(lead)
    expect(await words(lead)).toContain('It has been sent in')

    await hr.goto(`${cloud.url}${cyclePage}`)
    if (new URL(hr.url()).pathname !== cyclePage) {
      await follow(hr, hr.getByRole('button', { name: 'Henri Roux' }))
    }
    await hr.getByText('Release the results now').click()
    await follow(hr, hr.getByRole('button', { name: 'Release now' }))
    await moveClock(hr, 'One hour on')

    await followTheLink(agent, dunja.email, 'Read and sign your review')
    await follow(agent, agent.getByRole('link', { name: 'Read and sign your review' }))
    await choose(agent, 'I agree')
    await sign(agent, dunja)
    await followTheLink(lead, supervisor.email, 'Open what waits for you')
    await follow(lead, lead.getByRole('link', { name: `Sign the review of ${dunja.name}` }))
    await sign(lead, supervisor)

    await moveClock(hr, 'One hour on')
    await hr.goto(`${cloud.url}${cyclePage}`)
    expect(await words(hr)).toContain('Every review is signed by both.')
  })
})

test('no page asked for anything that its own policy forbids', () => {
  expect(devices.flatMap(({ complaints }) => complaints)).toEqual([])
})
