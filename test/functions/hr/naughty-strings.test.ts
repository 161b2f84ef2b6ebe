import { parse } from 'node-html-parser'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HOLD_REASON_LENGTH, MOST_HOLDS } from '../../../functions/domain/legal-hold.ts'
import { hrRoutes } from '../../../functions/hr/routes.ts'
import { savePeople } from '../../../functions/store/people.ts'
import { inputSchema, propertiesOf } from '../../../functions/web/api/json-schema.ts'
import { corpus } from '../../conformance/corpus.ts'
import { startTestDatabase, type TestDatabase } from '../database.ts'
import { startTokenIssuer, type TokenIssuer } from '../web/api/token-issuer.ts'
import { formPost } from '../web/http-event.ts'
import { somePathOf } from '../web/stranger.ts'
import { openHrDesk } from './hr-desk.ts'
import { openProgramDesk } from './program-desk.ts'

const NOW = new Date('2027-01-04T10:00:00.000Z')
const blns = corpus('conformance/blns')
const strings: string[] = [
  ...new Set<string>(
    blns.found
      ? JSON.parse(blns.text('blns.json'))
      : [
          'null',
          '../../etc',
          '<b>x</b>',
          "'; DROP",
          '田中さん',
          '🙂',
          '\u202e',
          '\u0001',
          '__proto__',
          '&lt;',
        ],
  ),
]
const posts = hrRoutes.filter(({ method, rule }) => method === 'POST' && rule === 'hr')

let database: TestDatabase
let issuer: TokenIssuer

beforeAll(async () => {
  ;[database, issuer] = await Promise.all([startTestDatabase(), startTokenIssuer()])
}, 60_000)
afterAll(async () => {
  await database.close()
  await issuer.close()
})

/** The fields of a route that take words: what its schema names, or, where it takes any, one that it does not. */
function wordFieldsOf(route: (typeof posts)[number]): string[] {
  const fields = Object.entries(propertiesOf(inputSchema(route.body)))
    .filter(([, { format }]) => format !== 'binary')
    .map(([name]) => name)
  return fields.length === 0 ? ['name'] : fields
}

describe(`every string, through every field of every form of HR (${blns.label})`, () => {
  test.each(posts.map((route) => [`${route.method} ${route.path}`, route] as const))(
    '%s: what was typed while the session had ended comes back as it went in',
    async (_name, route) => {
      const desk = openHrDesk(database.db, NOW)
      // A browser sends no NUL, and for every line break CRLF.
      const sendable = strings.filter((text) => !/[\0\r]/.test(text) && text.isWellFormed())
      for (const field of wordFieldsOf(route)) {
        const form = new URLSearchParams(sendable.map((text) => [field, text]))
        const answer = await desk.handle(formPost(somePathOf(route), form))
        expect(answer.statusCode).toBe(401)
        const kept = parse(answer.body ?? '')
          .querySelectorAll(`main form input[type=hidden]`)
          .filter((input) => input.getAttribute('name') === field)
          .map((input) => input.getAttribute('value') ?? '')
        expect(kept, field).toEqual(sendable)
      }
    },
  )
})

describe('every string, through the API', () => {
  test('as any field of any operation: an answer in JSON, never a failure of ours', async () => {
    const desk = await openProgramDesk(database.db, issuer, NOW)
    let next = 0
    for (const route of posts) {
      for (let sent = 0; sent < 14; sent += 1) {
        const text = strings[next++ % strings.length] ?? ''
        const json = Object.fromEntries(wordFieldsOf(route).map((field) => [field, text]))
        // Nobody’s turns run out: each operation is another minute.
        desk.clock.now = new Date(NOW.getTime() + next * 1000)
        const answer = await desk.send({ path: somePathOf(route).slice('/hr'.length), json })
        expect(answer.status, `${route.path} ${JSON.stringify(text)}`).toBeLessThan(500)
        expect(answer.json).toBeTypeOf('object')
      }
    }
    expect(desk.log).toEqual([])
  })

  test('as words that are kept: read again as they went in, but for blanks around them', async () => {
    const desk = await openProgramDesk(database.db, issuer, NOW)
    const reasons = packed(strings.filter((text) => text.isWellFormed()))
    for (let start = 0; start < reasons.length; start += MOST_HOLDS) {
      const group = reasons.slice(start, start + MOST_HOLDS)
      const personId = database.db.mint.personId()
      const named = { personId, employeeId: personId, name: 'Iris Held', email: `${personId}@example.com` }
      const plain = {
        supervisorId: null,
        managerId: null,
        timeZone: 'UTC',
        status: 'active',
        version: 1,
      } as const
      await savePeople(database.db, [{ ...named, ...plain }])
      const path = `/people/${personId}/holds`
      desk.clock.now = new Date(desk.clock.now.getTime() + 20_000)
      for (const reason of group) expect((await desk.send({ path, json: { reason } })).status).toBe(201)
      const { json } = await desk.send({ path })
      const kept = json.holds.map((hold: { reason: string }) => hold.reason)
      expect(kept).toEqual(group.map((reason) => reason.replace(/\r\n?/g, '\n').trim()))
    }
  }, 60_000)
})

/** As many strings as fit go into one text, so that there are few to keep; what is longer than a text may be is left out. */
function packed(all: readonly string[]): string[] {
  const texts: string[] = []
  let text = '-'
  for (const one of all.filter(({ length }) => length < HOLD_REASON_LENGTH - 4)) {
    if (text.length + one.length + 3 > HOLD_REASON_LENGTH) {
      texts.push(text)
      text = '-'
    }
    text += `\n${one}\n-`
  }
  return [...texts, text]
}
