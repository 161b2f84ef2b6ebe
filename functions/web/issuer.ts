import * as oauth from 'oauth4webapi'
import { discoveryOf, patientRequest } from './issuer-discovery.ts'
import type { SignInAttempt } from './sign-in-attempt.ts'

/** A clock of another machine may be this far off before its tokens are refused. */
const CLOCK_TOLERANCE_SECONDS = 30

export interface IssuerOptions {
  /** As in the discovery document: `https://cognito-idp.eu-central-1.amazonaws.com/<pool>`. */
  issuerUrl: URL
  clientId: string
  /** Where the issuer sends people back to; registered with the client. */
  callbackUrl: URL
  now: () => Date
}

export type Claims = Readonly<Record<string, unknown>> & { sub: string }

/** The company's sign-in service: OpenID Connect, code flow with PKCE, a public client without a secret. */
export interface Issuer {
  signInUrl(attempt: SignInAttempt, options: { signInAnew: boolean }): Promise<URL>
  /** Trades the code for the ID token and returns its checked claims. Throws what `isFaultOfTheAttempt` can tell apart. */
  claimsFor(attempt: SignInAttempt, callback: URLSearchParams): Promise<Claims>
}

export function createIssuer(options: IssuerOptions): Issuer {
  const { issuerUrl, callbackUrl } = options
  const discover = discoveryOf(issuerUrl)
  const request = () => patientRequest(issuerUrl)
  const client = (): oauth.Client => ({
    client_id: options.clientId,
    // The library reads the machine's clock; this makes it follow ours.
    [oauth.clockSkew]: Math.round((options.now().getTime() - Date.now()) / 1000),
    [oauth.clockTolerance]: CLOCK_TOLERANCE_SECONDS,
  })
  return {
    async signInUrl(attempt, { signInAnew }) {
      const { authorization_endpoint: endpoint } = await discover()
      if (endpoint === undefined) throw new Error('The issuer names no authorization endpoint')
      const url = new URL(endpoint)
      for (const [name, value] of Object.entries({
        client_id: options.clientId,
        redirect_uri: callbackUrl.href,
        response_type: 'code',
        scope: 'openid email profile',
        state: attempt.state,
        nonce: attempt.nonce,
        code_challenge: await oauth.calculatePKCECodeChallenge(attempt.codeVerifier),
        code_challenge_method: 'S256',
        ...(signInAnew ? { prompt: 'login' } : {}),
      }))
        url.searchParams.set(name, value)
      return url
    },

    async claimsFor(attempt, callback) {
      const server = await discover()
      const checked = oauth.validateAuthResponse(server, client(), callback, attempt.state)
      const response = await oauth.authorizationCodeGrantRequest(
        server,
        client(),
        oauth.None(),
        checked,
        callbackUrl.href,
        attempt.codeVerifier,
        request(),
      )
      // The token comes straight from the issuer's own endpoint, so TLS vouches for it (OpenID Connect Core 3.1.3.7, 6).
      const tokens = await oauth.processAuthorizationCodeResponse(server, client(), response, {
        expectedNonce: attempt.nonce,
        requireIdToken: true,
      })
      const claims = oauth.getValidatedIdTokenClaims(tokens)
      if (claims === undefined) throw new Error('The issuer sent no ID token')
      return claims
    },
  }
}

/** True where the issuer said no or the code does not fit: starting again may help. False where the issuer is broken. */
export function isFaultOfTheAttempt(error: unknown): boolean {
  return error instanceof oauth.AuthorizationResponseError || error instanceof oauth.ResponseBodyError
}
