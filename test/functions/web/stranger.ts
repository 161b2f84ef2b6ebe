import { expect } from 'vitest'
import { cycleIdSchema, personIdSchema } from '../../../functions/domain/ids.ts'
import type { HttpHandler } from '../../../functions/web/http-handler.tsx'
import type { Room } from '../../../functions/web/room.ts'
import type { Route } from '../../../functions/web/route.ts'
import { hashOfSessionId, type Session, sessionCookieNames } from '../../../functions/web/sessions.ts'
import { formPost, httpEvent } from './http-event.ts'

/** A path that the route's pattern fits, with ids that are spelled as ids are. */
export function somePathOf(route: Pick<Route<never>, 'path'>): string {
  return route.path
    .replace('{cycleId}', `cyc_${'1'.repeat(32)}`)
    .replace('{reviewId}', `rev_${'1'.repeat(32)}`)
    .replace('{personId}', `per_${'1'.repeat(32)}`)
    .replace('{file}', 'x.css')
    .replace('{path+}', 'tile/0/000')
}

/** Sessions of every kind but this one, all with the id `stranger-<kind>`. */
export function strangers(room: Room, now: Date): Session[] {
  const signedIn = {
    name: 'Somebody else',
    csrfToken: 's'.repeat(43),
    authenticatedAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + 3_600_000).toISOString(),
  }
  const account = { ...signedIn, method: 'oidc', subject: 'somebody' } as const
  const all: Session[] = [
    { ...account, kind: 'hr', hash: hashOfSessionId('stranger-hr') },
    { ...account, kind: 'auditor', hash: hashOfSessionId('stranger-auditor') },
    {
      ...signedIn,
      kind: 'participant',
      method: 'link',
      hash: hashOfSessionId('stranger-participant'),
      personId: personIdSchema.parse(`per_${'2'.repeat(32)}`),
      cycleId: cycleIdSchema.parse(`cyc_${'2'.repeat(32)}`),
    },
  ]
  return all.filter(({ kind }) => kind !== room.kind)
}

/**
 * Somebody with a session of another kind, brought here in this room's own cookie, gets the same answer on every route,
 * whether what they ask for exists or not.
 */
export async function expectUniformRefusal(
  handle: HttpHandler,
  room: Room,
  routes: readonly Pick<Route<never>, 'method' | 'path' | 'rule'>[],
  stranger: Session,
): Promise<void> {
  const cookies = [`${sessionCookieNames[room.kind]}=stranger-${stranger.kind}`]
  const nowhere = await handle(httpEvent({ path: `${room.prefix}/nowhere`, cookies }))
  expect(nowhere.statusCode).toBe(404)
  for (const route of routes.filter(({ rule }) => rule !== 'anyone')) {
    const path = somePathOf(route)
    const fields = { csrf: stranger.csrfToken }
    const answer = await handle(
      route.method === 'GET' ? httpEvent({ path, cookies }) : formPost(path, fields, { cookies }),
    )
    const name = `${route.method} ${route.path} as ${stranger.kind}`
    expect(answer.statusCode, name).toBe(404)
    expect(answer.body, name).toBe(nowhere.body)
  }
}
