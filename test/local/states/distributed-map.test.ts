import { describe, expect, test } from 'vitest'
import { testCloud } from './closing-cloud.ts'
import { call, FUNCTION, only, type TestCloud, waitForToken } from './test-cloud.ts'

const distributed = (iteration: object, more: object = {}, ExecutionType = 'STANDARD') =>
  only({
    Type: 'Map',
    Label: 'Each',
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType },
      StartAt: 'I',
      States: { I: iteration },
    },
    End: true,
    ...more,
  })

const echo = { Type: 'Pass', Output: '{% $states.input %}', End: true }

const reader = (key: string, more: object = {}) => ({
  ItemReader: {
    Resource: 'arn:aws:states:::s3:getObject',
    ReaderConfig: { InputType: 'JSON' },
    Arguments: { Bucket: 'bucket', Key: key },
    ...more,
  },
})

const children = (cloud: TestCloud) => cloud.states.listExecutions('Machine/Each')

describe('a distributed Map', () => {
  test('given a list in a bucket, then every item is an execution of its own, counted by a map run', async () => {
    const cloud = testCloud({ objects: { 'bucket/reviews/1.json': '[{"id":"a"},{"id":"b"}]' } })
    const Output = { in: '{% $states.input %}', context: '{% $states.context %}' }
    const run = await cloud.run(
      distributed({ ...echo, Output }, { ...reader("{% 'reviews/' & $states.input.n & '.json' %}") }),
      { n: 1 },
    )
    const output = (await run.output()) as {
      in: object
      context: { Execution: { Id: string; Input: object } }
    }[]
    expect(output.map((each) => each.in)).toEqual([{ id: 'a' }, { id: 'b' }])
    expect(output[0]?.context).toMatchObject({
      Execution: { Input: { id: 'a' }, RoleArn: 'arn:aws:iam::000000000000:role/R' },
      StateMachine: { Name: 'Machine/Each' },
    })
    expect(output[0]?.context.Execution.Id).toMatch(
      /^arn:aws:states:eu-central-1:000000000000:execution:Machine\/Each:[0-9a-f-]{36}$/,
    )
    expect(await run.types()).toEqual([
      'MapStateEntered',
      'MapStateStarted',
      'MapRunStarted',
      'MapRunSucceeded',
      'MapStateSucceeded',
      'MapStateExited',
      'ExecutionSucceeded',
    ])
    const { mapRunArn } = (await run.details('MapRunStarted')) as { mapRunArn: string }
    expect(mapRunArn).toMatch(/^arn:aws:states:eu-central-1:000000000000:mapRun:Machine\/Each:[0-9a-f-]{36}$/)
    const listed = await cloud.call('ListExecutions', { mapRunArn })
    expect(listed.executions).toHaveLength(2)
    expect(await cloud.at(output[0]?.context.Execution.Id ?? '').describe()).toMatchObject({
      status: 'SUCCEEDED',
      mapRunArn,
    })
    expect(cloud.metered('Machine/Each', 'transitions')).toBe(2)
    expect(cloud.metered('Machine/Each', 'executions')).toBe(2)
  })

  test('given Items, ItemSelector and variables, then the selector sees them and the children do not', async () => {
    const cloud = testCloud()
    const arn = cloud.create({
      StartAt: 'V',
      States: {
        V: { Type: 'Pass', Assign: { v: 'x' }, Next: 'A' },
        A: {
          ...distributed({ ...echo, Output: { in: '{% $states.input %}', v: '{% $exists($v) %}' } }).States.A,
          Items: '{% $states.input %}',
          ItemSelector: { i: '{% $states.context.Map.Item.Index %}', v: '{% $v %}' },
        },
      },
    })
    const run = await cloud.start(arn, ['p', 'q'])
    expect(await run.output()).toEqual([
      { in: { i: 0, v: 'x' }, v: false },
      { in: { i: 1, v: 'x' }, v: false },
    ])
    expect(await run.details('MapStateStarted')).toEqual({ length: 2 })
  })

  test('given no items, then it succeeds with an empty list', async () => {
    expect(await (await testCloud().run(distributed(echo, { Items: [] }))).output()).toEqual([])
  })

  test('given MaxConcurrency, then no more children run at once', async () => {
    const cloud = testCloud()
    const run = await cloud.run(distributed(waitForToken(), { Items: [1, 2, 3, 4, 5], MaxConcurrency: 2 }))
    for (let answered = 0; answered < 5; answered += 1) {
      expect(cloud.tokens).toHaveLength(Math.min(answered + 2, 5))
      expect(children(cloud).filter((child) => child.status === 'RUNNING')).toHaveLength(
        Math.min(2, 5 - answered),
      )
      await cloud.call('SendTaskSuccess', { taskToken: cloud.tokens[answered], output: `${answered}` })
      await cloud.settle()
    }
    expect(await run.output()).toEqual([0, 1, 2, 3, 4])
  })

  test('given a child that fails and no tolerance, then the others are stopped and the threshold is the error', async () => {
    const cloud = testCloud({
      functions: {
        picky: (payload) => {
          if (payload === 2) throw new RangeError('two')
          return payload
        },
      },
    })
    const iteration = { ...call('picky', '{% $states.input %}', { Next: 'T' }) }
    const definition = distributed(iteration, { Items: [1, 2, 3] })
    Object.assign(definition.States.A, {
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'I',
        States: { I: iteration, T: waitForToken() },
      },
    })
    const run = await cloud.run(definition)
    expect(await run.describe()).toMatchObject({
      status: 'FAILED',
      error: 'States.ExceedToleratedFailureThreshold',
      cause: 'The specified tolerated failure threshold was exceeded',
    })
    expect((await run.types()).slice(-4)).toEqual([
      'MapRunStarted',
      'MapRunFailed',
      'MapStateFailed',
      'ExecutionFailed',
    ])
    expect(
      children(cloud)
        .map((child) => child.status)
        .sort(),
    ).toEqual(['ABORTED', 'ABORTED', 'FAILED'])
  })

  test.each([
    [{ ToleratedFailurePercentage: 50 }, 'SUCCEEDED'],
    [{ ToleratedFailurePercentage: '{% 49.9 %}' }, 'FAILED'],
    [{ ToleratedFailureCount: 2 }, 'SUCCEEDED'],
    [{ ToleratedFailureCount: 1 }, 'FAILED'],
    [{ ToleratedFailureCount: 4, ToleratedFailurePercentage: 10 }, 'FAILED'],
    [{}, 'FAILED'],
  ])('given two of four fail and %j, then %s', async (tolerance, status) => {
    const cloud = testCloud({
      functions: {
        odd: (payload) => {
          if (Number(payload) % 2 === 0) throw new RangeError('even')
          return payload
        },
      },
    })
    const run = await cloud.run(
      distributed(call('odd', '{% $states.input %}'), { Items: [1, 2, 3, 4], ...tolerance }),
    )
    expect(await run.status()).toBe(status)
    if (status === 'SUCCEEDED') expect(await run.output()).toEqual([1, 3])
  })

  test('given ItemBatcher, then items come in batches and count as items', async () => {
    const run = await testCloud().run(
      distributed(echo, {
        Items: [1, 2, 3, 4, 5],
        ItemBatcher: { MaxItemsPerBatch: 2, BatchInput: { cycle: '{% $states.input.cycle %}' } },
      }),
      { cycle: 'c' },
    )
    expect(await run.output()).toEqual([
      { BatchInput: { cycle: 'c' }, Items: [1, 2] },
      { BatchInput: { cycle: 'c' }, Items: [3, 4] },
      { BatchInput: { cycle: 'c' }, Items: [5] },
    ])
  })

  test('given a limit of bytes, then no batch is larger', async () => {
    const run = await testCloud().run(
      distributed(echo, { Items: ['aaaa', 'bbbb', 'cccc'], ItemBatcher: { MaxInputBytesPerBatch: 30 } }),
    )
    const batches = (await run.output()) as object[]
    for (const batch of batches) expect(JSON.stringify(batch).length).toBeLessThanOrEqual(30)
    expect(batches).toEqual([{ Items: ['aaaa', 'bbbb'] }, { Items: ['cccc'] }])
  })

  test.each([
    ['no object', 'nope.json', 'could not be read'],
    ['no JSON', 'text.json', 'could not be read'],
    ['no list', 'object.json', 'must hold a JSON list'],
  ])('given %s, then States.ItemReaderFailed, which a catcher takes', async (_, key, cause) => {
    const cloud = testCloud({ objects: { 'bucket/text.json': 'hello', 'bucket/object.json': '{}' } })
    const { A } = distributed(echo, reader(key)).States
    const run = await cloud.run({
      StartAt: 'A',
      States: {
        A: { ...A, Catch: [{ ErrorEquals: ['States.ItemReaderFailed'], Next: 'B' }], Next: 'B', End: false },
        B: { Type: 'Succeed' },
      },
    })
    expect(await run.output()).toMatchObject({
      Error: 'States.ItemReaderFailed',
      Cause: expect.stringContaining(cause),
    })
    expect(await run.types()).toContain('MapRunFailed')
  })

  test('given MaxItems, then only so many are taken', async () => {
    const cloud = testCloud({ objects: { 'bucket/k': '[1,2,3]' } })
    const config = { ReaderConfig: { InputType: 'JSON', MaxItems: 2 } }
    expect(await (await cloud.run(distributed(echo, reader('k', config)))).output()).toEqual([1, 2])
  })

  test('given Express children, then they have five minutes and are metered as Express', async () => {
    const cloud = testCloud()
    const run = await cloud.run(
      distributed({ Type: 'Wait', Seconds: 400, End: true }, { Items: [1] }, 'EXPRESS'),
    )
    expect(cloud.metered('Machine/Each', 'express executions')).toBe(1)
    expect(cloud.metered('Machine/Each', 'transitions')).toBe(0)
    await cloud.advance(300_000)
    expect(children(cloud)[0]?.status).toBe('TIMED_OUT')
    expect(await run.describe()).toMatchObject({ error: 'States.ExceedToleratedFailureThreshold' })
  })

  test('given the execution is stopped, then its children are stopped and the rest never starts', async () => {
    const cloud = testCloud()
    const run = await cloud.run(distributed(waitForToken(), { Items: [1, 2, 3], MaxConcurrency: 1 }))
    await cloud.call('StopExecution', { executionArn: run.arn, error: 'Enough', cause: 'of it' })
    await cloud.settle()
    expect(await run.describe()).toMatchObject({ status: 'ABORTED', error: 'Enough', cause: 'of it' })
    expect(children(cloud).map((child) => child.status)).toEqual(['ABORTED'])
    expect(cloud.tokens).toHaveLength(1)
    expect(cloud.clock.next()).toBeUndefined()
  })

  test('given results over 256 KiB together, then States.DataLimitExceeded', async () => {
    const Output = "{% $join($map([1..1000], function($n) { 'xxxxxxxxxxxxxxxxxxxx' })) %}"
    const run = await testCloud().run(distributed({ ...echo, Output }, { Items: '{% [1..20] %}' }))
    expect(await run.describe()).toMatchObject({ error: 'States.DataLimitExceeded' })
  })

  test('given two thousand items, then each starts its review once', async () => {
    const cloud = testCloud({
      objects: {
        'bucket/m': JSON.stringify(Array.from({ length: 2000 }, (_, index) => ({ id: `r${index}` }))),
      },
    })
    const review = cloud.create(only({ Type: 'Wait', Seconds: 60, End: true }), 'Review')
    const start = {
      Type: 'Task',
      Resource: 'arn:aws:states:::aws-sdk:sfn:startExecution',
      Arguments: {
        StateMachineArn: review,
        Name: '{% $states.input.id %}',
        Input: '{% $string($states.input) %}',
      },
      Output: 1,
      End: true,
    }
    const run = await cloud.run(
      distributed(start, { ...reader('m'), Output: '{% $count($states.result) %}' }),
    )
    expect(await run.output()).toBe(2000)
    expect(new Set(cloud.states.listExecutions('Review').map((each) => each.name)).size).toBe(2000)
    expect(cloud.logged).toEqual([])
  }, 60_000)
})

test('given a label that is not set, then it is made from the name of the state', async () => {
  const cloud = testCloud()
  await cloud.run({
    StartAt: 'Start every review',
    States: {
      'Start every review': {
        Type: 'Map',
        Items: [1],
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'I',
          States: { I: { Type: 'Task', Resource: `${FUNCTION}echo`, End: true } },
        },
        End: true,
      },
    },
  })
  expect(cloud.states.listExecutions('Machine/Starteveryreview')).toHaveLength(1)
})
