import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import makeFetchCookie from 'fetch-cookie'
import { parse } from 'node-html-parser'
import * as oauth from 'oauth4webapi'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createIssuer, type Issuer } from '../../../local/services/issuer.ts'
import { createTestCloud, type TestCloud } from './test-cloud.ts'

let cloud: TestCloud
let issuer: Issuer
let server: Server
let publicUrl: string
let port = 0

async function start(directory?: string): Promise<void> {
  cloud = createTestCloud(directory)
  server = createServer((request, response) => void issuer.handle(request, response))
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
  publicUrl = `http://127.0.0.1:${port}`
  issuer = await createIssuer(cloud.ground('issuer'), {
    publicUrl,
    clients: [
      {
        clientId: 'PoolClient',
        properties: {
          AllowedOAuthFlows: ['code'],
          AllowedOAuthScopes: ['openid', 'email', 'profile'],
          CallbackURLs: [`${publicUrl}/hr/sign-in/callback`, `${publicUrl}/audit/sign-in/callback`],
          LogoutURLs: [`${publicUrl}/hr`],
          GenerateSecret: false,
        },
      },
    ],
  })
}

async function stop(): Promise<void> {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await cloud.close()
}

beforeEach(() => start())
afterEach(async () => {
  await stop()
  cloud.remove()
  port = 0
})

const client: oauth.Client = { client_id: 'PoolClient' }
const insecure = { [oauth.allowInsecureRequests]: true }

async function discovered(): Promise<oauth.AuthorizationServer> {
  const url = new URL(issuer.url)
  return await oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, insecure))
}

/** Signs a person in as a browser without scripts would, and gives back what the token endpoint answered. */
async function signIn(email: string, browser = makeFetchCookie(fetch)): Promise<oauth.TokenEndpointResponse> {
  const server = await discovered()
  const verifier = oauth.generateRandomCodeVerifier()
  const redirectUri = `${publicUrl}/hr/sign-in/callback`
  const ask = new URL(server.authorization_endpoint ?? '')
  ask.search = new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid email profile',
    state: 'state',
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  }).toString()
  const page = await browser(ask)
  const form = parse(await page.text()).querySelector('form')
  expect(form?.querySelectorAll('button').map((button) => button.getAttribute('value'))).toContain(email)
  let answer = await browser(new URL(form?.getAttribute('action') ?? '', page.url), {
    method: 'POST',
    body: new URLSearchParams({ account: email }),
    redirect: 'manual',
  })
  for (let location = answer.headers.get('location'); ; location = answer.headers.get('location')) {
    const next = new URL(location ?? '', publicUrl)
    if (next.pathname === '/hr/sign-in/callback') {
      const params = oauth.validateAuthResponse(server, client, next, 'state')
      return await oauth.processAuthorizationCodeResponse(
        server,
        { ...client, [oauth.clockSkew]: Math.round((cloud.clock.now() - Date.now()) / 1000) },
        await oauth.authorizationCodeGrantRequest(
          server,
          client,
          oauth.None(),
          params,
          redirectUri,
          verifier,
          insecure,
        ),
      )
    }
    answer = await browser(next, { redirect: 'manual' })
  }
}

describe('signing in', () => {
  test('by the button of a person gives tokens with Cognito’s claims', async () => {
    const tokens = await signIn('hr@example.com')
    const claims = oauth.getValidatedIdTokenClaims(tokens)
    expect(claims).toMatchObject({ email: 'hr@example.com', 'cognito:groups': ['hr'], name: 'Hanna Reiter' })
    expect(claims?.aud).toBe('PoolClient')
  })

  test('the access token is a JWT that tells the groups, and opens the user info', async () => {
    const { access_token } = await signIn('auditor@example.com')
    const payload = JSON.parse(Buffer.from(access_token.split('.')[1] ?? '', 'base64url').toString())
    expect(payload).toMatchObject({
      iss: issuer.url,
      aud: publicUrl,
      client_id: 'PoolClient',
      'cognito:groups': ['auditor'],
      token_use: 'access',
    })
    const info = await fetch(`${issuer.url}/oauth2/userInfo`, {
      headers: { authorization: `Bearer ${access_token}` },
    })
    expect(await info.json()).toMatchObject({ email: 'auditor@example.com' })
    const refused = await fetch(`${issuer.url}/oauth2/userInfo`, { headers: { authorization: 'Bearer x' } })
    expect(refused.status).toBe(401)
  })

  test('asks again in the same browser, so that another person can', async () => {
    const browser = makeFetchCookie(fetch)
    await signIn('hr@example.com', browser)
    const claims = oauth.getValidatedIdTokenClaims(await signIn('hr2@example.com', browser))
    expect(claims?.email).toBe('hr2@example.com')
  })

  test('gives tokens in the time of the cloud', async () => {
    await cloud.clock.advance(40 * 86_400_000)
    const claims = oauth.getValidatedIdTokenClaims(await signIn('hr@example.com'))
    expect(Math.abs((claims?.iat ?? 0) * 1000 - cloud.clock.now())).toBeLessThan(30_000)
  })

  test('a refresh token works after a restart, and the keys are the same', async () => {
    const tokens = await signIn('hr@example.com')
    const jwks = await (await fetch(`${issuer.url}/.well-known/jwks.json`)).text()
    await stop()
    port = 0
    await start(cloud.directory)
    const server = await discovered()
    const refreshed = await oauth.processRefreshTokenResponse(
      server,
      client,
      await oauth.refreshTokenGrantRequest(
        server,
        client,
        oauth.None(),
        tokens.refresh_token ?? '',
        insecure,
      ),
    )
    expect(refreshed.id_token).toBeTypeOf('string')
    expect(await (await fetch(`${issuer.url}/.well-known/jwks.json`)).text()).toBe(jwks)
  })
})

describe('refusals', () => {
  test('a callback that is not the client’s, with a page that says so', async () => {
    const server = await discovered()
    const ask = new URL(server.authorization_endpoint ?? '')
    ask.search = new URLSearchParams({
      client_id: 'PoolClient',
      redirect_uri: 'https://evil.example/',
      response_type: 'code',
      scope: 'openid',
    }).toString()
    const answer = await fetch(ask, { redirect: 'manual' })
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain('redirect_uri')
  })

  test('no code without PKCE', async () => {
    const server = await discovered()
    const ask = new URL(server.authorization_endpoint ?? '')
    ask.search = new URLSearchParams({
      client_id: 'PoolClient',
      redirect_uri: `${publicUrl}/hr/sign-in/callback`,
      response_type: 'code',
      scope: 'openid',
    }).toString()
    const answer = await fetch(ask, { redirect: 'manual' })
    expect(new URL(answer.headers.get('location') ?? '').searchParams.get('error')).toBe('invalid_request')
  })

  test('a sign-in page from somewhere else is told to begin again', async () => {
    const answer = await fetch(`${issuer.url}/sign-in/unknown`)
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain('sign in again')
  })

  test('a client with a secret is refused at the start', async () => {
    const refused = createIssuer(cloud.ground('issuer'), {
      publicUrl,
      clients: [{ clientId: 'X', properties: { AllowedOAuthFlows: ['code'], GenerateSecret: true } }],
    })
    await expect(refused).rejects.toThrow(/secret/)
  })
})

test('signing out leads to where the client allows, in Cognito’s words and in the standard’s', async () => {
  const server = await discovered()
  for (const name of ['logout_uri', 'post_logout_redirect_uri']) {
    const leave = new URL(server.end_session_endpoint ?? '')
    leave.search = new URLSearchParams({ client_id: 'PoolClient', [name]: `${publicUrl}/hr` }).toString()
    const answer = await fetch(leave, { redirect: 'manual' })
    expect(answer.headers.get('location')).toBe(`${publicUrl}/hr`)
  }
})
