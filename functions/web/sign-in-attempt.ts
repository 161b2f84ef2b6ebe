import { createHmac } from 'node:crypto'
import { clearedCookie, hostCookie, type RandomBytes, randomSecret } from './sessions.ts'

/** How long somebody may take on the issuer's own page: enough to look for a second factor. */
const ATTEMPT_SECONDS = 15 * 60

/** Between leaving for the issuer and coming back: what proves that it is the same browser and the same attempt. */
export interface SignInAttempt {
  returnTo: string
  startedAtSeconds: number
  state: string
  nonce: string
  codeVerifier: string
  /** The cookie's name holds a piece of the state: two tabs that sign in at once do not disturb each other. */
  cookieName: string
}

/**
 * An attempt is one secret in a `__Host-` cookie; state, nonce and PKCE verifier are derived from it, the state
 * together with the way back and the time. So there is nothing to store and no key to keep: who can change the cookie to
 * fit a state is the browser that began, and a stranger's state fits no cookie.
 */
export function beginAttempt(
  prefix: string,
  returnTo: string,
  using: { randomBytes: RandomBytes; now: Date },
): { attempt: SignInAttempt; cookie: string } {
  const secret = randomSecret(using.randomBytes)
  const attempt = deriveAttempt(prefix, secret, returnTo, Math.floor(using.now.getTime() / 1000))
  const value = [secret, attempt.startedAtSeconds, Buffer.from(returnTo).toString('base64url')].join('.')
  return { attempt, cookie: hostCookie(attempt.cookieName, value, ATTEMPT_SECONDS) }
}

/** The attempt that this state belongs to, if this browser began it and not too long ago. */
export function findAttempt(
  prefix: string,
  state: string,
  using: { cookies: ReadonlyMap<string, string>; now: Date },
): SignInAttempt | undefined {
  const cookie = using.cookies.get(cookieNameFor(prefix, state))
  const [secret, startedAt, returnTo] = cookie?.split('.') ?? []
  if (!secret || !startedAt || !returnTo) return undefined
  const attempt = deriveAttempt(
    prefix,
    secret,
    Buffer.from(returnTo, 'base64url').toString(),
    Number(startedAt),
  )
  const ageSeconds = using.now.getTime() / 1000 - attempt.startedAtSeconds
  const isFresh = ageSeconds >= -ATTEMPT_SECONDS && ageSeconds <= ATTEMPT_SECONDS
  return attempt.state === state && isFresh ? attempt : undefined
}

export function endAttempt(attempt: SignInAttempt): string {
  return clearedCookie(attempt.cookieName)
}

function deriveAttempt(
  prefix: string,
  secret: string,
  returnTo: string,
  startedAtSeconds: number,
): SignInAttempt {
  const derive = (purpose: string) => createHmac('sha256', secret).update(purpose).digest('base64url')
  const state = derive(`state ${startedAtSeconds} ${returnTo}`)
  return {
    returnTo,
    startedAtSeconds,
    state,
    nonce: derive('nonce'),
    codeVerifier: derive('code verifier'),
    cookieName: cookieNameFor(prefix, state),
  }
}

function cookieNameFor(prefix: string, state: string): string {
  return `__Host-${prefix.slice(1)}-sign-in-${state.slice(0, 8).replace(/[^\w-]/g, '')}`
}
