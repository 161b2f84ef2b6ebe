/** A small ground to stand on: a clock that tests move, a database file, and functions that are plain closures. */
import { mkdtempSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createMeter } from '../../../local/meter.ts'
import type { Clock, DueSource, FunctionInvoker, Ground, Invocation } from '../../../local/ports.ts'
import {
  createStepFunctions,
  type StepFunctions,
  type StepFunctionsDeps,
} from '../../../local/states/step-functions.ts'

export const START = Date.parse('2026-03-02T08:00:00.000Z')
export const MACHINE = 'arn:aws:states:eu-central-1:000000000000:stateMachine:Machine'
export const FUNCTION = 'arn:aws:lambda:eu-central-1:000000000000:function:'
export const INVOKE = 'arn:aws:states:::lambda:invoke'
export const WAIT_FOR_TOKEN = 'arn:aws:states:::lambda:invoke.waitForTaskToken'

export class TestClock implements Clock {
  #now = START
  readonly sources: DueSource[] = []

  now(): number {
    return this.#now
  }

  register(source: DueSource): void {
    this.sources.push(source)
  }

  changed(): void {}

  set(at: number): void {
    this.#now = at
  }

  next(): { at: number; what: string } | undefined {
    const due = this.sources.map((source) => source.next()).filter((next) => next !== undefined)
    return due.sort((one, other) => one.at - other.at)[0]
  }
}

/** A function of the cloud: throws, or returns its answer. An Error's name is the error type. */
export type TestFunction = (payload: unknown, call: number) => unknown

export class FunctionNotFound extends Error {
  override readonly name = 'FunctionNotFound'
}

export class TestInvoker implements FunctionInvoker {
  readonly functions: Record<string, TestFunction>
  readonly calls: { name: string; payload: unknown }[] = []
  #running = 0

  constructor(functions: Record<string, TestFunction>) {
    this.functions = functions
  }

  running(): number {
    return this.#running
  }

  async invoke(functionRef: string, payload: unknown): Promise<Invocation> {
    const name = functionRef.split(':').at(-1) ?? ''
    const act = this.functions[name]
    if (act === undefined) throw new FunctionNotFound(`Function not found: ${functionRef}`)
    this.calls.push({ name, payload })
    const call = this.calls.filter((each) => each.name === name).length
    const about = { requestId: `request-${this.calls.length}`, durationMs: 1 }
    this.#running += 1
    try {
      return { ok: true, payload: await act(structuredClone(payload), call), ...about }
    } catch (error) {
      const { name: errorType, message: errorMessage } = error as Error
      const answer = { errorType, errorMessage, trace: [] }
      return { ok: false, errorType, errorMessage, payload: answer, ...about }
    } finally {
      this.#running -= 1
    }
  }
}

export interface TestCloudOptions {
  functions?: Record<string, TestFunction>
  objects?: Record<string, string>
  random?: () => number
  /** Of an earlier cloud whose rows this one takes over. */
  file?: string
  clock?: TestClock
  database?: (file: string) => DatabaseSync
}

export interface HistoryEvent {
  id: number
  previousEventId: number
  type: string
  timestamp: number
  [details: string]: unknown
}

export class TestCloud {
  readonly clock: TestClock
  readonly invoker: TestInvoker
  readonly logged: string[] = []
  readonly file: string
  readonly database: DatabaseSync
  readonly states: StepFunctions
  /** What the function `keepToken` was given, oldest first. */
  readonly tokens: string[] = []
  #server: Server | undefined

  constructor(options: TestCloudOptions = {}) {
    this.clock = options.clock ?? new TestClock()
    this.invoker = new TestInvoker({
      keepToken: (payload) => {
        this.tokens.push((payload as { token: string }).token)
        return {}
      },
      echo: (payload) => payload,
      ...options.functions,
    })
    this.file = options.file ?? join(mkdtempSync(join(tmpdir(), 'states-')), 'cloud.sqlite')
    this.database = (options.database ?? openDatabase)(this.file)
    const ground: Ground = {
      clock: this.clock,
      database: this.database,
      meter: createMeter(this.database),
      directory: tmpdir(),
      log: (line) => this.logged.push(line),
    }
    const deps: StepFunctionsDeps = {
      invoker: this.invoker,
      async readObject(bucket, key) {
        const object = options.objects?.[`${bucket}/${key}`]
        if (object === undefined) throw new Error('The specified key does not exist.')
        return Buffer.from(object)
      },
      ...(options.random === undefined ? {} : { random: options.random }),
    }
    this.states = createStepFunctions(ground, deps)
  }

  create(definition: object, name = 'Machine'): string {
    const arn = MACHINE.replace(/Machine$/, name)
    const full = { QueryLanguage: 'JSONata', ...definition }
    this.states.createStateMachine({
      name,
      arn,
      definition: full,
      roleArn: 'arn:aws:iam::000000000000:role/R',
    })
    return arn
  }

  /** Starts an execution and lets it go as far as it goes without the clock. */
  async start(machineArn: string, input: unknown = {}, name?: string): Promise<Run> {
    const request = { stateMachineArn: machineArn, input: JSON.stringify(input), name }
    const { executionArn } = await this.states.startExecution(request)
    await this.settle()
    return new Run(this, executionArn)
  }

  /** What was metered of a machine, e.g. `transitions`. */
  metered(machine: string, unit: string): number {
    const usage = createMeter(this.database).usage()
    return usage.find((each) => each.resource === machine && each.unit === unit)?.amount ?? 0
  }

  /** An execution that somebody else started. */
  at(executionArn: string): Run {
    return new Run(this, executionArn)
  }

  /** Creates, starts and settles in one go. */
  async run(definition: object, input: unknown = {}): Promise<Run> {
    return this.start(this.create(definition), input)
  }

  /** Until nothing runs any more. */
  async settle(): Promise<void> {
    for (let idle = 0; idle < 3; ) {
      await new Promise((resolve) => setImmediate(resolve))
      idle = this.states.busy() ? 0 : idle + 1
    }
  }

  /** Moves the clock to `ms` later, firing everything on the way, in order. */
  async advance(ms: number): Promise<void> {
    const target = this.clock.now() + ms
    for (let due = this.clock.next(); due !== undefined && due.at <= target; due = this.clock.next()) {
      this.clock.set(Math.max(due.at, this.clock.now()))
      for (const source of this.clock.sources) await source.fire(this.clock.now())
      await this.settle()
    }
    this.clock.set(target)
    await this.settle()
  }

  /** The base URL of the service's API, served from the first time it is asked for. */
  async url(): Promise<string> {
    if (this.#server === undefined) {
      const server = createServer((request, response) => {
        void this.states.endpoint.handle(request, response, '/')
      })
      await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
      this.#server = server
    }
    const address = this.#server.address()
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`
  }

  /** Calls the API; an error has the name that the SDK would give it. */
  async call(operation: string, request: object): Promise<Record<string, unknown>> {
    const response = await fetch(await this.url(), {
      method: 'POST',
      headers: { 'x-amz-target': `AWSStepFunctions.${operation}` },
      body: JSON.stringify(request),
    })
    const body = (await response.json()) as Record<string, unknown>
    if (response.ok) return body
    throw Object.assign(new Error(String(body.message)), { name: String(body.__type).replace(/^.*#/, '') })
  }

  close(): void {
    this.states.stop()
    this.#server?.close()
    this.#server?.closeAllConnections()
    if (this.database.isOpen) this.database.close()
  }
}

export class Run {
  readonly cloud: TestCloud
  readonly arn: string

  constructor(cloud: TestCloud, arn: string) {
    this.cloud = cloud
    this.arn = arn
  }

  async describe(): Promise<Record<string, unknown> & { status: string; error?: string; cause?: string }> {
    return (await this.cloud.call('DescribeExecution', { executionArn: this.arn })) as never
  }

  async status(): Promise<string> {
    return (await this.describe()).status
  }

  async output(): Promise<unknown> {
    const described = await this.describe()
    if (described.status !== 'SUCCEEDED') {
      throw new Error(`the execution is ${described.status}: ${described.error} ${described.cause}`)
    }
    return JSON.parse(String(described.output))
  }

  async history(): Promise<HistoryEvent[]> {
    const events: HistoryEvent[] = []
    let nextToken: unknown
    do {
      const request = { executionArn: this.arn, maxResults: 1000, nextToken }
      const page = await this.cloud.call('GetExecutionHistory', request)
      events.push(...(page.events as HistoryEvent[]))
      nextToken = page.nextToken
    } while (nextToken !== undefined)
    return events
  }

  /** The types of all events but ExecutionStarted. */
  async types(): Promise<string[]> {
    return (await this.history()).slice(1).map((event) => event.type)
  }

  /** The details of the first event of a type. */
  async details(type: string): Promise<Record<string, unknown> | undefined> {
    const event = (await this.history()).find((each) => each.type === type)
    if (event === undefined) throw new Error(`no ${type} in the history`)
    const key = Object.keys(event).find((name) => name.endsWith('EventDetails'))
    return key === undefined ? undefined : (event[key] as Record<string, unknown>)
  }
}

export function openDatabase(file: string): DatabaseSync {
  const database = new DatabaseSync(file)
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
  return database
}

/** A task that calls a test function through lambda:invoke and gives back what it returned. */
export const call = (name: string, payload: unknown, more: object = { End: true }) => ({
  Type: 'Task',
  Resource: INVOKE,
  Arguments: { FunctionName: `${FUNCTION}${name}`, Payload: payload },
  Output: '{% $states.result.Payload %}',
  ...more,
})

/** A task that hands its token to `keepToken` and waits. */
export const waitForToken = (more: object = { End: true }) => ({
  Type: 'Task',
  Resource: WAIT_FOR_TOKEN,
  Arguments: { FunctionName: `${FUNCTION}keepToken`, Payload: { token: '{% $states.context.Task.Token %}' } },
  ...more,
})

/** A machine of one state, `A`. */
export const only = (state: object) => ({ StartAt: 'A', States: { A: state } })
