import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'node-html-parser'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Cloud, startCloud } from '../../../local/cloud.ts'
import { writeAssembly } from '../template/write-assembly.ts'
import { sendMail } from './send-mail.ts'

let cloud: Cloud
const get = async (path: string) => {
  const response = await fetch(cloud.url + path)
  return { response, text: await response.text() }
}
const json = async (path: string) => (await fetch(cloud.url + path)).json()
const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  fetch(cloud.url + path, { method: 'POST', body, headers, redirect: 'manual' })

const send = (to: string, subject: string, html: string) => sendMail(cloud, to, subject, html)

beforeAll(async () => {
  cloud = await startCloud({
    assembly: writeAssembly({ Mail: { template: { Resources: {} } } }),
    dataDir: mkdtempSync(join(tmpdir(), 'pages-')),
    port: 0,
  })
})
afterAll(() => cloud.stop())

describe('the inbox', () => {
  it('shows a mail as text, never as markup of the page', async () => {
    await send(
      'kim@example.com',
      '<script>alert(1)</script> & more',
      '<p>Hello <a href="http://127.0.0.1/my/x">open</a>',
    )
    const list = parse((await get('/local/inbox?to=kim@example.com')).text)
    const link = list.querySelector('tbody a')
    expect(link?.text.trim()).toBe('<script>alert(1)</script> & more')
    const { text } = await get(link?.getAttribute('href') ?? '')
    expect(text).not.toContain('<script')
    // By default the parser takes what stands in <pre> for text.
    const page = parse(text, { blockTextElements: {} })
    expect(page.querySelector('pre a')?.getAttribute('href')).toBe('https://x.example/a?b=1&c=2')
    expect(page.querySelectorAll('form').map((form) => form.querySelector('button')?.text)).toEqual([
      'Bounce',
      'Complain',
    ])
  })

  it('shows the HTML part in a frame that may run nothing, its links opening in the whole window', async () => {
    await send(
      'lee@example.com',
      'Framed',
      '<!doctype html><html><head><title>x</title></head><body><script>1</script></body></html>',
    )
    const [{ id }] = await json('/local/inbox.json?to=lee@example.com')
    const frame = parse((await get(`/local/inbox/${id}`)).text).querySelector('iframe')
    expect(frame?.getAttribute('sandbox')).not.toMatch(/allow-scripts|allow-same-origin|allow-forms/)
    const { response, text } = await get(frame?.getAttribute('src') ?? '')
    expect(text).toContain('<head><base target="_top">')
    const policy = response.headers.get('content-security-policy')
    expect(policy).toMatch(/default-src 'none'/)
    expect(policy).toMatch(/sandbox /)
    expect(policy).not.toMatch(/script/)
  })

  it('gives mails to programs, by recipient and after the last one they know', async () => {
    await send('max@example.com', 'First', '<p>1</p>')
    await send('max@example.com', 'Second', '<p>2</p>')
    const mails = await json('/local/inbox.json?to=max@example.com')
    expect(mails).toMatchObject([
      {
        to: ['max@example.com'],
        from: 'reviews@example.com',
        subject: 'First',
        html: expect.stringContaining('<p>1</p>'),
      },
      { subject: 'Second', text: expect.stringContaining('Open https://x.example') },
    ])
    const later = await json(`/local/inbox.json?to=max@example.com&after=${mails[0].id}`)
    expect(later.map(({ subject }: { subject: string }) => subject)).toEqual(['Second'])
  })

  it('lets a mail bounce', async () => {
    await send('gone@example.com', 'Lost', '<p>1</p>')
    const [{ id }] = await json('/local/inbox.json?to=gone@example.com')
    const answer = await post(`/local/inbox/${id}/bounce`, '')
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/local/inbox/${id}`])
    expect((await get(`/local/inbox/${id}`)).text).toContain('the address does not exist</dd>')
  })

  it.each([
    '/local/inbox/999',
    '/local/inbox/x',
    '/local/inbox/999/html',
    '/local/nothing',
    '/local/inbox/%ff',
  ])('has nothing at %s', async (path) => {
    expect((await get(path)).response.status).toBe(404)
  })
})

describe('the clock', () => {
  it('goes forward for programs and for buttons', async () => {
    const { now } = await json('/local/clock.json')
    const advanced = await (await post('/local/clock/advance', '{"by":"PT36H"}')).json()
    expect(Date.parse(advanced.now) - Date.parse(now)).toBeGreaterThanOrEqual(36 * 3600_000)
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const answer = await post('/local/clock/advance', 'by=P7D', form)
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/local/clock'])
    // Real time passes while it travels.
    expect((await json('/local/clock.json')).offsetMs / 3600_000).toBeCloseTo(36 + 168, 2)
    const to = new Date(Date.parse(advanced.now) + 30 * 24 * 3600_000).toISOString()
    expect((await (await post('/local/clock/advance', JSON.stringify({ to }))).json()).now >= to).toBe(true)
    expect((await get('/local/clock')).text).toMatch(/Nothing is waiting/)
  })

  it.each(['', '{}', '[]', 'null', '{"to":"yesterday"}', '{"by":"1 hour"}', '{"to":5}'])(
    'asks where to when told %j',
    async (body) => {
      const answer = await post('/local/clock/advance', body)
      expect([answer.status, (await answer.json()).message]).toEqual([
        400,
        expect.stringMatching(/^Say where to/),
      ])
    },
  )

  it('says on the page why a journey was not possible, once', async () => {
    await post('/local/clock/advance', 'at=2020-01-01T00:00', {
      'content-type': 'application/x-www-form-urlencoded',
    })
    expect((await get('/local/clock')).text).toContain('The clock only goes forward')
    expect((await get('/local/clock')).text).not.toContain('only goes forward:')
  })

  it('says when everything has come to rest', async () => {
    expect((await post('/local/clock/settle', '')).status).toBe(200)
  })
})

describe('every local page', () => {
  it.each(['/', '/local/inbox', '/local/clock'])(
    '%s has a title, one heading, a language and no scripts',
    async (path) => {
      const { response, text } = await get(path)
      const page = parse(text)
      expect(page.querySelector('html')?.getAttribute('lang')).toBe('en')
      expect(page.querySelector('title')?.text).not.toBe('')
      expect(page.querySelectorAll('h1')).toHaveLength(1)
      expect(page.querySelector('script')).toBeNull()
      expect(response.headers.get('content-security-policy')).toMatch(/default-src 'none'/)
    },
  )

  it.each([
    [{ origin: 'http://evil.example' }, 403],
    [{ origin: 'null' }, 403],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{}, 200],
  ])('changes nothing for a page elsewhere: %j', async (headers, status) => {
    expect((await post('/local/clock/settle', '', headers as Record<string, string>)).status).toBe(status)
  })

  it('moves to the one name that it is served under', async () => {
    const answer = await fetch(`${cloud.url.replace('127.0.0.1', 'localhost')}/local/clock?a=1`, {
      redirect: 'manual',
    })
    expect([answer.status, answer.headers.get('location')]).toEqual([307, `${cloud.url}/local/clock?a=1`])
  })

  it('changes nothing on GET', async () => {
    expect((await get('/local/clock/advance')).response.status).toBe(404)
  })
})
