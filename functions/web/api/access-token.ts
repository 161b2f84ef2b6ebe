import type { JWTPayload, JWTVerifyGetKey } from 'jose'
import { displayName, rolesIn } from '../claims.ts'
import { discoveryOf, PATIENCE_MS } from '../issuer-discovery.ts'
import { hashOfSessionId, type ParticipantSession, type Session, type SessionKind } from '../sessions.ts'

/** A clock of another machine may be this far off before its tokens are refused. */
const CLOCK_TOLERANCE_SECONDS = 30

/** What public keys can check. A token signed with a shared secret would be one that we could have written ourselves. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA']

/** Who sends a request to the API: good for this one request. */
export interface Caller {
  session: Exclude<Session, ParticipantSession>
  /** False for a program that acts in its own name: nobody signed in for its token. */
  isPerson: boolean
}

/** Why a token opens nothing here: the error of RFC 6750 and a sentence. */
export interface TokenRefusal {
  error: 'invalid_token' | 'insufficient_scope'
  message: string
}

export interface AccessTokens {
  /** Throws where the issuer does not answer. */
  whoseIs(token: string): Promise<Caller | TokenRefusal>
}

export interface AccessTokenOptions {
  issuerUrl: URL
  /** Who tokens must be for: what their `aud` has to hold. */
  audience: string
  /** The site's own client at the issuer. */
  clientId: string
  role: Exclude<SessionKind, 'participant'>
  /** Claim that lists roles; has to hold `role`. */
  rolesClaim: string
  /** The scope that gives the role to a program, `countersign/hr`: client credentials of Cognito carry no roles. */
  scope: string
  now: () => Date
}

/**
 * Checks the issuer's access tokens: signature against its published keys, issuer, audience, times, and the role. The
 * keys are fetched when first needed, and again when a token names one that is not known.
 */
export function createAccessTokens(options: AccessTokenOptions): AccessTokens {
  const discover = discoveryOf(options.issuerUrl)
  let known: Promise<{ issuer: string; keys: JWTVerifyGetKey }> | undefined
  // Loaded only when a program calls: pages start without it.
  const issuer = () => {
    known ??= knowIssuer(discover).catch((error: unknown) => {
      known = undefined
      throw error
    })
    return known
  }
  return {
    async whoseIs(token) {
      const [{ jwtVerify, errors }, { issuer: name, keys }] = await Promise.all([import('jose'), issuer()])
      try {
        const { payload } = await jwtVerify(token, keys, {
          issuer: name,
          algorithms: ALGORITHMS,
          requiredClaims: ['sub', 'iat', 'exp'],
          clockTolerance: CLOCK_TOLERANCE_SECONDS,
          currentDate: options.now(),
        })
        return callerOf(token, payload, options)
      } catch (error) {
        const isIssuersFault =
          !(error instanceof errors.JOSEError) ||
          error instanceof errors.JWKSTimeout ||
          error instanceof errors.JWKSInvalid
        if (isIssuersFault) throw error
        return error instanceof errors.JWTExpired ? expired : unknownToken
      }
    },
  }
}

async function knowIssuer(discover: ReturnType<typeof discoveryOf>) {
  const [{ createRemoteJWKSet }, server] = await Promise.all([import('jose'), discover()])
  if (server.jwks_uri === undefined) throw new Error('The issuer names no keys')
  const url = new URL(server.jwks_uri)
  if (url.protocol !== new URL(server.issuer).protocol) throw new Error('The issuer’s keys come without TLS')
  return { issuer: server.issuer, keys: createRemoteJWKSet(url, { timeoutDuration: PATIENCE_MS }) }
}

const expired: TokenRefusal = {
  error: 'invalid_token',
  message: 'This access token has expired. Ask the issuer for a new one.',
}
const unknownToken: TokenRefusal = {
  error: 'invalid_token',
  message: 'This is not an access token that the issuer made for this site.',
}

function callerOf(token: string, claims: JWTPayload, options: AccessTokenOptions): Caller | TokenRefusal {
  if (isIdToken(claims) || !isForUs(claims, options) || claims.sub === undefined) return unknownToken
  const isPerson = whoIsAPerson(claims)
  const roles = rolesIn(claims[options.rolesClaim])
  // A scope says what a client may ask for, not who somebody is: for people only their role counts.
  const byScope = !isPerson && scopesOf(claims).includes(options.scope)
  if (!roles.includes(options.role) && !byScope) {
    return {
      error: 'insufficient_scope',
      message: `This token does not carry the role ${options.role}, nor, for a program, the scope ${options.scope}.`,
    }
  }
  const authenticatedAt = isPerson ? Number(claims.auth_time) : Number(claims.iat)
  return {
    isPerson,
    session: {
      kind: options.role,
      method: 'oidc',
      hash: hashOfSessionId(token),
      subject: claims.sub,
      name: displayName({ ...claims, sub: claims.sub }),
      // No form is ever made from this session.
      csrfToken: '',
      authenticatedAt: new Date(authenticatedAt * 1000).toISOString(),
      expiresAt: new Date(Number(claims.exp) * 1000).toISOString(),
    },
  }
}

/** Cognito says what a token is for; elsewhere, only an ID token is bound to a sign-in or to another token. */
function isIdToken(claims: JWTPayload): boolean {
  if (claims.token_use !== undefined) return claims.token_use !== 'access'
  return ['nonce', 'at_hash', 'c_hash'].some((claim) => claim in claims)
}

/**
 * With an audience it must be ours. Cognito's access tokens have none: there, what binds a token to this site is its client
 * or a scope of our resource server, as Amazon's “Verifying JSON web tokens” says.
 */
function isForUs(claims: JWTPayload, { audience, clientId, scope }: AccessTokenOptions): boolean {
  if (claims.aud !== undefined) return [claims.aud].flat().includes(audience)
  if (claims.token_use !== 'access') return false
  return claims.client_id === clientId || scopesOf(claims).includes(scope)
}

/**
 * Somebody signed in (`auth_time`, RFC 9068 §2.2.1), and the subject is not the client itself. Cognito puts `auth_time` into
 * client credentials too, but there the subject is the client.
 */
function whoIsAPerson(claims: JWTPayload): boolean {
  const clients = [claims.client_id, claims.azp, claims.cid, claims.appid]
  const isClient = clients.some((client) => client === claims.sub || `${client}@clients` === claims.sub)
  return typeof claims.auth_time === 'number' && !isClient && claims.idtyp !== 'app'
}

function scopesOf(claims: JWTPayload): readonly string[] {
  const scopes = claims.scope ?? claims.scp
  if (Array.isArray(scopes)) return scopes.map(String)
  return typeof scopes === 'string' ? scopes.split(' ') : []
}
