import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { PersonId } from '../../../functions/domain/ids.ts'
import type { Person } from '../../../functions/domain/person.ts'
import { hrRoutes } from '../../../functions/hr/routes.ts'
import { savePeople } from '../../../functions/store/people.ts'
import { allRows } from '../all-rows.ts'
import { startTestDatabase, type TestDatabase } from '../database.ts'
import { startTokenIssuer, type TokenIssuer } from '../web/api/token-issuer.ts'
import { consoleSession } from '../web/console-user.ts'
import { somePathOf } from '../web/stranger.ts'
import { API_URL, openProgramDesk, type ProgramDesk } from './program-desk.ts'
import { sampleRoutes } from './sample-routes.tsx'

const NOW = new Date('2027-01-04T10:00:00.000Z')
let database: TestDatabase
let issuer: TokenIssuer
let desk: ProgramDesk

beforeAll(async () => {
  ;[database, issuer] = await Promise.all([startTestDatabase(), startTokenIssuer()])
}, 60_000)
afterAll(async () => {
  await database.close()
  await issuer.close()
})
beforeEach(async () => {
  desk = await openProgramDesk(database.db, issuer, NOW, { routes: [...hrRoutes, ...sampleRoutes] })
})

describe('who gets in', () => {
  test('nobody without a token, also with a cookie of the console', async () => {
    const cookies = [`__Host-hr=${consoleSession('hr', NOW).sessionId}`]
    const bare = await desk.send({ path: '/cycles', headers: { authorization: '' } })
    const withCookie = await desk.send({ path: '/cycles', headers: { authorization: '' }, cookies })
    expect([bare.status, withCookie.status]).toEqual([401, 401])
    expect(bare.headers['www-authenticate']).toBe('Bearer realm="countersign", scope="countersign/hr"')
    expect(bare.json).toMatchObject({ type: `${API_URL}/problems/no-token`, code: 'no-token', status: 401 })
    expect(withCookie.json.detail).toContain('Cookies do not count here')
  })

  test('a token that does not count says what is wrong with it', async () => {
    const answer = await desk.send({ path: '/cycles', headers: { authorization: 'Bearer x.y.z' } })
    expect(answer.json).toMatchObject({ code: 'invalid-token', status: 401 })
    expect(answer.headers['www-authenticate']).toContain('error="invalid_token"')
  })

  test('what only a person may do, a program in its own name may not', async () => {
    const person = { subject: 'hana', isPerson: true }
    const path = `/people/${database.db.mint.personId()}/erasure/confirm`
    const json = { erasureId: 'none', understood: 'yes' }
    const byProgram = await desk.send({ path, json })
    const authorization = `Bearer ${await desk.tokenOf(person)}`
    const byPerson = await desk.send({ path, json, headers: { authorization } })
    expect(byProgram.json).toMatchObject({ status: 403, code: 'person-needed' })
    expect(byPerson.json).toMatchObject({ status: 404, code: 'not-available' })
  })
})

describe('routes', () => {
  test('are there under their names, and nothing else is', async () => {
    expect((await desk.send({ path: '' })).status).toBe(200)
    expect((await desk.send({ path: '/cycles', method: 'HEAD' })).raw.body).toBe('')
    expect((await desk.send({ path: '/nowhere' })).json).toMatchObject({ status: 404, code: 'not-available' })
    expect((await desk.send({ path: '/assets/style.css' })).status).toBe(404)
    const wrong = await desk.send({ path: '/cycles', method: 'DELETE' })
    expect(wrong.json).toMatchObject({ status: 405, code: 'wrong-method' })
    expect(wrong.headers.allow).toBe('GET, HEAD, POST')
  })

  test('a query that does not pass is said by parameter, a body by pointer', async () => {
    const list = await desk.send({ path: '/people?page=none' })
    expect(list.json).toMatchObject({ status: 400, code: 'invalid-query' })
    expect(list.json.errors).toEqual([{ parameter: 'page', detail: expect.any(String) }])
    const hold = await desk.send({ path: `/people/${database.db.mint.personId()}/holds`, json: {} })
    expect(hold.json).toMatchObject({ status: 422, code: 'invalid-input' })
    expect(hold.json.errors).toEqual([{ pointer: '#/reason', detail: 'This is needed. Please fill it in.' }])
  })

  test('a body that cannot be read changes nothing and is said', async () => {
    const send = (type: string, body: string) =>
      desk.send({ path: '/cycles', body, headers: { 'content-type': type } })
    expect((await send('application/json', '[1]')).json).toMatchObject({
      status: 400,
      code: 'unreadable-body',
    })
    expect((await send('application/xml', '<a/>')).json).toMatchObject({ status: 415 })
    expect((await send('text/csv', 'a,b')).json).toMatchObject({ status: 415, code: 'unknown-content-type' })
  })

  test('every problem has an address that explains it, for anybody', async () => {
    const { json } = await desk.send({ path: '/nowhere' })
    const explained = await desk.send({
      path: json.type.slice(API_URL.length),
      headers: { authorization: '' },
    })
    expect(explained.json).toEqual({
      code: 'not-available',
      meaning: expect.stringContaining('no such thing'),
    })
  })
})

describe('a file', () => {
  const file = 'Name\nZoë Núñez\n'
  const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex')

  test('comes as the whole body or in a form, byte by byte, its other fields with it', async () => {
    const form = new FormData()
    form.append('file', new File([file], 'people.csv', { type: 'text/csv' }))
    form.append('note', 'Ünder way')
    form.append('sure', 'yes')
    const encoded = new Response(form)
    const query = new URLSearchParams({ note: 'Ünder way', sure: 'yes' })
    const latin1 = Buffer.from(file, 'latin1')
    const asText = await desk.send({
      path: `/sample/files?${query}`,
      body: file,
      headers: { 'content-type': 'text/csv; charset=utf-8' },
    })
    const asBytes = await desk.send({
      path: `/sample/files?${query}`,
      body: latin1,
      headers: { 'content-type': 'application/octet-stream' },
    })
    const asForm = await desk.send({
      path: '/sample/files',
      body: new Uint8Array(await encoded.arrayBuffer()),
      headers: { 'content-type': encoded.headers.get('content-type') ?? '' },
    })
    const fields = { note: 'Ünder way', sure: true }
    expect(asText.json).toEqual({ ...fields, sha256: sha256(file), text: file })
    expect(asBytes.json).toMatchObject({ ...fields, sha256: sha256(latin1) })
    expect(asForm.json).toEqual({ ...fields, sha256: sha256(file), text: file })
  })

  test('whose encoding a gateway has guessed wrongly changes no name unseen', async () => {
    const answer = await desk.send({
      path: '/sample/files',
      body: file.replace('Zoë', 'Zo\u{FFFD}'),
      headers: { 'content-type': 'text/csv' },
    })
    expect(answer.json).toMatchObject({ status: 415, title: 'This text is not UTF-8' })
  })

  test('that is too big or none is said', async () => {
    const send = (body: string) =>
      desk.send({ path: '/sample/files', body, headers: { 'content-type': 'text/csv' } })
    expect((await send('x'.repeat(300 * 1024))).json).toMatchObject({ status: 413, code: 'body-too-big' })
    expect((await send('x'.repeat(20_000))).json).toMatchObject({ status: 422, code: 'invalid-input' })
    expect((await desk.send({ path: '/sample/files', json: {} })).json.errors).toEqual([
      { pointer: '#/file', detail: 'Choose a file.' },
    ])
  })
})

describe('JSON', () => {
  test('says numbers and yes or no in its own way, or as a form does', async () => {
    const own = await desk.send({ path: '/sample/fields', json: { copies: 3, sure: true, note: null } })
    const asForm = await desk.send({ path: '/sample/fields', json: { copies: '3', sure: 'yes' } })
    const not = await desk.send({ path: '/sample/fields', json: { copies: 3, sure: false } })
    expect([own.json, asForm.json]).toEqual([
      { copies: 3, sure: true },
      { copies: 3, sure: true },
    ])
    expect(not.json).toEqual({ copies: 3, sure: false })
  })

  test('answers 201 with where the new thing is, without what only a page needs', async () => {
    const { status, headers } = await desk.send({ path: '/sample/fields', json: { copies: 1 } })
    expect([status, headers.location]).toEqual([201, `${API_URL}/sample/list?page=2`])
  })

  test('of a list says where it goes on, in the body and in the header', async () => {
    const seen: number[] = []
    let next: string | undefined = `${API_URL}/sample/list`
    while (next !== undefined) {
      const { json, headers } = await desk.send({ path: next.slice(API_URL.length) })
      seen.push(...json.numbers)
      next = json.links.next
      expect(/<([^>]*)>; rel="next"/.exec(String(headers.link))?.[1]).toBe(next)
    }
    expect(seen).toEqual([1, 2, 3])
  })

  test('of a "no" has the refusal’s own code and points at the fields', async () => {
    const { json } = await desk.send({ path: '/sample/no', json: { name: 'x' } })
    expect(json).toEqual({
      type: `${API_URL}/problems/not-now`,
      title: 'No',
      status: 409,
      detail: 'Not now. Nothing was changed.',
      instance: 'urn:request:request-1',
      code: 'not-now',
      errors: [{ pointer: '#/name', detail: 'Not this one.' }],
    })
  })
})

describe('a key', () => {
  const key = () => `"${database.db.mint.personId()}"`
  const send = (path: string, json: unknown, idempotencyKey: string) =>
    desk.send({ path, json, headers: { 'idempotency-key': idempotencyKey } })

  test('that was sent with a request gets the same answer again, for a day', async () => {
    const path = `/people/${await somebody()}/holds`
    const reuse = key()
    const first = await send(path, { reason: 'A lawsuit' }, reuse)
    const again = await send(path, { reason: 'A lawsuit' }, reuse)
    expect(first.status).toBe(201)
    expect(again.raw.body).toBe(first.raw.body)
    expect(again.headers['idempotency-replayed']).toBe('true')
    desk.clock.now = new Date(NOW.getTime() + 24 * 3_600_000 + 1000)
    expect((await send(path, { reason: 'A lawsuit' }, reuse)).headers['idempotency-replayed']).toBeUndefined()
  })

  test('belongs to one request and one subject', async () => {
    const path = `/people/${database.db.mint.personId()}/holds`
    const reuse = key()
    await send(path, { reason: 'A lawsuit' }, reuse)
    expect((await send(path, { reason: 'Another' }, reuse)).json).toMatchObject({
      status: 422,
      code: 'key-reused',
    })
    const authorization = `Bearer ${await desk.tokenOf({ subject: 'other', isPerson: false })}`
    const other = await desk.send({
      path,
      json: { reason: 'Another' },
      headers: { 'idempotency-key': reuse, authorization },
    })
    expect(other.json.code).toBe('not-available')
  })

  test('that comes a second time while the first is being answered is told to wait', async () => {
    const path = '/sample/files'
    const reuse = key()
    const headers = { 'content-type': 'text/csv', 'idempotency-key': reuse }
    const twice = await Promise.all([1, 2, 3, 4].map(() => desk.send({ path, body: 'x', headers })))
    const statuses = twice.map(({ status }) => status)
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(1)
    expect(statuses.every((status) => status === 200 || status === 409)).toBe(true)
    const fresh = twice.filter(({ status, headers }) => status === 200 && !headers['idempotency-replayed'])
    expect(fresh).toHaveLength(1)
    const waiting = twice.filter(({ status }) => status === 409)
    for (const { json } of waiting) expect(json.code).toBe('key-in-use')
  })

  test('of a request that went wrong on our side may be tried again', async () => {
    const broken = await openProgramDesk(database.db, issuer, NOW, {
      dependencies: {
        db: { ...database.db, tables: { ...database.db.tables, trail: 'NoSuchTable', vault: 'NoSuchTable' } },
      },
    })
    const path = `/people/${await somebody()}/holds`
    const headers = { 'idempotency-key': key() }
    const json = { reason: 'A lawsuit' }
    const first = await broken.send({ path, json, headers })
    expect(first.json).toMatchObject({ status: 500, code: 'internal' })
    const second = await broken.send({ path, json, headers })
    expect(second.headers['idempotency-replayed']).toBeUndefined()
    expect(second.status).toBe(500)
  })

  test('has to be a key', async () => {
    expect((await send('/cycles', {}, 'short')).json).toMatchObject({ status: 400, code: 'key-unusable' })
  })

  test('leaves no name in the tables: the answer is locked with the key', async () => {
    const name = 'Quirina Vandermolen'
    const reuse = key()
    const answer = await desk.send({
      path: '/sample/files',
      body: name,
      headers: { 'content-type': 'text/csv', 'idempotency-key': reuse },
    })
    expect(answer.raw.body).toContain(name)
    const rows = JSON.stringify(await allRows(database.db), (_field, value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    )
    expect(rows).toContain('ANSWER#')
    expect(rows).not.toContain(name)
    expect(rows).not.toContain(reuse.slice(1, -1))
  })
})

describe('turns', () => {
  test('run out for one subject and no other, are said with every answer, and come back with time', async () => {
    const answers = []
    for (let sent = 0; sent < 125; sent += 1) answers.push(await desk.send({ path: '/nowhere' }))
    const refused = answers.filter(({ status }) => status === 429)
    expect(answers[0]?.headers['ratelimit-policy']).toBe('"subject";q=600;w=60')
    expect(answers[0]?.headers.ratelimit).toBe('"subject";r=119;t=1')
    expect(refused).toHaveLength(5)
    expect(refused[0]?.headers).toMatchObject({ 'retry-after': '1', ratelimit: '"subject";r=0;t=1' })
    expect(refused[0]?.json.code).toBe('too-many-requests')
    const authorization = `Bearer ${await desk.tokenOf({ subject: `x${Math.random()}`, isPerson: false })}`
    expect((await desk.send({ path: '/nowhere', headers: { authorization } })).status).toBe(404)
    desk.clock.now = new Date(NOW.getTime() + 2000)
    expect((await desk.send({ path: '/nowhere' })).status).toBe(404)
  })

  test('are shared by all processes, and cost one write in ten requests', async () => {
    const desks = [desk, await openProgramDesk(database.db, issuer, NOW)]
    const authorization = `Bearer ${await desk.tokenOf({ subject: `s${Math.random()}`, isPerson: false })}`
    const before = totalWrites()
    const statuses: number[] = []
    for (let sent = 0; sent < 130; sent += 1) {
      const one = desks[sent % 2] ?? desk
      statuses.push((await one.send({ path: '/nowhere', headers: { authorization } })).status)
    }
    expect(statuses.filter((status) => status === 404)).toHaveLength(120)
    expect(totalWrites() - before).toBeLessThanOrEqual(45)
  })

  function totalWrites(): number {
    return [...database.metered]
      .filter(([name]) => /write/i.test(name))
      .reduce((sum, [, amount]) => sum + amount, 0)
  }
})

async function somebody(): Promise<PersonId> {
  const personId = database.db.mint.personId()
  const person: Person = {
    personId,
    employeeId: personId,
    name: 'Iris Held',
    email: `${personId}@example.com`,
    supervisorId: null,
    managerId: null,
    timeZone: 'UTC',
    status: 'active',
    version: 1,
  }
  await savePeople(database.db, [person])
  return personId
}

test('a refusal of the app’s rules has its own code', async () => {
  const path = `/people/${await somebody()}/holds`
  for (let placed = 0; placed < 20; placed += 1) {
    expect((await desk.send({ path, json: { reason: `Case ${placed}` } })).status).toBe(201)
  }
  const { json } = await desk.send({ path, json: { reason: 'One more' } })
  expect(json).toMatchObject({
    status: 409,
    code: 'too-many-holds',
    type: `${API_URL}/problems/too-many-holds`,
  })
  const unknown = await desk.send({
    path: `${path}/ask-to-lift`,
    json: { holdId: 'none', liftReason: 'Over' },
  })
  expect(unknown.json).toMatchObject({ status: 409, code: expect.stringMatching(/^[a-z-]+$/) })
})

describe('every operation', () => {
  const routes = hrRoutes.filter(({ rule }) => rule === 'hr')

  test.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))(
    '%s can be called, and answers as the document says',
    async (_name, route) => {
      const path = somePathOf(route).slice('/hr'.length)
      const answer = await desk.send(route.method === 'GET' ? { path } : { path, json: {} })
      // `send` has held it against the document.
      expect(answer.status, JSON.stringify(answer.json)).toBeLessThan(500)
      if (answer.status >= 400) expect(answer.json.code).toMatch(/^[a-z-]+$/)
    },
  )

  test('about somebody who is there answers what it declares', async () => {
    const personId = await somebody()
    for (const path of ['', '/holds', '/erasure']) {
      expect((await desk.send({ path: `/people/${personId}${path}` })).status).toBe(200)
    }
    const asked = await desk.send({
      path: `/people/${personId}/erasure`,
      json: { reason: 'A letter', understood: true },
    })
    expect(asked.json).toEqual({ erasureId: expect.any(String) })
    expect((await desk.send({ path: `/people/${personId}/erasure` })).json.erasure.status).toBe('requested')
    expect((await desk.send({ path: '/holds-and-erasures' })).json.erasures).toHaveLength(1)
  })
})

test('all people come page after page, each once', async () => {
  const expected = new Set(await Promise.all(Array.from({ length: 120 }, somebody)))
  const seen: string[] = []
  let path: string | undefined = '/people'
  while (path !== undefined) {
    const { json } = await desk.send({ path })
    seen.push(...json.people.map(({ personId }: { personId: string }) => personId))
    path = json.links.next?.slice(API_URL.length)
  }
  expect(new Set(seen).size).toBe(seen.length)
  for (const personId of expected) expect(seen).toContain(personId)
})
