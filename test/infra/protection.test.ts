import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { RemovalPolicy, Stack } from 'aws-cdk-lib'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import { expect, test } from 'vitest'
import { synthesize } from './synthesized-app.ts'

const app = synthesize()

test('given the tables, they outlive their stack, can be recovered and are encrypted with our key', () => {
  const tables = app.of('AWS::DynamoDB::GlobalTable')
  expect(tables.map(({ id }) => id.slice(0, 5))).toEqual(['Recor', 'Trail', 'Vault'])
  for (const { Properties, DeletionPolicy } of tables) {
    expect(DeletionPolicy).toBe('Retain')
    expect(Properties.BillingMode).toBe('PAY_PER_REQUEST')
    expect(Properties.SSESpecification).toEqual({ SSEEnabled: true, SSEType: 'KMS' })
    expect(Properties.Replicas).toEqual([
      expect.objectContaining({
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { KMSMasterKeyId: { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] } },
      }),
    ])
  }
})

test('given the buckets, they are private, versioned, encrypted and kept', () => {
  const buckets = app.of('AWS::S3::Bucket')
  expect(buckets.map(({ id }) => id.slice(0, 3))).toEqual(['Buc', 'Log'])
  for (const { Properties, DeletionPolicy } of buckets) {
    expect(DeletionPolicy).toBe('Retain')
    expect(Properties).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      VersioningConfiguration: { Status: 'Enabled' },
      BucketEncryption: expect.anything(),
    })
  }
})

test.each([
  [{}, { Mode: 'GOVERNANCE', Days: 1 }],
  [{ stage: 'production' }, { Mode: 'COMPLIANCE', Days: 3653 }],
  [
    { stage: 'production', trailRetentionYears: '3' },
    { Mode: 'COMPLIANCE', Days: 1096 },
  ],
])(
  'given the log’s bucket and the settings %o, every object is locked for as long as they say',
  (context, lock) => {
    const { resources, of } = synthesize({ context })
    const log = of('AWS::S3::Bucket').find(({ id }) => id.startsWith('Log'))
    expect(log?.Properties).toMatchObject({
      ObjectLockEnabled: true,
      ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: lock } },
    })
    expect(log?.Properties.LifecycleConfiguration).toBeUndefined()
    const policy = resources.find(({ Type, id }) => Type === 'AWS::S3::BucketPolicy' && id.startsWith('Log'))
    expect(policy?.DeletionPolicy).toBe('Retain')
  },
)

test('given the log’s bucket, a deployment can still change how long it locks', () => {
  const policy = app.of('AWS::S3::BucketPolicy').find(({ id }) => id.startsWith('Log'))
  const statement = policy?.Properties.PolicyDocument.Statement.find(
    ({ Sid }: { Sid: string }) => Sid === 'LockedAsDeployed',
  )
  // The name that cdk bootstrap gives the role; a deployment that it were another one for could not be undone either.
  expect(JSON.stringify(statement.Condition)).toMatch(
    /^{"ArnNotEquals":{"aws:PrincipalArn":.*:role\/cdk-hnb659fds-cfn-exec-role-.*AWS::AccountId.*AWS::Region/,
  )
})

test('given the key that signs the log, it signs with Ed25519 and stays', () => {
  const key = app.of('AWS::KMS::Key').find(({ id }) => id.startsWith('SigningKey'))
  expect(key?.DeletionPolicy).toBe('Retain')
  expect(key?.Properties).toMatchObject({ KeySpec: 'ECC_NIST_EDWARDS25519', KeyUsage: 'SIGN_VERIFY' })
})

test('given the sequencer, it is told within ten seconds that something waits, and looks every minute', () => {
  const seal = app.of('AWS::Lambda::Function').find(({ id }) => id.startsWith('SealTrail'))
  expect(seal?.Properties).toMatchObject({ MemorySize: 512, Timeout: 60 })
  // A new account has ten at once in all and cannot reserve any.
  for (const { Properties } of app.of('AWS::Lambda::Function'))
    expect(Properties.ReservedConcurrentExecutions).toBeUndefined()
  const mapping = app.of('AWS::Lambda::EventSourceMapping').find(({ id }) => id.startsWith('TrailStream'))
  expect(mapping?.Properties).toMatchObject({
    MaximumBatchingWindowInSeconds: 20,
    MaximumRetryAttempts: 0,
    FilterCriteria: {
      Filters: [{ Pattern: '{"eventName":["INSERT"],"dynamodb":{"Keys":{"pk":{"S":["OUTBOX"]}}}}' }],
    },
  })
  const rates = app.of('AWS::Scheduler::Schedule').map(({ Properties }) => Properties.ScheduleExpression)
  // The sweep, the eraser, the imports and the sequencer.
  expect(rates.sort()).toEqual(['rate(1 days)', ...Array.from({ length: 4 }, () => 'rate(1 minutes)')])
})

test('given any function, it runs Node 24 on arm64, logs to a group of its own that forgets, and traces nothing', () => {
  const functions = app.of('AWS::Lambda::Function')
  expect(functions.length).toBeGreaterThan(20)
  for (const { id, Properties } of functions) {
    expect(Properties.Runtime, id).toBe('nodejs24.x')
    expect(Properties.Architectures, id).toEqual(['arm64'])
    expect(Properties.TracingConfig, id).toBeUndefined()
    expect(Properties.LoggingConfig.LogGroup.Ref, id).toMatch(/Logs/)
  }
  for (const { id, Properties } of app.of('AWS::Logs::LogGroup'))
    expect(Properties.RetentionInDays, id).toBeGreaterThan(0)
})

test('given the access log, it names the route and never the path, which may be a secret', () => {
  const [stage] = app.of('AWS::ApiGatewayV2::Stage')
  const format: string = stage?.Properties.AccessLogSettings.Format
  expect(format).toContain('$context.routeKey')
  expect(format).not.toMatch(/\$context\.(path|http|requestOverride)|querystring|rawPath/i)
  expect(stage?.Properties.DefaultRouteSettings).toMatchObject({
    ThrottlingBurstLimit: 1000,
    ThrottlingRateLimit: 500,
  })
})

test('given the workflows, their logs hold no payloads', () => {
  for (const { Properties } of app.of('AWS::StepFunctions::StateMachine'))
    expect(Properties.LoggingConfiguration).toMatchObject({ Level: 'ERROR', IncludeExecutionData: false })
})

test('given the queues, what fails five times is kept, and a slow batch is not delivered twice', () => {
  const mail = app.of('AWS::SQS::Queue').find(({ id }) => id.startsWith('MailQueue'))
  const sender = app.of('AWS::Lambda::Function').find(({ id }) => id.startsWith('SendMail'))
  expect(mail?.Properties.RedrivePolicy.maxReceiveCount).toBe(5)
  expect(mail?.Properties.VisibilityTimeout).toBeGreaterThanOrEqual(6 * sender?.Properties.Timeout)
  for (const { id, Properties } of app.of('AWS::SQS::Queue'))
    expect(Properties.SqsManagedSseEnabled, id).toBe(true)
})

test('given the stream, only rows that wait for their workflow wake the function, and a poison row is put aside', () => {
  const mapping = app.of('AWS::Lambda::EventSourceMapping').find(({ id }) => id.startsWith('RecordsStream'))
  expect(mapping?.Properties).toMatchObject({
    BatchSize: 25,
    BisectBatchOnFunctionError: true,
    FilterCriteria: { Filters: [{ Pattern: '{"dynamodb":{"NewImage":{"gsi2pk":{"S":["UNMOVED"]}}}}' }] },
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    MaximumRetryAttempts: 5,
    ParallelizationFactor: 2,
    DestinationConfig: { OnFailure: expect.anything() },
  })
})

test('given the user pool, only administrators make accounts, and each needs a second factor', () => {
  expect(app.of('AWS::Cognito::UserPool')[0]?.Properties).toMatchObject({
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    DeletionProtection: 'ACTIVE',
    MfaConfiguration: 'ON',
    EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
  })
  expect(app.of('AWS::Cognito::UserPoolClient')[0]?.Properties).toMatchObject({
    GenerateSecret: false,
    AllowedOAuthFlows: ['code'],
  })
  expect(app.of('AWS::Cognito::UserPoolGroup').map(({ Properties }) => Properties.GroupName)).toEqual([
    'hr',
    'auditor',
  ])
})

test('given any alarm, it says in a sentence who is hurt and what to do, and it reaches the operators', () => {
  const alarms = app.of('AWS::CloudWatch::Alarm')
  expect(alarms.length).toBeGreaterThan(20)
  for (const { id, Properties } of alarms) {
    expect(Properties.AlarmDescription, id).toMatch(/^[A-Z].+; .+\.$/)
    expect(Properties.AlarmActions, id).toEqual([{ Ref: expect.stringMatching(/^Operators/) }])
  }
})

test('given an alarm that names a section of the operations manual, there is one', () => {
  const manual = readFileSync(join(import.meta.dirname, '../../docs/operations.md'), 'utf8')
  const headings = manual.split('\n').filter((line) => line.startsWith('#'))
  const named = app
    .of('AWS::CloudWatch::Alarm')
    .flatMap(({ Properties }) => [
      ...String(Properties.AlarmDescription).matchAll(/“([^”]+)” in docs\/operations\.md/g),
    ])
    .map(([, section]) => section)
  expect(named).toContain('When the head is behind')
  for (const section of named) expect(headings).toContain(`### ${section}`)
})

test('everything that can carry a tag says whose it is', () => {
  for (const type of ['AWS::Lambda::Function', 'AWS::SQS::Queue', 'AWS::S3::Bucket', 'AWS::IAM::Role'])
    for (const { id, Properties } of app.of(type))
      expect(Properties.Tags, id).toContainEqual({ Key: 'application', Value: 'countersign' })
})

test('given a resource that breaks a security rule, the synth fails', () => {
  const careless = (add: (stack: Stack) => void) => () =>
    synthesize({ alter: (whole) => add(new Stack(whole, 'Careless')) })
  expect(careless((stack) => new Bucket(stack, 'Public', { removalPolicy: RemovalPolicy.DESTROY }))).toThrow(
    /AwsSolutions-S10/,
  )
})

test('given the alarms on the log, each watches a figure that the functions write', () => {
  const watched = app
    .of('AWS::CloudWatch::Alarm')
    .filter(({ Properties }) => Properties.Namespace === 'Countersign/Trail')
  expect(watched.map(({ Properties }) => Properties.MetricName).sort()).toEqual([
    'Halted',
    'HeadBehind',
    'MergeDelaySeconds',
    'Quarantined',
    'SigningFailed',
    'VerificationFailed',
  ])
  const sources = ['seal-trail.ts', 'verify-log.ts']
    .map((file) => readFileSync(join(import.meta.dirname, '../../functions/reactions', file), 'utf8'))
    .join('\n')
  for (const { id, Properties } of watched) {
    expect(sources, id).toContain(Properties.MetricName)
    // Written without dimensions, and a metric with any is another metric.
    expect(Properties.Dimensions, id).toBeUndefined()
  }
})
