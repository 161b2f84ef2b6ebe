import { describe, expect, test } from 'vitest'
import { testCloud } from './closing-cloud.ts'
import { call, FUNCTION, INVOKE, only, type TestFunction } from './test-cloud.ts'

class Sad extends Error {
  override readonly name = 'Sad'
}

const fail: TestFunction = () => {
  throw new Sad('so sad')
}

const bare = (name: string, more: object = {}) =>
  only({ Type: 'Task', Resource: `${FUNCTION}${name}`, ...more, End: true })

describe('a function’s ARN as Resource', () => {
  test('given it answers, then the bare payload is the result and the events are LambdaFunction…', async () => {
    const run = await testCloud().run(bare('echo', { TimeoutSeconds: 9 }), { n: 1 })
    expect(await run.output()).toEqual({ n: 1 })
    expect(await run.types()).toEqual([
      'TaskStateEntered',
      'LambdaFunctionScheduled',
      'LambdaFunctionStarted',
      'LambdaFunctionSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ])
    expect(await run.details('LambdaFunctionScheduled')).toEqual({
      resource: `${FUNCTION}echo`,
      input: '{"n":1}',
      inputDetails: { truncated: false },
      timeoutInSeconds: 9,
    })
    expect(await run.details('LambdaFunctionStarted')).toBeUndefined()
    expect((await run.history()).map((event) => event.previousEventId)).toEqual([0, 0, 2, 3, 4, 5, 6])
  })

  test.each([
    ['{} as Arguments', { Arguments: {} }, {}],
    ['no Arguments', {}, { in: 1 }],
    ['an expression as Arguments', { Arguments: '{% [$states.input.in] %}' }, [1]],
  ])('given %s, then that is what it is sent', async (_, more, sent) => {
    const cloud = testCloud()
    await cloud.run(bare('echo', more), { in: 1 })
    expect(cloud.invoker.calls).toEqual([{ name: 'echo', payload: sent }])
  })

  test('given it throws, then the class is the error and the cause is a text of JSON', async () => {
    const run = await testCloud({ functions: { fail } }).run(bare('fail'))
    expect(await run.types()).toEqual([
      'TaskStateEntered',
      'LambdaFunctionScheduled',
      'LambdaFunctionStarted',
      'LambdaFunctionFailed',
      'ExecutionFailed',
    ])
    const failure = { error: 'Sad', cause: '{"errorType":"Sad","errorMessage":"so sad","trace":[]}' }
    expect(await run.details('LambdaFunctionFailed')).toEqual(failure)
    expect(await run.describe()).toMatchObject({ status: 'FAILED', ...failure })
  })

  test('given it returns nothing, then the result is null', async () => {
    const run = await testCloud({ functions: { nothing: () => undefined } }).run(bare('nothing'))
    expect(await run.output()).toBeNull()
  })
})

describe('lambda:invoke', () => {
  test('given it answers, then the result is the response of the API', async () => {
    const run = await testCloud().run(only({ ...call('echo', { n: 2 }), Output: '{% $states.result %}' }))
    expect(await run.output()).toMatchObject({
      ExecutedVersion: '$LATEST',
      Payload: { n: 2 },
      SdkHttpMetadata: { HttpStatusCode: 200, HttpHeaders: { 'Content-Type': 'application/json' } },
      SdkResponseMetadata: { RequestId: 'request-1' },
      StatusCode: 200,
    })
    expect(await run.details('TaskScheduled')).toEqual({
      resourceType: 'lambda',
      resource: 'invoke',
      region: 'eu-central-1',
      parameters: JSON.stringify({ FunctionName: `${FUNCTION}echo`, Payload: { n: 2 } }),
    })
    expect(await run.details('TaskStarted')).toEqual({ resourceType: 'lambda', resource: 'invoke' })
  })

  test('given no Output, then the whole response goes on', async () => {
    const { Output: _, ...task } = call('echo', 5)
    expect(await (await testCloud().run(only(task))).output()).toMatchObject({ Payload: 5, StatusCode: 200 })
  })

  test('given a function that does not exist, then Lambda.ResourceNotFoundException', async () => {
    const run = await testCloud().run(only(call('nope', {})))
    expect(await run.describe()).toMatchObject({
      error: 'Lambda.ResourceNotFoundException',
      cause: expect.stringContaining('Function not found'),
    })
    expect(await run.details('TaskFailed')).toMatchObject({
      resourceType: 'lambda',
      resource: 'invoke',
      error: 'Lambda.ResourceNotFoundException',
    })
  })

  test('given an answer over 256 KiB, then States.DataLimitExceeded, which States.ALL does not catch', async () => {
    const run = await testCloud({ functions: { big: () => 'x'.repeat(262_145) } }).run({
      StartAt: 'A',
      States: {
        A: call('big', {}, { Next: 'B', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }] }),
        B: { Type: 'Succeed' },
      },
    })
    expect(await run.describe()).toMatchObject({
      error: 'States.DataLimitExceeded',
      cause:
        "The state/task 'lambda' returned a result with a size exceeding the maximum number of bytes service limit.",
    })
  })

  test('given Arguments from one expression that lack FunctionName, then States.Runtime, which nothing catches', async () => {
    const run = await testCloud().run({
      StartAt: 'A',
      States: {
        A: {
          Type: 'Task',
          Resource: INVOKE,
          Arguments: '{% $states.input %}',
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }],
          Next: 'B',
        },
        B: { Type: 'Succeed' },
      },
    })
    expect(await run.describe()).toMatchObject({
      error: 'States.Runtime',
      cause: expect.stringContaining("The required field 'FunctionName' is missing"),
    })
  })
})

describe('Catch', () => {
  const caught = (catcher: object, fields: object = {}) => ({
    StartAt: 'A',
    States: {
      A: call('fail', {}, { Catch: [catcher], ...fields, Next: 'Fine' }),
      Fine: { Type: 'Pass', Output: 'fine', End: true },
      Caught: {
        Type: 'Pass',
        Output: { in: '{% $states.input %}', v: '{% $exists($v) ? $v : null %}' },
        End: true,
      },
    },
  })
  const Cause = '{"errorType":"Sad","errorMessage":"so sad","trace":[]}'

  test('given no Output, then the error output goes on', async () => {
    const run = await testCloud({ functions: { fail } }).run(caught({ ErrorEquals: ['Sad'], Next: 'Caught' }))
    expect(await run.output()).toEqual({ in: { Error: 'Sad', Cause }, v: null })
    expect(await run.types()).toEqual([
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskFailed',
      'TaskStateExited',
      'PassStateEntered',
      'PassStateExited',
      'ExecutionSucceeded',
    ])
  })

  test('given Assign only, then the error output goes on all the same', async () => {
    const catcher = { ErrorEquals: ['Sad'], Assign: { v: '{% $states.errorOutput.Error %}' }, Next: 'Caught' }
    const run = await testCloud({ functions: { fail } }).run(caught(catcher))
    expect(await run.output()).toEqual({ in: { Error: 'Sad', Cause }, v: 'Sad' })
  })

  test('given Output, then it sees the error and the input of the state', async () => {
    const Output = { why: '{% $parse($states.errorOutput.Cause).errorMessage %}', was: '{% $states.input %}' }
    const run = await testCloud({ functions: { fail } }).run(
      caught({ ErrorEquals: ['States.TaskFailed'], Output, Next: 'Caught' }),
      { n: 1 },
    )
    expect(await run.output()).toEqual({ in: { why: 'so sad', was: { n: 1 } }, v: null })
  })

  test('given two catchers, then the first that names the error takes it', async () => {
    const other = { ErrorEquals: ['Happy'], Next: 'Fine' }
    const run = await testCloud({ functions: { fail } }).run(
      caught(other, { Catch: [other, { ErrorEquals: ['States.ALL'], Next: 'Caught' }] }),
    )
    expect(await run.output()).toMatchObject({ in: { Error: 'Sad' } })
  })

  test('given a catcher whose own Output fails, then the execution fails with that', async () => {
    const catcher = { ErrorEquals: ['States.ALL'], Output: '{% $nope %}', Next: 'Caught' }
    const run = await testCloud({ functions: { fail } }).run(caught(catcher))
    expect(await run.describe()).toMatchObject({ error: 'States.QueryEvaluationError' })
    expect((await run.types()).slice(-3)).toEqual(['TaskFailed', 'EvaluationFailed', 'ExecutionFailed'])
  })

  test('given an Output of the state that fails, then its catcher takes States.QueryEvaluationError', async () => {
    const run = await testCloud().run({
      StartAt: 'A',
      States: {
        A: {
          ...call(
            'echo',
            {},
            { Next: 'B', Catch: [{ ErrorEquals: ['States.QueryEvaluationError'], Next: 'B' }] },
          ),
          Output: '{% $nope %}',
        },
        B: { Type: 'Pass', Output: '{% $states.input.Error %}', End: true },
      },
    })
    expect(await run.output()).toBe('States.QueryEvaluationError')
    expect(await run.types()).toEqual([
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSucceeded',
      'EvaluationFailed',
      'TaskStateExited',
      'PassStateEntered',
      'PassStateExited',
      'ExecutionSucceeded',
    ])
  })
})
