import { mkdtempSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Cloud, startCloud } from '../../../local/cloud.ts'
import { functionResource, httpApiResources, writeAssembly } from '../template/write-assembly.ts'

const code = `
exports.echo = async (event) => ({ statusCode: 201, headers: { 'X-Kind': 'echo', 'Content-Type': 'application/json' },
  cookies: ['a=1; HttpOnly', 'b=2'], body: JSON.stringify(event) })
const answers = {
  text: 'just text', object: { simple: true }, nothing: undefined, number: 5,
  binary: { statusCode: 200, headers: { 'content-type': 'image/png' }, isBase64Encoded: true, body: 'iVBORw0=' },
  empty: { statusCode: 204 }, status: { statusCode: 'abc' }, list: { statusCode: 200, headers: { a: ['b'] } },
  body: { statusCode: 200, body: { a: 1 } }, header: { statusCode: 200, headers: { 'x-a': 'line\\nbreak' } },
  bare: { statusCode: 200, body: 'x' } }
exports.answer = async ({ pathParameters }) => {
  if (pathParameters.kind === 'throw') throw new Error('no')
  if (pathParameters.kind === 'large') return { statusCode: 200, body: 'x'.repeat(7 * 1024 * 1024) }
  return answers[pathParameters.kind]
}
exports.slow = async () => { await new Promise((go) => setTimeout(go, 3000)); return 'late' }
`
let cloud: Cloud
const get = (path: string, init?: RequestInit) => fetch(`${cloud.url}${path}`, init)

beforeAll(async () => {
  const resources = httpApiResources(
    {
      'ANY /echo/{proxy+}': 'Echo',
      'GET /answer/{kind}': 'Answer',
      'GET /slow': 'Slow',
      'GET /scarce': 'Answer',
    },
    { RouteSettings: { 'GET /scarce': { ThrottlingRateLimit: 0.001, ThrottlingBurstLimit: 2 } } },
  )
  Object.assign((resources.Integration2 as { Properties: object }).Properties, { TimeoutInMillis: 100 })
  cloud = await startCloud({
    assembly: writeAssembly({
      Web: {
        template: {
          Resources: {
            Echo: functionResource('web', { Handler: 'index.echo' }),
            Answer: functionResource('web', { Handler: 'index.answer' }),
            Slow: functionResource('web', { Handler: 'index.slow', Timeout: 10 }),
            ...resources,
          },
        },
        assets: { web: { 'index.js': code } },
      },
    }),
    dataDir: mkdtempSync(join(tmpdir(), 'http-api-')),
    port: 0,
  })
})
afterAll(() => cloud.stop())

describe('what a function is told of a request', () => {
  it('is an event in payload format 2.0', async () => {
    const response = await get('/echo/a%20b/c?x=1&y=2&x=3&z=a%26b', {
      headers: { cookie: 'one=1; two=2', 'X-Mixed': 'Case', 'user-agent': 'test' },
    })
    const event = await response.json()
    const { host } = new URL(cloud.url)
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'ANY /echo/{proxy+}',
      rawPath: '/echo/a b/c',
      rawQueryString: 'x=1&y=2&x=3&z=a%26b',
      queryStringParameters: { x: '1,3', y: '2', z: 'a&b' },
      pathParameters: { proxy: 'a b/c' },
      cookies: ['one=1', 'two=2'],
      headers: {
        host,
        'x-mixed': 'Case',
        'x-forwarded-proto': 'http',
        'x-forwarded-port': new URL(cloud.url).port,
        'x-forwarded-for': '127.0.0.1',
      },
      isBase64Encoded: false,
      requestContext: {
        accountId: '000000000000',
        domainName: host,
        stage: '$default',
        routeKey: 'ANY /echo/{proxy+}',
        http: {
          method: 'GET',
          path: '/echo/a b/c',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'test',
        },
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      },
    })
    expect(event.headers).not.toHaveProperty('cookie')
    expect(event).not.toHaveProperty('body')
    expect(response.status).toBe(201)
    expect(response.headers.get('x-kind')).toBe('echo')
    expect(response.headers.getSetCookie()).toEqual(['a=1; HttpOnly', 'b=2'])
  })

  it('leaves out what the request does not have', async () => {
    const event = await (await get('/echo/x')).json()
    for (const name of ['cookies', 'queryStringParameters', 'body']) expect(event).not.toHaveProperty(name)
    expect(event.rawQueryString).toBe('')
  })

  it.each([
    ['application/json', '{"a":1}', false],
    ['text/plain; charset=utf-8', 'grüezi', false],
    ['application/problem+json', '{}', false],
    ['application/x-www-form-urlencoded', 'a=1&b=2', true],
    ['application/octet-stream', '\u0000\u0001', true],
  ])('carries a body of %s', async (type, body, isBase64Encoded) => {
    const event = await (
      await get('/echo/x', { method: 'POST', headers: { 'content-type': type }, body })
    ).json()
    expect(event.isBase64Encoded).toBe(isBase64Encoded)
    expect(Buffer.from(event.body, isBase64Encoded ? 'base64' : 'utf8').toString()).toBe(body)
  })

  it('joins headers that come more than once', async () => {
    const event = JSON.parse((await raw({ path: '/echo/x', headers: { 'x-a': ['1', '2'] } })).body)
    expect(event.headers['x-a']).toBe('1,2')
  })

  it('shows the cloud’s time', async () => {
    await cloud.clock.advance({ by: 36 * 3600_000 })
    const event = await (await get('/echo/x')).json()
    expect(event.requestContext.timeEpoch).toBeGreaterThan(Date.now() + 35 * 3600_000)
  })
})

describe('what becomes of a function’s answer', () => {
  it.each([
    ['text', 200, 'application/json', 'just text'],
    ['object', 200, 'application/json', '{"simple":true}'],
    ['number', 200, 'application/json', '5'],
    ['nothing', 200, 'application/json', 'null'],
    ['bare', 200, 'text/plain;charset=UTF-8', 'x'],
    ['empty', 204, null, ''],
    ['status', 500, 'application/json', '{"message":"Internal Server Error"}'],
    ['list', 500, 'application/json', '{"message":"Internal Server Error"}'],
    ['body', 500, 'application/json', '{"message":"Internal Server Error"}'],
    ['header', 500, 'application/json', '{"message":"Internal Server Error"}'],
    ['throw', 500, 'application/json', '{"message":"Internal Server Error"}'],
    ['large', 500, 'application/json', '{"message":"Internal Server Error"}'],
  ])('%s', async (kind, status, type, body) => {
    const response = await get(`/answer/${kind}`)
    expect(response.status).toBe(status)
    expect(response.headers.get('content-type')).toBe(type)
    expect(await response.text()).toBe(body)
  })

  it('bytes', async () => {
    const response = await get('/answer/binary')
    expect(Buffer.from(await response.arrayBuffer()).toString('base64')).toBe('iVBORw0=')
  })

  it('nothing but headers for HEAD', async () => {
    const response = await get('/echo/x', { method: 'HEAD' })
    expect(Number(response.headers.get('content-length'))).toBeGreaterThan(0)
    expect(await response.text()).toBe('')
  })
})

describe('what the gateway answers itself', () => {
  it('404 where no route leads', async () => {
    expect((await get('/elsewhere')).status).toBe(404)
  })

  it('413 above 10 MB', async () => {
    const response = await get('/echo/x', { method: 'POST', body: 'x'.repeat(10 * 1024 * 1024 + 1) })
    expect([response.status, await response.json()]).toEqual([413, { message: 'Request Entity Too Large' }])
  })

  it('413 above what a function takes', async () => {
    expect((await get('/echo/x', { method: 'POST', body: 'x'.repeat(7 * 1024 * 1024) })).status).toBe(413)
  })

  it('503 when the integration’s time is over', async () => {
    const response = await get('/slow')
    expect([response.status, await response.json()]).toEqual([503, { message: 'Service Unavailable' }])
  })

  it('429 beyond the route’s rate', async () => {
    const statuses = []
    for (let i = 0; i < 4; i += 1) statuses.push((await get('/scarce')).status)
    expect(statuses.slice(2)).toEqual([429, 429])
  })

  it.each([{}, { origin: 'http://evil.example' }])('421 under a foreign name', async (more) => {
    const { status } = await raw({ path: '/echo/x', headers: { host: 'evil.example', ...more } })
    expect(status).toBe(421)
  })
})

function raw(options: { path: string; headers: Record<string, string | string[]> }) {
  return new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    request(`${cloud.url}${options.path}`, { headers: options.headers }, async (response) => {
      resolve({ status: response.statusCode, body: await text(response) })
    })
      .on('error', reject)
      .end()
  })
}
