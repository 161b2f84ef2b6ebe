import { httpApiOfTemplate } from '../http-api/http-api-of-template.ts'
import { eventSourceOf } from '../services/event-source.ts'
import { CannotStart } from '../template/cannot-start.ts'
import { isObject } from '../template/json.ts'
import { ofType, type Plan } from '../template/plan.ts'
import { account, arn } from '../template/resource-type.ts'
import { stateMachinesOf } from '../template/state-machines.ts'
import { eventInvokeConfigProperties, functionProperties } from '../template/types/lambda.ts'
import { eventDestinationProperties, subscriptionProperties } from '../template/types/messages.ts'
import { scheduleProperties, stateMachineProperties } from '../template/types/workflow.ts'
import type { Need } from './decide.ts'
import { type Principal, roleSession } from './principal.ts'
import type { Rights } from './rights.ts'
import { scheduleRefusal } from './schedule-refusal.ts'

/** What one resource of the app depends on, and why it would be refused; undefined when it would not. */
type Finding = [who: string, refusal: string | undefined]

/**
 * Checks once what AWS checks when it deploys, or what nobody would be told of later: what services need to call each
 * other on behalf of the app's resources.
 * @throws CannotStart with the first thing that would be refused
 */
export function checkAtStart(plan: Plan, rights: Rights): void {
  const kinds = [
    functions,
    eventDestinations,
    eventSources,
    routes,
    subscriptions,
    mailEvents,
    machines,
    schedules,
  ]
  for (const kind of kinds) {
    for (const [who, refusal] of kind(plan, rights)) {
      if (refusal !== undefined) throw new CannotStart(`${who} would not work on AWS: ${refusal}.`)
    }
  }
}

/** Lambda runs a function as its role, and writes its log and its dead letters as that role. */
function* functions(plan: Plan, rights: Rights): Generator<Finding> {
  for (const { resource, properties } of ofType(plan, 'AWS::Lambda::Function', functionProperties)) {
    const { logicalId, stack, name, arn: own = name } = resource
    const { Role: roleArn, DeadLetterConfig, LoggingConfig } = properties
    // Of a role from elsewhere nothing is known; its calls are refused when they come.
    if (!rights.roles.has(roleArn)) continue
    const who = `The function ${logicalId} of stack ${stack}`
    const itself = roleSession(roleArn, name)
    yield [who, rights.assumptionRefusal(roleArn, 'lambda.amazonaws.com', own)]
    const logGroup = isObject(LoggingConfig) ? LoggingConfig.LogGroup : undefined
    const stream = arn('logs', `log-group:${logGroup ?? `/aws/lambda/${name}`}:log-stream:2026/01/01`)
    // Without, the function runs and its log stays empty.
    yield [who, rights.refusal(itself, need('logs:CreateLogStream', stream))]
    yield [who, rights.refusal(itself, need('logs:PutLogEvents', stream))]
    if (DeadLetterConfig === undefined) continue
    yield [who, rights.refusal(itself, need('sqs:SendMessage', DeadLetterConfig.TargetArn))]
  }
}

function* eventDestinations(plan: Plan, rights: Rights): Generator<Finding> {
  for (const { resource, properties } of ofType(
    plan,
    'AWS::Lambda::EventInvokeConfig',
    eventInvokeConfigProperties,
  )) {
    const destination = properties.DestinationConfig?.OnFailure?.Destination
    if (destination === undefined) continue
    const who = `The event invoke configuration ${resource.logicalId} of stack ${resource.stack}`
    yield [
      who,
      rights.refusal(asFunction(plan, properties.FunctionName), need('sqs:SendMessage', destination)),
    ]
  }
}

/** Lambda reads a queue or a stream as the function's role. Source: Lambda developer guide, event source mappings. */
function* eventSources(plan: Plan, rights: Rights): Generator<Finding> {
  for (const { logicalId, stack, type, properties } of plan.resources) {
    if (type !== 'AWS::Lambda::EventSourceMapping') continue
    const { eventSourceArn, functionRef, onFailureArn } = eventSourceOf(logicalId, properties)
    const needs = eventSourceArn.includes(':sqs:')
      ? ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'].map((each) =>
          need(`sqs:${each}`, eventSourceArn),
        )
      : [
          ...['DescribeStream', 'GetShardIterator', 'GetRecords'].map((each) =>
            need(`dynamodb:${each}`, eventSourceArn),
          ),
          // Authorized on all streams of the table, not on the one.
          need('dynamodb:ListStreams', eventSourceArn.replace(/\/stream\/.*$/, '/stream/*')),
        ]
    if (onFailureArn !== undefined) needs.push(need('sqs:SendMessage', onFailureArn))
    const who = `The event source mapping ${logicalId} of stack ${stack}`
    for (const each of needs) yield [who, rights.refusal(asFunction(plan, functionRef), each)]
  }
}

/** A function says itself that the site may call it, route by route. */
function* routes(plan: Plan, rights: Rights): Generator<Finding> {
  const api = httpApiOfTemplate(plan)
  for (const { routeKey, functionArn } of api?.routes ?? []) {
    const [method = '', path = ''] = routeKey === '$default' ? ['*', '/$default'] : routeKey.split(' ')
    const sourceArn = arn('execute-api', `${api?.apiId}/$default/${method.replace('ANY', '*')}${path}`)
    const site: Principal = { kind: 'service', service: 'apigateway.amazonaws.com' }
    yield [
      `The route ${routeKey}`,
      rights.refusal(site, need('lambda:InvokeFunction', functionArn, from(sourceArn))),
    ]
  }
}

function* subscriptions(plan: Plan, rights: Rights): Generator<Finding> {
  for (const { resource, properties } of ofType(plan, 'AWS::SNS::Subscription', subscriptionProperties)) {
    const { Protocol, Endpoint, TopicArn } = properties
    if (Protocol === 'email') continue
    const action = Protocol === 'lambda' ? 'lambda:InvokeFunction' : 'sqs:SendMessage'
    const sns: Principal = { kind: 'service', service: 'sns.amazonaws.com' }
    yield [
      `The subscription ${resource.logicalId} of stack ${resource.stack}`,
      rights.refusal(sns, need(action, Endpoint, from(TopicArn))),
    ]
  }
}

function* mailEvents(plan: Plan, rights: Rights): Generator<Finding> {
  for (const { resource, properties } of ofType(
    plan,
    'AWS::SES::ConfigurationSetEventDestination',
    eventDestinationProperties,
  )) {
    const { ConfigurationSetName, EventDestination } = properties
    const ses: Principal = { kind: 'service', service: 'ses.amazonaws.com' }
    const source = from(arn('ses', `configuration-set/${ConfigurationSetName}`))
    yield [
      `The event destination ${resource.logicalId} of stack ${resource.stack}`,
      rights.refusal(ses, need('sns:Publish', EventDestination.SnsDestination.TopicARN, source)),
    ]
  }
}

/** A machine's role sets up its log, and runs the items of its distributed maps. */
function* machines(plan: Plan, rights: Rights): Generator<Finding> {
  const logging = new Set(
    ofType(plan, 'AWS::StepFunctions::StateMachine', stateMachineProperties)
      .filter(
        ({ properties: { LoggingConfiguration: logs } }) => isObject(logs) && (logs.Level ?? 'OFF') !== 'OFF',
      )
      .map(({ resource }) => resource.logicalId),
  )
  for (const { logicalId, name, arn: own, roleArn, definition } of stateMachinesOf(plan)) {
    const who = `The state machine ${logicalId}`
    const itself = roleSession(roleArn, 'start')
    yield [who, rights.assumptionRefusal(roleArn, 'states.amazonaws.com', own)]
    for (const action of logging.has(logicalId) ? logDelivery : []) {
      yield [who, rights.refusal(itself, need(`logs:${action}`, '*'))]
    }
    if (!hasDistributedMap(definition)) continue
    yield [who, rights.refusal(itself, need('states:StartExecution', own))]
    // Redriving is needed when something has failed, which is late to hear that it is not allowed.
    const labelledChild = arn('states', `execution:${name}/a-map:a-child`)
    yield [who, rights.refusal(itself, need('states:RedriveExecution', labelledChild))]
    for (const action of ['states:DescribeExecution', 'states:StopExecution']) {
      // A child's name bears the map's label; AWS's own examples are for the names without it.
      const [child, labelled] = [arn('states', `execution:${name}:a-child`), labelledChild].map((each) =>
        rights.refusal(itself, need(action, each)),
      )
      yield [who, child && labelled]
    }
  }
}

function* schedules(plan: Plan, rights: Rights): Generator<Finding> {
  for (const { resource, properties } of ofType(plan, 'AWS::Scheduler::Schedule', scheduleProperties)) {
    const { Arn, RoleArn, Input = '{}', DeadLetterConfig } = properties.Target
    const who = `The schedule ${resource.logicalId} of stack ${resource.stack}`
    const schedule = { roleArn: RoleArn, group: properties.GroupName ?? 'default', name: resource.name }
    yield [who, scheduleRefusal(rights, schedule, Arn, Input)]
    if (DeadLetterConfig?.Arn === undefined) continue
    yield [who, scheduleRefusal(rights, schedule, DeadLetterConfig.Arn, '{}')]
  }
}

function need(action: string, resource: string, context: Need['context'] = {}): Need {
  return { action, resource, context }
}

/** What a service says of itself when it acts for a resource of the account. */
function from(sourceArn: string): Need['context'] {
  return { 'aws:sourcearn': sourceArn, 'aws:sourceaccount': account }
}

/** A function, by its name or ARN, as its role. */
function asFunction(plan: Plan, functionRef: string): Principal {
  const found = plan.resources.find(
    ({ type, name, arn: own }) => type === 'AWS::Lambda::Function' && [name, own].includes(functionRef),
  )
  return roleSession(String(found?.properties.Role), found?.name ?? functionRef)
}

/** What a machine's role needs so that Step Functions can set up its log. Source: its developer guide, logging. */
const logDelivery = [
  'CreateLogDelivery',
  'GetLogDelivery',
  'UpdateLogDelivery',
  'DeleteLogDelivery',
  'ListLogDeliveries',
  'PutResourcePolicy',
  'DescribeResourcePolicies',
  'DescribeLogGroups',
]

function hasDistributedMap(definition: unknown): boolean {
  if (Array.isArray(definition)) return definition.some(hasDistributedMap)
  if (typeof definition !== 'object' || definition === null) return false
  if ('Mode' in definition && definition.Mode === 'DISTRIBUTED') return true
  return Object.values(definition).some(hasDistributedMap)
}
