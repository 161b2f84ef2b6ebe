import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isExecutionName } from '../../../local/states/arns.ts'
import type { Json } from '../../../local/states/json.ts'
import { TaskTokens } from '../../../local/states/task-token.ts'
import { parseTimestamp } from '../../../local/states/template.ts'
import { testCloud } from './closing-cloud.ts'
import { only } from './test-cloud.ts'

// JSONata keeps names that begin with _jsonata_ for itself, and -0 is no JSON.
const json = fc.jsonValue({ depthSize: 'small' }).map((value) => JSON.parse(JSON.stringify(value)) as Json)

test('whatever JSON goes into a state comes out of it, through variables, branches and iterations', async () => {
  const cloud = testCloud()
  const arn = cloud.create({
    StartAt: 'V',
    States: {
      V: { Type: 'Pass', Assign: { v: '{% $states.input.value %}' }, Next: 'P' },
      P: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'A', States: { A: { Type: 'Pass', Output: { a: '{% $v %}' }, End: true } } },
          {
            StartAt: 'M',
            States: {
              M: {
                Type: 'Map',
                Items: '{% [[$states.input.value]] %}',
                ItemProcessor: {
                  StartAt: 'I',
                  States: { I: { Type: 'Pass', Output: { i: '{% $v %}' }, End: true } },
                },
                End: true,
              },
            },
          },
        ],
        End: true,
      },
    },
  })
  await fc.assert(
    fc.asyncProperty(json, async (value) => {
      const run = await cloud.start(arn, { value })
      expect(await run.output()).toEqual([{ a: value }, [{ i: value }]])
    }),
    { numRuns: 40 },
  )
}, 60_000)

test('a token says what it was issued for, and no other text says anything', () => {
  const tokens = new TaskTokens('key')
  const place = fc.record({ execution: fc.nat(), frame: fc.nat(), scheduledEvent: fc.nat() })
  fc.assert(
    fc.property(place, (each) => {
      expect(tokens.read(tokens.issue(each))).toEqual(each)
      expect(new TaskTokens('another key').read(tokens.issue(each))).toBeUndefined()
    }),
  )
  fc.assert(
    fc.property(place, fc.nat(), fc.string({ minLength: 1, maxLength: 1 }), (each, at, letter) => {
      const token = tokens.issue(each)
      const index = at % token.length
      const changed = token.slice(0, index) + letter + token.slice(index + 1)
      const read = tokens.read(changed)
      // The last letters of base64 may carry spare bits: another spelling of the very same token.
      if (read !== undefined) expect(read).toEqual(each)
    }),
  )
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(tokens.read(text)).toBeUndefined()
    }),
  )
})

test.each([
  ['review-01HZX', true],
  ['a.b_c-d', true],
  ['Zürich', true],
  ['', false],
  ['a b', false],
  ['a/b', false],
  ['a:b', false],
  ['a\u0000', false],
  ['x'.repeat(80), true],
  ['x'.repeat(81), false],
])('as a name of an execution, %j is good: %s', (name, good) => {
  expect(isExecutionName(name)).toBe(good)
})

test('every instant that Date can write is a timestamp, and it is that instant', () => {
  const instants = fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true })
  fc.assert(
    fc.property(instants, (at) => {
      expect(parseTimestamp(at.toISOString())).toBe(at.getTime())
    }),
  )
})

test.each(['2026-03-01', '2026-03-01T09:00:00', '2026-03-01 09:00:00Z', '2026-13-01T09:00:00Z', 'now', ''])(
  '%j is no timestamp',
  (text) => {
    expect(parseTimestamp(text)).toBeUndefined()
  },
)

test('given resume is called while a function runs, then it is not called a second time', async () => {
  let answer: (value: unknown) => void = () => {}
  const cloud = testCloud({
    functions: {
      slow: () =>
        new Promise((resolve) => {
          answer = resolve
        }),
    },
  })
  const arn = cloud.create(
    only({ Type: 'Task', Resource: 'arn:aws:lambda:eu-central-1:000000000000:function:slow', End: true }),
  )
  const { executionArn } = await cloud.states.startExecution({ stateMachineArn: arn })
  while (cloud.invoker.calls.length === 0) await new Promise((resolve) => setImmediate(resolve))
  await cloud.states.resume()
  await cloud.states.resume()
  answer('once')
  await cloud.settle()
  expect(await cloud.at(executionArn).output()).toBe('once')
  expect(cloud.invoker.calls).toHaveLength(1)
})

test('given rows that make no sense, then that execution fails where everybody sees it, and others go on', async () => {
  const cloud = testCloud()
  const arn = cloud.create(only({ Type: 'Wait', Seconds: 60, End: true }))
  const broken = await cloud.start(arn, {}, 'broken')
  const sound = await cloud.start(arn, {}, 'sound')
  cloud.database.exec("UPDATE states_frames SET state = 'Nowhere' WHERE execution = 1")
  await cloud.advance(60_000)
  expect(await sound.status()).toBe('SUCCEEDED')
  expect(await broken.describe()).toMatchObject({
    status: 'FAILED',
    error: 'States.Runtime',
    cause: expect.stringContaining("is at 'Nowhere', which is no state"),
  })
  expect(cloud.logged).toHaveLength(1)
})
