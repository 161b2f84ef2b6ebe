import { expect } from 'vitest'
import { stylesheetFile } from '../../../functions/layout/stylesheet.ts'
import { findRoutes } from '../../../functions/web/find-route.ts'
import type { Room } from '../../../functions/web/room.ts'
import type { Route } from '../../../functions/web/route.ts'

/**
 * What must hold for every room's table of routes, for its own test: each has a rule and the schemas it needs, lies below
 * the room's prefix, is there once, and the stylesheet is among them. Only routes that say so are for anyone.
 *
 * @param open the patterns that may be used without a session; a new one has to be written down here on purpose.
 */
export function expectSoundRoutes<Dependencies>(
  room: Room,
  routes: readonly Route<Dependencies>[],
  open: readonly string[],
): void {
  for (const route of routes) {
    const name = `${route.method} ${route.path}`
    expect(['anyone', room.kind], `${name}: who may`).toContain(route.rule)
    expect(route.path.startsWith(room.prefix), `${name}: lies below ${room.prefix}`).toBe(true)
    expect(route.path, `${name}: no trailing slash`).not.toMatch(/.\/$/)
    if (route.path.includes('{')) expect(route.params, `${name}: params schema`).toBeDefined()
    if (route.method === 'POST') expect(route.body, `${name}: body schema`).toBeDefined()
    if (route.anonymous) expect(route.rule, `${name}: anonymous means anyone`).toBe('anyone')
  }
  const names = routes.map(({ method, path }) => `${method} ${path.replace(/\{\w+\+?\}/g, '{}')}`)
  expect(names, 'each method and path once').toEqual([...new Set(names)])
  const forAnyone = routes.filter(({ rule }) => rule === 'anyone').map(({ path }) => path)
  expect([...new Set(forAnyone)].sort(), 'open to anyone').toEqual([...open].sort())
  expect(findRoutes(routes, `${room.prefix}/assets/${stylesheetFile}`), 'the stylesheet').toHaveLength(1)
}
