import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type CloudClock, createClock } from './clock.ts'
import { type DataDirectory, openDataDirectory } from './data-directory.ts'
import { createAsyncInvocations } from './functions/async-invocations.ts'
import { CodeStore } from './functions/code-store.ts'
import { createFunctions } from './functions/functions.ts'
import { functionsOfTemplate } from './functions/functions-of-template.ts'
import { createLambdaEndpoint } from './functions/lambda-endpoint.ts'
import { createHttpApi } from './http-api/http-api.ts'
import { httpApiOfTemplate } from './http-api/http-api-of-template.ts'
import { type Handler, listenOnLoopback } from './loopback-server.ts'
import { createMeter } from './meter.ts'
import { inboxOfMail } from './pages/inbox-of-mail.ts'
import { createLocalSite } from './pages/local-site.ts'
import type { Ground, ServiceEndpoint } from './ports.ts'
import { createDynamoDb } from './services/dynamodb.ts'
import { sampleAccounts } from './services/issuer/accounts.ts'
import { createIssuer } from './services/issuer.ts'
import { createMail } from './services/mail.ts'
import { createObjectStore } from './services/object-store.ts'
import { createQueues } from './services/queues.ts'
import { createScheduler } from './services/scheduler.ts'
import { AwsError } from './services/wire.ts'
import { ServiceFault } from './states/service-fault.ts'
import { createStepFunctions, type StepFunctions } from './states/step-functions.ts'
import { CannotStart } from './template/cannot-start.ts'
import { planCloud } from './template/plan.ts'
import { readAssembly } from './template/read-assembly.ts'
import { stateMachinesOf, type TemplateStateMachine } from './template/state-machines.ts'

export interface CloudOptions {
  /** Directory of the synthesized app. */
  assembly: string
  /** Directory for everything the cloud remembers; made if missing. */
  dataDir: string
  /** Public port; 0 takes a free one. */
  port: number
  /** Lines for the operator. */
  log?(line: string): void
}

export interface Cloud {
  /** Origin of the pages and the HTTP API. */
  url: string
  /** Base of the AWS endpoints. */
  awsUrl: string
  clock: CloudClock
  /** Ends everything that was started, in order. */
  stop(): Promise<void>
}

/** What has been started, to be ended the other way round. */
type Undo = (() => Promise<void> | void)[]

/**
 * Starts the synthesized app on this machine and resolves when it answers.
 * @throws CannotStart with one sentence about what is in the way; nothing is left running then.
 */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const undo: Undo = []
  let stopping: Promise<void> | undefined
  const stop = () => {
    stopping ??= (async () => {
      for (let next = undo.pop(); next; next = undo.pop()) await next()
    })()
    return stopping
  }
  try {
    const data = openDataDirectory(resolve(options.dataDir))
    undo.push(() => data.close())
    return { ...(await assemble(options, data, undo)), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function assemble(
  { assembly, port, log = () => {} }: CloudOptions,
  data: DataDirectory,
  undo: Undo,
): Promise<Omit<Cloud, 'stop'>> {
  const { database } = data
  // The ports come first, because the template's values are made of them. Until everything is there they say so.
  const site = await listenOnLoopback(port, log)
  undo.push(() => site.close())
  const aws = await listenOnLoopback(0, log)
  undo.push(() => aws.close())
  data.tellOthers(site.url)
  const plan = planCloud(readAssembly(assembly), {
    publicUrl: site.url,
    awsUrl: aws.url,
    issuerUrl: `${site.url}/issuer`,
  })
  const ofType = (...types: string[]) => plan.resources.filter(({ type }) => types.includes(type))

  const clock = createClock({ database, log })
  const meter = createMeter(database)
  const groundFor = (name: string): Ground => ({
    clock,
    database,
    meter,
    directory: data.directory(name),
    log: (line) => log(`${name}: ${line}`),
  })

  const code = new CodeStore(data.directory('code'))
  const definitions = functionsOfTemplate(plan, aws.url, code)
  code.keepOnly(definitions.map(({ codeDirectory }) => codeDirectory))
  const functions = await createFunctions(groundFor('functions'), {
    definitions,
    logDirectory: join(data.path, 'logs'),
  })
  undo.push(() => functions.stop())
  clock.waitFor({ name: 'functions', busy: () => functions.running() > 0 })

  const queues = createQueues(groundFor('queues'), {
    queues: ofType('AWS::SQS::Queue').map(({ name, properties }) => ({ queueName: name, properties })),
    invoker: functions,
    baseUrl: () => `${aws.url}/sqs`,
  })
  undo.push(() => queues.stop())
  const events = createAsyncInvocations(groundFor('functions'), {
    functions,
    sendToQueue: async (queueArn, body) => queues.send(queueArn, body),
  })
  const objects = createObjectStore(groundFor('objects'), {
    buckets: ofType('AWS::S3::Bucket').map(({ name, properties }) => ({ bucketName: name, properties })),
  })
  const mail = createMail(groundFor('mail'), {
    resources: ofType('AWS::SES::ConfigurationSet', 'AWS::SES::ConfigurationSetEventDestination').map(
      ({ type, name, logicalId, properties }) => ({
        type,
        id: type === 'AWS::SES::ConfigurationSet' ? name : logicalId,
        properties,
      }),
    ),
    publish: async () => {},
  })
  undo.push(() => mail.stop())
  const tables = ofType('AWS::DynamoDB::GlobalTable')
  // Java is started for tables only.
  const dynamoDb =
    tables.length === 0
      ? undefined
      : await createDynamoDb(groundFor('dynamodb'), {
          tables: tables.map(({ name, properties }) => ({ tableName: name, properties })),
          invoker: functions,
          sendToDestination: async (arn, body) => queues.send(arn, body),
        }).catch(asSentence)
  undo.push(() => dynamoDb?.stop())
  const machines = stateMachinesOf(plan)
  const stepFunctions = createStepFunctions(groundFor('states'), {
    invoker: functions,
    readObject: (bucket, key) => objects.read(bucket, key),
  })
  undo.push(() => stepFunctions.stop())
  for (const machine of machines) await attempt(() => stepFunctions.createStateMachine(machine))
  const scheduleTargets = {
    invoker: functions,
    startExecution: (request: Parameters<StepFunctions['startExecution']>[0]) =>
      stepFunctions.startExecution(request).catch(inAwsTerms),
    sendToQueue: async (queueArn: string, body: string) => queues.send(queueArn, body),
  }
  const scheduleGroups = ofType('AWS::Scheduler::ScheduleGroup').map(({ name }) => name)
  const scheduler = createScheduler(groundFor('scheduler'), {
    ...scheduleTargets,
    groups: scheduleGroups,
    schedules: [],
  })
  undo.push(() => scheduler.stop())
  // The template's own schedules stand apart, in rows of their own: a source shows the clock only what comes next, and
  // behind a sweep that comes every minute the launch that someone has scheduled would never be seen.
  const sweeps = new DatabaseSync(join(data.directory('scheduler'), 'template.sqlite'))
  sweeps.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
  undo.push(() => sweeps.close())
  const templateScheduler = createScheduler(
    { ...groundFor('scheduler'), database: sweeps },
    {
      ...scheduleTargets,
      groups: scheduleGroups,
      schedules: ofType('AWS::Scheduler::Schedule').map(({ name, properties }) => ({ name, properties })),
    },
  )
  undo.push(() => templateScheduler.stop())
  const issuer = await createIssuer(groundFor('issuer'), {
    publicUrl: site.url,
    clients: ofType('AWS::Cognito::UserPoolClient').map(({ ref, properties }) => ({
      clientId: ref,
      properties,
    })),
  })

  aws.serve(
    awsHandler([
      createLambdaEndpoint(functions, events),
      queues.endpoint,
      mail.endpoint,
      objects.endpoint,
      ...(dynamoDb ? [dynamoDb.endpoint] : []),
      stepFunctions.endpoint,
      scheduler.endpoint,
    ]),
  )

  // Work begins only now that everything that it may touch answers.
  undo.push(() => functions.stop())
  for (const { logicalId, properties } of ofType('AWS::Lambda::EventSourceMapping')) {
    const source = String(properties.EventSourceArn).includes(':sqs:') ? queues : dynamoDb
    await attempt(() => source?.attachEventSource(logicalId, properties))
  }

  const apiDefinition = httpApiOfTemplate(plan)
  const api = apiDefinition && createHttpApi(groundFor('http-api'), { definition: apiDefinition, functions })
  const local = createLocalSite({
    clock,
    meter,
    inbox: inboxOfMail(mail),
    executions: executionsOf(stepFunctions, machines),
    people: sampleAccounts,
  })
  site.serve(async (request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/'
    if (request.headers.host !== new URL(site.url).host) {
      // Cookies and sign-in belong to one name.
      response.writeHead(307, { location: `${site.url}${request.url}` }).end()
    } else if (local.owns(path)) await local.handle(request, response)
    else if (path === '/issuer' || path.startsWith('/issuer/')) await issuer.handle(request, response)
    else if (api) await api.handle(request, response)
    else response.writeHead(404, { 'content-type': 'text/plain' }).end('The app has no pages.\n')
  })
  await stepFunctions.resume()
  clock.start()
  undo.push(() => clock.stop())
  return { url: site.url, awsUrl: aws.url, clock }
}

/** AWS's endpoints, each below its prefix. */
function awsHandler(endpoints: ServiceEndpoint[]): Handler {
  const byPrefix = new Map(endpoints.map((endpoint) => [endpoint.service, endpoint]))
  return async (request, response) => {
    const [, prefix = '', rest = ''] = /^\/([^/?]+)(.*)$/.exec(request.url ?? '') ?? []
    const endpoint = byPrefix.get(prefix)
    const { origin, 'sec-fetch-site': site } = request.headers
    // The functions' clients are no browsers; whatever a browser shows has no business here.
    if (!endpoint || origin !== undefined || site !== undefined) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('There is no such AWS service here.\n')
      return
    }
    await endpoint.handle(request, response, rest.startsWith('/') ? rest : `/${rest}`)
  }
}

/** Executions by machine; a machine is named as in the template or by its physical name, no name means all. */
function executionsOf(stepFunctions: StepFunctions, machines: TemplateStateMachine[]) {
  return (asked: string | undefined) => {
    const named = machines.filter(
      // Logical ids of the CDK end in a hash.
      ({ logicalId, name }) =>
        asked === undefined || [logicalId, logicalId.replace(/[0-9A-F]{8}$/, ''), name].includes(asked),
    )
    const names = named.length > 0 || asked === undefined ? named.map(({ name }) => name) : [asked]
    return names.flatMap((machine) =>
      stepFunctions.listExecutions(machine).map((execution) => ({ machine, ...execution })),
    )
  }
}

/** A refusal of Step Functions, as the other services put it: the scheduler tells by it what is worth another try. */
function inAwsTerms(error: unknown): never {
  if (error instanceof ServiceFault) throw new AwsError(error.name, error.message)
  throw error
}

/** Runs what may find fault with the template. */
async function attempt(work: () => Promise<void> | void): Promise<void> {
  try {
    await work()
  } catch (error) {
    asSentence(error)
  }
}

/** What a service says when it cannot start is a sentence for the operator already. */
function asSentence(error: unknown): never {
  throw new CannotStart(error instanceof Error ? error.message : String(error))
}
