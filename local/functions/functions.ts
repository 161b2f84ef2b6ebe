import { randomBytes, randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { availableParallelism, totalmem } from 'node:os'
import { join } from 'node:path'
import type { FunctionInvoker, Ground, Invocation } from '../ports.ts'
import { type FunctionDefinition, FunctionNotFound } from './function-definition.ts'
import { FunctionLog } from './function-log.ts'
import { description, FunctionProcess, largestPayloadBytes, type TaskOutcome } from './function-process.ts'
import { killLeftovers, ProcessRecords } from './process-records.ts'
import { RuntimeApi } from './runtime-api.ts'

/** How many processes may be at work at once; more invocations wait for their turn. */
const perFunction = Math.max(4, 2 * availableParallelism())
const overall = Math.max(16, 4 * availableParallelism())
/** How many idle processes are kept for the next invocation, 50 to 70 MB each: about an eighth of the memory. */
const idleKept = Math.min(40, Math.max(8, Math.floor(totalmem() / 2 ** 29)))
/** For so long they are kept. */
const idleMs = 5 * 60_000

export interface Functions extends FunctionInvoker {
  definitions: FunctionDefinition[]
  find(functionRef: string): FunctionDefinition | undefined
  /** Ends all processes; invocations that run are given a moment to finish. */
  stop(): Promise<void>
}

interface Pool {
  definition: FunctionDefinition
  log: FunctionLog
  processes: Set<FunctionProcess>
  waiting: (() => void)[]
  active: number
}

/**
 * Runs the functions of the template: a process per concurrent invocation, kept for the next one.
 * The function's directory of the ground takes code cache and logs (`logs/<function>.log`).
 */
export async function createFunctions(
  ground: Ground,
  { definitions, logDirectory }: { definitions: FunctionDefinition[]; logDirectory: string },
): Promise<Functions> {
  const api = new RuntimeApi()
  await api.listen()
  mkdirSync(logDirectory, { recursive: true })
  killLeftovers(ground.database)
  const records = new ProcessRecords(ground.database)
  const compileCache = join(ground.directory, 'compile-cache')
  const pools = new Map<string, Pool>()
  const byRef = new Map<string, Pool>()
  for (const definition of definitions) {
    const pool: Pool = {
      definition,
      log: new FunctionLog(logDirectory, definition.name),
      processes: new Set(),
      waiting: [],
      active: 0,
    }
    pools.set(definition.name, pool)
    for (const ref of [definition.logicalId, definition.name, definition.arn]) byRef.set(ref, pool)
  }
  let running = 0
  let stopped = false
  let atWork = 0
  const waitingForAny: (() => void)[] = []

  const all = () => [...pools.values()].flatMap((pool) => [...pool.processes])

  const find = (functionRef: string) =>
    byRef.get(functionRef) ?? byRef.get(functionRef.replace(/:\$LATEST$/, ''))

  function processFor(pool: Pool): FunctionProcess {
    for (const process of pool.processes) if (process.alive && !process.busy) return process
    const process: FunctionProcess = new FunctionProcess(pool.definition, {
      api,
      clock: ground.clock,
      log: pool.log,
      compileCache,
      gone: () => {
        pool.processes.delete(process)
        if (process.pid !== undefined) records.remove(process.pid)
      },
    })
    pool.processes.add(process)
    if (process.pid !== undefined) records.add(process.pid)
    return process
  }

  /** Resolves when a place is free; the place is taken. */
  async function takePlace(pool: Pool): Promise<void> {
    if (pool.active >= perFunction) await new Promise<void>((go) => pool.waiting.push(go))
    else pool.active += 1
    if (atWork >= overall) await new Promise<void>((go) => waitingForAny.push(go))
    else atWork += 1
  }

  function freePlace(pool: Pool): void {
    // A place that is freed goes to the one who waits, without being counted down and up.
    const next = waitingForAny.shift()
    if (next) next()
    else atWork -= 1
    const ofThisFunction = pool.waiting.shift()
    if (ofThisFunction) ofThisFunction()
    else pool.active -= 1
  }

  async function runTask(pool: Pool, event: string, requestId: string): Promise<TaskOutcome> {
    const { definition, log } = pool
    await takePlace(pool)
    try {
      const now = () => new Date(ground.clock.now()).toISOString()
      log.write(`${now()}\t${requestId}\tSTART\n`)
      const outcome = await processFor(pool).run({ requestId, event, traceId: traceId(ground.clock.now()) })
      // What the code throws it has logged itself; what ends the process it could not.
      if (!outcome.ok && /"(Sandbox|Runtime\.Exit|Function)/.test(outcome.body)) {
        log.write(`${now()}\t${requestId}\tERROR\t${outcome.body}\n`)
      }
      log.write(`${now()}\t${requestId}\tEND\tDuration: ${outcome.durationMs.toFixed(2)} ms\n`)
      meter(definition, outcome)
      return outcome
    } finally {
      freePlace(pool)
      dropIdle()
    }
  }

  function meter(definition: FunctionDefinition, { durationMs, initMs }: TaskOutcome): void {
    const gb = definition.memoryMb / 1024
    ground.meter.add('lambda', definition.name, 'requests', 1)
    ground.meter.add('lambda', definition.name, 'gbSeconds', (gb * Math.ceil(durationMs)) / 1000)
    // Billed as well on AWS, but how long loading takes depends on the machine more than on the function.
    if (initMs) ground.meter.add('lambda', definition.name, 'initGbSeconds', (gb * Math.ceil(initMs)) / 1000)
  }

  function dropIdle(): void {
    const idle = all()
      .filter((process) => process.alive && !process.busy)
      .sort((a, b) => b.idleSince - a.idleSince)
    const oldest = performance.now() - idleMs
    for (const [position, process] of idle.entries()) {
      if (position >= idleKept || process.idleSince < oldest) process.kill()
    }
  }
  const reaper = setInterval(dropIdle, 30_000)
  reaper.unref()

  return {
    definitions,
    find: (functionRef) => find(functionRef)?.definition,
    running: () => running,
    async invoke(functionRef, payload) {
      const pool = find(functionRef)
      if (!pool) throw new FunctionNotFound(functionRef)
      if (stopped) throw new Error('The cloud is stopping; no function is run any more.')
      const requestId = randomUUID()
      const event = JSON.stringify(payload ?? null)
      if (Buffer.byteLength(event) > largestPayloadBytes) {
        return refused(
          requestId,
          'RequestEntityTooLargeException',
          `${Buffer.byteLength(event)} byte payload is too large for the RequestResponse invocation type (limit ${largestPayloadBytes} bytes)`,
        )
      }
      const { reservedConcurrency } = pool.definition
      if (reservedConcurrency !== undefined && pool.active + pool.waiting.length >= reservedConcurrency) {
        return refused(requestId, 'TooManyRequestsException', 'Rate Exceeded.')
      }
      running += 1
      try {
        return toInvocation(requestId, await runTask(pool, event, requestId))
      } finally {
        running -= 1
      }
    },
    async stop() {
      if (stopped) return
      stopped = true
      clearInterval(reaper)
      const limit = performance.now() + 3000
      while (running > 0 && performance.now() < limit) await new Promise((go) => setTimeout(go, 20))
      for (const process of all()) process.kill()
      api.close()
    },
  }
}

function refused(requestId: string, errorType: string, errorMessage: string): Invocation {
  return toInvocation(requestId, { ok: false, body: description(errorType, errorMessage), durationMs: 0 })
}

function toInvocation(requestId: string, outcome: TaskOutcome): Invocation {
  const { durationMs } = outcome
  let payload: unknown
  try {
    payload = JSON.parse(outcome.body)
  } catch {
    const body = {
      errorType: 'Runtime.InvalidResponse',
      errorMessage: 'The answer of the function is not JSON.',
    }
    return { ok: false, ...body, payload: body, requestId, durationMs }
  }
  if (outcome.ok) return { ok: true, payload, requestId, durationMs }
  const { errorType = 'Error', errorMessage = '' } = (payload ?? {}) as Record<string, string>
  return { ok: false, errorType, errorMessage, payload, requestId, durationMs }
}

/** An X-Ray trace header; nothing is sampled here. */
function traceId(nowMs: number): string {
  const seconds = Math.floor(nowMs / 1000)
    .toString(16)
    .padStart(8, '0')
  return `Root=1-${seconds}-${randomBytes(12).toString('hex')};Parent=${randomBytes(8).toString('hex')};Sampled=0`
}
