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

const keysOf = ({ Condition }: Statement) => Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys']

test('given any role but the log’s own, it adds entries in transactions and changes nothing of the trail', () => {
  for (const { id } of app.of('AWS::IAM::Role').filter(({ id }) => !/^(SealTrail|VerifyLog)Role/.test(id))) {
    for (const statement of rightsOf(app, new RegExp(`^${id}$`)).filter(trail)) {
      const written = statement.Action.filter((action) => writes.test(action))
      if (written.length === 0) continue
      expect(written, id).toEqual(['dynamodb:PutItem'])
      expect(statement.Condition, id).toEqual({
        StringEquals: { 'dynamodb:EnclosingOperation': 'TransactWriteItems' },
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['ENTRY#*', 'OUTBOX'] },
      })
    }
  }
})

test('given the sequencer and the verifier, they write these rows of the trail and no others', () => {
  const written = (role: RegExp) =>
    rightsOf(app, role)
      .filter(trail)
      .filter(({ Action }) => Action.some((action) => writes.test(action)))
      .map((statement) => [statement.Action, keysOf(statement), statement.Condition?.StringEquals])
  expect(written(/^SealTrailRole/)).toEqual([
    [['dynamodb:PutItem'], ['INDEX#*', 'BATCH', 'CHECKPOINT', 'QUARANTINE', 'LOG'], undefined],
    [['dynamodb:UpdateItem'], ['LOG', 'CHAIN#*'], undefined],
    [['dynamodb:DeleteItem'], ['OUTBOX'], undefined],
    [['dynamodb:PutItem'], ['ENTRY#*', 'OUTBOX'], { 'dynamodb:EnclosingOperation': 'TransactWriteItems' }],
  ])
  expect(written(/^VerifyLogRole/)).toEqual([[['dynamodb:PutItem'], ['VERIFICATION'], undefined]])
})

test('given the trail’s own policy, the roles that it lets add entries are those that have the right to', () => {
  const [trailTable] = app.of('AWS::DynamoDB::GlobalTable').filter(({ id }) => id.startsWith('Trail'))
  const statement = trailTable?.Properties.Replicas[0].ResourcePolicy.PolicyDocument.Statement.find(
    ({ Sid }: { Sid: string }) => Sid === 'OnlyThoseWhoActAddEntries',
  )
  const named = statement.Condition.ArnNotEquals['aws:PrincipalArn'].map(
    (arn: unknown) => /:role\/([\w-]+)/.exec(JSON.stringify(arn))?.[1],
  )
  const appending = app
    .of('AWS::IAM::Role')
    .filter(({ id }) =>
      rightsOf(app, new RegExp(`^${id}$`))
        .filter(trail)
        .some((right) => JSON.stringify(keysOf(right)) === '["ENTRY#*","OUTBOX"]'),
    )
    .map(({ Properties }) => Properties.RoleName)
  expect(named.sort()).toEqual(appending.sort())
})

test('given the log’s objects and the key, one role writes, one role signs', () => {
  const holders = (action: string, of: string) =>
    app
      .of('AWS::IAM::Role')
      .map(({ id }) => id)
      .filter((id) =>
        rightsOf(app, new RegExp(`^${id}$`)).some(
          (right) => right.Action.includes(action) && right.Resource.some((each) => each.includes(of)),
        ),
      )
  expect(holders('s3:PutObject', 'GetAttLog')).toEqual([expect.stringMatching(/^SealTrailRole/)])
  expect(holders('kms:Sign', 'SigningKey')).toEqual([expect.stringMatching(/^SealTrailRole/)])
  expect(holders('s3:GetObject', 'GetAttLog').map((id) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual([
    'SealTrailRole',
    'VerifyLogRole',
    'ParticipantRole',
    'AuditorRole',
  ])
})

test('given the participants’ function, it reads of the trail what a proof needs', () => {
  const read = rightsOf(app, /^ParticipantRole/)
    .filter(trail)
    .filter(({ Action }) => !Action.some((action) => writes.test(action)))
    .map((statement) => [statement.Action, keysOf(statement)])
  expect(read).toEqual([
    [
      ['dynamodb:GetItem', 'dynamodb:BatchGetItem'],
      ['ENTRY#*', 'INDEX#*', 'CHECKPOINT', 'LOG'],
    ],
    [['dynamodb:Query'], ['CHECKPOINT']],
  ])
})

test('given the auditor, its role writes sessions and its own log and nothing else', () => {
  const rights = rightsOf(app, /^AuditorRole/)
  const others = rights.filter((right) =>
    right.Action.some(
      (action) => !/^(dynamodb:(Get|BatchGet|Query)|s3:(GetObject|ListBucket)$)/.test(action),
    ),
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
    // The morning’s look at a series.
    'lambda:InvokeFunction',
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
