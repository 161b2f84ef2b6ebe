import { type ChildProcess, spawn } from 'node:child_process'
import type { ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'
import type { Clock } from '../ports.ts'
import type { FunctionDefinition } from './function-definition.ts'
import { type FunctionLog, markLines } from './function-log.ts'
import type { RuntimeApi, RuntimeClient } from './runtime-api.ts'

/** Lambda's limit for what goes into and comes out of a synchronous invocation. */
export const largestPayloadBytes = 6 * 1024 * 1024

/** Lambda gives the code ten seconds to load before an invocation's own time begins. */
const initLimitMs = 10_000

export const bootstrapFile = fileURLToPath(new URL('bootstrap.cjs', import.meta.url))

export interface Task {
  requestId: string
  /** JSON text */
  event: string
  traceId: string
}

/** What came of a task. `body` is JSON text: the handler's answer or Lambda's description of the error. */
export interface TaskOutcome {
  ok: boolean
  body: string
  /** Milliseconds that the handler ran. */
  durationMs: number
  /** Milliseconds that loading took, when this was the process's first task. */
  initMs?: number
}

/** One execution environment: a process that runs one task at a time and serves one function only. */
export class FunctionProcess implements RuntimeClient {
  readonly #definition: FunctionDefinition
  readonly #clock: Clock
  readonly #log: FunctionLog
  readonly #child: ChildProcess
  readonly #leaveApi: () => void
  readonly #startedAt = performance.now()
  #waiting: ServerResponse | undefined
  #task: (Task & { settle(outcome: TaskOutcome): void }) | undefined
  #deliveredAt: number | undefined
  #initMs: number | undefined
  #timer: NodeJS.Timeout | undefined
  #lastRequestId = 'undefined'
  #gone: (() => void) | undefined
  /** Real time (performance.now) of the last answer. */
  idleSince = performance.now()
  alive = true

  constructor(
    definition: FunctionDefinition,
    parts: { api: RuntimeApi; clock: Clock; log: FunctionLog; compileCache: string; gone(): void },
  ) {
    this.#definition = definition
    this.#clock = parts.clock
    this.#log = parts.log
    this.#gone = parts.gone
    const { address, remove } = parts.api.add(this)
    this.#leaveApi = remove
    // About what Lambda leaves the heap of a function's memory.
    const heapMb = Math.floor(definition.memoryMb * 0.9)
    this.#child = spawn(
      process.execPath,
      [`--max-old-space-size=${heapMb}`, bootstrapFile, definition.codeDirectory],
      {
        cwd: definition.codeDirectory,
        env: {
          ...runtimeVariables(definition),
          ...definition.environment,
          AWS_LAMBDA_RUNTIME_API: address,
          LOCAL_COMPILE_CACHE: parts.compileCache,
          LOCAL_CLOCK_OFFSET: String(parts.clock.now() - Date.now()),
        },
        stdio: ['pipe', 'pipe', 'pipe'],
        // Its own group: Ctrl-C in the terminal is the cloud's business, which then ends its processes in order.
        detached: true,
      },
    )
    this.#child.stdin?.on('error', () => {})
    this.#child.on('error', (error) => this.#ended(`failed to start: ${error.message}`))
    this.#child.on('exit', (code, signal) =>
      this.#ended(signal ? `signal: ${signalWords[signal] ?? signal}` : `exit status ${code}`, code),
    )
    this.#keepLog(this.#child.stdout)
    this.#keepLog(this.#child.stderr)
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  get busy(): boolean {
    return this.#task !== undefined
  }

  /** Runs one task; the process must be alive and not busy. */
  run(task: Task): Promise<TaskOutcome> {
    return new Promise((settle) => {
      this.#task = { ...task, settle }
      this.#lastRequestId = task.requestId
      if (this.#waiting) this.#deliver(this.#waiting)
      else
        this.#timer = setTimeout(() => this.#timedOut(), initLimitMs + this.#definition.timeoutSeconds * 1000)
    })
  }

  kill(): void {
    this.alive = false
    this.#leaveApi()
    this.#child.kill('SIGKILL')
  }

  // --- what the process says, over the Runtime API

  next(response: ServerResponse): void {
    this.#initMs ??= performance.now() - this.#startedAt
    this.#waiting = response
    response.on('close', () => {
      if (this.#waiting === response) this.#waiting = undefined
    })
    if (this.#task && this.#deliveredAt === undefined) this.#deliver(response)
  }

  done(requestId: string, outcome: 'response' | 'error', body: string): { status: number; body: string } {
    if (this.#task?.requestId !== requestId) return { status: 400, body: 'There is no such invocation.' }
    const bytes = Buffer.byteLength(body)
    if (outcome === 'response' && bytes > largestPayloadBytes) {
      this.#settle({
        ok: false,
        body: description(
          'Function.ResponseSizeTooLarge',
          `Response payload size exceeded maximum allowed payload size (${largestPayloadBytes} bytes).`,
        ),
      })
      return { status: 413, body: `The response has ${bytes} bytes, the limit is ${largestPayloadBytes}.` }
    }
    this.#settle({ ok: outcome === 'response', body })
    return { status: 202, body: '' }
  }

  initFailed(body: string): void {
    this.#settle({ ok: false, body })
    this.kill()
  }

  // ---

  #deliver(response: ServerResponse): void {
    const task = this.#task
    if (!task) return
    clearTimeout(this.#timer)
    this.#waiting = undefined
    const limitMs = this.#definition.timeoutSeconds * 1000
    const now = this.#clock.now()
    this.#deliveredAt = performance.now()
    this.#timer = setTimeout(() => this.#timedOut(), limitMs)
    response.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': task.requestId,
      'lambda-runtime-deadline-ms': String(now + limitMs),
      'lambda-runtime-invoked-function-arn': this.#definition.arn,
      'lambda-runtime-trace-id': task.traceId,
      'local-clock-offset-ms': String(now - Date.now()),
    })
    response.end(task.event)
  }

  #timedOut(): void {
    const { timeoutSeconds } = this.#definition
    this.#settle({
      ok: false,
      body: description(
        'Sandbox.Timedout',
        `RequestId: ${this.#task?.requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
      ),
    })
    this.kill()
  }

  #ended(how: string, code?: number | null): void {
    this.alive = false
    this.#leaveApi()
    const reason =
      code === 0 ? 'Runtime exited without providing a reason' : `Runtime exited with error: ${how}`
    this.#settle({
      ok: false,
      body: description('Runtime.ExitError', `RequestId: ${this.#task?.requestId} Error: ${reason}`),
    })
    this.#gone?.()
    this.#gone = undefined
  }

  #settle(outcome: { ok: boolean; body: string }): void {
    const task = this.#task
    if (!task) return
    clearTimeout(this.#timer)
    const durationMs = this.#deliveredAt === undefined ? 0 : performance.now() - this.#deliveredAt
    const initMs = this.#initMs === undefined || this.#initMs < 0 ? undefined : this.#initMs
    this.#initMs = -1
    this.#task = undefined
    this.#deliveredAt = undefined
    this.idleSince = performance.now()
    task.settle({ ...outcome, durationMs, ...(initMs === undefined ? {} : { initMs }) })
  }

  #keepLog(stream: NodeJS.ReadableStream | null): void {
    let rest = ''
    const mark = () => `${new Date(this.#clock.now()).toISOString()}\t${this.#lastRequestId}`
    stream?.setEncoding('utf8')
    stream?.on('data', (chunk: string) => {
      const end = chunk.lastIndexOf('\n') + 1
      if (end === 0) {
        rest += chunk
        return
      }
      this.#log.write(markLines(rest + chunk.slice(0, end), mark))
      rest = chunk.slice(end)
    })
    stream?.on('end', () => {
      if (rest) this.#log.write(markLines(rest, mark))
    })
  }
}

export function description(errorType: string, errorMessage: string): string {
  return JSON.stringify({ errorType, errorMessage })
}

const signalWords: Record<string, string> = {
  SIGKILL: 'killed',
  SIGABRT: 'aborted',
  SIGSEGV: 'segmentation fault',
}

/** What Lambda itself puts into the environment of a function. */
function runtimeVariables(definition: FunctionDefinition): Record<string, string> {
  const region = definition.arn.split(':')[3] ?? ''
  return {
    PATH: process.env.PATH ?? '',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    LAMBDA_TASK_ROOT: definition.codeDirectory,
    _HANDLER: definition.handler,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${definition.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: definition.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${definition.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    // The person's own AWS settings must not leak into the functions.
    AWS_CONFIG_FILE: '/nonexistent/config',
    AWS_SHARED_CREDENTIALS_FILE: '/nonexistent/credentials',
    AWS_EC2_METADATA_DISABLED: 'true',
  }
}
