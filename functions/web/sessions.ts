import { createHash } from 'node:crypto'
import * as z from 'zod'
import { cycleIdSchema, personIdSchema } from '../domain/ids.ts'

const instantSchema = z.iso.datetime()

const signedIn = {
  /** SHA-256 of the id in the cookie, in hex. The id itself is stored nowhere. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  /** What the header shows: "Signed in as …". */
  name: z.string(),
  email: z.string().optional(),
  /** 256 random bits in base64url that every form of this session carries. */
  csrfToken: z.string().min(43),
  /** When the person showed who they are; ISO instant in UTC. */
  authenticatedAt: instantSchema,
  expiresAt: instantSchema,
}

/** `subject` is the issuer's own name for the account (`sub`), the actor of what this person does in the trail. */
const account = { ...signedIn, method: z.literal('oidc'), subject: z.string() }

export const sessionSchema = z.discriminatedUnion('kind', [
  z.object({ ...account, kind: z.literal('hr') }),
  z.object({ ...account, kind: z.literal('auditor') }),
  z.object({
    ...signedIn,
    kind: z.literal('participant'),
    method: z.literal('link'),
    personId: personIdSchema,
    cycleId: cycleIdSchema,
  }),
])

/** Somebody who showed who they are, as the row in the store says. All values are plain JSON. */
export type Session = z.infer<typeof sessionSchema>
export type SessionKind = Session['kind']
export type HrSession = Extract<Session, { kind: 'hr' }>
export type AuditorSession = Extract<Session, { kind: 'auditor' }>
export type ParticipantSession = Extract<Session, { kind: 'participant' }>

/** Where sessions are kept. Server-side, so that ending one works on the very next request. */
export interface SessionStore {
  create(session: Session): Promise<void>
  /** The session with this SHA-256, also an expired one: expiry is checked by whoever asks, against their clock. */
  find(hash: string): Promise<Session | undefined>
  /** Ends it; ending one that is gone already is fine. */
  end(hash: string): Promise<void>
}

/** 256 bits: what nobody can guess, whatever the rate. */
const SECRET_BYTES = 32

export type RandomBytes = (count: number) => Uint8Array

/**
 * One cookie per room, so that signing in to one room never speaks for another. The `__Host-` prefix makes the browser
 * refuse it from a subdomain, from plain http, or with a Domain.
 */
export const sessionCookieNames: Readonly<Record<SessionKind, string>> = {
  hr: '__Host-hr',
  participant: '__Host-my',
  auditor: '__Host-audit',
}

export function hashOfSessionId(id: string): string {
  return createHash('sha256').update(id).digest('hex')
}

export function randomSecret(randomBytes: RandomBytes): string {
  return Buffer.from(randomBytes(SECRET_BYTES)).toString('base64url')
}

type NewSession<S> = S extends Session ? Omit<S, 'hash' | 'csrfToken'> : never

/**
 * Starts a session: draws the id, stores its hash, and returns the `Set-Cookie` value that gives the id to the browser
 * for as long as the session lasts. Always a new id, so that an id planted before never becomes somebody's session.
 */
export async function startSession(
  facts: NewSession<Session>,
  using: { sessions: SessionStore; randomBytes: RandomBytes; now: Date },
): Promise<{ session: Session; cookie: string }> {
  const id = randomSecret(using.randomBytes)
  const session: Session = { ...facts, hash: hashOfSessionId(id), csrfToken: randomSecret(using.randomBytes) }
  await using.sessions.create(session)
  const secondsLeft = Math.max(0, Math.floor((Date.parse(session.expiresAt) - using.now.getTime()) / 1000))
  return { session, cookie: hostCookie(sessionCookieNames[session.kind], id, secondsLeft) }
}

/**
 * A `Set-Cookie` value. SameSite=Lax, not Strict: people arrive from a link in webmail or from the issuer's redirect, and
 * a Strict cookie would not be sent on that first request, so they would look signed out. What Lax lets through is GET,
 * and GET changes nothing; every POST has its own proof.
 */
export function hostCookie(name: string, value: string, maxAgeSeconds: number): string {
  return `${name}=${value}; Max-Age=${maxAgeSeconds}; Path=/; Secure; HttpOnly; SameSite=Lax`
}

export function clearedCookie(name: string): string {
  return hostCookie(name, '', 0)
}
