import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type {
  Clock,
  DueSource,
  FunctionInvoker,
  Ground,
  Invocation,
  ServiceEndpoint,
} from '../../../local/ports.ts'

/** A clock for tests: real time plus an offset, fired only by `advance` and by a short real timer. */
export interface TestClock extends Clock {
  /** Moves time forward by so many milliseconds, firing what falls due on the way, in order. */
  advance(ms: number): Promise<void>
  /** What each source says comes next. */
  due(): NonNullable<ReturnType<DueSource['next']>>[]
  /** Resolves when nothing is busy. */
  settle(): Promise<void>
  stop(): void
}

export function createTestClock(): TestClock {
  const sources: DueSource[] = []
  let offset = 0
  const now = (): number => Date.now() + offset
  const settle = async (): Promise<void> => {
    let quiet = 0
    while (quiet < 3) {
      await new Promise((resolve) => setTimeout(resolve, 2))
      quiet = sources.some((source) => source.busy()) ? 0 : quiet + 1
    }
  }
  const timer = setInterval(() => {
    for (const source of sources) {
      const next = source.next()
      if (next !== undefined && next.at <= now()) void source.fire(now())
    }
  }, 5)
  return {
    now,
    register: (source) => sources.push(source),
    changed: () => {},
    due: () => sources.flatMap((source) => source.next() ?? []),
    settle,
    async advance(ms) {
      const target = now() + ms
      for (;;) {
        await settle()
        const dues = sources.flatMap((source) => {
          const next = source.next()
          return next === undefined ? [] : [{ source, at: next.at }]
        })
        const first = dues.sort((a, b) => a.at - b.at)[0]
        if (first === undefined || first.at > target) break
        offset = Math.max(offset, first.at - Date.now())
        await first.source.fire(now())
      }
      offset = Math.max(offset, target - Date.now())
      await settle()
    },
    stop: () => clearInterval(timer),
  }
}

/** Functions of a test: name, the end of an ARN → what it does with its payload. */
export type TestFunctions = Record<string, (payload: never) => unknown>

export function createTestInvoker(functions: TestFunctions): FunctionInvoker {
  let running = 0
  return {
    running: () => running,
    async invoke(functionRef, payload): Promise<Invocation> {
      const run = functions[functionRef.slice(functionRef.lastIndexOf(':') + 1)]
      if (run === undefined) throw new Error(`FunctionNotFound: ${functionRef}`)
      running++
      try {
        return { ok: true, payload: await run(payload as never), requestId: 'request', durationMs: 1 }
      } catch (error) {
        const { name: errorType, message: errorMessage } = error as Error
        return { ok: false, errorType, errorMessage, payload: null, requestId: 'request', durationMs: 1 }
      } finally {
        running--
      }
    },
  }
}

/** A place for services: a directory that outlives a restart, a database, a clock, a server for the endpoints. */
export interface TestCloud {
  ground(service: string): Ground
  clock: TestClock
  directory: string
  /** Metered amounts by "service resource unit". */
  metered: Map<string, number>
  logged: string[]
  /** Serves an endpoint and returns its URL. */
  serve(endpoint: ServiceEndpoint): Promise<string>
  /** Closes servers and the database; the directory stays for the next one. */
  close(): Promise<void>
  remove(): void
}

export function createTestCloud(directory = mkdtempSync(join(tmpdir(), 'local-services-'))): TestCloud {
  const database = new DatabaseSync(join(directory, 'cloud.sqlite'))
  database.exec('PRAGMA journal_mode = WAL')
  const clock = createTestClock()
  const metered = new Map<string, number>()
  const logged: string[] = []
  const closing: (() => Promise<void>)[] = []
  return {
    clock,
    directory,
    metered,
    logged,
    ground(service) {
      const own = join(directory, service)
      mkdirSync(own, { recursive: true })
      const meter = {
        add(metering: string, resource: string, unit: string, amount: number) {
          const name = `${metering} ${resource} ${unit}`
          metered.set(name, (metered.get(name) ?? 0) + amount)
        },
      }
      return { clock, database, meter, directory: own, log: (line) => logged.push(line) }
    },
    async serve(endpoint) {
      const prefix = `/${endpoint.service}`
      const server = createServer((request, response) => {
        void endpoint.handle(request, response, (request.url ?? '/').slice(prefix.length) || '/')
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      closing.push(async () => {
        server.closeAllConnections()
        await new Promise((resolve) => server.close(resolve))
      })
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}`
    },
    async close() {
      clock.stop()
      for (const close of closing) await close()
      database.close()
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  }
}

/** Settings for any SDK client of a test. */
export function clientSettings(endpoint: string): {
  endpoint: string
  region: string
  credentials: { accessKeyId: string; secretAccessKey: string }
} {
  return { endpoint, region: 'eu-central-1', credentials: { accessKeyId: 'Test', secretAccessKey: 'test' } }
}
