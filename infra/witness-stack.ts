import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib'
import { Billing, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Topic } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'
import type * as z from 'zod'
import type { witnessEnvSchema } from '../functions/witness/env.ts'
import { witnessAlarms } from './alarms/witness-alarms.ts'
import { acknowledge } from './constructs/acknowledge.ts'
import { EvidenceBucket } from './constructs/evidence-bucket.ts'
import { text } from './constructs/kept-table.ts'
import { messagesKey } from './constructs/messages-key.ts'
import { onSchedule } from './constructs/on-schedule.ts'
import { RoleFunction } from './constructs/role-function.ts'
import { signingKey } from './constructs/signing-key.ts'
import type { WitnessSettings } from './witness-settings.ts'

export interface WitnessStackProps extends StackProps {
  dist: string
  settings: WitnessSettings
}

type WitnessEnvironment = z.input<typeof witnessEnvSchema>
/** CDK wants every variable of a function to be there or not to be named. */
type Given = { [Name in keyof WitnessEnvironment]-?: string }

/** A witness, in the auditor's own account: its function, key, memory and evidence. Nothing of it is the company's. */
export class WitnessStack extends Stack {
  readonly watchLog: RoleFunction<Omit<Given, 'FIRST_CHECKPOINT'>>

  constructor(scope: Construct, id: string, { dist, settings, ...props }: WitnessStackProps) {
    super(scope, id, { ...props, terminationProtection: true })
    // Fixed, so that the key and the bucket say who may write before the role exists, and still when it is made anew.
    const roleName = settings.witnessStack
    const role = this.formatArn({ service: 'iam', region: '', resource: 'role', resourceName: roleName })
    const key = signingKey(this, 'Key', {
      description: 'Cosigns the checkpoints of a sign-off log that this witness has found consistent',
      signer: role,
    })
    const memory = new TableV2(this, 'Memory', {
      partitionKey: text('pk'),
      sortKey: text('sk'),
      billing: Billing.onDemand(),
      // Checkpoints are public; what protects them is that they are signed.
      encryption: TableEncryptionV2.awsManagedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      resourcePolicy: writtenBy(role),
      removalPolicy: RemovalPolicy.RETAIN,
    })
    const evidence = new EvidenceBucket(this, 'Evidence', { settings, writer: role })
    const log = this.formatArn({ service: 's3', region: '', account: '', resource: settings.logBucket })
    const may = (actions: string[], ...resources: string[]) => new PolicyStatement({ actions, resources })
    const first = settings.firstCheckpoint
    const environment: Omit<Given, 'FIRST_CHECKPOINT'> = {
      LOG_BUCKET: settings.logBucket,
      LOG_VKEY: settings.logVkey,
      WITNESS_NAME: settings.witnessName,
      SIGNING_KEY_ARN: key.keyArn,
      MEMORY_TABLE: memory.tableName,
      EVIDENCE_BUCKET: evidence.bucketName,
      ...(first === undefined ? {} : { FIRST_CHECKPOINT: first }),
    }
    this.watchLog = new RoleFunction(this, 'WatchLog', {
      dist,
      bundle: 'witness',
      handler: 'watchLog',
      description:
        'Cosigns checkpoints of a log that contain everything that was cosigned before, and reports others',
      roleName,
      environment,
      // A checkpoint and a few tiles, from a bucket that may let it wait.
      timeout: Duration.minutes(2),
      rights: [
        // Hashes only: the entries themselves the witness need not know.
        may(['s3:GetObject'], `${log}/checkpoint`, `${log}/tile/?/*`),
        // Tells an object that is missing from one that may not be read.
        may(['s3:ListBucket'], log, evidence.bucketArn),
        may(
          ['s3:GetObject', 's3:PutObject'],
          ...['cosigned/*', 'reports/*'].map((path) => evidence.arnForObjects(path)),
        ),
        may(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'], memory.tableArn),
        may(['kms:Sign', 'kms:GetPublicKey'], key.keyArn),
      ],
    })
    const allowed = (finding: string, reason: string) =>
      acknowledge(this.watchLog.ownRole, `AwsSolutions-IAM5[Resource::${finding}]`, reason)
    allowed(
      `arn:<AWS::Partition>:s3:::${settings.logBucket}/tile/?/*`,
      'All tiles of the log, which is what a witness reads.',
    )
    for (const kind of ['cosigned', 'reports'])
      allowed(`<Evidence4CC26D68.Arn>/${kind}/*`, 'Its own bucket, in which each object is written once.')
    onSchedule(this, 'EveryFewMinutes', {
      fn: this.watchLog,
      rate: '5 minutes',
      description: 'Looks whether the log has grown',
    })

    const auditors = new Topic(this, 'Auditors', {
      masterKey: messagesKey(this, 'MessagesKey'),
      enforceSSL: true,
    })
    auditors.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsPublish',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [auditors.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    )
    witnessAlarms(this, this.watchLog, auditors)

    const output = (name: string, value: string, description: string) =>
      new CfnOutput(this, name, { value, description })
    output(
      'WatchLogFunction',
      this.watchLog.functionName,
      'Invoke it to look at once; its answer holds the vkey',
    )
    output('EvidenceBucket', evidence.bucketName, 'Cosigned checkpoints and reports')
    output('MemoryTable', memory.tableName, 'The last cosigned checkpoint and the last look')
    output('AuditorsTopic', auditors.topicArn, 'Subscribe the auditors’ addresses here')
  }
}

/** Denies everyone but the witness to write what it remembers, and everyone to remove it. */
function writtenBy(role: string): PolicyDocument {
  const deny = (sid: string, actions: string[], conditions: Record<string, unknown> = {}) =>
    new PolicyStatement({
      sid,
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: actions.map((action) => `dynamodb:${action}`),
      resources: ['*'],
      conditions,
    })
  return new PolicyDocument({
    statements: [
      deny('OnlyTheWitnessRemembers', ['PutItem', 'UpdateItem'], {
        ArnNotEquals: { 'aws:PrincipalArn': role },
      }),
      deny('NothingIsForgotten', [
        'DeleteItem',
        'BatchWriteItem',
        'PartiQLInsert',
        'PartiQLUpdate',
        'PartiQLDelete',
      ]),
    ],
  })
}
