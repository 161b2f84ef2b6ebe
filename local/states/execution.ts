import type { Json, JsonObject, Payload } from './json.ts'
import type { StateError } from './state-error.ts'

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED'

/** One execution, as its row holds it. Times are ms of cloud time. */
export interface Execution {
  id: number
  arn: string
  machineArn: string
  /** `Machine`, or `Machine/Label` for the children of a distributed map. */
  machineName: string
  name: string
  kind: 'STANDARD' | 'EXPRESS'
  roleArn: string
  /** Key of the definition it was started with; later versions of the machine do not concern it. */
  definition: string
  /** The body it runs: 0, or the processor of a distributed map. */
  body: number
  /** PENDING children of a distributed map wait for their turn and are not shown. */
  status: ExecutionStatus | 'PENDING'
  input: Payload
  output: Payload | null
  error: string | null
  cause: string | null
  startedAt: number
  stoppedAt: number | null
  deadlineAt: number | null
  /** Id of the newest event. */
  events: number
  /** Number of the newest frame. */
  frames: number
  transitions: number
  redrives: number
  redrivenAt: number | null
  /** For children of a distributed map. */
  mapRun: { id: number; index: number; items: number } | null
  /** The task of another execution that waits for this one to close. */
  waiter: { execution: number; frame: number; scheduledEvent: number } | null
}

/**
 * Where a frame stands.
 * - enter: its state comes next; rework: its state is to be worked again, without entering.
 * - invoking: a function was called, its answer is not recorded; reading: a map run's items are being read.
 * - token, execution: a task waits for its token, or for the execution that it started.
 * - waiting, retrying: nothing happens before `wakeAt`.
 * - children: a Parallel or Map whose branches or iterations are frames; mapRun: a Map whose iterations are executions.
 * - done: a branch or iteration that ended; its output waits for its siblings.
 * - failed, aborted: where a closed execution stood, kept for a redrive.
 */
export type Phase =
  | 'enter'
  | 'rework'
  | 'invoking'
  | 'reading'
  | 'token'
  | 'execution'
  | 'waiting'
  | 'retrying'
  | 'children'
  | 'mapRun'
  | 'done'
  | 'failed'
  | 'aborted'

/** A task's outcome. */
export type Outcome = { ok: true; output: Payload } | { ok: false; error: StateError }

/**
 * A token of control: one run of a body, at one of its states. The execution itself is frame 1; every branch and
 * iteration of a state that is being worked is a frame below it.
 */
export interface Frame {
  no: number
  parent: number | null
  /** Which branch or iteration of the parent's state this is. */
  index: number
  body: number
  state: string
  phase: Phase
  /** The state's input. */
  input: Payload
  /** Variables of this scope; those of the frames above are readable, too. */
  variables: JsonObject
  enteredEvent: number
  enteredAt: number
  /** Previous event of the next event. */
  lastEvent: number
  /** Of the running attempt of a task; makes answers to older attempts recognizable. */
  scheduledEvent: number
  /** How often each retrier of the state has been used. */
  retries: number[]
  wakeAt: number | null
  timeoutAt: number | null
  heartbeatAt: number | null
  heartbeatSeconds: number | null
  /** A token's outcome that arrived before the function that was given the token had answered. */
  answer: Outcome | null
  /** Of a branch or iteration that is done. */
  output: Payload | null
  /** Of a Parallel or Map: branches or items in all, started, done, and how many may run at once. */
  total: number
  started: number
  finished: number
  concurrency: number
  /** The map run that a distributed Map waits for. */
  mapRun: number | null
  /** An inline Map's items, once they were read from their own row; not saved with the frame. */
  items: Json[] | null
}

export function newFrame(
  place: Pick<Frame, 'no' | 'parent' | 'index' | 'body' | 'state' | 'input' | 'lastEvent'>,
): Frame {
  return {
    ...place,
    phase: 'enter',
    variables: {},
    enteredEvent: 0,
    enteredAt: 0,
    scheduledEvent: 0,
    retries: [],
    wakeAt: null,
    timeoutAt: null,
    heartbeatAt: null,
    heartbeatSeconds: null,
    answer: null,
    output: null,
    total: 0,
    started: 0,
    finished: 0,
    concurrency: 0,
    mapRun: null,
    items: null,
  }
}

/** When the frame is to be woken, if at all. */
export function dueAt(frame: Frame): number | null {
  const times = [frame.wakeAt, frame.timeoutAt, frame.heartbeatAt].filter((at) => at !== null)
  return times.length === 0 ? null : Math.min(...times)
}

/** Forgets what only the attempt that just ended needed. */
export function clearAttempt(frame: Frame): void {
  frame.scheduledEvent = 0
  frame.wakeAt = null
  frame.timeoutAt = null
  frame.heartbeatAt = null
  frame.heartbeatSeconds = null
  frame.answer = null
  frame.total = 0
  frame.started = 0
  frame.finished = 0
  frame.concurrency = 0
  frame.mapRun = null
  frame.items = null
}

/** The children of a distributed map, as the map run's row counts them. Counts are of items, not of batches. */
export interface MapRun {
  id: number
  execution: number
  frame: number
  arn: string
  /** `Machine/Label` and its ARN. */
  machineName: string
  machineArn: string
  kind: 'STANDARD' | 'EXPRESS'
  processor: number
  concurrency: number
  /** Undefined in the state: no threshold of that kind. */
  toleratedCount: number | null
  toleratedPercentage: number | null
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED'
  items: number
  executions: number
  running: number
  closed: number
  failedItems: number
  startedAt: number
  stoppedAt: number | null
}
