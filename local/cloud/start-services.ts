import { join } from 'node:path'
import type { CloudClock } from '../clock.ts'
import type { DataDirectory } from '../data-directory.ts'
import { type AsyncInvocations, createAsyncInvocations } from '../functions/async-invocations.ts'
import { CodeStore } from '../functions/code-store.ts'
import { createFunctions, type Functions } from '../functions/functions.ts'
import { functionsOfTemplate } from '../functions/functions-of-template.ts'
import { createLambdaEndpoint } from '../functions/lambda-endpoint.ts'
import { checkAtStart } from '../iam/check-at-start.ts'
import { guardEndpoints } from '../iam/guarded-endpoint.ts'
import { needsOfServices } from '../iam/needs/needs-of-services.ts'
import { roleSession } from '../iam/principal.ts'
import { type Rights, rightsOfTemplate } from '../iam/rights.ts'
import { scheduleRefusal } from '../iam/schedule-refusal.ts'
import type { FunctionInvoker, Ground, ServiceEndpoint } from '../ports.ts'
import { createDynamoDb } from '../services/dynamodb.ts'
import { createIssuer, type Issuer } from '../services/issuer.ts'
import { createKeys } from '../services/keys.ts'
import { createMail, type Mail } from '../services/mail.ts'
import { type Neighbour, withNeighbour } from '../services/object-store/neighbour.ts'
import { createObjectStore } from '../services/object-store.ts'
import { createQueues } from '../services/queues.ts'
import { createScheduler } from '../services/scheduler.ts'
import { createTopics } from '../services/topics.ts'
import { AwsError } from '../services/wire.ts'
import { ServiceFault } from '../states/service-fault.ts'
import { createStepFunctions, type StepFunctions } from '../states/step-functions.ts'
import { asCannotStart } from '../template/cannot-start.ts'
import type { Plan } from '../template/plan.ts'
import type { Addresses } from '../template/resource-type.ts'
import { stateMachinesOf, type TemplateStateMachine } from '../template/state-machines.ts'
import { scopesOf } from '../template/types/sign-in.ts'

export interface Services {
  /** What the app's policies say; every endpoint already goes by it. */
  rights: Rights
  endpoints: ServiceEndpoint[]
  functions: Functions
  mail: Mail
  issuer: Issuer
  stepFunctions: StepFunctions
  machines: TemplateStateMachine[]
  /** Lets the queues and streams feed their functions and the workflows go on. Everything must answer by then. */
  begin(): Promise<void>
}

export interface ServiceParts {
  plan: Plan
  addresses: Addresses
  data: DataDirectory
  clock: CloudClock
  /** What a service is built on; its directory bears the name. */
  groundFor(name: string): Ground
  /** Takes what ends the services, to be run in the opposite order. */
  undo: AsyncDisposableStack
  /** Whose buckets the functions may reach besides the app's own. */
  neighbour?: Neighbour | undefined
}

/**
 * Creates every service that the template asks for. None works on its own before `begin`.
 * @throws CannotStart with a sentence when one of them cannot
 */
export async function startServices(parts: ServiceParts): Promise<Services> {
  try {
    return await createServices(parts)
  } catch (error) {
    throw asCannotStart(error)
  }
}

async function createServices({ plan, addresses, data, clock, groundFor, undo, neighbour }: ServiceParts) {
  const ofType = (...types: string[]) => plan.resources.filter(({ type }) => types.includes(type))
  const sendToQueue = async (queueArn: string, body: string) => queues.send(queueArn, body)
  const rights = rightsOfTemplate(plan)
  checkAtStart(plan, rights)

  const functions = await startFunctions({ plan, addresses, data, groundFor })
  undo.defer(() => functions.stop())
  clock.waitFor({ name: 'functions', busy: () => functions.running() > 0 })
  const events = createAsyncInvocations(groundFor('functions'), { functions, sendToQueue })

  const queues = createQueues(groundFor('queues'), {
    queues: ofType('AWS::SQS::Queue').map(({ name, properties }) => ({ queueName: name, properties })),
    invoker: functions,
    baseUrl: () => `${addresses.awsUrl}/sqs`,
  })
  undo.defer(() => queues.stop())

  const topics = createTopics(groundFor('topics'), {
    topicArns: ofType('AWS::SNS::Topic').map(({ ref }) => ref),
    subscriptions: ofType('AWS::SNS::Subscription').map(({ logicalId, properties }) => ({
      id: logicalId,
      properties,
    })),
    invoker: eventInvoker(events),
    sendToQueue,
  })
  undo.defer(() => topics.stop())

  const keys = await createKeys(groundFor('keys'), {
    keys: ofType('AWS::KMS::Key').map(({ ref, properties }) => ({ keyId: ref, properties })),
    aliases: ofType('AWS::KMS::Alias').map(({ name, properties }) => ({
      aliasName: name,
      targetKeyId: String(properties.TargetKeyId),
    })),
  })

  const buckets = ofType('AWS::S3::Bucket').map(({ name, properties }) => ({ bucketName: name, properties }))
  const objects = createObjectStore(groundFor('objects'), { buckets, shownIn: data.directory('buckets') })
  const objectEndpoint = neighbour
    ? withNeighbour(objects.endpoint, { own: buckets.map(({ bucketName }) => bucketName), neighbour })
    : objects.endpoint

  const mail = createMail(groundFor('mail'), {
    resources: ofType('AWS::SES::ConfigurationSet', 'AWS::SES::ConfigurationSetEventDestination').map(
      ({ type, name, logicalId, properties }) => ({
        type,
        id: type === 'AWS::SES::ConfigurationSet' ? name : logicalId,
        properties,
      }),
    ),
    publish: async (topicArn, message) => {
      await topics.publish(topicArn, message)
    },
  })
  undo.defer(() => mail.stop())

  const tables = ofType('AWS::DynamoDB::GlobalTable')
  // Java is started for tables only.
  const dynamoDb =
    tables.length === 0
      ? undefined
      : await createDynamoDb(groundFor('dynamodb'), {
          tables: tables.map(({ name, properties }) => ({ tableName: name, properties })),
          invoker: functions,
          sendToDestination: sendToQueue,
        })
  undo.defer(() => dynamoDb?.stop())

  const stepFunctions = createStepFunctions(groundFor('states'), {
    invoker: functions,
    readObject: (bucket, key) => objects.read(bucket, key),
    refusal: (role, action, resource) =>
      rights.refusal(roleSession(role.arn, role.session), { action, resource, context: {} }),
  })
  const machines = stateMachinesOf(plan)
  for (const machine of machines) stepFunctions.createStateMachine(machine)

  const scheduler = createScheduler(groundFor('scheduler'), {
    groups: ofType('AWS::Scheduler::ScheduleGroup').map(({ name }) => name),
    schedules: ofType('AWS::Scheduler::Schedule').map(({ name, properties }) => ({ name, properties })),
    invoker: eventInvoker(events),
    startExecution: (request) => stepFunctions.startExecution(request).catch(inAwsTerms),
    refusal: (schedule, targetArn, input) => scheduleRefusal(rights, schedule, targetArn, input),
    sendToQueue,
  })
  undo.defer(() => scheduler.stop())

  const issuer = await createIssuer(groundFor('issuer'), {
    publicUrl: addresses.publicUrl,
    clients: ofType('AWS::Cognito::UserPoolClient').map(({ ref, properties }) => ({
      clientId: ref,
      properties,
    })),
    scopes: ofType('AWS::Cognito::UserPoolResourceServer').flatMap(({ properties }) => scopesOf(properties)),
  })

  const guarded = guardEndpoints({
    plan,
    rights,
    needs: needsOfServices(plan, stepFunctions.machineOf),
    log: groundFor('functions').log,
  })
  return {
    rights,
    endpoints: [
      createLambdaEndpoint(functions, events),
      queues.endpoint,
      topics.endpoint,
      keys.endpoint,
      objectEndpoint,
      mail.endpoint,
      ...(dynamoDb ? [dynamoDb.endpoint] : []),
      stepFunctions.endpoint,
      scheduler.endpoint,
    ].map(guarded),
    functions,
    mail,
    issuer,
    stepFunctions,
    machines,
    async begin() {
      // The first to end: what runs may then still reach the services.
      undo.defer(() => functions.stop())
      // Before that: a function that is ended has not failed, and no workflow may take it so.
      undo.defer(() => stepFunctions.stop())
      for (const { logicalId, properties } of ofType('AWS::Lambda::EventSourceMapping')) {
        const source = String(properties.EventSourceArn).includes(':sqs:') ? queues : dynamoDb
        await source?.attachEventSource(logicalId, properties)
      }
      await stepFunctions.resume()
    },
  }
}

async function startFunctions({
  plan,
  addresses,
  data,
  groundFor,
}: Pick<ServiceParts, 'plan' | 'addresses' | 'data' | 'groundFor'>): Promise<Functions> {
  const code = new CodeStore(data.directory('code'))
  const definitions = functionsOfTemplate(plan, addresses.awsUrl, code)
  code.keepOnly(definitions.map(({ codeDirectory }) => codeDirectory))
  return createFunctions(groundFor('functions'), { definitions, logDirectory: join(data.path, 'logs') })
}

/**
 * Topics and schedules hand their events to Lambda's own queue, as on AWS: from there come the retries and the
 * function's dead letters.
 */
function eventInvoker(events: AsyncInvocations): FunctionInvoker {
  return {
    async invoke(functionRef, payload) {
      const { requestId } = events.accept(functionRef, payload)
      return { ok: true, payload: null, requestId, durationMs: 0 }
    },
    running: () => 0,
  }
}

/** A refusal of Step Functions, as the other services put it: the scheduler tells by it what is worth another try. */
function inAwsTerms(error: unknown): never {
  if (error instanceof ServiceFault) throw new AwsError(error.name, error.message)
  throw error
}
