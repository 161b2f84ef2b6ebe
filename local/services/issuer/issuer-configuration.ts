import type { ClientMetadata, Configuration, KoaContextWithOIDC } from 'oidc-provider'
import { type Account, claimsOf, subjectOf } from './accounts.ts'
import type { IssuerKeys } from './issuer-keys.ts'
import { messagePage, pageHeaders } from './issuer-pages.ts'
import type { ProgramClient } from './program-client.ts'
import type { IssuerClient } from './user-pool-client.ts'

export interface ConfigurationParts {
  accounts: Account[]
  clients: IssuerClient[]
  keys: IssuerKeys
  /** What stands for a program: it asks for tokens in its own name. */
  program: ProgramClient | undefined
  /** Audience of the access tokens. */
  publicUrl: string
  adapter: NonNullable<Configuration['adapter']>
}

/** How oidc-provider is set up to stand for a Cognito user pool with a public client. */
export function issuerConfiguration(parts: ConfigurationParts): Configuration {
  const { accounts, clients, keys, program, publicUrl } = parts
  const programScopes = program === undefined ? [] : [program.scope]
  const lifetime = (clientId: string | undefined): IssuerClient | undefined =>
    clients.find((client) => client.clientId === clientId)
  return {
    adapter: parts.adapter,
    clients: [...clients.map(siteClient), ...(program === undefined ? [] : [programClient(program)])],
    jwks: { keys: [keys.signing] },
    cookies: {
      keys: keys.cookies,
      // Other cookies of this host belong to the app.
      names: { session: sessionCookie, interaction: 'local_issuer_ask', resume: 'local_issuer_resume' },
    },
    scopes: [...scopes, ...programScopes],
    claims: {
      openid: ['sub', 'cognito:groups', 'cognito:username'],
      email: ['email', 'email_verified'],
      profile: ['name'],
    },
    // As Cognito does: the ID token itself says who it is, also with an access token beside it.
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    clientBasedCORS: () => false,
    routes,
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: true },
      revocation: { enabled: true },
      clientCredentials: { enabled: program !== undefined },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => publicUrl,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: [...scopes, ...programScopes].join(' '),
          audience: publicUrl,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
    ttl: {
      AccessToken: (_ctx, _token, client) => lifetime(client.clientId)?.accessTokenSeconds ?? 3600,
      IdToken: (_ctx, _token, client) => lifetime(client.clientId)?.idTokenSeconds ?? 3600,
      RefreshToken: (_ctx, _token, client) => lifetime(client.clientId)?.refreshTokenSeconds ?? 86_400,
      ClientCredentials: 3600,
      AuthorizationCode: 300,
      Interaction: 3600,
      Session: 3600,
      Grant: 30 * 86_400,
    },
    issueRefreshToken: async () => true,
    interactions: { url: (_ctx, { uid }) => `/issuer/sign-in/${uid}` },
    loadExistingGrant,
    async findAccount(_ctx, id) {
      const account = accounts.find((each) => subjectOf(each) === id)
      return account === undefined ? undefined : { accountId: id, claims: async () => claimsOf(account) }
    },
    async extraTokenClaims(ctx, token) {
      // As Cognito says of every access token, also of one that nobody signed in for.
      if (token.kind === 'ClientCredentials') return { token_use: 'access' }
      const account = accounts.find((each) => 'accountId' in token && subjectOf(each) === token.accountId)
      if (account === undefined) return undefined
      const { AuthorizationCode: code, RefreshToken: renewal } = ctx.oidc.entities
      return {
        token_use: 'access',
        username: subjectOf(account),
        'cognito:groups': account.groups,
        auth_time: code?.authTime ?? renewal?.authTime,
      }
    },
    async renderError(ctx, out) {
      ctx.set(pageHeaders)
      ctx.body = messagePage('Sign-in did not work', out.error_description ?? out.error)
    },
  }
}

function siteClient(client: IssuerClient): ClientMetadata {
  return {
    client_id: client.clientId,
    redirect_uris: client.callbackUrls,
    post_logout_redirect_uris: client.logoutUrls,
    response_types: ['code'],
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: 'none',
    scope: [...new Set(['openid', ...client.scopes])].filter((scope) => scopes.includes(scope)).join(' '),
  }
}

function programClient({ clientId, clientSecret, scope }: ProgramClient): ClientMetadata {
  return {
    client_id: clientId,
    client_secret: clientSecret,
    redirect_uris: [],
    response_types: [],
    grant_types: ['client_credentials'],
    token_endpoint_auth_method: 'client_secret_basic',
    scope,
  }
}

/** Who signed in last in this browser. */
export const sessionCookie = 'local_issuer'

export const routes = {
  authorization: '/oauth2/authorize',
  token: '/oauth2/token',
  userinfo: '/oauth2/userInfo',
  revocation: '/oauth2/revoke',
  end_session: '/logout',
  jwks: '/.well-known/jwks.json',
}

const scopes = ['openid', 'email', 'profile']

/** The pool's own client needs nobody's consent. */
async function loadExistingGrant(
  ctx: KoaContextWithOIDC,
): Promise<InstanceType<typeof ctx.oidc.provider.Grant>> {
  const { client, provider, session } = ctx.oidc
  const accountId = session?.accountId
  if (client === undefined || accountId === undefined)
    throw new Error('There is nobody to grant anything to.')
  const grant = new provider.Grant({ clientId: client.clientId, accountId })
  const scope = String(ctx.oidc.params?.scope ?? 'openid')
  grant.addOIDCScope(scope)
  const resource = ctx.oidc.params?.resource
  for (const each of Array.isArray(resource) ? resource : [resource]) {
    if (typeof each === 'string') grant.addResourceScope(each, scope)
  }
  await grant.save()
  return grant
}
