import type { IncomingMessage, ServerResponse } from 'node:http'
import { importJWK, type JWK, jwtVerify } from 'jose'
import type { Ground } from '../ports.ts'
import { type Account, claimsOf, sampleAccounts, subjectOf } from './issuer/accounts.ts'
import { followCloudTime } from './issuer/cloud-time.ts'
import { issuerConfiguration, routes, sessionCookie } from './issuer/issuer-configuration.ts'
import { issuerKeys } from './issuer/issuer-keys.ts'
import { messagePage, sendPage, signInPage } from './issuer/issuer-pages.ts'
import { createOidcAdapters } from './issuer/oidc-adapter.ts'
import { type ProgramClient, programClientOf } from './issuer/program-client.ts'
import { issuerClientOf, type UserPoolClientDeclaration } from './issuer/user-pool-client.ts'
import { answer, readBody } from './wire.ts'

export interface Issuer {
  /** The issuer's URL: `<public URL>/issuer`. */
  url: string
  /** A client for programs, where the template has a scope for them. */
  program: ProgramClient | undefined
  /** Serves what stands below `/issuer` of the public port; `request.url` still has that prefix. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>
}

export interface IssuerParts {
  /** Where people reach the cloud, without a slash at the end, e.g. http://127.0.0.1:8700 */
  publicUrl: string
  clients: UserPoolClientDeclaration[]
  /** Scopes of the template's resource servers; the first is what programs ask for. */
  scopes?: string[]
  accounts?: Account[]
}

const prefix = '/issuer'

/**
 * An OpenID Connect issuer that stands for the template's Cognito user pool: code flow with PKCE for its public
 * client, Cognito's claims, and a sign-in page that lists people instead of asking for passwords. Access tokens are
 * JWTs for the public URL. Durable: keys in a file, everything else in the database.
 */
export async function createIssuer(ground: Ground, parts: IssuerParts): Promise<Issuer> {
  const { publicUrl, accounts = sampleAccounts, scopes = [] } = parts
  const clients = parts.clients.map(issuerClientOf)
  const keys = await issuerKeys(ground.directory)
  followCloudTime(ground.clock)
  const { default: Provider } = await import('oidc-provider')
  const url = publicUrl + prefix
  const [scope] = scopes
  const program =
    scope === undefined
      ? undefined
      : await programClientOf(ground.directory, { scope, tokenUrl: url + routes.token })
  const adapter = createOidcAdapters(ground.database, ground.clock)
  const provider = new Provider(
    url,
    issuerConfiguration({ accounts, clients, keys, program, publicUrl, adapter }),
  )
  provider.on('server_error', (_ctx, error: Error) => ground.log(`The issuer failed: ${error.stack}`))
  const serve = provider.callback()
  const { kty, n, e } = keys.signing
  const publicKey = await importJWK({ kty, n, e } as JWK, 'RS256')

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const originalUrl = request.url ?? '/'
    const path = new URL(originalUrl, publicUrl).pathname.slice(prefix.length)
    const uid = /^\/sign-in\/([\w-]+)$/.exec(path)?.[1]
    if (uid !== undefined) return await signIn(request, response)
    if (path === routes.userinfo) return await userInfo(request, response)
    const leaveTo = path === routes.end_session ? knownLogout(originalUrl) : undefined
    if (leaveTo !== undefined) {
      // Nobody is remembered, so there is nothing to forget but the cookie.
      response.writeHead(303, {
        location: leaveTo,
        'set-cookie': `${sessionCookie}=; path=/; httponly; max-age=0`,
        'cache-control': 'no-store',
      })
      response.end()
      return
    }
    if (path.startsWith(routes.authorization)) forgetWhoItWas(request)
    request.url = originalUrl.slice(prefix.length) || '/'
    // How oidc-provider learns below which path it is mounted.
    Reflect.set(request, 'originalUrl', originalUrl)
    await serve(request, response)
  }

  async function signIn(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const { uid } = await provider.interactionDetails(request, response)
      if (request.method !== 'POST') {
        return sendPage(response, 200, signInPage(`${prefix}/sign-in/${uid}`, accounts))
      }
      const form = new URLSearchParams((await readBody(request, 10_000)).toString('utf8'))
      const account = accounts.find((each) => each.email === form.get('account'))
      if (account === undefined) {
        return sendPage(response, 400, messagePage('Nobody was chosen', 'Go back and choose a person.'))
      }
      await provider.interactionFinished(request, response, { login: { accountId: subjectOf(account) } })
    } catch (error) {
      if (!isGone(error)) throw error
      const text =
        'This sign-in was begun in another browser, or too long ago. Go back to the app and sign in again.'
      sendPage(response, 400, messagePage('Sign-in has expired', text))
    }
  }

  /** As on Cognito the access token opens this too; oidc-provider would refuse one that is made for a resource. */
  async function userInfo(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? ''
    try {
      const currentDate = new Date(ground.clock.now())
      const { payload } = await jwtVerify(token, publicKey, { issuer: url, audience: publicUrl, currentDate })
      const account = accounts.find((each) => subjectOf(each) === payload.sub)
      if (account === undefined) throw new Error('This person is not known any more.')
      answer(response, 200, 'application/json', JSON.stringify(claimsOf(account)))
    } catch {
      answer(response, 401, 'application/json', JSON.stringify({ error: 'invalid_token' }), {
        'www-authenticate': 'Bearer error="invalid_token"',
      })
    }
  }

  /** Where a client may go after signing out; Cognito's `logout_uri` and the standard's parameter both count. */
  function knownLogout(requestUrl: string): string | undefined {
    const asked = new URL(requestUrl, publicUrl).searchParams
    const target = asked.get('logout_uri') ?? asked.get('post_logout_redirect_uri')
    const allowed = clients.some(
      (client) =>
        client.logoutUrls.includes(target ?? '') && [null, client.clientId].includes(asked.get('client_id')),
    )
    if (target === null || !allowed) return undefined
    const state = asked.get('state')
    if (state === null) return target
    const withState = new URL(target)
    withState.searchParams.set('state', state)
    return withState.href
  }

  return { url, program, handle }
}

/**
 * Nobody is remembered: with several people on one machine each sign-in asks who it is. (With a session of somebody
 * else, oidc-provider would ask to sign that one out first, on a page that needs a script.)
 */
function forgetWhoItWas(request: IncomingMessage): void {
  const cookies = (request.headers.cookie ?? '').split(/; */)
  const others = cookies.filter(
    (cookie) => ![sessionCookie, `${sessionCookie}.sig`].includes(cookie.split('=')[0] ?? ''),
  )
  request.headers.cookie = others.join('; ')
}

function isGone(error: unknown): boolean {
  return error instanceof Error && error.name === 'SessionNotFound'
}
