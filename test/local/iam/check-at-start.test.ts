import { describe, expect, it } from 'vitest'
import { checkAtStart } from '../../../local/iam/check-at-start.ts'
import { rightsOfTemplate } from '../../../local/iam/rights.ts'
import type { Json } from '../../../local/template/json.ts'
import { type Plan, type PlannedResource, planCloud } from '../../../local/template/plan.ts'
import { readAssembly } from '../../../local/template/read-assembly.ts'

const addresses = {
  publicUrl: 'http://127.0.0.1:1',
  awsUrl: 'http://127.0.0.1:2',
  issuerUrl: 'http://127.0.0.1:1/issuer',
}
const app = planCloud(readAssembly('cdk.out'), addresses)

/** The app with some of its resources changed or, where nothing is returned, left out. */
function altered(change: (resource: PlannedResource) => PlannedResource | undefined): Plan {
  return { ...app, resources: app.resources.flatMap((each) => change(each) ?? []) }
}

const without = (type: string, start: string) =>
  altered((each) => (each.type === type && each.logicalId.startsWith(start) ? undefined : each))

/** The app whose role lacks an action. */
function withoutRight(role: string, action: string): Plan {
  let found = 0
  const plan = altered((each) => {
    if (each.type !== 'AWS::IAM::Policy' || !each.logicalId.startsWith(role)) return each
    const text = JSON.stringify(each.properties)
    found += text.split(`"${action}"`).length - 1
    return { ...each, properties: JSON.parse(text.replaceAll(`"${action}"`, '"none:Nothing"')) }
  })
  if (found === 0) throw new Error(`${role} has no right ${action}.`)
  return plan
}

/** The app with a key that leaves everything to the roles' own policies. */
const withKeyOfAccountOnly = (name: string) =>
  altered((each) => {
    if (each.type !== 'AWS::KMS::Key' || !new RegExp(`^${name}[0-9A-F]{8}$`).test(each.logicalId)) return each
    const [first] = (each.properties.KeyPolicy as { Statement: Json[] }).Statement
    return { ...each, properties: { ...each.properties, KeyPolicy: { Statement: [first ?? null] } } }
  })

const start = (plan: Plan) => checkAtStart(plan, rightsOfTemplate(plan))

describe('the app as it is', () => {
  it('has every right that services need to call each other', () => {
    expect(() => start(app)).not.toThrow()
  })
})

describe('the app stops the start by name', () => {
  it.each<[string, Plan, RegExp]>([
    [
      'without the right to read the queue',
      withoutRight('SendMailRole', 'sqs:ReceiveMessage'),
      /^The event source mapping SendMail.* would not work on AWS: User: .*SendMailRole.* perform: sqs:ReceiveMessage on resource: .*MailQueue/,
    ],
    [
      'without the right to read the stream',
      withoutRight('AdvanceWorkflowRole', 'dynamodb:GetRecords'),
      /^The event source mapping RecordsStream.* perform: dynamodb:GetRecords on resource: .*\/stream\//,
    ],
    [
      'without the right to list streams',
      withoutRight('AdvanceWorkflowRole', 'dynamodb:ListStreams'),
      /dynamodb:ListStreams/,
    ],
    [
      'without the right to put poison records aside',
      withoutRight('AdvanceWorkflowRole', 'sqs:SendMessage'),
      /^The event source mapping .*sqs:SendMessage on resource: .*AdvanceDeadLetters/,
    ],
    [
      'without the right to a dead-letter queue',
      withoutRight('RecordMailEventsRole', 'sqs:SendMessage'),
      /^The function RecordMailEvents.* sqs:SendMessage/,
    ],
    [
      'without the right to log',
      withoutRight('HrRole', 'logs:PutLogEvents'),
      /^The function Hr.* logs:PutLogEvents/,
    ],
    [
      'when the site may not call its function',
      without('AWS::Lambda::Permission', 'AuditorBelow'),
      /^The route ANY \/audit\/\{proxy\+\} would not work on AWS: User: apigateway.amazonaws.com .*no resource-based policy allows the lambda:InvokeFunction action/,
    ],
    [
      'when a topic may not call its function',
      without('AWS::Lambda::Permission', 'RecordMailEvents'),
      /^The subscription .* User: sns.amazonaws.com is not authorized to perform: lambda:InvokeFunction/,
    ],
    [
      'when SES may not publish what came back',
      without('AWS::SNS::TopicPolicy', 'MailEventsPolicy'),
      /^The event destination .* User: ses.amazonaws.com .* perform: sns:Publish/,
    ],
    [
      'when SES may not use the topic’s key',
      withKeyOfAccountOnly('MessagesKey'),
      /^The event destination .* User: ses.amazonaws.com .* perform: kms:GenerateDataKey on resource: arn:aws:kms:/,
    ],
    [
      'when nobody may use the tables’ key',
      withKeyOfAccountOnly('Key'),
      /^The event source mapping RecordsStream.* perform: kms:Decrypt on resource: arn:aws:kms:.* because no identity-based policy/,
    ],
    [
      'without the right of a map to start its items',
      withoutRight('ReviewCycleDistributedMapPolicy', 'states:StartExecution'),
      /^The state machine ReviewCycleMachine.* perform: states:StartExecution/,
    ],
    [
      'without the right of a map to stop its items',
      withoutRight('ReviewCycleDistributedMapPolicy', 'states:StopExecution'),
      /^The state machine ReviewCycleMachine.* perform: states:StopExecution/,
    ],
    [
      'without the right of a map to go on with the items that failed',
      withoutRight('ReviewCycleDistributedMapPolicy', 'states:RedriveExecution'),
      /^The state machine ReviewCycleMachine.* perform: states:RedriveExecution on resource: .*execution:/,
    ],
    [
      'without the right to a machine’s log',
      withoutRight('ReviewRole', 'logs:CreateLogDelivery'),
      /^The state machine ReviewMachine.* perform: logs:CreateLogDelivery because/,
    ],
    [
      'without the right of a schedule to call its function',
      withoutRight('EveryMinuteRole', 'lambda:InvokeFunction'),
      /^The schedule EveryMinute.* perform: lambda:InvokeFunction on resource: .*Sweep/,
    ],
    [
      'when a service may not use the role',
      altered((each) =>
        each.type === 'AWS::IAM::Role' && each.logicalId.startsWith('HrRole')
          ? {
              ...each,
              properties: JSON.parse(
                JSON.stringify(each.properties).replace('lambda.amazonaws', 'ec2.amazonaws'),
              ),
            }
          : each,
      ),
      /^The function Hr.*: The role Countersign-Hr does not let lambda.amazonaws.com use it\.$/,
    ],
  ])('%s', (_what, plan, sentence) => {
    expect(() => start(plan)).toThrow(
      expect.objectContaining({ name: 'CannotStart', message: expect.stringMatching(sentence) }),
    )
  })
})
