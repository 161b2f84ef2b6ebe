import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { findRoutes } from '../../../functions/web/find-route.ts'
import { page } from '../../../functions/web/reply.ts'
import { routesWith } from '../../../functions/web/route.ts'

const route = routesWith<undefined>()
const params = z.object({})
const answer = () => page([], { title: 'Shown' })
const routes = [
  route({ method: 'GET', path: '/log/{path+}', rule: 'anyone', params, answer }),
  route({ method: 'GET', path: '/log', rule: 'anyone', answer }),
  route({ method: 'GET', path: '/log/{one}/two', rule: 'anyone', params, answer }),
  route({ method: 'GET', path: '/log/one/two', rule: 'anyone', answer }),
]
const found = (path: string) => findRoutes(routes, path).map(({ route, params }) => [route.path, params])

describe('a pattern whose last part takes all the rest', () => {
  test('fits one segment and many, and not none', () => {
    expect(found('/log')).toEqual([['/log', {}]])
    expect(found('/log/checkpoint')).toEqual([['/log/{path+}', { path: 'checkpoint' }]])
    expect(found('/log/tile/0/x001/067.p/8')).toEqual([['/log/{path+}', { path: 'tile/0/x001/067.p/8' }]])
    expect(found('/logs/checkpoint')).toEqual([])
  })

  test('comes after all that spell more of the path out', () => {
    expect(found('/log/one/two').map(([path]) => path)).toEqual([
      '/log/one/two',
      '/log/{one}/two',
      '/log/{path+}',
    ])
  })

  test('gives the rest as it was sent: an encoded slash separates nothing', () => {
    expect(found('/log/tile%2F..%2Fx')).toEqual([['/log/{path+}', { path: 'tile%2F..%2Fx' }]])
  })
})
