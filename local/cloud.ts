import { join, resolve } from 'node:path'
import { type CloudClock, createClock } from './clock.ts'
import { type DataDirectory, openDataDirectory } from './data-directory.ts'
import { createAsyncInvocations } from './functions/async-invocations.ts'
import { CodeStore } from './functions/code-store.ts'
import { createFunctions } from './functions/functions.ts'
import { functionsOfTemplate } from './functions/functions-of-template.ts'
import { createLambdaEndpoint } from './functions/lambda-endpoint.ts'
import { createHttpApi } from './http-api/http-api.ts'
import { httpApiOfTemplate } from './http-api/http-api-of-template.ts'
import { listenOnLoopback } from './loopback-server.ts'
import { createMeter } from './meter.ts'
import type { Ground, ServiceEndpoint } from './ports.ts'
import { planCloud } from './template/plan.ts'
import { readAssembly } from './template/read-assembly.ts'

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

/**
 * Starts the synthesized app on this machine and resolves when it answers.
 * @throws CannotStart with one sentence about what is in the way; nothing is left running then.
 */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const undo: (() => Promise<void> | void)[] = []
  const stop = async () => {
    for (let next = undo.pop(); next; next = undo.pop()) await next()
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
  undo: (() => Promise<void> | void)[],
): Promise<Omit<Cloud, 'stop'>> {
  const { database } = data
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
  const clock = createClock({ database, log })
  undo.push(() => clock.stop())
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
  code.keepOnly(definitions.map((definition) => definition.codeDirectory))
  const functions = await createFunctions(groundFor('functions'), {
    definitions,
    logDirectory: join(data.path, 'logs'),
  })
  undo.push(() => functions.stop())
  clock.waitFor({ name: 'functions', busy: () => functions.running() > 0 })
  const events = createAsyncInvocations(groundFor('functions'), {
    functions,
    sendToQueue: async () => {},
  })

  const endpoints: ServiceEndpoint[] = [createLambdaEndpoint(functions, events)]
  const byPrefix = new Map(endpoints.map((endpoint) => [endpoint.service, endpoint]))
  aws.serve(async (request, response) => {
    const [, prefix = '', rest = ''] = /^\/([^/?]+)(.*)$/.exec(request.url ?? '') ?? []
    const endpoint = byPrefix.get(prefix)
    // The functions' clients are no browsers; a page that a browser shows has no business here.
    if (
      !endpoint ||
      request.headers.origin !== undefined ||
      request.headers['sec-fetch-site'] !== undefined
    ) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('There is no such AWS service here.\n')
      return
    }
    await endpoint.handle(request, response, rest.startsWith('/') ? rest : `/${rest}`)
  })

  const apiDefinition = httpApiOfTemplate(plan)
  const api = apiDefinition && createHttpApi(groundFor('http-api'), { definition: apiDefinition, functions })
  site.serve(async (request, response) => {
    if (api) await api.handle(request, response)
    else response.writeHead(404).end()
  })
  clock.start()
  return { url: site.url, awsUrl: aws.url, clock }
}
