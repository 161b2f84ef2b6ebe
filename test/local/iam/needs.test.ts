import { describe, expect, it } from 'vitest'
import type { Need } from '../../../local/iam/decide.ts'
import { type Call, UnknownNeeds } from '../../../local/iam/needs/call.ts'
import { needsOfServices } from '../../../local/iam/needs/needs-of-services.ts'
import type { Plan } from '../../../local/template/plan.ts'

const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' })
const keySchema = (AttributeName: string) => [{ AttributeName, KeyType: 'HASH' }]
const plan: Plan = {
  resources: [
    {
      stack: 'S',
      logicalId: 'T',
      type: 'AWS::DynamoDB::GlobalTable',
      name: 'T',
      ref: 'T',
      properties: {
        KeySchema: keySchema('pk'),
        AttributeDefinitions: [text('pk'), text('who')],
        BillingMode: 'PAY_PER_REQUEST',
        GlobalSecondaryIndexes: [
          { IndexName: 'byWho', KeySchema: keySchema('who'), Projection: { ProjectionType: 'ALL' } },
        ],
        Replicas: [{ Region: 'eu-central-1' }],
      },
    },
    {
      stack: 'S',
      logicalId: 'A',
      type: 'AWS::KMS::Alias',
      name: 'alias/signing',
      ref: 'alias/signing',
      properties: { AliasName: 'alias/signing', TargetKeyId: 'key-1' },
    },
  ],
  outputs: new Map(),
  assets: new Map(),
}
const needs = needsOfServices(plan, (token) =>
  token === 'good' ? 'arn:aws:states:r:1:stateMachine:M' : undefined,
)

function asked(service: string, call: Partial<Omit<Call, 'body'>> & { body?: unknown }): Need[] {
  const { body = '' } = call
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
  const needsOf = needs[service]
  if (needsOf === undefined) throw new Error(service)
  return needsOf({ method: 'POST', path: '/', headers: {}, ...call, body: bytes })
}
const target = (prefix: string, operation: string) => ({
  headers: { 'x-amz-target': `${prefix}.${operation}` },
})
const dynamo = (operation: string, body: object) =>
  asked('dynamodb', { ...target('DynamoDB_20120810', operation), body })
const short = (list: Need[]) =>
  list.map(({ action, resource, context }) => [action, resource.split(':').slice(5).join(':'), context])
const S = (value: string) => ({ S: value })

describe('what DynamoDB needs', () => {
  const onT = (action: string, keys: string[], more: object = {}) => [
    `dynamodb:${action}`,
    'table/T',
    { 'dynamodb:leadingkeys': keys, ...more },
  ]

  it.each<[string, object, unknown[]]>([
    ['GetItem', { TableName: 'T', Key: { pk: S('a') } }, [onT('GetItem', ['a'])]],
    ['PutItem', { TableName: 'T', Item: { pk: S('a'), x: S('b') } }, [onT('PutItem', ['a'])]],
    [
      'UpdateItem',
      { TableName: 'arn:aws:dynamodb:eu-central-1:000000000000:table/T', Key: { pk: { N: '7' } } },
      [onT('UpdateItem', ['7'])],
    ],
    ['DeleteItem', { TableName: 'T', Key: { pk: S('a') } }, [onT('DeleteItem', ['a'])]],
    [
      'BatchGetItem',
      { RequestItems: { T: { Keys: [{ pk: S('a') }, { pk: S('b') }] } } },
      [onT('BatchGetItem', ['a', 'b'])],
    ],
    [
      'BatchWriteItem',
      {
        RequestItems: {
          T: [{ PutRequest: { Item: { pk: S('a') } } }, { DeleteRequest: { Key: { pk: S('b') } } }],
        },
      },
      [onT('BatchWriteItem', ['a', 'b'])],
    ],
    [
      'TransactWriteItems',
      {
        TransactItems: [
          { Put: { TableName: 'T', Item: { pk: S('a') } } },
          { Update: { TableName: 'T', Key: { pk: S('b') } } },
          { Delete: { TableName: 'T', Key: { pk: S('c') } } },
          { ConditionCheck: { TableName: 'T', Key: { pk: S('d') } } },
        ],
      },
      ['PutItem a', 'UpdateItem b', 'DeleteItem c', 'ConditionCheckItem d'].map((each) => {
        const [action = '', key = ''] = each.split(' ')
        return onT(action, [key], { 'dynamodb:enclosingoperation': 'TransactWriteItems' })
      }),
    ],
    [
      'TransactGetItems',
      { TransactItems: [{ Get: { TableName: 'T', Key: { pk: S('a') } } }] },
      [onT('GetItem', ['a'], { 'dynamodb:enclosingoperation': 'TransactGetItems' })],
    ],
    [
      'Query',
      {
        TableName: 'T',
        KeyConditionExpression: 'begins_with(sk, :s) AND #p = :p',
        ExpressionAttributeNames: { '#p': 'pk' },
        ExpressionAttributeValues: { ':p': S('a'), ':s': S('b') },
      },
      [onT('Query', ['a'])],
    ],
    [
      'Query',
      {
        TableName: 'T',
        IndexName: 'byWho',
        KeyConditionExpression: 'who=:w',
        ExpressionAttributeValues: { ':w': S('me') },
      },
      [['dynamodb:Query', 'table/T/index/byWho', { 'dynamodb:leadingkeys': ['me'] }]],
    ],
    // What cannot be made out fits no pattern of keys but `*`.
    ['Query', { TableName: 'T', KeyConditionExpression: 'sk = :p' }, [onT('Query', [''])]],
    ['Scan', { TableName: 'T' }, [['dynamodb:Scan', 'table/T', {}]]],
    ['DescribeTable', { TableName: 'T' }, [['dynamodb:DescribeTable', 'table/T', {}]]],
  ])('for %s', (operation, body, expected) => {
    expect(short(dynamo(operation, body))).toEqual(expected)
  })

  it.each(['ImportTable', 'UpdateTable', 'DeleteTable', 'constructor', ''])(
    'is not known for %j',
    (operation) => {
      expect(() => dynamo(operation, {})).toThrow(UnknownNeeds)
    },
  )

  it.each([
    ['SELECT * FROM "T" WHERE pk = ?', 'PartiQLSelect'],
    ['insert into T value {}', 'PartiQLInsert'],
    ['  UPDATE "T"."byWho" SET a = 1', 'PartiQLUpdate'],
    ['DELETE FROM T WHERE pk = 1', 'PartiQLDelete'],
    // A table that cannot be told may be any of the app's.
    ['DELETE FROM /* "U" */ x', 'PartiQLDelete'],
  ])('for the statement %s', (Statement, action) => {
    const expected = [[`dynamodb:${action}`, 'table/T', {}]]
    expect(short(dynamo('ExecuteStatement', { Statement }))).toEqual(expected)
    expect(short(dynamo('BatchExecuteStatement', { Statements: [{ Statement }] }))).toEqual(expected)
    expect(short(dynamo('ExecuteTransaction', { TransactStatements: [{ Statement }] }))).toEqual([
      [`dynamodb:${action}`, 'table/T', { 'dynamodb:enclosingoperation': 'ExecuteTransaction' }],
    ])
  })

  it('is not known for an item of a transaction that is none of the four', () => {
    expect(() => dynamo('TransactWriteItems', { TransactItems: [{ Replace: { TableName: 'T' } }] })).toThrow(
      UnknownNeeds,
    )
  })
})

describe('what the other services need', () => {
  const queue = 'http://127.0.0.1:1/sqs/000000000000/mail'
  it.each<[string, string, Parameters<typeof asked>[1], unknown[]]>([
    [
      'SQS',
      'sqs',
      { ...target('AmazonSQS', 'SendMessageBatch'), body: { QueueUrl: queue } },
      [['sqs:SendMessage', 'mail', {}]],
    ],
    ['SQS', 'sqs', { ...target('AmazonSQS', 'ListQueues'), body: {} }, [['sqs:ListQueues', '', {}]]],
    [
      'Step Functions',
      'sfn',
      {
        ...target('AWSStepFunctions', 'StartExecution'),
        body: { stateMachineArn: 'arn:aws:states:r:1:stateMachine:M' },
      },
      [['states:StartExecution', 'stateMachine:M', {}]],
    ],
    [
      'a task',
      'sfn',
      { ...target('AWSStepFunctions', 'SendTaskFailure'), body: { taskToken: 'good' } },
      [['states:SendTaskFailure', 'stateMachine:M', {}]],
    ],
    [
      'a task that nobody has',
      'sfn',
      { ...target('AWSStepFunctions', 'SendTaskSuccess'), body: { taskToken: 'bad' } },
      [['states:SendTaskSuccess', 'stateMachine:of-no-such-token', {}]],
    ],
    [
      'SES',
      'ses',
      {
        body: 'Action=SendEmail&Source=%22The+App%22+%3Capp%40x.example%3E&Destination.ToAddresses.member.1=a%40b.example&ConfigurationSetName=set',
      },
      ['identity/app@x.example', 'identity/x.example', 'configuration-set/set'].map((resource) => [
        'ses:SendEmail',
        resource,
        {
          'ses:fromaddress': 'app@x.example',
          'ses:fromdisplayname': 'The App',
          'ses:recipients': ['a@b.example'],
        },
      ]),
    ],
    ['SNS', 'sns', { body: 'Action=Publish&TopicArn=arn:aws:sns:r:1:t' }, [['sns:Publish', 't', {}]]],
    [
      'S3, an upload',
      's3',
      { method: 'PUT', path: '/b/manifests/a%20b?x-id=PutObject', headers: { 'if-none-match': '*' } },
      [['s3:PutObject', 'b/manifests/a b', { 's3:if-none-match': '*' }]],
    ],
    [
      'S3, a replacement that is held',
      's3',
      { method: 'PUT', path: '/b/k', headers: { 'if-match': '"1"', 'x-amz-object-lock-mode': 'COMPLIANCE' } },
      ['PutObject', 'PutObjectRetention', 'GetObject'].map((each) => [
        `s3:${each}`,
        'b/k',
        { 's3:if-match': '"1"' },
      ]),
    ],
    [
      'S3, a version',
      's3',
      { method: 'GET', path: '/b/k?versionId=1' },
      [['s3:GetObjectVersion', 'b/k', { 's3:versionid': '1' }]],
    ],
    [
      'S3, a list',
      's3',
      { method: 'GET', path: '/b?list-type=2&prefix=p' },
      [['s3:ListBucket', 'b', { 's3:prefix': 'p' }]],
    ],
    [
      'S3, several removals',
      's3',
      {
        path: '/b?delete',
        body: '<Delete><Object><Key>a</Key></Object><Object><Key>b</Key><VersionId>1</VersionId></Object></Delete>',
      },
      [
        ['s3:DeleteObject', 'b/a', {}],
        ['s3:DeleteObjectVersion', 'b/b', {}],
      ],
    ],
    [
      'KMS, by alias',
      'kms',
      {
        ...target('TrentService', 'Sign'),
        body: { KeyId: 'alias/signing', SigningAlgorithm: 'ED25519_SHA_512' },
      },
      [
        [
          'kms:Sign',
          'key/key-1',
          {
            'kms:calleraccount': '000000000000',
            'kms:signingalgorithm': 'ED25519_SHA_512',
            'kms:messagetype': 'RAW',
          },
        ],
      ],
    ],
    [
      'Lambda',
      'lambda',
      { path: '/2015-03-31/functions/F/invocations' },
      [['lambda:InvokeFunction', 'function:F', {}]],
    ],
    [
      'the scheduler, with the role that is handed over',
      'scheduler',
      { path: '/schedules/s', body: { GroupName: 'g', Target: { RoleArn: 'arn:aws:iam::1:role/R' } } },
      [
        ['scheduler:CreateSchedule', 'schedule/g/s', {}],
        ['iam:PassRole', 'role/R', { 'iam:passedtoservice': 'scheduler.amazonaws.com' }],
      ],
    ],
    [
      'the scheduler',
      'scheduler',
      { method: 'DELETE', path: '/schedules/s?groupName=g' },
      [['scheduler:DeleteSchedule', 'schedule/g/s', {}]],
    ],
  ])('%s (%s)', (_what, service, call, expected) => {
    expect(short(asked(service, call))).toEqual(expected)
  })

  it.each<[string, Parameters<typeof asked>[1]]>([
    ['sqs', target('AmazonSQS', 'SetQueueAttributes')],
    ['sfn', target('AWSStepFunctions', 'UpdateStateMachine')],
    ['ses', { body: 'Action=VerifyEmailIdentity' }],
    ['ses', { body: 'Action=SendRawEmail&RawMessage.Data=eA==' }],
    ['sns', { body: 'Action=Subscribe' }],
    ['s3', { method: 'PUT', path: '/b?policy' }],
    ['s3', { method: 'PUT', path: '/b/k', headers: { 'x-amz-copy-source': '/b/other' } }],
    ['s3', { method: 'PUT', path: '/b/k?tagging' }],
    ['kms', { ...target('TrentService', 'ScheduleKeyDeletion'), body: { KeyId: 'x' } }],
    ['lambda', { path: '/2015-03-31/functions/F/code', method: 'PUT' }],
    ['scheduler', { method: 'PATCH', path: '/schedules/s' }],
  ])('is not known: %s %j', (service, call) => {
    expect(() => asked(service, call)).toThrow(UnknownNeeds)
  })
})
