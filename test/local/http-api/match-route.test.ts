import { describe, expect, it } from 'vitest'
import { matchRoute } from '../../../local/http-api/match-route.ts'

const routes = (...keys: string[]) =>
  keys.map((routeKey) => ({ routeKey, functionArn: 'arn', timeoutMs: 1000 }))
const matched = (keys: string[], method: string, path: string) => {
  const match = matchRoute(routes(...keys), method, path)
  return match && [match.route.routeKey, match.pathParameters ?? {}]
}

describe('the route that a request takes', () => {
  it.each([
    [
      'a full match before a greedy one',
      ['ANY /hr/{proxy+}', 'GET /hr/people'],
      'GET',
      '/hr/people',
      ['GET /hr/people', {}],
    ],
    [
      'a greedy one for another method',
      ['ANY /hr/{proxy+}', 'GET /hr/people'],
      'POST',
      '/hr/people',
      ['ANY /hr/{proxy+}', { proxy: 'people' }],
    ],
    [
      'a greedy one below',
      ['ANY /hr', 'ANY /hr/{proxy+}'],
      'GET',
      '/hr/a/b',
      ['ANY /hr/{proxy+}', { proxy: 'a/b' }],
    ],
    ['the root alone', ['ANY /hr', 'ANY /hr/{proxy+}'], 'GET', '/hr', ['ANY /hr', {}]],
    [
      'the longer of two greedy ones',
      ['ANY /{proxy+}', 'ANY /hr/{rest+}'],
      'GET',
      '/hr/a',
      ['ANY /hr/{rest+}', { rest: 'a' }],
    ],
    [
      'fixed segments before variables',
      ['GET /my/{id}', 'GET /my/done'],
      'GET',
      '/my/done',
      ['GET /my/done', {}],
    ],
    [
      'variables',
      ['GET /my/{id}/steps/{step}'],
      'GET',
      '/my/1/steps/2',
      ['GET /my/{id}/steps/{step}', { id: '1', step: '2' }],
    ],
    ['a method before ANY', ['ANY /my', 'POST /my'], 'POST', '/my', ['POST /my', {}]],
    ['$default last', ['$default', 'GET /my'], 'GET', '/other', ['$default', {}]],
    ['HEAD by ANY', ['ANY /my'], 'HEAD', '/my', ['ANY /my', {}]],
    ['the root', ['GET /'], 'GET', '/', ['GET /', {}]],
    ['nothing: another path', ['GET /my'], 'GET', '/mine', undefined],
    ['nothing: a slash more', ['GET /my'], 'GET', '/my/', undefined],
    ['nothing: greedy wants something', ['GET /my/{proxy+}'], 'GET', '/my/', undefined],
    ['nothing: a variable wants something', ['GET /my/{id}/x'], 'GET', '/my//x', undefined],
  ])('is %s', (_what, keys, method, path, expected) => {
    expect(matched(keys, method, path)).toEqual(expected)
  })
})
