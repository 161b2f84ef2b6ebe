import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createClock } from '../../../local/clock.ts'
import { createFunctions, type Functions } from '../../../local/functions/functions.ts'
import { createMeter } from '../../../local/meter.ts'
import { defineFunction } from './define-function.ts'

const root = mkdtempSync(join(tmpdir(), 'functions-'))
writeFileSync(join(root, 'package.json'), '{"type":"commonjs"}')
const database = new DatabaseSync(join(root, 'cloud.sqlite'))
const clock = createClock({ database, log: () => {} })
const meter = createMeter(database)
let functions: Functions

const define = (name: string, code: string, more = {}) => defineFunction(root, name, code, more)
const nodejs22 = { runtime: 'nodejs22.x' }

beforeAll(async () => {
  functions = await createFunctions(
    { clock, database, meter, directory: root, log: () => {} },
    {
      logDirectory: join(root, 'logs'),
      definitions: [
        define(
          'echo',
          `exports.handler = async (event, context) =>
          ({ event, context, left: context.getRemainingTimeInMillis(), trace: process.env._X_AMZN_TRACE_ID })`,
        ),
        define('environment', 'exports.handler = async () => process.env'),
        define(
          'dates',
          `exports.handler = async () => { const date = new Date(); return {
          now: Date.now(), iso: date.toISOString(), text: Date(), given: new Date(5).getTime(), utc: Date.UTC(2026, 0),
          is: date instanceof Date, made: date.constructor === Date, parsed: Date.parse('2026-01-01T00:00:00Z') } }`,
        ),
        define(
          'thrown',
          `class TooLate extends Error { constructor() { super('the step is closed'); this.name = 'TooLate' } }
          exports.handler = async () => { throw new TooLate() }`,
        ),
        define('thrownText', "exports.handler = async () => { throw 'just words' }"),
        define(
          'forgotten',
          "exports.handler = () => new Promise(() => { Promise.reject(new Error('nobody waits')) })",
        ),
        define('exit', 'exports.handler = async () => process.exit(3)'),
        define('exitQuietly', 'exports.handler = async () => process.exit(0)'),
        define('never', 'exports.handler = () => new Promise(() => setInterval(() => {}, 50))', {
          timeoutSeconds: 1,
        }),
        define('unsettled', 'exports.handler = () => new Promise(() => {})'),
        define('loop', 'exports.handler = async () => { for (;;) {} }', { timeoutSeconds: 1 }),
        define('nothing', 'exports.handler = async () => {}'),
        define('circle', 'exports.handler = async () => { const a = {}; a.a = a; return a }'),
        define('large', "exports.handler = async ({ bytes }) => 'x'.repeat(bytes)"),
        define(
          'called',
          `exports.handler = (event, context, callback) =>
          { setTimeout(() => callback(null, { called: event }), 5) }`,
          nodejs22,
        ),
        define(
          'calledBack',
          "exports.handler = (event, context, callback) => callback(new RangeError('no'))",
          nodejs22,
        ),
        define('calledOn24', 'exports.handler = (event, context, callback) => callback(null, 1)'),
        define('plain', 'exports.handler = (event) => ({ plain: event })'),
        define(
          'counting',
          'let count = 0; exports.handler = async () => ({ count: ++count, pid: process.pid })',
        ),
        define(
          'slow',
          `exports.handler = async () =>
          { await new Promise((go) => setTimeout(go, 100)); return process.pid }`,
        ),
        define(
          'single',
          `exports.handler = async () =>
          { await new Promise((go) => setTimeout(go, 100)); return process.pid }`,
          { reservedConcurrency: 1 },
        ),
        define(
          'talking',
          `exports.handler = async () =>
          { console.log('saved', { id: 's1' }); console.error('two\\nlines'); process.stdout.write('raw\\n') }`,
        ),
        define(
          'hungry',
          `exports.handler = async () =>
          { const kept = []; for (;;) kept.push(new Array(100000).fill(Math.random())) }`,
          { timeoutSeconds: 20 },
        ),
        define('broken', 'exports.handler = ('),
        define('needy', "require('no-such-package'); exports.handler = async () => {}"),
        define('angry', "throw new TypeError('not today')"),
        define('missing', 'exports.other = async () => {}'),
        define('module', 'export const handler = async () => import.meta.url.slice(0, 5)', {
          file: 'index.mjs',
        }),
      ],
    },
  )
})
afterAll(() => functions.stop())

const failure = async (name: string, event: unknown = {}) => {
  const { ok, payload } = await functions.invoke(name, event)
  return { ok, ...(payload as { errorType: string; errorMessage: string; trace?: string[] }) }
}

describe('invoking a function', () => {
  it.each(['echo', 'arn:aws:lambda:eu-central-1:000000000000:function:echo'])(
    'finds it as %s',
    async (ref) => {
      expect(await functions.invoke(ref, 1)).toMatchObject({ ok: true, payload: { event: 1 } })
    },
  )

  it('says so when there is none', async () => {
    await expect(functions.invoke('nobody', {})).rejects.toMatchObject({ name: 'FunctionNotFound' })
  })

  it('hands over event and context as Lambda does', async () => {
    const { payload, requestId } = await functions.invoke('echo', { review: 'r1' })
    const { event, context, left, trace } = payload as Record<string, never>
    expect(event).toEqual({ review: 'r1' })
    expect(context).toMatchObject({
      functionName: 'echo',
      functionVersion: '$LATEST',
      invokedFunctionArn: 'arn:aws:lambda:eu-central-1:000000000000:function:echo',
      memoryLimitInMB: '128',
      awsRequestId: requestId,
      logGroupName: '/aws/lambda/echo',
    })
    expect(left).toBeGreaterThan(0)
    expect(left).toBeLessThanOrEqual(5000)
    expect(trace).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/)
  })

  it('gives the environment of the template and nothing of the person who runs it', async () => {
    process.env.AWS_PROFILE = 'the-company'
    const { payload } = await functions.invoke('environment', {})
    expect(payload).toMatchObject({
      GREETING: 'hello',
      AWS_REGION: 'eu-central-1',
      _HANDLER: 'index.handler',
    })
    expect(payload).not.toHaveProperty('AWS_PROFILE')
    expect(payload).not.toHaveProperty('HOME')
    delete process.env.AWS_PROFILE
  })

  it.each([
    ['a plain value', 'plain', { plain: 7 }],
    ['a callback', 'called', { called: 7 }],
    ['nothing', 'nothing', null],
  ])('takes %s as the answer', async (_what, name, answer) => {
    expect(await functions.invoke(name, 7)).toMatchObject({ ok: true, payload: answer })
  })

  it('loads ES modules', async () => {
    expect(await functions.invoke('module', {})).toMatchObject({ ok: true, payload: 'file:' })
  })

  it('keeps a process for the next invocation', async () => {
    const first = await functions.invoke('counting', {})
    const second = await functions.invoke('counting', {})
    expect([first.payload, second.payload]).toMatchObject([{ count: 1 }, { count: 2 }])
  })

  it('runs invocations at once in processes of their own', async () => {
    const pids = await Promise.all([1, 2, 3].map(async () => (await functions.invoke('slow', {})).payload))
    expect(new Set(pids).size).toBe(3)
  })

  it('queues what goes beyond the cap instead of losing it', async () => {
    const all = await Promise.all(Array.from({ length: 30 }, () => functions.invoke('slow', {})))
    expect(all.every(({ ok }) => ok)).toBe(true)
    expect(new Set(all.map(({ payload }) => payload)).size).toBeLessThan(30)
  })

  it('refuses what goes beyond the reserved concurrency', async () => {
    const [first, second] = await Promise.all([
      functions.invoke('single', {}),
      functions.invoke('single', {}),
    ])
    expect(first.ok).toBe(true)
    expect(second).toMatchObject({ ok: false, errorType: 'TooManyRequestsException' })
  })

  it('meters requests and memory over time', async () => {
    const before = usage('plain')
    await functions.invoke('plain', {})
    const after = usage('plain')
    expect((after.requests ?? 0) - (before.requests ?? 0)).toBe(1)
    expect(after.gbSeconds ?? 0).toBeGreaterThan(before.gbSeconds ?? 0)
  })
})

function usage(name: string): Record<string, number> {
  const rows = meter.usage().filter(({ resource }) => resource === name)
  return Object.fromEntries(rows.map(({ unit, amount }) => [unit, amount]))
}

describe('a function that fails', () => {
  it.each([
    ['throws', 'thrown', 'TooLate', 'the step is closed'],
    ['throws something else', 'thrownText', 'string', 'just words'],
    ['calls back with an error', 'calledBack', 'RangeError', 'no'],
    ['forgets a rejection', 'forgotten', 'Runtime.UnhandledPromiseRejection', 'Error: nobody waits'],
    ['answers with what is no JSON', 'circle', 'Runtime.MarshalError', 'Unable to stringify response body'],
    ['settles nothing', 'unsettled', 'Runtime.NodeJsExit', expect.stringMatching(/never settled/)],
    [
      'has no such handler',
      'missing',
      'Runtime.HandlerNotFound',
      'index.handler is undefined or not exported',
    ],
    ['cannot load', 'angry', 'TypeError', 'not today'],
  ])('that %s is described by name and message', async (_what, name, errorType, errorMessage) => {
    const found = await failure(name)
    expect(found).toMatchObject({ ok: false, errorType, errorMessage })
    expect(Array.isArray(found.trace)).toBe(true)
  })

  it.each([
    ['exits', 'exit', /^RequestId: [0-9a-f-]{36} Error: Runtime exited with error: exit status 3$/],
    ['exits without a reason', 'exitQuietly', /Error: Runtime exited without providing a reason$/],
    ['runs out of memory', 'hungry', /Runtime exited with error: signal: aborted$/],
  ])('that %s is a Runtime.ExitError', async (_what, name, message) => {
    expect(await failure(name)).toMatchObject({
      ok: false,
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringMatching(message),
    })
  })

  it.each(['never', 'loop'])('that does not come to an end (%s) is ended at its timeout', async (name) => {
    expect(await failure(name)).toMatchObject({
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringMatching(
        /^RequestId: [0-9a-f-]{36} Error: Task timed out after 1.00 seconds$/,
      ),
    })
  })

  it.each([
    ['does not parse', 'broken', 'Runtime.UserCodeSyntaxError', /^SyntaxError: /],
    ['needs what is not there', 'needy', 'Runtime.ImportModuleError', /Cannot find module 'no-such-package'/],
    ['takes a callback on Node.js 24', 'calledOn24', 'Runtime.CallbackHandlerDeprecated', /callback-based/],
  ])('whose code %s is named', async (_what, name, errorType, message) => {
    expect(await failure(name)).toMatchObject({ errorType, errorMessage: expect.stringMatching(message) })
  })

  it('is fresh for the next invocation', async () => {
    await functions.invoke('exit', {})
    expect(await functions.invoke('echo', 2)).toMatchObject({ ok: true })
  })
})

describe('payloads above 6 MB', () => {
  it('are refused on the way in', async () => {
    const answer = await functions.invoke('nothing', 'x'.repeat(6 * 1024 * 1024))
    expect(answer).toMatchObject({ ok: false, errorType: 'RequestEntityTooLargeException' })
  })

  it('are refused on the way out', async () => {
    expect(await failure('large', { bytes: 6 * 1024 * 1024 + 1 })).toMatchObject({
      errorType: 'Function.ResponseSizeTooLarge',
    })
    expect((await functions.invoke('large', { bytes: 5 * 1024 * 1024 })).ok).toBe(true)
  })
})

describe('the functions’ clock', () => {
  it('follows the cloud’s, also in a process that runs already', async () => {
    await functions.invoke('dates', {})
    await clock.advance({ by: 36 * 3600_000 })
    const before = clock.now()
    const { payload } = await functions.invoke('dates', {})
    const found = payload as Record<string, number | string | boolean>
    for (const instant of [Number(found.now), Date.parse(String(found.iso))]) {
      expect(instant).toBeGreaterThanOrEqual(before)
      expect(instant).toBeLessThanOrEqual(clock.now())
    }
    expect(Date.parse(String(found.text))).toBeGreaterThanOrEqual(Math.floor(before / 1000) * 1000)
    expect(found).toMatchObject({
      given: 5,
      utc: Date.UTC(2026, 0),
      is: true,
      made: true,
      parsed: Date.UTC(2026, 0),
    })
  })
})

describe('the log', () => {
  it('carries the request id on every line', async () => {
    const { requestId } = await functions.invoke('talking', {})
    const log = () => readFileSync(join(root, 'logs', 'talking.log'), 'utf8')
    // The process's own lines come through a pipe and may arrive after the answer, as on AWS.
    await expect.poll(log).toMatch(/END/)
    await expect.poll(log).toMatch(/\traw\n/)
    await expect.poll(log).toMatch(/\tERROR\ttwo\n {2}lines\n/)
    const lines = log().trimEnd().split('\n')
    expect(lines.filter((line) => !line.startsWith(' ')).every((line) => line.includes(requestId))).toBe(true)
    expect(log()).toMatch(/\tINFO\tsaved \{ id: 's1' \}\n/)
    expect(log()).toMatch(/\tERROR\ttwo\n {2}lines\n/)
    expect(log()).toMatch(/\traw\n/)
  })
})
