import { describe, expect, test } from 'vitest'
import { stylesheetFile } from '../../../functions/layout/stylesheet.ts'
import { securityHeaders } from '../../../functions/web/security-headers.ts'
import { formPost, httpEvent } from './http-event.ts'
import { expectSoundRoutes } from './route-table.ts'
import { type SampleDependencies, sampleApp, sampleRoom, sampleRoutes, signedIn } from './sample-room.tsx'
import { hrSession } from './session-shelf.ts'

const csrf = hrSession.csrfToken
const json = { accept: 'application/json' }

test('a route table that is sound passes, one that is not says where', () => {
  const open = ['/hr/assets/{file}', '/hr/enter/{secret}', '/hr/leave']
  expectSoundRoutes(sampleRoom, sampleRoutes, open)
  expect(() => expectSoundRoutes(sampleRoom, sampleRoutes, open.slice(1))).toThrow(/open to anyone/)
  expect(() => expectSoundRoutes(sampleRoom, [...sampleRoutes, ...sampleRoutes], open)).toThrow(/once/)
  expect(() => expectSoundRoutes({ ...sampleRoom, kind: 'auditor' }, sampleRoutes, open)).toThrow(/who may/)
})

describe('what every response carries', () => {
  const requests = {
    page: httpEvent({ path: '/hr', ...signedIn }),
    json: httpEvent({ path: '/hr', headers: json, ...signedIn }),
    'problem as json': httpEvent({ path: '/hr/nothing', headers: json, ...signedIn }),
    refusal: httpEvent({ path: '/hr/nothing', ...signedIn }),
    redirect: formPost('/hr/notes', { text: 'a', csrf }, signedIn),
    'sign-in redirect': httpEvent({ path: '/hr' }),
    download: httpEvent({ path: '/hr/export', ...signedIn }),
    bytes: httpEvent({ path: '/hr/bytes', ...signedIn }),
    stylesheet: httpEvent({ path: `/hr/assets/${stylesheetFile}` }),
    'invalid form': formPost('/hr/notes', { csrf }, signedIn),
    'failed check of origin': formPost(
      '/hr/notes',
      {},
      { ...signedIn, headers: { origin: 'https://evil.example' } },
    ),
    'missing token': formPost('/hr/notes', { text: 'a' }, signedIn),
    'wrong method': httpEvent({ method: 'DELETE', path: '/hr', ...signedIn }),
    'broken route': httpEvent({ path: '/hr/broken', ...signedIn }),
    'broken page': httpEvent({ path: '/hr/broken-page', ...signedIn }),
    head: httpEvent({ method: 'HEAD', path: '/hr', ...signedIn }),
  }

  test.each(Object.entries(requests))('%s', async (name, event) => {
    const { handle } = sampleApp()
    const { headers } = await handle(event)
    expect(headers).toMatchObject(securityHeaders)
    expect(headers?.['cache-control']).toBe(
      name === 'stylesheet' ? 'public, max-age=31536000, immutable' : 'no-store',
    )
  })

  test('the policy is the one of the design', () => {
    expect(securityHeaders['content-security-policy']).toBe(
      "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    )
  })
})

describe('finding the page', () => {
  test.each(['/hr', '/hr/', '//hr//'])('%s is the home page', async (path) => {
    const response = await sampleApp().handle(httpEvent({ path, ...signedIn }))
    expect(response.statusCode).toBe(200)
    expect(response.body).toContain('Hana Reyes: 0 notes')
    expect(response.body).toMatch(/^<!doctype html><html lang="en">/)
  })

  test('a path that is spelled out goes before one with a parameter', async () => {
    const response = await sampleApp().handle(httpEvent({ path: '/hr/people/new', ...signedIn }))
    expect(response.body).toContain('A new person.')
  })

  test('a program gets the data of the same route', async () => {
    const response = await sampleApp().handle(httpEvent({ path: '/hr', headers: json, ...signedIn }))
    expect(response.headers?.['content-type']).toBe('application/json')
    expect(JSON.parse(response.body ?? '')).toEqual({ notes: 0 })
  })

  test('a method that the page does not know is told which it does', async () => {
    const response = await sampleApp().handle(httpEvent({ method: 'PUT', path: '/hr', ...signedIn }))
    expect(response.statusCode).toBe(405)
    expect(response.headers?.allow).toBe('GET, HEAD')
  })

  test('a query that cannot be read is a clear page with a way on', async () => {
    const response = await sampleApp().handle(httpEvent({ path: '/hr', query: 'from=x', ...signedIn }))
    expect(response.statusCode).toBe(400)
    expect(response.body).toContain('Show the page without it')
  })

  test('the icon and an older stylesheet are served, anything else below assets is not', async () => {
    const { handle } = sampleApp()
    const old = await handle(httpEvent({ path: '/hr/assets/0123456789abcdef.css' }))
    expect([old.statusCode, old.headers?.['cache-control']]).toEqual([200, 'no-store'])
    expect((await handle(httpEvent({ path: '/hr/assets/..%2f..%2fetc' }))).statusCode).toBe(404)
  })
})

describe('a refusal looks the same whatever the reason', () => {
  test('no such path, no such thing, a badly written id, somebody else’s room', async () => {
    const { handle, sessions } = sampleApp()
    sessions.rows.set(hrSession.hash, hrSession)
    const paths = ['/hr/nothing', '/hr/people/per_2', '/hr/people/x%ff', '/hr/people/%00', '/hr/assets/x']
    const answers = await Promise.all(paths.map((path) => handle(httpEvent({ path, ...signedIn }))))

    // A session of another kind in this room's cookie opens nothing either.
    sessions.rows.set(hrSession.hash, {
      ...hrSession,
      kind: 'auditor',
      method: 'oidc',
      subject: 'hana',
    })
    answers.push(await handle(httpEvent({ path: '/hr', ...signedIn })))
    for (const answer of answers) {
      expect(answer.statusCode).toBe(404)
      expect(answer.headers).toEqual(answers[0]?.headers)
      expect(answer.body).toBe(answers[0]?.body)
    }
    expect(answers[0]?.body).toContain('This page is not available to you')
  })

  test('without a session every path leads to signing in, and a program hears 401', async () => {
    const { handle } = sampleApp()
    for (const path of ['/hr', '/hr/nothing', '/hr/people/per_1']) {
      const response = await handle(httpEvent({ path, query: 'a=1' }))
      expect(response.statusCode).toBe(303)
      expect(response.headers?.location).toBe(`/hr/sign-in?${new URLSearchParams({ to: `${path}?a=1` })}`)
      const answer = await handle(httpEvent({ path, headers: json }))
      expect(answer.statusCode).toBe(401)
      expect(answer.headers?.['content-type']).toBe('application/problem+json')
      expect(JSON.parse(answer.body ?? '')).toMatchObject({ status: 401, code: 'signed-out' })
    }
  })

  test('in a room that people enter by a link, all is simply not available', async () => {
    const { signInPath: _, ...room } = sampleRoom
    const { handle } = sampleApp({ room })
    const answers = await Promise.all(['/hr', '/hr/nothing'].map((path) => handle(httpEvent({ path }))))
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([404, 404])
    expect(answers[0]?.body).toBe(answers[1]?.body)
  })

  test.each(['2026-03-02T17:00:00Z', '2026-03-02T17:00:01Z'])('a session is over at %s', async (now) => {
    const response = await sampleApp({ now }).handle(httpEvent({ path: '/hr', ...signedIn }))
    expect(response.statusCode).toBe(303)
  })

  test('a session that was ended is over on the next request', async () => {
    const { handle, sessions } = sampleApp()
    expect((await handle(httpEvent({ path: '/hr', ...signedIn }))).statusCode).toBe(200)
    await sessions.end(hrSession.hash)
    expect((await handle(httpEvent({ path: '/hr', ...signedIn }))).statusCode).toBe(303)
  })

  test.each([
    ['__Host-hr='],
    ['__Host-hr=hana2'],
    ['hr=hana'],
    ['__Host-audit=hana'],
    [`__Host-hr=${hrSession.hash}`],
  ])('the cookie %s opens nothing', async (cookie) => {
    expect((await sampleApp().handle(httpEvent({ path: '/hr', cookies: [cookie] }))).statusCode).toBe(303)
  })
})

describe('reading changes nothing', () => {
  test('HEAD is answered as GET without a body', async () => {
    const { handle } = sampleApp()
    const get = await handle(httpEvent({ path: '/hr', ...signedIn }))
    const head = await handle(httpEvent({ method: 'HEAD', path: '/hr', ...signedIn }))
    expect(head).toEqual({ ...get, body: '', isBase64Encoded: false })
  })

  test('HEAD on a link that would begin a session does not begin one', async () => {
    const { handle, dependencies } = sampleApp()
    const head = await handle(httpEvent({ method: 'HEAD', path: '/hr/enter/secret' }))
    expect([head.statusCode, head.cookies, dependencies.notes]).toEqual([200, [], []])
    await handle(httpEvent({ path: '/hr/enter/secret' }))
    expect(dependencies.notes).toHaveLength(1)
  })

  test('GET on a path that takes a form does nothing', async () => {
    const { handle, dependencies } = sampleApp()
    expect(
      (await handle(httpEvent({ path: '/hr/notes', query: `text=a&csrf=${csrf}`, ...signedIn }))).statusCode,
    ).toBe(405)
    expect(dependencies.notes).toEqual([])
  })
})

describe('a form', () => {
  test('from our own page with its token is taken', async () => {
    const { handle, dependencies } = sampleApp()
    const fields = new URLSearchParams({ text: ' two\r\nlines ', csrf })
    fields.append('tag', 'one')
    fields.append('tag', 'two')
    const response = await handle(formPost('/hr/notes', fields, signedIn))
    expect([response.statusCode, response.headers?.location]).toEqual([303, '/hr'])
    expect(dependencies.notes).toEqual([{ text: 'two\nlines', tags: ['one', 'two'] }])
  })

  test.each<[string, Record<string, string>]>([
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ['another site in a sandbox', { 'sec-fetch-site': 'cross-site', origin: 'null' }],
    ['a sister domain', { 'sec-fetch-site': 'same-site', origin: 'https://other.example.com' }],
    ['an old browser on another site', { 'sec-fetch-site': '', origin: 'https://evil.example' }],
    [
      'an origin that only begins like ours',
      { 'sec-fetch-site': '', origin: 'https://reviews.example.com.evil.example' },
    ],
    ['our host by plain http', { 'sec-fetch-site': '', origin: 'http://reviews.example.com' }],
    ['no browser at all', { 'sec-fetch-site': '', origin: '' }],
    ['a bookmark or a script', { 'sec-fetch-site': 'none', origin: '' }],
  ])('from %s is refused', async (_name, headers) => {
    const { handle, dependencies, log } = sampleApp()
    const event = formPost('/hr/notes', { text: 'a', csrf }, { ...signedIn, headers })
    for (const name of ['origin', 'sec-fetch-site'])
      if (event.headers[name] === '') delete event.headers[name]
    expect((await handle(event)).statusCode).toBe(403)
    expect(dependencies.notes).toEqual([])
    expect(log).toMatchObject([
      { level: 'warn', message: 'request refused: not from our pages', route: '/hr/notes' },
    ])
  })

  test.each<[string, Record<string, string>]>([
    ['the public origin', { origin: 'https://reviews.example.com' }],
    ['the host that was asked', { origin: 'https://127.0.0.1:8700' }],
  ])('from a browser that names %s is taken', async (_name, headers) => {
    const { handle, dependencies } = sampleApp()
    const event = formPost('/hr/notes', { text: 'a', csrf }, { ...signedIn, headers })
    delete event.headers['sec-fetch-site']
    expect((await handle(event)).statusCode).toBe(303)
    expect(dependencies.notes).toHaveLength(1)
  })

  test.each([[{}], [{ csrf: '' }], [{ csrf: 'h'.repeat(42) }], [{ csrf: 'x'.repeat(43) }]])(
    'with the token %j is not taken, and its words come back to be sent again',
    async (token) => {
      const { handle, dependencies, log } = sampleApp()
      const fields = { text: '<b>"long" words</b>', ...token }
      const response = await handle(formPost('/hr/notes', fields, { ...signedIn, query: 'again=1' }))
      expect([response.statusCode, dependencies.notes]).toEqual([403, []])
      expect(response.body).toContain('value="&lt;b>&quot;long&quot; words&lt;/b>"')
      expect(response.body).toContain(`name="csrf" value="${csrf}"`)
      expect(response.body).toContain('action="/hr/notes?again=1"')
      expect(response.body).not.toContain('name="csrf" value="x')
      expect(log).toMatchObject([{ message: 'request refused: form token' }])
    },
  )

  test('after the session has ended comes back with its words, and shows no token', async () => {
    const { handle, dependencies } = sampleApp()
    const response = await handle(formPost('/hr/notes', { text: 'words', csrf }))
    expect([response.statusCode, dependencies.notes]).toEqual([401, []])
    expect(response.body).toContain('name="text" value="words"')
    expect(response.body).toContain('href="/hr/sign-in"')
    expect(response.body).not.toContain(csrf)
  })

  test('that anyone may send needs no session', async () => {
    expect((await sampleApp().handle(formPost('/hr/leave', {}))).statusCode).toBe(303)
    // With one, its token is needed all the same.
    expect((await sampleApp().handle(formPost('/hr/leave', {}, signedIn))).statusCode).toBe(403)
  })

  test('that is blank changes nothing and says what is needed', async () => {
    const { handle, dependencies } = sampleApp()
    const response = await handle(formPost('/hr/notes', { csrf }, signedIn))
    expect([response.statusCode, dependencies.notes]).toEqual([422, []])
    expect(response.body).toContain('This is needed. Please fill it in.')
  })

  test('is shown again by its own route, with what was typed', async () => {
    const long = 'far more than twenty characters'
    const response = await sampleApp().handle(formPost('/hr/notes/kept', { csrf, text: long }, signedIn))
    expect(response.statusCode).toBe(422)
    expect(response.body).toContain(`${long}: This is too long. Use at most 20 characters.`)
    expect(response.body).toContain('<title>Error: Note – HR console')
  })

  test('that a rule refuses gets the rule’s own sentence', async () => {
    const response = await sampleApp().handle(formPost('/hr/notes/kept', { csrf, text: 'short' }, signedIn))
    expect(response.statusCode).toBe(409)
    expect(response.body).toContain('This cycle has been launched.')
  })

  test('of a program is JSON with the token in a header', async () => {
    const { handle, dependencies } = sampleApp()
    const send = (body: string, headers: Record<string, string> = {}) =>
      handle(
        httpEvent({
          method: 'POST',
          path: '/hr/notes',
          ...signedIn,
          headers: {
            ...json,
            'content-type': 'application/json',
            origin: 'https://reviews.example.com',
            ...headers,
          },
          body,
        }),
      )
    const token = { 'x-csrf-token': csrf }
    expect((await send('{"text":"a"}')).statusCode).toBe(403)
    const saved = await send('{"text":"a","tag":["b"]}', token)
    expect([saved.statusCode, saved.body]).toEqual([200, '{"saved":true}'])
    expect(dependencies.notes).toEqual([{ text: 'a', tags: ['b'] }])

    const wrong = await send('{"text":7,"tag":[{}],"__proto__":{"x":1}}', token)
    expect(JSON.parse(wrong.body ?? '')).toMatchObject({
      status: 422,
      errors: { text: 'Please check this entry.', 'tag.0': 'Please check this entry.' },
    })
    for (const broken of ['', '[]', '"x"', '{', 'null']) {
      const { statusCode } = await send(broken, token)
      expect(statusCode, broken).toBe(broken === '' ? 422 : 400)
    }
  })

  test('that is too big is refused before it is read', async () => {
    const response = await sampleApp().handle(
      formPost('/hr/notes', { text: 'a'.repeat(300_000), csrf }, signedIn),
    )
    expect(response.statusCode).toBe(413)
    expect(response.body).toContain('256 KB')
  })

  test('of a kind that nobody sends is refused', async () => {
    const event = formPost(
      '/hr/notes',
      { text: 'a', csrf },
      { ...signedIn, headers: { 'content-type': 'text/plain' } },
    )
    expect((await sampleApp().handle(event)).statusCode).toBe(415)
  })
})

describe('what breaks', () => {
  test.each(['/hr/broken', '/hr/broken-page'])(
    '%s is a kind page, logged once and without words',
    async (path) => {
      const { handle, log } = sampleApp()
      const response = await handle(httpEvent({ path, ...signedIn }))
      expect(response.statusCode).toBe(500)
      expect(response.body).toContain('It is not your doing')
      expect(response.body).toContain('request-1')
      expect(response.body).not.toMatch(/words of|TypeError|node_modules|sample-room/)
      expect(log).toMatchObject([
        { level: 'error', message: 'request failed', requestId: 'request-1', route: path },
      ])
      expect(JSON.stringify(log)).not.toMatch(/words/)
      expect(log[0]?.error?.frames[0]).toMatch(/sample-room/)
    },
  )

  test('a program gets the same as problem+json', async () => {
    const response = await sampleApp().handle(httpEvent({ path: '/hr/broken', headers: json, ...signedIn }))
    expect(JSON.parse(response.body ?? '')).toEqual({
      type: 'about:blank',
      title: 'Something broke on our side',
      status: 500,
      detail: expect.stringContaining('not your doing'),
      code: 'internal',
      requestId: 'request-1',
    })
  })

  test('a store that is down breaks the request, not the process', async () => {
    const { handle, sessions, log } = sampleApp()
    sessions.find = () => Promise.reject(new Error('connect ECONNREFUSED'))
    expect((await handle(httpEvent({ path: '/hr', ...signedIn }))).statusCode).toBe(500)
    expect(log).toHaveLength(1)
  })
})

test('a download keeps its name and cannot write headers', async () => {
  const { headers } = await sampleApp().handle(httpEvent({ path: '/hr/export', ...signedIn }))
  expect(headers?.['content-disposition']).toBe(
    'attachment; filename="_rger_x_.csv_X-Evil_1"; filename*=UTF-8\'\'%C3%84rger%20%22x%22.csv%0D%0AX-Evil%3A%201',
  )
})

test('bytes go out as base64', async () => {
  const response = await sampleApp().handle(httpEvent({ path: '/hr/bytes', ...signedIn }))
  expect([response.body, response.isBase64Encoded]).toEqual(['AP8=', true])
})

// Types: the handler's dependencies are those of its routes.
sampleApp satisfies () => { dependencies: SampleDependencies }
