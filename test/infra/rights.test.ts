import { expect, test } from 'vitest'
import { rightsOf, type Statement, synthesize } from './synthesized-app.ts'

const app = synthesize()
const trail = (statement: Statement) =>
  statement.Resource.some((resource) => resource.includes('GetAttTrail'))
const writes = /^dynamodb:(Put|Update|Delete|Batch?Write|PartiQL)/

test('no policy names an action by wildcard, and none scans a table', () => {
  const actions = app
    .of('AWS::IAM::Policy')
    .flatMap(({ Properties }) =>
      Properties.PolicyDocument.Statement.flatMap(
        (statement: { Action: string | string[] }) => statement.Action,
      ),
    )
  expect(actions.length).toBeGreaterThan(100)
  expect(actions.filter((action: string) => action.includes('*') || action === 'dynamodb:Scan')).toEqual([])
})

test('no role carries a managed policy, and no two functions share a role', () => {
  expect(app.of('AWS::IAM::Role').filter(({ Properties }) => Properties.ManagedPolicyArns)).toEqual([])
  const functions = app.of('AWS::Lambda::Function')
  const roles = functions.map(({ stack, Properties }) => stack + JSON.stringify(Properties.Role))
  expect(new Set(roles).size).toBe(functions.length)
})

test('given any role, it puts trail entries in transactions only, and neither updates nor deletes them', () => {
  for (const { id } of app.of('AWS::IAM::Role')) {
    for (const statement of rightsOf(app, new RegExp(`^${id}$`)).filter(trail)) {
      const written = statement.Action.filter((action) => writes.test(action))
      if (written.length === 0) continue
      expect(written, id).toEqual(['dynamodb:PutItem'])
      expect(statement.Condition, id).toEqual({
        StringEquals: { 'dynamodb:EnclosingOperation': 'TransactWriteItems' },
      })
    }
  }
})

test('given the trail table, it refuses to rewrite an entry whoever asks', () => {
  const table = app.of('AWS::DynamoDB::GlobalTable').find(({ id }) => id.startsWith('Trail'))
  const [policy] = table?.Properties.Replicas[0].ResourcePolicy.PolicyDocument.Statement ?? []
  expect(policy).toMatchObject({ Effect: 'Deny', Principal: { AWS: '*' } })
  expect(policy.Action).toEqual(
    expect.arrayContaining(['dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem']),
  )
})

test('given the auditor, its role writes sessions and its own log and nothing else', () => {
  const rights = rightsOf(app, /^AuditorRole/)
  const others = rights.filter((right) =>
    right.Action.some((action) => !/^dynamodb:(Get|BatchGet|Query)/.test(action)),
  )
  expect(others).toHaveLength(2)
  expect(others).toContainEqual(
    expect.objectContaining({ Action: ['logs:CreateLogStream', 'logs:PutLogEvents'] }),
  )
  expect(others).toContainEqual(
    expect.objectContaining({
      Action: expect.arrayContaining(['dynamodb:PutItem']),
      Resource: [expect.stringContaining('GetAttRecords')],
      Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['SESSION#*'] } },
    }),
  )
})

test.each([/^HrRole/, /^ParticipantRole/, /^AuditorRole/])(
  'given the pages of %s, they never tell a workflow that a step is done',
  (role) => {
    const actions = rightsOf(app, role).flatMap((right) => right.Action)
    expect(actions.filter((action) => action.startsWith('states:SendTask'))).toEqual([])
  },
)

test('given HR, it hands the launch role to the scheduler and no other role to anyone', () => {
  const passes = rightsOf(app, /^HrRole/).filter((right) => right.Action.includes('iam:PassRole'))
  expect(passes).toEqual([
    expect.objectContaining({
      Resource: [expect.stringContaining('LaunchRole')],
      Condition: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
    }),
  ])
  expect(rightsOf(app, /^LaunchRole/).flatMap((right) => right.Action)).toEqual([
    'states:StartExecution',
    'sqs:SendMessage',
  ])
})

test('given the machines, each may do what its definition names', () => {
  const review = rightsOf(app, /^ReviewRole/).flatMap((right) => right.Action)
  expect(new Set(review.filter((action) => !action.startsWith('logs:')))).toEqual(
    new Set(['lambda:InvokeFunction']),
  )
  const cycle = rightsOf(app, /^ReviewCycleRole/)
  expect(
    cycle.filter((right) => right.Action.includes('states:StartExecution')).map((right) => right.Resource),
  ).toEqual([[expect.stringContaining('ReviewMachine')], [expect.stringContaining('ReviewCycleMachine')]])
  // Without it, a redriven cycle could not go on with the reviews that did not start.
  expect(
    cycle
      .filter((right) => right.Action.includes('states:RedriveExecution'))
      .flatMap((right) => right.Resource),
  ).toContainEqual(expect.stringMatching(/ReviewCycleMachine.*\/\*:\*/))
  expect(
    cycle.filter((right) => right.Action.includes('s3:GetObject')).map((right) => right.Resource),
  ).toEqual([[expect.stringContaining('/manifests/*')]])
})
