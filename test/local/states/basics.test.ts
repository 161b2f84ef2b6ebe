import { afterEach, expect, test } from 'vitest'
import { FUNCTION, INVOKE, TestCloud } from './test-cloud.ts'

const clouds: TestCloud[] = []
const cloud = (options?: ConstructorParameters<typeof TestCloud>[0]) => {
  const made = new TestCloud(options)
  clouds.push(made)
  return made
}
afterEach(() => {
  for (const each of clouds.splice(0)) each.close()
})

test('given a Pass, when it runs, then input goes through and history shows it as AWS does', async () => {
  const run = await cloud().run({ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } }, { n: 1 })
  expect(await run.output()).toEqual({ n: 1 })
  const details = { truncated: false }
  expect(await run.history()).toEqual([
    expect.objectContaining({
      id: 1,
      previousEventId: 0,
      type: 'ExecutionStarted',
      executionStartedEventDetails: {
        input: '{"n":1}',
        inputDetails: details,
        roleArn: 'arn:aws:iam::000000000000:role/R',
      },
    }),
    expect.objectContaining({
      id: 2,
      previousEventId: 0,
      type: 'PassStateEntered',
      stateEnteredEventDetails: { name: 'A', input: '{"n":1}', inputDetails: details },
    }),
    expect.objectContaining({
      id: 3,
      previousEventId: 2,
      type: 'PassStateExited',
      stateExitedEventDetails: { name: 'A', output: '{"n":1}', outputDetails: details },
    }),
    expect.objectContaining({
      id: 4,
      previousEventId: 3,
      type: 'ExecutionSucceeded',
      executionSucceededEventDetails: { output: '{"n":1}', outputDetails: details },
    }),
  ])
})

test('a lambda task', async () => {
  const c = cloud({ functions: { double: (p) => (p as { n: number }).n * 2 } })
  const run = await c.run(
    {
      StartAt: 'A',
      States: {
        A: {
          Type: 'Task',
          Resource: INVOKE,
          Arguments: { FunctionName: `${FUNCTION}double`, Payload: { n: '{% $states.input.n %}' } },
          Output: '{% $states.result.Payload %}',
          End: true,
        },
      },
    },
    { n: 4 },
  )
  expect(c.logged).toEqual([])
  expect(await run.output()).toEqual(8)
  expect(await run.types()).toEqual([
    'TaskStateEntered',
    'TaskScheduled',
    'TaskStarted',
    'TaskSucceeded',
    'TaskStateExited',
    'ExecutionSucceeded',
  ])
})
