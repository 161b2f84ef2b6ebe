import { describe, expect, test } from 'vitest'
import { testCloud } from './closing-cloud.ts'
import { call, only, waitForToken } from './test-cloud.ts'

const branch = (name: string, state: object) => ({ StartAt: name, States: { [name]: state } })

describe('a Parallel', () => {
  test('given branches, then the output is the list of theirs and every branch starts at ParallelStateStarted', async () => {
    const run = await testCloud().run(
      only({
        Type: 'Parallel',
        Arguments: { n: '{% $states.input + 1 %}' },
        Branches: [
          branch('X', { Type: 'Pass', Output: ['{% $states.input.n %}'], End: true }),
          branch('Y', { Type: 'Pass', Output: '{% $states.input.n * 2 %}', End: true }),
        ],
        Output: { all: '{% $states.result %}', was: '{% $states.input %}' },
        End: true,
      }),
      1,
    )
    expect(await run.output()).toEqual({ all: [[2], 4], was: 1 })
    expect((await run.history()).map((event) => [event.id, event.previousEventId, event.type])).toEqual([
      [1, 0, 'ExecutionStarted'],
      [2, 0, 'ParallelStateEntered'],
      [3, 2, 'ParallelStateStarted'],
      [4, 3, 'PassStateEntered'],
      [5, 4, 'PassStateExited'],
      [6, 3, 'PassStateEntered'],
      [7, 6, 'PassStateExited'],
      [8, 7, 'ParallelStateSucceeded'],
      [9, 8, 'ParallelStateExited'],
      [10, 9, 'ExecutionSucceeded'],
    ])
  })

  test('given a branch that fails, then its siblings are aborted wherever they are and their tokens are gone', async () => {
    const cloud = testCloud({
      functions: {
        fail: () => {
          throw new RangeError('out')
        },
      },
    })
    const run = await cloud.run(
      only({
        Type: 'Parallel',
        Branches: [
          branch('T', waitForToken()),
          branch('W', { Type: 'Wait', Seconds: 500, End: true }),
          branch('P', { Type: 'Parallel', Branches: [branch('PT', waitForToken())], End: true }),
          {
            StartAt: 'First',
            States: { First: { Type: 'Wait', Seconds: 5, Next: 'F' }, F: call('fail', {}) },
          },
        ],
        End: true,
      }),
    )
    expect(cloud.tokens).toHaveLength(2)
    await cloud.advance(5000)
    expect(await run.describe()).toMatchObject({ status: 'FAILED', error: 'RangeError' })
    const history = await run.history()
    const failed = history.find((event) => event.type === 'TaskFailed')
    expect(history.slice(failed?.id ?? 0).map((event) => [event.type, event.previousEventId])).toEqual([
      ['TaskStateAborted', failed?.id],
      ['WaitStateAborted', failed?.id],
      ['TaskStateAborted', failed?.id],
      ['ParallelStateAborted', failed?.id],
      ['ParallelStateFailed', failed?.id],
      ['ExecutionFailed', (history.at(-1)?.id ?? 0) - 1],
    ])
    for (const taskToken of cloud.tokens) {
      await expect(cloud.call('SendTaskSuccess', { taskToken, output: '1' })).rejects.toMatchObject({
        name: 'TaskTimedOut',
      })
    }
    expect(cloud.clock.next()).toBeUndefined()
  })

  test.each(['RangeError', 'States.BranchFailed', 'States.ALL'])(
    'given a failed branch, then the Parallel catches it as %s',
    async (name) => {
      const run = await testCloud().run({
        StartAt: 'A',
        States: {
          A: {
            Type: 'Parallel',
            Branches: [branch('F', { Type: 'Fail', Error: 'RangeError', Cause: 'c' })],
            Catch: [{ ErrorEquals: [name], Next: 'B' }],
            Next: 'B',
          },
          B: { Type: 'Succeed' },
        },
      })
      expect(await run.output()).toEqual({ Error: 'RangeError', Cause: 'c' })
    },
  )

  test('given a Retry, then the branches start again with another ParallelStateStarted and no second entry', async () => {
    const cloud = testCloud({
      functions: {
        flaky: (_, number) => {
          if (number < 3) throw new RangeError('not yet')
          return number
        },
      },
    })
    const run = await cloud.run(
      only({
        Type: 'Parallel',
        Branches: [branch('F', call('flaky', {})), branch('T', { Type: 'Wait', Seconds: 100, End: true })],
        Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 10, BackoffRate: 1 }],
        End: true,
      }),
    )
    await cloud.advance(600_000)
    expect(await run.output()).toEqual([3, {}])
    const types = await run.types()
    expect(types.filter((type) => type === 'ParallelStateEntered')).toHaveLength(1)
    expect(types.filter((type) => type === 'ParallelStateStarted')).toHaveLength(3)
    expect(types.filter((type) => type === 'ParallelStateFailed')).toHaveLength(2)
    expect(types.filter((type) => type === 'ParallelStateExited')).toHaveLength(1)
  })

  test('given Arguments that cannot be evaluated, then it fails without having started', async () => {
    const run = await testCloud().run(
      only({
        Type: 'Parallel',
        Arguments: '{% $nope %}',
        Branches: [branch('X', { Type: 'Succeed' })],
        End: true,
      }),
    )
    expect(await run.types()).toEqual([
      'ParallelStateEntered',
      'EvaluationFailed',
      'ParallelStateFailed',
      'ExecutionFailed',
    ])
  })
})

const map = (iteration: object, more: object = {}) =>
  only({ Type: 'Map', ItemProcessor: branch('I', iteration), End: true, ...more })

const echo = { Type: 'Pass', Output: '{% $states.input %}', End: true }

describe('an inline Map', () => {
  test('given Items, then its output is the list of outputs and the history shows the iterations', async () => {
    const run = await testCloud().run(map(echo, { Items: '{% $states.input.list %}' }), { list: ['a', 'b'] })
    expect(await run.output()).toEqual(['a', 'b'])
    expect((await run.history()).map((event) => [event.id, event.previousEventId, event.type])).toEqual([
      [1, 0, 'ExecutionStarted'],
      [2, 0, 'MapStateEntered'],
      [3, 2, 'MapStateStarted'],
      [4, 3, 'MapIterationStarted'],
      [5, 3, 'MapIterationStarted'],
      [6, 4, 'PassStateEntered'],
      [7, 6, 'PassStateExited'],
      [8, 7, 'MapIterationSucceeded'],
      [9, 5, 'PassStateEntered'],
      [10, 9, 'PassStateExited'],
      [11, 10, 'MapIterationSucceeded'],
      [12, 11, 'MapStateSucceeded'],
      [13, 12, 'MapStateExited'],
      [14, 13, 'ExecutionSucceeded'],
    ])
    expect(await run.details('MapStateStarted')).toEqual({ length: 2 })
    expect(await run.details('MapIterationStarted')).toEqual({ name: 'A', index: 0 })
  })

  test.each([
    ['[]', '{% [] %}', []],
    ['[0]', '{% [0] %}', [0]],
    ['a literal list with expressions', ['{% 1 %}', [2]], [1, [2]]],
  ])('given the Items %s, then the output is a list', async (_, Items, output) => {
    expect(await (await testCloud().run(map(echo, { Items }))).output()).toEqual(output)
  })

  test('given no Items, then the input is iterated', async () => {
    expect(await (await testCloud().run(map(echo), [3, 4])).output()).toEqual([3, 4])
  })

  test('given an ItemSelector, then it sees item, index, input and variables', async () => {
    const run = await testCloud().run(
      {
        StartAt: 'V',
        States: {
          V: { Type: 'Pass', Assign: { v: 'x' }, Next: 'A' },
          A: {
            Type: 'Map',
            Items: '{% $states.input.list %}',
            ItemSelector: {
              i: '{% $states.context.Map.Item.Index %}',
              v: '{% $states.context.Map.Item.Value %}',
              w: '{% $v & $states.input.w %}',
            },
            ItemProcessor: branch('I', echo),
            End: true,
          },
        },
      },
      { list: ['a', 'b'], w: 1 },
    )
    expect(await run.output()).toEqual([
      { i: 0, v: 'a', w: 'x1' },
      { i: 1, v: 'b', w: 'x1' },
    ])
  })

  test.each([1, 2, 3, 0])(
    'given MaxConcurrency %i, then no more run at once, and the order is kept',
    async (most) => {
      const cloud = testCloud()
      const run = await cloud.run(map(waitForToken(), { Items: [1, 2, 3, 4, 5], MaxConcurrency: most }))
      let answered = 0
      while (answered < 5) {
        expect(cloud.tokens.length - answered).toBe(Math.min(most === 0 ? 5 : most, 5 - answered))
        const waiting = cloud.tokens.slice(answered)
        // The newest first, so that the order of outputs is not the order of answers.
        for (const taskToken of waiting.reverse()) {
          const output = JSON.stringify(cloud.tokens.indexOf(taskToken))
          await cloud.call('SendTaskSuccess', { taskToken, output })
          await cloud.settle()
          answered += 1
          if (most !== 0) break
        }
        if (most > 1) break
      }
      for (; answered < 5; answered += 1) {
        const done = new Set(
          (await run.history()).filter((event) => event.type === 'MapIterationSucceeded').map(indexOf),
        )
        const started = (await run.history())
          .filter((event) => event.type === 'MapIterationStarted')
          .map(indexOf)
        expect(started.length - done.size).toBeLessThanOrEqual(most)
        for (const [at, taskToken] of cloud.tokens.entries()) {
          const answer = cloud.call('SendTaskSuccess', { taskToken, output: JSON.stringify(at) })
          const accepted = await answer.then(
            () => true,
            () => false,
          )
          if (accepted) break
        }
        await cloud.settle()
      }
      expect(await run.output()).toEqual([0, 1, 2, 3, 4])
    },
  )

  test.each([
    ['an input that is no list', {}, 1, 'Map state input must be an array but was: 1', undefined],
    [
      'Items that are no list',
      { Items: '{% $states.input.n %}' },
      { n: 1 },
      "The JSONata expression '$states.input.n' specified for the field 'Items' returned an unexpected result type. Expected 'array', but was 'number' for value: 1",
      'Items',
    ],
  ])('given %s, then it fails without having started', async (_, more, input, sentence, location) => {
    const run = await testCloud().run(map(echo, more), input)
    expect(await run.types()).toEqual([
      'MapStateEntered',
      'EvaluationFailed',
      'MapStateFailed',
      'ExecutionFailed',
    ])
    const details = await run.details('EvaluationFailed')
    expect(details?.cause).toBe(
      `An error occurred while executing the state 'A' (entered at the event id #2). ${sentence}`,
    )
    expect(details?.location).toBe(location)
  })

  test('given an iteration that fails, then the others are aborted and the Map fails', async () => {
    const cloud = testCloud()
    const definition = map(
      { Type: 'Choice', Choices: [{ Condition: '{% $states.input = 2 %}', Next: 'F' }], Default: 'T' },
      { Items: [1, 2, 3] },
    )
    const States = { ...definition.States.A } as { ItemProcessor: { States: object } } & object
    Object.assign(States.ItemProcessor.States, { F: { Type: 'Fail', Error: 'E' }, T: waitForToken() })
    const run = await cloud.run(definition)
    expect(await run.describe()).toMatchObject({ status: 'FAILED', error: 'E' })
    const types = await run.types()
    expect(types.slice(types.indexOf('FailStateEntered'))).toEqual([
      'FailStateEntered',
      'MapIterationFailed',
      'TaskStateAborted',
      'MapIterationAborted',
      'MapIterationAborted',
      'MapStateFailed',
      'ExecutionFailed',
    ])
  })

  test('given an expression that fails inside an iteration, then EvaluationFailed, MapIterationFailed, MapStateFailed', async () => {
    const run = await testCloud().run(map({ Type: 'Pass', Output: '{% $nope %}', End: true }, { Items: [1] }))
    expect((await run.types()).slice(-4)).toEqual([
      'EvaluationFailed',
      'MapIterationFailed',
      'MapStateFailed',
      'ExecutionFailed',
    ])
  })

  test('given an ItemSelector that fails, then that iteration fails', async () => {
    const run = await testCloud().run(map(echo, { Items: [1, 2], ItemSelector: '{% $nope %}' }))
    expect(await run.types()).toEqual([
      'MapStateEntered',
      'MapStateStarted',
      'MapIterationStarted',
      'EvaluationFailed',
      'MapIterationFailed',
      'MapStateFailed',
      'ExecutionFailed',
    ])
    expect(await run.details('EvaluationFailed')).toMatchObject({ location: 'ItemSelector', state: 'A' })
  })

  test('given a Retry, then all iterations run again', async () => {
    const cloud = testCloud({
      functions: {
        flaky: (payload, number) => {
          if (payload === 2 && number < 4) throw new RangeError('not yet')
          return payload
        },
      },
    })
    const run = await cloud.run(
      map(call('flaky', '{% $states.input %}'), {
        Items: [1, 2],
        Retry: [{ ErrorEquals: ['RangeError'], IntervalSeconds: 1 }],
      }),
    )
    await cloud.advance(60_000)
    expect(await run.output()).toEqual([1, 2])
    expect((await run.types()).filter((type) => type === 'MapStateStarted')).toHaveLength(2)
  })

  test('given maps in maps in branches, then each has its own scope and place', async () => {
    const inner = {
      Type: 'Map',
      Items: '{% [1..$states.input] %}',
      ItemProcessor: branch('Inner', { Type: 'Pass', Output: '{% $states.input * $factor %}', End: true }),
      End: true,
    }
    const run = await testCloud().run({
      StartAt: 'V',
      States: {
        V: { Type: 'Pass', Assign: { factor: 10 }, Next: 'P' },
        P: {
          Type: 'Parallel',
          Branches: [
            branch('Outer', {
              Type: 'Map',
              Items: [1, 2, 3],
              ItemProcessor: branch('Middle', inner),
              End: true,
            }),
            branch('Other', { Type: 'Pass', Output: '{% $factor %}', End: true }),
          ],
          End: true,
        },
      },
    })
    expect(await run.output()).toEqual([[[10], [10, 20], [10, 20, 30]], 10])
  })

  test('given a thousand items, then they all come through in order', async () => {
    const run = await testCloud().run(map(echo, { Items: '{% [1..1000] %}' }))
    expect(await run.output()).toEqual(Array.from({ length: 1000 }, (_, index) => index + 1))
  }, 60_000)
})

const indexOf = (event: Record<string, unknown>) =>
  ((event.mapIterationStartedEventDetails ?? event.mapIterationSucceededEventDetails) as { index: number })
    .index
