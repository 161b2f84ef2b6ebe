import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { hrRoom } from '../../../functions/hr/room.ts'
import { hrRoutes } from '../../../functions/hr/routes.ts'
import { startTestDatabase, type TestDatabase } from '../database.ts'
import { consoleSession } from '../web/console-user.ts'
import { formPost, httpEvent } from '../web/http-event.ts'
import { expectSoundRoutes } from '../web/route-table.ts'
import { expectUniformRefusal, somePathOf, strangers } from '../web/stranger.ts'
import { type HrDesk, openHrDesk } from './hr-desk.ts'

const NOW = new Date('2027-01-04T10:00:00.000Z')
let database: TestDatabase
let desk: HrDesk

beforeAll(async () => {
  database = await startTestDatabase()
}, 60_000)
afterAll(() => database.close())
beforeEach(() => {
  desk = openHrDesk(database.db, NOW)
})

test('every route has a rule, and only assets are for anyone', () => {
  expectSoundRoutes(hrRoom, hrRoutes, ['/hr/assets/{file}'])
})

describe('nobody else gets in', () => {
  test.each(strangers(hrRoom, NOW).map((stranger) => [stranger.kind, stranger] as const))(
    'a session of the kind %s is refused in the same way everywhere',
    async (_kind, stranger) => {
      desk.sessions.rows.set(stranger.hash, stranger)
      await expectUniformRefusal(desk.handle, hrRoom, hrRoutes, stranger)
    },
  )

  test('without a session every page leads to the sign-in, and every form is kept to be sent again', async () => {
    for (const route of hrRoutes.filter(({ rule }) => rule === 'hr')) {
      const path = somePathOf(route)
      const answer = await desk.handle(
        route.method === 'GET' ? httpEvent({ path }) : formPost(path, { name: 'typed' }),
      )
      if (route.method === 'GET') {
        expect(answer.statusCode).toBe(303)
        expect(answer.headers?.location).toBe(`/hr/sign-in?to=${encodeURIComponent(path)}`)
      } else {
        expect(answer.statusCode).toBe(401)
        expect(answer.body).toContain('value="typed"')
      }
    }
  })

  test('a form without the session’s token changes nothing', async () => {
    const cookies = [`__Host-hr=${consoleSession('hr', NOW).sessionId}`]
    for (const route of hrRoutes.filter(({ method }) => method === 'POST')) {
      const answer = await desk.handle(formPost(somePathOf(route), { csrf: 'x' }, { cookies }))
      expect(answer.statusCode, route.path).toBe(403)
    }
  })
})

test('a fresh system says what to do first', async () => {
  const today = await desk.hana.open('/hr')
  expect(today.words).toContain('Start with the people of your company')
  expect(today.document.querySelector('main a.button')?.getAttribute('href')).toBe('/hr/people/import')
  expect((await desk.hana.open('/hr/cycles')).words).toContain('No cycle has been planned yet')
  expect((await desk.hana.open('/hr/cycles/new')).words).toContain('There is nobody to review yet')
  expect((await desk.hana.open('/hr/people')).words).toContain('Nobody is here yet')
})
