import { resolve } from 'node:path'
import { type CloudClock, createClock } from './clock.ts'
import { executionsOfTemplate } from './cloud/executions-of-template.ts'
import { awsHandler, siteHandler } from './cloud/site-handler.ts'
import { startServices } from './cloud/start-services.ts'
import { openDataDirectory } from './data-directory.ts'
import { createHttpApi } from './http-api/http-api.ts'
import { httpApiOfTemplate } from './http-api/http-api-of-template.ts'
import { rightsInUse } from './iam/rights-in-use.ts'
import { listenOnLoopback } from './loopback-server.ts'
import { createMeter } from './meter.ts'
import { inboxOfMail } from './pages/inbox-of-mail.ts'
import { createLocalSite } from './pages/local-site.ts'
import type { Ground } from './ports.ts'
import { sampleAccounts } from './services/issuer/accounts.ts'
import type { ProgramClient } from './services/issuer/program-client.ts'
import type { Neighbour } from './services/object-store/neighbour.ts'
import { planCloud } from './template/plan.ts'
import { readAssembly } from './template/read-assembly.ts'

export interface CloudOptions {
  /** Directory of the synthesized app. */
  assembly: string
  /** Directory for everything the cloud remembers; made if missing. */
  dataDir: string
  /** Public port; 0 takes a free one. */
  port: number
  /** A cloud of another account on this machine, whose buckets the functions may reach if both sides let them. */
  neighbour?: Neighbour
  /** Lines for the operator. */
  log?(line: string): void
}

export interface Cloud {
  /** Origin of the pages and the HTTP API. */
  url: string
  /** Base of the AWS endpoints. */
  awsUrl: string
  clock: CloudClock
  /** With which a program gets tokens for the API. */
  program: ProgramClient | undefined
  /** Ends everything that was started, in order. */
  stop(): Promise<void>
}

/**
 * Starts the synthesized app on this machine and resolves when it answers.
 * @throws CannotStart with one sentence about what is in the way; nothing is left running then.
 */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  // Ended in the opposite order of the start; ending twice is ending once.
  const undo = new AsyncDisposableStack()
  try {
    return { ...(await assemble(options, undo)), stop: () => undo.disposeAsync() }
  } catch (error) {
    await undo.disposeAsync()
    throw error
  }
}

async function assemble(
  { assembly, dataDir, port, neighbour, log = () => {} }: CloudOptions,
  undo: AsyncDisposableStack,
): Promise<Omit<Cloud, 'stop'>> {
  const data = openDataDirectory(resolve(dataDir))
  undo.defer(() => data.close())
  // The ports come first, because the template's values are made of them. Until everything is there they say so.
  const site = await listenOnLoopback(port, log)
  undo.defer(() => site.close())
  const aws = await listenOnLoopback(0, log)
  undo.defer(() => aws.close())
  data.tellOthers({ url: site.url, awsUrl: aws.url })
  const addresses = { publicUrl: site.url, awsUrl: aws.url, issuerUrl: `${site.url}/issuer` }
  const plan = planCloud(readAssembly(assembly), addresses)

  const { database } = data
  const clock = createClock({ database, log })
  const meter = createMeter(database)
  const groundFor = (name: string): Ground => ({
    clock,
    database,
    meter,
    directory: data.directory(name),
    log: (line) => log(`${name}: ${line}`),
  })
  const services = await startServices({ plan, addresses, data, clock, groundFor, undo, neighbour })
  const { functions, issuer, machines, stepFunctions } = services
  aws.serve(awsHandler(services.endpoints))
  await services.begin()

  const definition = httpApiOfTemplate(plan)
  const local = createLocalSite({
    clock,
    meter,
    inbox: inboxOfMail(services.mail),
    executions: (machine) => executionsOfTemplate(stepFunctions, machines, machine),
    rights: () => rightsInUse(services.rights),
    people: sampleAccounts,
    buckets: data.directory('buckets'),
  })
  const api = definition && createHttpApi(groundFor('http-api'), { definition, functions })
  site.serve(siteHandler(site.url, { local, issuer, api }))
  clock.start()
  undo.defer(() => clock.stop())
  return { url: site.url, awsUrl: aws.url, clock, program: issuer.program }
}
