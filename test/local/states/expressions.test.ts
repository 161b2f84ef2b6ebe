import { describe, expect, test } from 'vitest'
import { compileExpression } from '../../../local/states/expression.ts'
import { testCloud } from './closing-cloud.ts'
import { FUNCTION, only, START } from './test-cloud.ts'

const pass = (more: object) => only({ Type: 'Pass', ...more, End: true })

/** The value of an Output, and the failure if there is none. */
async function output(value: unknown, input: unknown = {}): Promise<unknown> {
  return (await testCloud().run(pass({ Output: value }), input)).output()
}

describe('values', () => {
  test.each([
    ['a literal', 'text', 'text'],
    ['outer blanks', ' {% 1 %} ', ' {% 1 %} '],
    ['blanks inside', '{%   1 + 1   %}', 2],
    ['no blanks inside', '{%1%}', 1],
    ['null', '{% null %}', null],
    ['a number', 3, 3],
    ['a list', [1, '{% 2 %}', [], {}], [1, 2, [], {}]],
    ['an empty list', '{% [] %}', []],
    ['a list of one', '{% [0] %}', [0]],
    ['something that looks like JSONPath', { 'a.$': '$.b' }, { 'a.$': '$.b' }],
    ['the name of every prototype', JSON.parse('{"__proto__":"{% 1 %}"}'), JSON.parse('{"__proto__":1}')],
    ['nested', { a: { b: ['{% $states.input.n %}'] } }, { a: { b: [5] } }],
    ['an expression over lines', '{% (\n $x := 2;\n $x * 2\n) %}', 4],
  ])('given %s, then AWS’s value', async (_, value, expected) => {
    expect(await output(value, { n: 5 })).toEqual(expected)
  })
})

describe('functions of Step Functions', () => {
  test.each([
    ['$range(1, 9, 2)', [1, 3, 5, 7, 9]],
    ['$range(1, 9, 9)', 1],
    ['$range(3, 1, -1)', [3, 2, 1]],
    ['$partition([1,2,3,4,5], 2)', [[1, 2], [3, 4], [5]]],
    ['$partition([0], 5)', [[0]]],
    ["$hash('input data', 'SHA-1')", 'aaff4a450a104cd177d28d18d74485e8cae074b7'],
    ["$hash('', 'MD5')", 'd41d8cd98f00b204e9800998ecf8427e'],
    ["$length($hash('a', 'SHA-384'))", 96],
    ['$parse(\'{"a":[1]}\')', { a: [1] }],
    ['$random(7) = $random(7)', true],
    ['$random() < 1', true],
    ['$length($uuid())', 36],
    ['$uuid() != $uuid()', true],
  ])('%s', async (expression, expected) => {
    expect(await output(`{% ${expression} %}`)).toEqual(expected)
  })

  test('$now and $millis follow the clock of the cloud', async () => {
    expect(await output('{% $now() %}')).toBe('2026-03-02T08:00:00.000Z')
    expect(await output('{% $millis() %}')).toBe(START)
    expect(await output("{% $now('[Y0001]-[M01]-[D01] [H01]:[m01] [z]', '+0100') %}")).toBe(
      '2026-03-02 09:00 GMT+01:00',
    )
  })
})

describe('errors', () => {
  const entered = "An error occurred while executing the state 'A' (entered at the event id #2)."

  test.each([
    [
      'nothing, nested',
      { Output: { result: '{% $states.input.nope %}' } },
      'Output/result',
      "The JSONata expression '$states.input.nope' specified for the field 'Output/result' returned nothing (undefined).",
    ],
    [
      'nothing, whole',
      { Output: '{%  $nope  %}' },
      'Output',
      "The JSONata expression '$nope' specified for the field 'Output' returned nothing (undefined).",
    ],
    [
      'nothing in Assign',
      { Assign: { result: '{% $nope %}' } },
      'Assign/result',
      "The JSONata expression '$nope' specified for the field 'Assign/result' returned nothing (undefined).",
    ],
    [
      'an error',
      { Output: '{% $notAFunction() %}' },
      'Output',
      "The JSONata expression '$notAFunction()' specified for the field 'Output' threw an error during evaluation. T1006: Attempted to invoke a non-function",
    ],
    [
      '$eval, which does not exist',
      { Output: "{% $eval('1') %}" },
      'Output',
      `The JSONata expression '$eval('1')' specified for the field 'Output' threw an error during evaluation. T1006: Attempted to invoke a non-function`,
    ],
    [
      "the definition's own error",
      { Output: "{% $error('no') %}" },
      'Output',
      `The JSONata expression '$error('no')' specified for the field 'Output' threw an error during evaluation. D3137: no`,
    ],
    [
      'a function',
      { Output: '{% $sum %}' },
      'Output',
      "The JSONata expression '$sum' specified for the field 'Output' returned an unsupported result type.",
    ],
    [
      'a lambda inside',
      { Output: '{% {"f": function($x) { $x }} %}' },
      'Output',
      `The JSONata expression '{"f": function($x) { $x }}' specified for the field 'Output' returned an unsupported result type.`,
    ],
  ])('given %s, then States.QueryEvaluationError with AWS’s cause', async (_, fields, location, sentence) => {
    const run = await testCloud().run(pass(fields))
    const cause = `${entered} ${sentence}`
    expect(await run.describe()).toMatchObject({
      status: 'FAILED',
      error: 'States.QueryEvaluationError',
      cause,
    })
    expect(await run.types()).toEqual(['PassStateEntered', 'EvaluationFailed', 'ExecutionFailed'])
    expect(await run.details('EvaluationFailed')).toEqual({
      cause,
      error: 'States.QueryEvaluationError',
      location,
      state: 'A',
    })
  })

  test('given recursion without end, then it is stopped', async () => {
    const run = await testCloud().run(pass({ Output: '{% ($f := function($n) { 1 + $f($n) }; $f(1)) %}' }))
    expect(await run.describe()).toMatchObject({ cause: expect.stringContaining('D1011: Stack overflow') })
  })

  test('given a tail call without end, then the time limit stops it', async () => {
    const run = await testCloud().run(pass({ Output: '{% ($f := function($n) { $f($n + 1) }; $f(1)) %}' }))
    expect(await run.describe()).toMatchObject({ cause: expect.stringContaining('D1012') })
  }, 60_000)
})

describe('variables', () => {
  test('given Assign and Output in one state, then both see the values from before', async () => {
    const run = await testCloud().run(
      {
        StartAt: 'A',
        States: {
          A: { Type: 'Pass', Assign: { x: 1, y: '{% $states.input.n %}' }, Next: 'B' },
          B: {
            Type: 'Pass',
            Assign: { x: '{% $x + 1 %}', y: '{% $x %}' },
            Output: { x: '{% $x %}', y: '{% $y %}' },
            Next: 'C',
          },
          C: {
            Type: 'Pass',
            Output: { before: '{% $states.input %}', after: { x: '{% $x %}', y: '{% $y %}' } },
            End: true,
          },
        },
      },
      { n: 9 },
    )
    expect(await run.output()).toEqual({ before: { x: 1, y: 9 }, after: { x: 2, y: 1 } })
    expect(await run.details('PassStateExited')).toMatchObject({
      assignedVariables: { x: '1', y: '9' },
      assignedVariablesDetails: { truncated: false },
    })
  })

  test('given branches, then they read the variables around them and keep their own to themselves', async () => {
    const branch = (name: string) => ({
      StartAt: `${name}1`,
      States: {
        [`${name}1`]: { Type: 'Pass', Assign: { own: `{% $outer & '-${name}' %}` }, Next: `${name}2` },
        [`${name}2`]: { Type: 'Pass', Output: '{% $own %}', End: true },
      },
    })
    const run = await testCloud().run({
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Assign: { outer: 'o' }, Next: 'P' },
        P: {
          Type: 'Parallel',
          Branches: [branch('x'), branch('y')],
          Assign: { all: '{% $states.result %}' },
          Next: 'Z',
        },
        Z: { Type: 'Pass', Output: { all: '{% $all %}', own: '{% $exists($own) %}' }, End: true },
      },
    })
    expect(await run.output()).toEqual({ all: ['o-x', 'o-y'], own: false })
  })
})

test('given $states.context, then it has what AWS puts there', async () => {
  const cloud = testCloud()
  const arn = cloud.create(pass({ Output: '{% $states.context %}' }))
  const run = await cloud.start(arn, { a: 1 }, 'name-1')
  expect(await run.output()).toEqual({
    Execution: {
      Id: run.arn,
      Input: { a: 1 },
      StartTime: '2026-03-02T08:00:00.000Z',
      Name: 'name-1',
      RoleArn: 'arn:aws:iam::000000000000:role/R',
      RedriveCount: 0,
    },
    StateMachine: { Id: arn, Name: 'Machine' },
    State: { Name: 'A', EnteredTime: '2026-03-02T08:00:00.000Z' },
  })
})

test('given Arguments that read $states.context.Task.Token outside a token task, then there is nothing', async () => {
  const run = await testCloud().run(
    only({
      Type: 'Task',
      Resource: `${FUNCTION}echo`,
      Arguments: { t: '{% $states.context.Task.Token %}' },
      End: true,
    }),
  )
  expect(await run.types()).toEqual(['TaskStateEntered', 'EvaluationFailed', 'ExecutionFailed'])
})

test('given the same text twice, then it is compiled once', () => {
  expect(compileExpression('1 + 41')).toBe(compileExpression('1 + 41'))
})
