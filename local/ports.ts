/**
 * The seams inside the local cloud: what the parts ask of each other. Each service is built from these alone, so it
 * can be tested on its own and so that every wait in the cloud follows the one clock.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { DatabaseSync } from 'node:sqlite'

/** The cloud's time: real time plus an offset that time travel moves forward, never back. */
export interface Clock {
  /** Milliseconds since the epoch, in the cloud's time. */
  now(): number
  /**
   * Registers a source of timed work. Whoever holds things that fall due (waits, timeouts, schedules, delayed messages)
   * registers once and keeps the due times in its own durable rows.
   */
  register(source: DueSource): void
  /** Tells the clock that a source's next due time may have changed, so that it re-arms its timer. */
  changed(): void
}

export interface DueSource {
  /** Shown on the clock page, e.g. "workflow timers". */
  name: string
  /** The next due instant in ms of cloud time and what it is in words; undefined when nothing is pending. `brief`: a pause of the machinery that no journey through time
   * stops for by itself. */
  next(): { at: number; what: string; everyMs?: number; brief?: true } | undefined
  /** Fires everything of this source that is due at `now` (ms); resolves when it has been handed over. */
  fire(now: number): Promise<void>
  /** True while something that `fire` or a message set off is still running; time travel waits for it. */
  busy(): boolean
}

/**
 * What comes again sooner than this (a sweep every minute, a check every day) does not stop a journey through time by
 * itself: it fires once at each stop and at the end. What comes less often, such as a quarterly launch, is a stop like
 * any other.
 */
export const oftenMs = 36 * 3_600_000

/** Runs one of the template's functions. `payload` and the answer are JSON values. */
export interface FunctionInvoker {
  /** `functionRef` is a name, ARN or logical id. Throws FunctionNotFound when there is none. */
  invoke(functionRef: string, payload: unknown): Promise<Invocation>
  /** Number of invocations that are running now. */
  running(): number
}

export type Invocation =
  | { ok: true; payload: unknown; requestId: string; durationMs: number }
  /** `errorType` is the thrown class or Lambda's own name such as Sandbox.Timedout. */
  | {
      ok: false
      errorType: string
      errorMessage: string
      payload: unknown
      requestId: string
      durationMs: number
    }

/**
 * Says why a role may not do something, or nothing when it may. `session` names what uses the role, e.g. an execution.
 * For services that act on behalf of the template's resources.
 */
export type RoleRefusal = (
  role: { arn: string; session: string },
  action: string,
  resource: string,
) => string | undefined

/** An AWS service endpoint below its path prefix on the AWS port. `path` is what follows the prefix. */
export interface ServiceEndpoint {
  service: string
  handle(request: IncomingMessage, response: ServerResponse, path: string): Promise<void>
}

/** Counts what AWS would meter: one row per service, thing and unit. */
export interface Meter {
  /** e.g. add('states', 'ReviewMachine', 'transitions', 1) */
  add(service: string, resource: string, unit: string, amount: number): void
}

/** What every service is built from. */
export interface Ground {
  clock: Clock
  database: DatabaseSync
  meter: Meter
  /** Directory for this service's own files, exists already. */
  directory: string
  /** One line for the operator's log. */
  log(line: string): void
}
