import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type AttributeValue,
  BatchExecuteStatementCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  DescribeContinuousBackupsCommand,
  DynamoDBClient,
  ExecuteStatementCommand,
  ExecuteTransactionCommand,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler'
import { SESClient, SendEmailCommand } from '@aws-sdk/client-ses'
import { SendTaskSuccessCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ServedCloud, serve } from '../serve-child.ts'

/** The synthesized app itself: these are the rights that it would have on AWS. */
const assembly = 'cdk.out'
const resources = readdirSync(assembly)
  .filter((file) => file.endsWith('.template.json'))
  .flatMap((file) => {
    const template = JSON.parse(readFileSync(join(assembly, file), 'utf8')) as {
      Resources: Record<string, { Type: string }>
    }
    return Object.entries(template.Resources).map(([logicalId, { Type }]) => ({
      logicalId,
      type: Type,
      name: `${file.replace('.template.json', '')}-${logicalId}`,
    }))
  })
const functions = resources.filter(({ type }) => type === 'AWS::Lambda::Function')
/** A resource by its type and how its logical id begins. */
const named = (type: string, start: string) => {
  const found = resources.find(
    (each) => each.type === type && new RegExp(`^${start}[0-9A-F]{8}$`).test(each.logicalId),
  )
  if (found === undefined) throw new Error(`The app has no ${type} ${start}.`)
  return found
}
const keyOf = (start: string) => named('AWS::Lambda::Function', start).logicalId
const table = (start: string) => named('AWS::DynamoDB::GlobalTable', start).name
const arn = (service: string, resource: string) => `arn:aws:${service}:eu-central-1:000000000000:${resource}`

const dataDir = mkdtempSync(join(tmpdir(), 'app-rights-'))
let cloud: ServedCloud
beforeAll(async () => {
  cloud = await serve(assembly, dataDir)
}, 60_000)
afterAll(async () => {
  await cloud?.end('SIGTERM')
  rmSync(dataDir, { recursive: true, force: true })
}, 30_000)

/** SDK clients with a function's key, as its own code has them. */
function clientsOf(accessKeyId: string) {
  const settings = (service: string) => ({
    endpoint: `${cloud.awsUrl}/${service}`,
    region: 'eu-central-1',
    credentials: { accessKeyId, secretAccessKey: 'local' },
    maxAttempts: 1,
  })
  return {
    db: new DynamoDBClient(settings('dynamodb')),
    sfn: new SFNClient(settings('sfn')),
    sqs: new SQSClient(settings('sqs')),
    ses: new SESClient(settings('ses')),
    s3: new S3Client({ ...settings('s3'), forcePathStyle: true }),
    scheduler: new SchedulerClient(settings('scheduler')),
  }
}

/** A call that is refused for the lack of a right, with AWS's sentence. */
async function refused(
  call: Promise<unknown>,
  words: string | RegExp = 'is not authorized to perform',
): Promise<void> {
  const error: unknown = await call.then(
    () => new Error('The call was answered.'),
    (thrown: unknown) => thrown,
  )
  expect(error).toMatchObject({
    name: expect.stringMatching(/^AccessDenied/),
    message: expect.stringMatching(words),
  })
}

const key = (pk: string): Record<string, AttributeValue> => ({ pk: { S: pk }, sk: { S: '#' } })
const put = (TableName: string, pk: string) => ({ Put: { TableName, Item: key(pk) } })
const transact = (db: DynamoDBClient, ...TransactItems: TransactWriteItem[]) =>
  db.send(new TransactWriteItemsCommand({ TransactItems }))
const change = { UpdateExpression: 'SET a = :a', ExpressionAttributeValues: { ':a': { S: 'changed' } } }

describe('the auditor’s function', () => {
  const auditor = () => clientsOf(keyOf('Auditor'))

  it('writes and removes sessions, and reads', async () => {
    const { db } = auditor()
    const records = table('Records')
    await db.send(new PutItemCommand({ TableName: records, Item: key('SESSION#1') }))
    await db.send(new DeleteItemCommand({ TableName: records, Key: key('SESSION#1') }))
    await db.send(new GetItemCommand({ TableName: records, Key: key('CYCLE#1') }))
    await db.send(
      new QueryCommand({
        TableName: table('Trail'),
        IndexName: 'bySubject',
        KeyConditionExpression: 'subjectRef = :s',
        ExpressionAttributeValues: { ':s': { S: 'x' } },
      }),
    )
  })

  it('can write nothing else: no other row, in no other way, in no table', async () => {
    const { db } = auditor()
    const records = table('Records')
    for (const pk of ['CYCLE#1', 'PERSON#1', 'session#1', ' SESSION#1']) {
      await refused(db.send(new PutItemCommand({ TableName: records, Item: key(pk) })))
      await refused(db.send(new DeleteItemCommand({ TableName: records, Key: key(pk) })))
    }
    await refused(db.send(new UpdateItemCommand({ TableName: records, Key: key('SESSION#1'), ...change })))
    await refused(
      db.send(
        new TransactWriteItemsCommand({
          TransactItems: [put(records, 'SESSION#1'), put(records, 'CYCLE#1')],
        }),
      ),
    )
    await refused(
      db.send(
        new BatchWriteItemCommand({
          RequestItems: { [records]: [{ PutRequest: { Item: key('SESSION#1') } }] },
        }),
      ),
    )
    for (const other of ['Trail', 'Vault']) {
      await refused(db.send(new PutItemCommand({ TableName: table(other), Item: key('SESSION#1') })))
      await refused(
        db.send(new TransactWriteItemsCommand({ TransactItems: [put(table(other), 'SESSION#1')] })),
      )
    }
  })

  it('can set nothing going: no mail, no workflow, no schedule, no file', async () => {
    const { sqs, sfn, ses, s3 } = auditor()
    const queue = named('AWS::SQS::Queue', 'MailQueue').name
    await refused(
      sqs.send(
        new SendMessageCommand({ QueueUrl: `${cloud.awsUrl}/sqs/000000000000/${queue}`, MessageBody: 'x' }),
      ),
    )
    await refused(
      sfn.send(
        new StartExecutionCommand({
          stateMachineArn: arn(
            'states',
            `stateMachine:${named('AWS::StepFunctions::StateMachine', 'ReviewMachine').name}`,
          ),
        }),
      ),
    )
    await refused(
      ses.send(
        new SendEmailCommand({
          Source: 'a@b.example',
          Destination: { ToAddresses: ['c@d.example'] },
          Message: { Subject: { Data: 's' }, Body: { Text: { Data: 't' } } },
        }),
      ),
    )
    await refused(s3.send(new PutObjectCommand({ Bucket: bucket(), Key: 'manifests/x', Body: 'x' })))
  })

  it('cannot read a whole table', async () => {
    await refused(
      auditor().db.send(new ScanCommand({ TableName: table('Records') })),
      /perform: dynamodb:Scan on/,
    )
  })
})

describe('the sign-off trail', () => {
  it('is changed by no function, in a transaction or outside', async () => {
    expect(functions.length).toBeGreaterThan(20)
    const TableName = table('Trail')
    for (const { logicalId } of functions) {
      const { db } = clientsOf(logicalId)
      const rewrites = [
        db.send(new UpdateItemCommand({ TableName, Key: key('ENTRY#1'), ...change })),
        db.send(new DeleteItemCommand({ TableName, Key: key('ENTRY#1') })),
        transact(db, { Update: { TableName, Key: key('ENTRY#1'), ...change } }),
        transact(db, { Delete: { TableName, Key: key('ENTRY#1') } }),
        db.send(
          new BatchWriteItemCommand({
            RequestItems: { [TableName]: [{ DeleteRequest: { Key: key('ENTRY#1') } }] },
          }),
        ),
      ]
      await Promise.all(
        rewrites.map((rewrite) => refused(rewrite, /with an explicit deny in a resource-based policy$/)),
      )
    }
  })

  it('takes no entry outside a transaction, whoever brings it', async () => {
    for (const { logicalId } of functions) {
      const { db } = clientsOf(logicalId)
      await refused(
        db.send(new PutItemCommand({ TableName: table('Trail'), Item: key('ENTRY#1') })),
        /with an explicit deny in a resource-based policy$/,
      )
    }
  })

  it('takes an entry in a transaction, from those who record', async () => {
    const record = (by: string) => transact(clientsOf(keyOf(by)).db, put(table('Trail'), `ENTRY#${by}`))
    await record('Hr')
    await record('Participant')
    await refused(record('SendMail'))
    await refused(record('InviteEveryone'))
  })
})

describe('the functions behind pages', () => {
  it.each(['Hr', 'Participant', 'Auditor'])('%s never tells a workflow that a task is done', async (page) => {
    const { sfn } = clientsOf(keyOf(page))
    await refused(
      sfn.send(new SendTaskSuccessCommand({ taskToken: 'MS4yLjM.x', output: '{}' })),
      /perform: states:SendTaskSuccess on resource: arn:aws:states:/,
    )
  })

  it('HR hands schedules the launch role and no other', async () => {
    const { scheduler } = clientsOf(keyOf('Hr'))
    const schedule = (Name: string, role: string, GroupName = 'Countersign-Launches') =>
      new CreateScheduleCommand({
        Name,
        GroupName,
        ScheduleExpression: 'at(2031-01-01T09:00:00)',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: {
          Arn: 'arn:aws:scheduler:::aws-sdk:sfn:startExecution',
          RoleArn: `arn:aws:iam::000000000000:role/${named('AWS::IAM::Role', role).name}`,
          Input: '{}',
        },
      })
    await scheduler.send(schedule('good', 'LaunchRole'))
    await refused(
      scheduler.send(schedule('bad', 'SweepRole')),
      /perform: iam:PassRole on resource: .*SweepRole/,
    )
    await refused(
      scheduler.send(schedule('elsewhere', 'LaunchRole', 'default')),
      /perform: scheduler:CreateSchedule/,
    )
  })
})

describe('sending mail', () => {
  it('is done by one function, from one address', async () => {
    const send = (from: string, by = 'SendMail') =>
      clientsOf(keyOf(by)).ses.send(
        new SendEmailCommand({
          Source: from,
          Destination: { ToAddresses: ['c@d.example'] },
          Message: { Subject: { Data: 's' }, Body: { Text: { Data: 't' } } },
        }),
      )
    await refused(
      send('boss@company.example'),
      /perform: ses:SendEmail on resource: .*identity\/boss@company.example/,
    )
    await refused(send('boss@company.example', 'Hr'))
  })
})

describe('the manifests', () => {
  it('are written by the step that opens a cycle, below their own prefix', async () => {
    const { s3 } = clientsOf(keyOf('OpenTheCycle'))
    await s3.send(
      new PutObjectCommand({ Bucket: bucket(), Key: 'manifests/c/plan.json', Body: '{}', IfNoneMatch: '*' }),
    )
    await s3.send(new GetObjectCommand({ Bucket: bucket(), Key: 'manifests/c/plan.json' }))
    await refused(s3.send(new PutObjectCommand({ Bucket: bucket(), Key: 'other/plan.json', Body: '{}' })))
    await refused(
      clientsOf(keyOf('Hr')).s3.send(
        new GetObjectCommand({ Bucket: bucket(), Key: 'manifests/c/plan.json' }),
      ),
    )
  })
})

describe('whoever asks', () => {
  it('an operation whose rights are not known is refused by its name', async () => {
    await refused(
      clientsOf(keyOf('Hr')).db.send(new DescribeContinuousBackupsCommand({ TableName: table('Records') })),
      'which rights DescribeContinuousBackups of DynamoDB needs',
    )
  })

  it('a person or a tool of this machine is the administrator', async () => {
    const { db } = clientsOf('somebody')
    const { TableNames } = await db.send(new ListTablesCommand({}))
    expect(TableNames).toContain(table('Trail'))
    await db.send(new PutItemCommand({ TableName: table('Records'), Item: key('CYCLE#1') }))
  })

  it('the administrator is refused what a resource denies everyone', async () => {
    const { db } = clientsOf('somebody')
    const TableName = table('Trail')
    const denied = /assumed-role\/Administrator\/somebody .* explicit deny in a resource-based policy$/
    await refused(db.send(new DeleteItemCommand({ TableName, Key: key('ENTRY#1') })), denied)
    for (const Statement of [
      `DELETE FROM "${TableName}" WHERE pk = 'ENTRY#1' AND sk = '#'`,
      `UPDATE "${TableName}" SET a = 1 WHERE pk = 'ENTRY#1' AND sk = '#'`,
      `INSERT INTO "${TableName}" VALUE {'pk': 'ENTRY#1', 'sk': '#'}`,
    ]) {
      await refused(db.send(new ExecuteStatementCommand({ Statement })), denied)
      await refused(db.send(new BatchExecuteStatementCommand({ Statements: [{ Statement }] })), denied)
      await refused(db.send(new ExecuteTransactionCommand({ TransactStatements: [{ Statement }] })), denied)
    }
  })
})

function bucket(): string {
  return named('AWS::S3::Bucket', 'Bucket').name.toLowerCase()
}
