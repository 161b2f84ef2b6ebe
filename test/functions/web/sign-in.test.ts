import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { Provider } from 'oidc-provider'
import { CookieJar } from 'tough-cookie'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import * as z from 'zod'
import { assetRoutes } from '../../../functions/web/asset-routes.ts'
import { createHttpHandler, type HttpHandler } from '../../../functions/web/http-handler.tsx'
import { createIssuer } from '../../../functions/web/issuer.ts'
import { json } from '../../../functions/web/reply.ts'
import type { RequestLogEntry } from '../../../functions/web/request-log.ts'
import { type Route, routesWith } from '../../../functions/web/route.ts'
import { type SignInOptions, signInRoutes } from '../../../functions/web/sign-in-routes.tsx'
import { formPost, httpEvent } from './http-event.ts'
import { expectSoundRoutes } from './route-table.ts'
import { sampleRoom } from './sample-room.tsx'
import { SessionShelf } from './session-shelf.ts'

const publicUrl = new URL('http://127.0.0.1:8700')
const accounts: Record<string, { name?: string; email?: string; roles?: string[] | string }> = {
  hana: { name: 'Hana Reyes', email: 'hana@example.com', roles: ['staff', 'hr'] },
  words: { roles: 'staff hr' },
  avery: { name: 'Avery Stone', roles: ['auditor'] },
  nobody: { name: 'Noa Nobody' },
}

let issuerServer: Server
let issuerUrl: URL

beforeAll(async () => {
  issuerServer = createServer()
  await new Promise<void>((resolve) => issuerServer.listen(0, '127.0.0.1', resolve))
  issuerUrl = new URL(`http://127.0.0.1:${(issuerServer.address() as AddressInfo).port}`)
  // Left out: the issuer's own pages for signing in and consent, see `signInAtTheIssuer`.
  const provider = new Provider(issuerUrl.href.slice(0, -1), {
    clients: [
      {
        client_id: 'hr-console',
        token_endpoint_auth_method: 'none',
        redirect_uris: [new URL('/hr/sign-in/callback', publicUrl).href],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    claims: { openid: ['sub', 'cognito:groups'], profile: ['name'], email: ['email'] },
    // As Cognito does: all claims stand in the ID token.
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    cookies: { keys: ['test'] },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => {
        const { roles, ...claims } = accounts[id] ?? {}
        return { sub: id, ...claims, ...(roles === undefined ? {} : { 'cognito:groups': roles }) }
      },
    }),
  })
  const callback = provider.callback()
  issuerServer.on('request', async (request, response) => {
    const login = /^\/interaction\/[^?]+\?as=(\w+)$/.exec(request.url ?? '')?.[1]
    if (login === undefined) return callback(request, response)
    const { prompt, params } = await provider.interactionDetails(request, response)
    if (login === 'cancel') return provider.interactionFinished(request, response, { error: 'access_denied' })
    if (prompt.name === 'login')
      return provider.interactionFinished(request, response, { login: { accountId: login } })
    const grant = new provider.Grant({ accountId: login, clientId: String(params.client_id) })
    grant.addOIDCScope(String(params.scope))
    return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } })
  })
})

afterAll(() => {
  issuerServer?.closeAllConnections()
  issuerServer?.close()
})

/** Walks the issuer's pages as somebody's browser does; returns the address that the issuer sends it back to. */
async function signInAtTheIssuer(start: string, account: string): Promise<URL> {
  const jar = new CookieJar()
  let url = new URL(start)
  for (let hop = 0; hop < 10; hop++) {
    if (url.origin === publicUrl.origin) return url
    if (url.pathname.startsWith('/interaction/')) url.searchParams.set('as', account)
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: await jar.getCookieString(url.href) },
    })
    for (const cookie of response.headers.getSetCookie()) await jar.setCookie(cookie, url.href)
    const location = response.headers.get('location')
    if (location === null) throw new Error(`The issuer answered ${response.status}: ${await response.text()}`)
    url = new URL(location, url)
  }
  throw new Error('The issuer sent the browser round in circles')
}

let sessions: SessionShelf
let log: RequestLogEntry[]
let now: Date
let handle: HttpHandler
let routes: Route<null>[]
let cookies: Map<string, string>

function startRoom(changes: Partial<SignInOptions> = {}): void {
  const route = routesWith<null>()
  routes = [
    ...assetRoutes<null>('/hr'),
    ...signInRoutes<null>({
      prefix: '/hr',
      roomName: 'HR console',
      role: 'hr',
      rolesClaim: 'cognito:groups',
      issuerUrl,
      clientId: 'hr-console',
      publicUrl,
      sessions,
      randomBytes,
      now: () => now,
      log: (entry) => log.push(entry),
      ...changes,
    }),
    route({
      method: 'GET',
      path: '/hr/cycles/{cycleId}',
      rule: 'hr',
      params: z.object({ cycleId: z.string() }),
      query: z.object({ tab: z.string().optional() }),
      answer: ({ session }) => json({ name: session.name, email: session.email, subject: session.subject }),
    }),
    route({ method: 'GET', path: '/hr', rule: 'hr', answer: () => json('home') }),
  ]
  handle = createHttpHandler({
    room: sampleRoom,
    routes,
    dependencies: null,
    sessions,
    publicUrl,
    now: () => now,
    log: (entry) => log.push(entry),
  })
}

beforeEach(() => {
  sessions = new SessionShelf()
  log = []
  now = new Date()
  cookies = new Map()
  startRoom()
})

/** What the person's browser does with our answers: keep cookies, send them along. */
async function get(path: string): Promise<APIGatewayProxyStructuredResultV2> {
  const url = new URL(path, publicUrl)
  return remember(
    await handle(httpEvent({ path: url.pathname, query: url.search.slice(1), cookies: sent() })),
  )
}

const sent = () => [...cookies].map(([name, value]) => `${name}=${value}`)

function remember(response: APIGatewayProxyStructuredResultV2): APIGatewayProxyStructuredResultV2 {
  for (const cookie of response.cookies ?? []) {
    const [pair = '', maxAge] = cookie.split('; ')
    const name = pair.slice(0, pair.indexOf('='))
    if (maxAge === 'Max-Age=0') cookies.delete(name)
    else cookies.set(name, pair.slice(name.length + 1))
    expect(cookie).toMatch(/^__Host-.*; Path=\/; Secure; HttpOnly; SameSite=Lax$/)
  }
  return response
}

const locationOf = (response: APIGatewayProxyStructuredResultV2) => String(response.headers?.location)

/** From the first click to the issuer's answer. */
async function signIn(account: string, path = '/hr/cycles/cyc_1?tab=people') {
  const toSignIn = locationOf(await get(path))
  const toIssuer = locationOf(await get(toSignIn))
  const back = await signInAtTheIssuer(toIssuer, account)
  return { toIssuer, back, response: await get(back.pathname + back.search) }
}

describe('signing in', () => {
  test('leads back to the page that somebody wanted, and opens it', async () => {
    const { toIssuer, response } = await signIn('hana')
    const asked = new URL(toIssuer).searchParams
    expect(asked.get('code_challenge_method')).toBe('S256')
    expect(asked.get('redirect_uri')).toBe('http://127.0.0.1:8700/hr/sign-in/callback')
    expect(new Set(['state', 'nonce', 'code_challenge'].map((name) => asked.get(name)?.length))).toEqual(
      new Set([43]),
    )

    expect([response.statusCode, locationOf(response)]).toEqual([303, '/hr/cycles/cyc_1?tab=people'])
    expect([...cookies.keys()]).toEqual(['__Host-hr'])
    const page = await get('/hr/cycles/cyc_1')
    expect(JSON.parse(page.body ?? '')).toEqual({
      name: 'Hana Reyes',
      email: 'hana@example.com',
      subject: 'hana',
    })
    const [session] = sessions.rows.values()
    expect(session).toMatchObject({ kind: 'hr', method: 'oidc', authenticatedAt: now.toISOString() })
    expect(Date.parse(session?.expiresAt ?? '') - now.getTime()).toBe(4 * 3_600_000)
    expect(log).toEqual([])
  })

  test('takes roles from a claim of words, and a name from what there is', async () => {
    await signIn('words')
    expect(JSON.parse((await get('/hr/cycles/x')).body ?? '')).toEqual({ name: 'words', subject: 'words' })
  })

  test('follows our clock, whatever the machine’s says', async () => {
    now = new Date(Date.now() + 40 * 24 * 3_600_000)
    // The issuer of this test lives in the machine's time: for our clock its tokens are long over.
    const { response } = await signIn('hana')
    expect(response.statusCode).toBe(502)
    expect(sessions.rows.size).toBe(0)
  })

  test.each(['avery', 'nobody'])(
    '%s, who has not the role, gets a clear page and no session',
    async (account) => {
      const { response } = await signIn(account)
      expect(response.statusCode).toBe(403)
      expect(response.body).toContain('Your account does not open the HR console')
      expect(response.body).toContain('href="/hr/sign-in?again=yes"')
      expect(sessions.rows.size).toBe(0)
      expect([...cookies.keys()]).toEqual([])
      expect(locationOf(await get('/hr/sign-in?again=yes'))).toContain('prompt=login')
    },
  )

  test('that somebody stops at the issuer says so and starts again', async () => {
    const { response } = await signIn('cancel')
    expect(response.statusCode).toBe(400)
    expect(response.body).toContain('You are not signed in yet')
    expect(sessions.rows.size).toBe(0)
  })

  test('in two tabs at once works in both', async () => {
    const first = locationOf(await get('/hr/sign-in?to=/hr/cycles/one'))
    const second = locationOf(await get('/hr/sign-in?to=/hr/cycles/two'))
    for (const [start, end] of [
      [first, '/hr/cycles/one'],
      [second, '/hr/cycles/two'],
    ] as const) {
      const back = await signInAtTheIssuer(start, 'hana')
      expect(locationOf(await get(back.pathname + back.search))).toBe(end)
    }
    // The session of the first tab gave way to the second.
    expect(sessions.rows.size).toBe(1)
  })

  test('again while signed in goes straight on', async () => {
    await signIn('hana')
    expect(locationOf(await get('/hr/sign-in?to=/hr/cycles/x'))).toBe('/hr/cycles/x')
    expect(locationOf(await get('/hr/sign-in/callback?code=x&state=y'))).toBe('/hr')
  })

  test.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/my/x',
    '/hrx',
    '/hr/sign-out',
    '/hr/sign-in/callback',
    '/hr/\n//evil.example',
  ])('never leads to %s', async (to) => {
    const toIssuer = locationOf(await get(`/hr/sign-in?${new URLSearchParams({ to })}`))
    const back = await signInAtTheIssuer(toIssuer, 'hana')
    expect(locationOf(await get(back.pathname + back.search))).toBe('/hr')
  })
})

describe('coming back from the issuer', () => {
  test('a second time, from another browser, or with another state opens nothing', async () => {
    const toIssuer = locationOf(await get('/hr/sign-in'))
    const back = await signInAtTheIssuer(toIssuer, 'hana')
    const mine = new Map(cookies)

    // A stranger's browser has no cookie for it.
    cookies = new Map()
    expect((await get(back.pathname + back.search)).statusCode).toBe(400)

    // Somebody who gives me their own code with my state has no verifier that fits it.
    cookies = new Map()
    const theirs = await signInAtTheIssuer(locationOf(await get('/hr/sign-in')), 'avery')
    cookies = new Map(mine)
    const mixed = new URL(back)
    mixed.searchParams.set('code', theirs.searchParams.get('code') ?? '')
    expect((await get(mixed.pathname + mixed.search)).statusCode).toBe(400)

    // Their whole answer in my browser: their state is not mine.
    cookies = new Map(mine)
    expect((await get(theirs.pathname + theirs.search)).statusCode).toBe(400)
    expect(sessions.rows.size).toBe(0)

    // Mine is fine, once.
    cookies = new Map(mine)
    expect(locationOf(await get(back.pathname + back.search))).toBe('/hr')
    cookies = new Map(mine)
    expect((await get(back.pathname + back.search)).statusCode).toBe(400)
    expect(sessions.rows.size).toBe(1)
  })

  test('a changed cookie does not change the way back', async () => {
    const back = await signInAtTheIssuer(locationOf(await get('/hr/sign-in?to=/hr/cycles/x')), 'hana')
    for (const [name, value] of cookies) {
      const [secret, startedAt] = value.split('.')
      cookies.set(name, `${secret}.${startedAt}.${Buffer.from('/hr/cycles/y').toString('base64url')}`)
    }
    expect((await get(back.pathname + back.search)).statusCode).toBe(400)
  })

  test('after too long asks to start again', async () => {
    const back = await signInAtTheIssuer(locationOf(await get('/hr/sign-in')), 'hana')
    now = new Date(now.getTime() + 16 * 60_000)
    expect((await get(back.pathname + back.search)).statusCode).toBe(400)
  })

  test.each(['', '?state=x', '?code=x', '?error=access_denied', '?state=a&state=b'])(
    'with %s is a clear page',
    async (query) => {
      const response = await get(`/hr/sign-in/callback${query}`)
      expect(response.statusCode).toBe(400)
      expect(sessions.rows.size).toBe(0)
    },
  )

  test('HEAD spends no code and begins no session', async () => {
    const back = await signInAtTheIssuer(locationOf(await get('/hr/sign-in')), 'hana')
    const event = httpEvent({
      method: 'HEAD',
      path: back.pathname,
      query: back.search.slice(1),
      cookies: sent(),
    })
    expect((await handle(event)).cookies).toEqual([])
    expect(sessions.rows.size).toBe(0)
    expect(locationOf(await get(back.pathname + back.search))).toBe('/hr')
  })
})

describe('signing out', () => {
  test('ends the session on the server, not only in the browser', async () => {
    await signIn('hana')
    const old = new Map(cookies)
    const [session] = sessions.rows.values()
    const response = remember(
      await handle(formPost('/hr/sign-out', { csrf: session?.csrfToken ?? '' }, { cookies: sent() })),
    )
    expect(locationOf(response)).toBe('/hr/signed-out')
    expect([...cookies.keys()]).toEqual([])
    expect((await get('/hr/signed-out')).body).toContain('You are signed out of the HR console.')
    cookies = old
    expect(locationOf(await get('/hr'))).toMatch(/^\/hr\/sign-in/)
  })

  test('cannot be done to somebody by another site', async () => {
    await signIn('hana')
    expect((await handle(formPost('/hr/sign-out', {}, { cookies: sent() }))).statusCode).toBe(403)
    expect(sessions.rows.size).toBe(1)
  })

  test('after the session has ended is no error', async () => {
    expect(locationOf(await handle(formPost('/hr/sign-out', {})))).toBe('/hr/signed-out')
  })
})

describe('an issuer that is not there', () => {
  test('gives a kind page, is logged, and is asked again next time', async () => {
    const gone = createServer()
    await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve))
    const { port } = gone.address() as AddressInfo
    await new Promise((resolve) => gone.close(resolve))
    startRoom({ issuerUrl: new URL(`http://127.0.0.1:${port}`) })
    const response = await get('/hr/sign-in')
    expect(response.statusCode).toBe(502)
    expect(response.body).toContain('The sign-in service does not answer')
    await get('/hr/sign-in')
    expect(log).toMatchObject([
      { level: 'error', message: 'sign-in failed', route: '/hr/sign-in' },
      { level: 'error', message: 'sign-in failed' },
    ])
  })

  test('or that has no https, unless it is on this machine, is refused at the start', () => {
    const options = { clientId: 'x', callbackUrl: publicUrl, now: () => now }
    expect(() => createIssuer({ ...options, issuerUrl: new URL('http://issuer.example') })).toThrow(/https/)
    expect(() => createIssuer({ ...options, issuerUrl: new URL('https://issuer.example') })).not.toThrow()
  })
})

test('the routes of signing in are sound', () => {
  expectSoundRoutes(sampleRoom, routes, [
    '/hr/assets/{file}',
    '/hr/sign-in',
    '/hr/sign-in/callback',
    '/hr/sign-out',
    '/hr/signed-out',
  ])
})
