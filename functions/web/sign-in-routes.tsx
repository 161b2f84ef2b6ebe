import * as z from 'zod'
import { ButtonLink } from '../layout/button.tsx'
import { displayName, rolesIn } from './claims.ts'
import { type Claims, createIssuer, isFaultOfTheAttempt } from './issuer.ts'
import { isOwnPath, leaveFor, type ProblemReply, page, problem, redirect } from './reply.ts'
import { describeError, type RequestLogEntry } from './request-log.ts'
import { type Route, routesWith } from './route.ts'
import {
  clearedCookie,
  type RandomBytes,
  type SessionKind,
  type SessionStore,
  sessionCookieNames,
  startSession,
} from './sessions.ts'
import { beginAttempt, endAttempt, findAttempt } from './sign-in-attempt.ts'

/**
 * Half a working day, however busy: a session outlives an account that is disabled meanwhile, so it must not be long.
 * Afterwards people sign in again, which their company's own session usually does without a question.
 */
const SESSION_HOURS = 4

export interface SignInOptions {
  /** `/hr` or `/audit`; the callback to register is `<publicUrl><prefix>/sign-in/callback`. */
  prefix: string
  roomName: string
  role: Exclude<SessionKind, 'participant'>
  /** The ID token's claim that lists somebody's roles, `cognito:groups`: a list, or words with blanks between. */
  rolesClaim: string
  /** What the claim has to hold; the same word as the role unless the company calls it otherwise. */
  roleInClaim?: string
  issuerUrl: URL
  clientId: string
  publicUrl: URL
  sessions: SessionStore
  randomBytes: RandomBytes
  now: () => Date
  log: (entry: RequestLogEntry) => void
}

/** Signing in and out of a room: `/sign-in`, `/sign-in/callback`, `/sign-out` and `/signed-out` below its prefix. */
export function signInRoutes<Dependencies>(options: SignInOptions): Route<Dependencies>[] {
  const { prefix, roomName, role, sessions, now, randomBytes } = options
  const route = routesWith<Dependencies>()
  const signInPath = `${prefix}/sign-in`
  const issuer = createIssuer({
    issuerUrl: options.issuerUrl,
    clientId: options.clientId,
    callbackUrl: new URL(`${signInPath}/callback`, options.publicUrl),
    now,
  })

  const signIn = route({
    method: 'GET',
    path: signInPath,
    rule: 'anyone',
    startsSession: true,
    query: z.object({ to: z.string().optional(), again: z.string().optional() }),
    answer: async ({ session, requestId }, { query }) => {
      const returnTo = safeReturnPath(query.to, prefix)
      if (session !== undefined && query.again === undefined) return redirect(returnTo)
      const { attempt, cookie } = beginAttempt(prefix, returnTo, { randomBytes, now: now() })
      try {
        const url = await issuer.signInUrl(attempt, { signInAnew: query.again !== undefined })
        return leaveFor(url, { cookies: [cookie] })
      } catch (error) {
        options.log(signInFailed(requestId, signInPath, error))
        return issuerSilent(signInPath)
      }
    },
  })

  const finishSignIn = route({
    method: 'GET',
    path: `${signInPath}/callback`,
    rule: 'anyone',
    startsSession: true,
    query: z.record(z.string(), z.string()),
    answer: async ({ session, requestId, cookies }, { query }) => {
      const attempt = findAttempt(prefix, query.state ?? '', { cookies, now: now() })
      // Reached again by the back button or in a second tab, after all is done.
      if (attempt === undefined) return session === undefined ? startAgain(signInPath) : redirect(prefix)
      const endedAttempt = [endAttempt(attempt)]

      let claims: Claims
      try {
        claims = await issuer.claimsFor(attempt, new URLSearchParams(query))
      } catch (error) {
        options.log(signInFailed(requestId, `${signInPath}/callback`, error))
        const reply = isFaultOfTheAttempt(error) ? startAgain(signInPath) : issuerSilent(signInPath)
        return { ...reply, cookies: endedAttempt }
      }
      if (!rolesIn(claims[options.rolesClaim]).includes(options.roleInClaim ?? role))
        return { ...withoutTheRole(roomName, signInPath, displayName(claims)), cookies: endedAttempt }

      if (session !== undefined) await sessions.end(session.hash)
      const authenticatedAt = now()
      const { cookie } = await startSession(
        {
          kind: role,
          method: 'oidc',
          subject: claims.sub,
          name: displayName(claims),
          ...(typeof claims.email === 'string' ? { email: claims.email } : {}),
          authenticatedAt: authenticatedAt.toISOString(),
          expiresAt: new Date(authenticatedAt.getTime() + SESSION_HOURS * 3_600_000).toISOString(),
        },
        { sessions, randomBytes, now: authenticatedAt },
      )
      return redirect(safeReturnPath(attempt.returnTo, prefix), { cookies: [...endedAttempt, cookie] })
    },
  })

  const signOut = route({
    method: 'POST',
    path: `${prefix}/sign-out`,
    rule: 'anyone',
    // Signing out after the session has ended is no reason for an error.
    anonymous: true,
    body: z.object({}),
    answer: async ({ session }) => {
      if (session !== undefined) await sessions.end(session.hash)
      // Not on to the issuer: a form may lead to our own pages only.
      return redirect(`${prefix}/signed-out`, { cookies: [clearedCookie(sessionCookieNames[role])] })
    },
  })

  const showSignedOut = route({
    method: 'GET',
    path: `${prefix}/signed-out`,
    rule: 'anyone',
    answer: () =>
      page(
        [
          <p key="here" class="lead">
            You are signed out of the {roomName}.
          </p>,
          <p key="there">
            Your company account may still be signed in on this device. On a computer that others use, sign
            out of it as well.
          </p>,
          <ButtonLink key="again" href={`${signInPath}?again=yes`}>
            Sign in again
          </ButtonLink>,
        ],
        { title: 'You are signed out' },
      ),
  })

  return [signIn, finishSignIn, signOut, showSignedOut]
}

/** Back to where somebody wanted to go, if that is a page of this room and not a part of signing in. */
function safeReturnPath(to: string | undefined, prefix: string): string {
  if (to === undefined || !isOwnPath(to)) return prefix
  const isOfThisRoom = to === prefix || to.startsWith(`${prefix}/`) || to.startsWith(`${prefix}?`)
  return isOfThisRoom && !/^\/\w+\/sign/.test(to) ? to : prefix
}

function withoutTheRole(roomName: string, signInPath: string, name: string): ProblemReply {
  return problem({
    status: 403,
    code: 'without-the-role',
    title: `Your account does not open the ${roomName}`,
    message: `You signed in as ${name}. That worked, but this account has not been given access here. Ask whoever looks after accounts in your company, or sign in with another one.`,
    next: { label: 'Sign in with another account', href: `${signInPath}?again=yes` },
  })
}

function startAgain(signInPath: string): ProblemReply {
  return problem({
    status: 400,
    code: 'sign-in-unfinished',
    title: 'You are not signed in yet',
    message: 'The sign-in was stopped, took too long, or began in another browser. Please start it again.',
    next: { label: 'Sign in', href: signInPath },
  })
}

function issuerSilent(signInPath: string): ProblemReply {
  return problem({
    status: 502,
    code: 'issuer-silent',
    title: 'The sign-in service does not answer',
    message: 'It is not your doing. We have been told. Please try again in a minute.',
    next: { label: 'Try again', href: signInPath },
  })
}

function signInFailed(requestId: string, route: string, error: unknown): RequestLogEntry {
  return {
    level: isFaultOfTheAttempt(error) ? 'warn' : 'error',
    message: 'sign-in failed',
    requestId,
    method: 'GET',
    route,
    error: describeError(error),
  }
}
