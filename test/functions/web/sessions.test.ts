import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { readCookies } from '../../../functions/web/cookies.ts'
import {
  clearedCookie,
  hashOfSessionId,
  sessionSchema,
  startSession,
} from '../../../functions/web/sessions.ts'
import { SessionShelf } from './session-shelf.ts'

const now = new Date('2026-03-02T09:00:00Z')
const facts = {
  kind: 'participant' as const,
  method: 'link' as const,
  personId: 'per_00000000000000000000000000000001',
  cycleId: 'cyc_00000000000000000000000000000001',
  name: 'Ines Okafor',
  authenticatedAt: now.toISOString(),
  expiresAt: '2026-03-02T09:10:00.500Z',
}

test('a session is stored under the hash of an id that only the browser gets', async () => {
  const sessions = new SessionShelf()
  const wanted = sessionSchema.parse({ ...facts, hash: '0'.repeat(64), csrfToken: 'c'.repeat(43) })
  if (wanted.kind !== 'participant') throw new Error('a participant')
  const { hash: _hash, csrfToken: _token, ...newSession } = wanted

  const { session, cookie } = await startSession(newSession, { sessions, randomBytes, now })
  const [pair, ...attributes] = cookie.split('; ')
  const id = pair?.replace('__Host-my=', '') ?? ''
  expect(attributes).toEqual(['Max-Age=600', 'Path=/', 'Secure', 'HttpOnly', 'SameSite=Lax'])
  expect(Buffer.from(id, 'base64url')).toHaveLength(32)
  expect(Buffer.from(session.csrfToken, 'base64url')).toHaveLength(32)
  expect(await sessions.find(hashOfSessionId(id))).toEqual(session)
  expect(JSON.stringify([...sessions.rows])).not.toContain(id)
  expect(sessionSchema.parse(JSON.parse(JSON.stringify(session)))).toEqual(session)

  const second = await startSession(newSession, { sessions, randomBytes, now })
  expect(second.cookie).not.toBe(cookie)
  expect(second.session.csrfToken).not.toBe(session.csrfToken)
})

test('a cleared cookie is gone at once', () => {
  expect(clearedCookie('__Host-hr')).toBe('__Host-hr=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax')
})

test.each<[string, string[] | undefined, string | undefined, [string, string][]]>([
  [
    'the event’s list',
    ['a=1', 'b=x=y'],
    undefined,
    [
      ['a', '1'],
      ['b', 'x=y'],
    ],
  ],
  [
    'the header',
    undefined,
    'a=1; b=2',
    [
      ['a', '1'],
      ['b', '2'],
    ],
  ],
  ['two of one name', ['a=first', 'a=second'], undefined, [['a', 'first']]],
  ['things that are none', ['', '=', '=x', 'flag'], undefined, []],
  ['none', undefined, undefined, []],
])('cookies are read from %s', (_name, cookies, header, expected) => {
  expect([...readCookies({ cookies, headers: { cookie: header } })]).toEqual(expected)
})
