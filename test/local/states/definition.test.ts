import aslValidator from 'asl-validator'
import { describe, expect, test } from 'vitest'
import { checkDefinition } from '../../../local/states/check-definition.ts'
import { DefinitionRefused } from '../../../local/states/step-functions.ts'
import { testCloud } from './closing-cloud.ts'
import { call, INVOKE, only, waitForToken } from './test-cloud.ts'

const succeed = { Type: 'Succeed' }
const jsonata = (definition: object) => ({ QueryLanguage: 'JSONata', ...definition })
const pass = (more: object) => only({ Type: 'Pass', End: true, ...more })
const task = (more: object) => only({ ...call('f', {}), ...more })
const map = (more: object, config?: object) =>
  only({
    Type: 'Map',
    ItemProcessor: {
      ...(config === undefined ? {} : { ProcessorConfig: config }),
      StartAt: 'I',
      States: { I: succeed },
    },
    End: true,
    ...more,
  })
const DISTRIBUTED = { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }

function problems(definition: object): readonly string[] {
  try {
    checkDefinition('Machine', jsonata(definition))
    return []
  } catch (error) {
    if (error instanceof DefinitionRefused) return error.problems
    throw error
  }
}

describe('refused, with the name of the state and what is wrong', () => {
  test.each<[string, object, string]>([
    ['an unknown field', pass({ Colour: 'red' }), "state 'A': the field 'Colour' is not supported here"],
    [
      'a JSONPath field',
      pass({ ResultPath: '$.x' }),
      "state 'A': 'ResultPath' belongs to JSONPath; only JSONata is supported here",
    ],
    [
      'a JSONPath state',
      pass({ QueryLanguage: 'JSONPath' }),
      "state 'A': its QueryLanguage is JSONPath; only JSONata is supported here",
    ],
    ['an unknown type', only({ Type: 'Sleep' }), "state 'A': the type 'Sleep' is not supported here"],
    ['no type', only({ End: true }), "state 'A': 'Type' is missing"],
    [
      'an unknown integration',
      task({ Resource: 'arn:aws:states:::dynamodb:putItem' }),
      "state 'A': the Resource 'arn:aws:states:::dynamodb:putItem' is not supported here; supported: a function's ARN, arn:aws:states:::lambda:invoke, arn:aws:states:::lambda:invoke.waitForTaskToken, arn:aws:states:::aws-sdk:sfn:startExecution, arn:aws:states:::states:startExecution, arn:aws:states:::states:startExecution.sync:2",
    ],
    [
      'an activity',
      task({ Resource: 'arn:aws:states:eu-central-1:000000000000:activity:a' }),
      "the Resource 'arn:aws:states:eu-central-1:000000000000:activity:a' is not supported here",
    ],
    [
      'an unknown argument',
      task({ Arguments: { FunctionName: 'f', LogType: 'Tail' } }),
      `state 'A': the field 'LogType' in Arguments of ${INVOKE} is not supported here`,
    ],
    [
      'a missing argument',
      task({ Arguments: { Payload: 1 } }),
      `state 'A': Arguments of ${INVOKE} need 'FunctionName'`,
    ],
    ['Credentials', task({ Credentials: {} }), "state 'A': the field 'Credentials' is not supported here"],
    [
      'bad JSONata',
      pass({ Output: { a: ['{% $sum( %}'] } }),
      "state 'A': an expression in 'Output' is not JSONata. S0203: Expected \")\" before end of expression",
    ],
    [
      '$states.result in a Pass',
      pass({ Output: '{% $states.result %}' }),
      "state 'A': the expression in 'Output' reads $states.result, which does not exist there",
    ],
    [
      '$states.errorOutput outside a catcher',
      task({ Assign: { e: '{% $states.errorOutput %}' } }),
      "state 'A': the expression in 'Assign/e' reads $states.errorOutput, which does not exist there",
    ],
    [
      '$states.result in Arguments',
      task({ Arguments: { FunctionName: 'f', Payload: '{% $states.result %}' } }),
      "state 'A': the expression in 'Arguments/Payload' reads $states.result, which does not exist there",
    ],
    ['neither Next nor End', only({ Type: 'Pass' }), "state 'A': it needs either 'Next' or 'End': true"],
    [
      'both Next and End',
      only({ Type: 'Pass', Next: 'A', End: true }),
      "state 'A': it needs either 'Next' or 'End': true",
    ],
    [
      'a target that is not there',
      only({ Type: 'Pass', Next: 'B' }),
      "state 'A': its transition to 'B' leads nowhere",
    ],
    [
      'a state nobody leads to',
      { StartAt: 'A', States: { A: succeed, B: succeed } },
      "state 'B': no transition leads to it",
    ],
    [
      'no way out',
      { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'A' } } },
      'the state machine: it has no state that ends it (End, Succeed or Fail)',
    ],
    [
      'a StartAt that is not there',
      { StartAt: 'Z', States: { A: succeed } },
      "the state machine: StartAt names 'Z', which is not one of its states",
    ],
    ['no States', { StartAt: 'A' }, "the state machine: 'States' is missing"],
    [
      'a name twice',
      only({ Type: 'Parallel', Branches: [{ StartAt: 'A', States: { A: succeed } }], End: true }),
      "state 'A': another state of this machine has the same name",
    ],
    [
      'a long name',
      { StartAt: 'x'.repeat(81), States: { ['x'.repeat(81)]: succeed } },
      'its name must have 1 to 80 characters',
    ],
    [
      'an unknown field of the machine',
      { ...pass({}), Timeout: 1 },
      "the state machine: the field 'Timeout' is not supported here",
    ],
    [
      'a timeout beyond a year',
      { ...pass({}), TimeoutSeconds: 31_536_001 },
      "the state machine: 'TimeoutSeconds' must be a whole number between 1 and 31536000",
    ],
    [
      'an unknown version',
      { ...pass({}), Version: '2.0' },
      `the state machine: 'Version' is "2.0"; supported here: 1.0`,
    ],
    ['no ErrorEquals', task({ Retry: [{}] }), "state 'A', Retry[0]: 'ErrorEquals' must list names of errors"],
    [
      'an unknown error of the language',
      task({ Retry: [{ ErrorEquals: ['States.Sad'] }] }),
      "state 'A', Retry[0]: 'ErrorEquals' names 'States.Sad', which is no error of the States Language",
    ],
    [
      'States.ALL before the last',
      task({ Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['E'] }] }),
      "state 'A', Retry[0]: 'States.ALL' must stand alone and in the last entry",
    ],
    [
      'a backoff that shrinks',
      task({ Retry: [{ ErrorEquals: ['E'], BackoffRate: 0.5 }] }),
      "state 'A', Retry[0]: 'BackoffRate' must be a number between 1",
    ],
    [
      'a cap below the interval',
      task({ Retry: [{ ErrorEquals: ['E'], IntervalSeconds: 9, MaxDelaySeconds: 9 }] }),
      "state 'A', Retry[0]: 'MaxDelaySeconds' must be greater than 'IntervalSeconds'",
    ],
    [
      'an unknown jitter',
      task({ Retry: [{ ErrorEquals: ['E'], JitterStrategy: 'HALF' }] }),
      `state 'A', Retry[0]: 'JitterStrategy' is "HALF"; supported here: FULL, NONE`,
    ],
    [
      'a catcher without Next',
      task({ Catch: [{ ErrorEquals: ['E'] }] }),
      "state 'A', Catch[0]: 'Next' is missing",
    ],
    [
      'a catcher with ResultPath',
      task({ Catch: [{ ErrorEquals: ['E'], Next: 'A', ResultPath: '$' }] }),
      "state 'A', Catch[0]: 'ResultPath' belongs to JSONPath",
    ],
    ['Retry in a Pass', pass({ Retry: [] }), "state 'A': the field 'Retry' is not supported here"],
    [
      'a heartbeat longer than the timeout',
      task({ TimeoutSeconds: 5, HeartbeatSeconds: 5 }),
      "state 'A': 'HeartbeatSeconds' must be smaller than 'TimeoutSeconds'",
    ],
    [
      'a timeout of 0',
      task({ TimeoutSeconds: 0 }),
      "state 'A': 'TimeoutSeconds' must be a whole number between 1 and 99999999 or a JSONata expression",
    ],
    [
      'a Wait for nothing',
      only({ Type: 'Wait', End: true }),
      "state 'A': it needs exactly one of 'Seconds' and 'Timestamp'",
    ],
    [
      'a Wait until tomorrow',
      only({ Type: 'Wait', Timestamp: 'tomorrow', End: true }),
      "state 'A': 'Timestamp' must be an RFC 3339 timestamp",
    ],
    [
      'an empty Choice',
      only({ Type: 'Choice', Choices: [] }),
      "state 'A': 'Choices' must list at least one rule",
    ],
    [
      'a JSONPath rule',
      only({ Type: 'Choice', Choices: [{ Variable: '$.a', BooleanEquals: true, Next: 'A' }] }),
      "state 'A', Choices[0]: 'Variable' belongs to JSONPath",
    ],
    [
      'Assign in a Succeed',
      only({ Type: 'Succeed', Assign: {} }),
      "state 'A': the field 'Assign' is not supported here",
    ],
    [
      'a variable called states',
      pass({ Assign: { states: 1 } }),
      "'states' cannot be the name of a variable",
    ],
    ['a variable with a dash', pass({ Assign: { 'a-b': 1 } }), "'a-b' cannot be the name of a variable"],
    [
      'Branches that are none',
      only({ Type: 'Parallel', Branches: [], End: true }),
      "state 'A': 'Branches' must list at least one branch",
    ],
    [
      'an Iterator',
      only({ Type: 'Map', Iterator: { StartAt: 'I', States: { I: succeed } }, End: true }),
      "state 'A': the field 'Iterator' is not supported here",
    ],
    [
      'Items that are an object',
      map({ Items: { a: 1 } }),
      "state 'A': 'Items' is an object; only lists are supported here",
    ],
    [
      'a ResultWriter',
      map({ ResultWriter: {} }, DISTRIBUTED),
      "state 'A': the field 'ResultWriter' is not supported here",
    ],
    [
      'ItemReader of an inline map',
      map({ ItemReader: {} }),
      "state 'A': the field 'ItemReader' is not supported here",
    ],
    [
      'tolerance of an inline map',
      map({ ToleratedFailurePercentage: 5 }),
      "state 'A': the field 'ToleratedFailurePercentage' is not supported here",
    ],
    [
      'a reader of CSV',
      map(
        {
          ItemReader: {
            Resource: 'arn:aws:states:::s3:getObject',
            ReaderConfig: { InputType: 'CSV' },
            Arguments: { Bucket: 'b', Key: 'k' },
          },
        },
        DISTRIBUTED,
      ),
      `state 'A', ReaderConfig: 'InputType' is "CSV"; supported here: JSON`,
    ],
    [
      'a reader of lists',
      map(
        {
          ItemReader: {
            Resource: 'arn:aws:states:::s3:listObjectsV2',
            ReaderConfig: { InputType: 'JSON' },
            Arguments: { Bucket: 'b', Key: 'k' },
          },
        },
        DISTRIBUTED,
      ),
      "state 'A', ItemReader: the Resource 'arn:aws:states:::s3:listObjectsV2' is not supported here",
    ],
    [
      'a batcher without limits',
      map({ ItemBatcher: {} }, DISTRIBUTED),
      "state 'A', ItemBatcher: it needs 'MaxItemsPerBatch' or 'MaxInputBytesPerBatch'",
    ],
    [
      'a distributed map without type',
      map({}, { Mode: 'DISTRIBUTED' }),
      "state 'A', ItemProcessor, ProcessorConfig: 'ExecutionType' is missing",
    ],
    [
      'a long label',
      map({ Label: 'x'.repeat(41) }, DISTRIBUTED),
      "state 'A': 'Label' must have at most 40 letters",
    ],
  ])('%s', (_, definition, problem) => {
    expect(problems(definition)).toEqual(expect.arrayContaining([expect.stringContaining(problem)]))
  })

  test('a machine without QueryLanguage, which means JSONPath', () => {
    expect(() => checkDefinition('Machine', pass({}))).toThrow(
      'its QueryLanguage is JSONPath; only JSONata is supported here',
    )
  })

  test('a task that waits, inside Express executions', () => {
    const definition = map({}, { ...DISTRIBUTED, ExecutionType: 'EXPRESS' })
    Object.assign(definition.States.A, {
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
        StartAt: 'I',
        States: { I: waitForToken() },
      },
    })
    expect(problems(definition)).toEqual([
      "state 'I': 'arn:aws:states:::lambda:invoke.waitForTaskToken' waits, which an Express execution cannot do",
    ])
  })

  test('an inner scope that assigns a variable of an outer one', () => {
    const inner = { StartAt: 'I', States: { I: { Type: 'Pass', Assign: { v: 2 }, End: true } } }
    const definition = (fan: object) => ({
      StartAt: 'A',
      States: { A: { Type: 'Pass', Assign: { v: 1 }, Next: 'B' }, B: { ...fan, End: true } },
    })
    expect(problems(definition({ Type: 'Parallel', Branches: [inner] }))).toEqual([
      "state 'B', Branches[0]: it assigns the variable 'v', which an outer scope assigns too; inner names must be their own",
    ])
    expect(
      problems(definition({ Type: 'Map', ItemProcessor: { ProcessorConfig: DISTRIBUTED, ...inner } })),
    ).toEqual([])
  })

  test('everything at once', () => {
    const definition = { StartAt: 'A', States: { A: { Type: 'Pass', X: 1 }, B: { Type: 'Sleep' } } }
    expect(problems(definition)).toHaveLength(3)
    const cloud = testCloud()
    expect(() => cloud.create(definition)).toThrow(DefinitionRefused)
    expect(() => cloud.create(definition)).toThrow("State machine 'Machine' is refused:\n- state 'A':")
  })
})

describe('accepted, here and by asl-validator', () => {
  test.each<[string, object]>([
    ['Pass with Assign', pass({ Assign: { a: '{% 1 %}' }, Output: { b: 1 }, Comment: 'c' })],
    [
      'Task with everything',
      {
        Comment: 'all of it',
        TimeoutSeconds: 60,
        ...{
          StartAt: 'A',
          States: {
            A: call(
              'f',
              {},
              {
                TimeoutSeconds: '{% 5 %}',
                Retry: [
                  {
                    ErrorEquals: ['E', 'States.Timeout'],
                    IntervalSeconds: 1,
                    MaxAttempts: 0,
                    BackoffRate: 1.5,
                    MaxDelaySeconds: 60,
                    JitterStrategy: 'FULL',
                  },
                  { ErrorEquals: ['States.ALL'] },
                ],
                Catch: [
                  {
                    ErrorEquals: ['States.ALL'],
                    Assign: { e: '{% $states.errorOutput %}' },
                    Output: 1,
                    Next: 'B',
                  },
                ],
                Next: 'B',
              },
            ),
            B: succeed,
          },
        },
      },
    ],
    ['a token task', only(waitForToken({ TimeoutSeconds: 60, HeartbeatSeconds: 5, End: true }))],
    ['Wait', only({ Type: 'Wait', Seconds: '{% 5 %}', End: true })],
    ['Fail', only({ Type: 'Fail', Error: '{% "E" %}', Cause: 'c' })],
    [
      'Choice',
      {
        StartAt: 'A',
        States: {
          A: { Type: 'Choice', Choices: [{ Condition: '{% true %}', Next: 'B' }], Default: 'B' },
          B: succeed,
        },
      },
    ],
    [
      'Parallel',
      only({
        Type: 'Parallel',
        Branches: [{ StartAt: 'B', States: { B: succeed } }],
        Arguments: { a: 1 },
        End: true,
      }),
    ],
    ['an inline Map', map({ Items: '{% [1] %}', MaxConcurrency: 3, ItemSelector: { a: 1 } })],
    [
      'a distributed Map',
      map(
        {
          ItemReader: {
            Resource: 'arn:aws:states:::s3:getObject',
            ReaderConfig: { InputType: 'JSON' },
            Arguments: { Bucket: 'b', Key: 'k' },
          },
          MaxConcurrency: 100,
          ToleratedFailurePercentage: 0,
          Label: 'L',
        },
        DISTRIBUTED,
      ),
    ],
  ])('%s', (_, definition) => {
    expect(problems(definition)).toEqual([])
    expect(aslValidator(jsonata(definition))).toMatchObject({ isValid: true, errors: [] })
  })
})
