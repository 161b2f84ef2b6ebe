import type { RoleRefusal } from '../ports.ts'
import type { Body, Definition, State } from './definition.ts'
import type { Execution, Frame } from './execution.ts'
import type { Scope } from './expression.ts'
import type { HistoryEvent } from './history.ts'
import type { Json, JsonObject } from './json.ts'
import { MAX_EVENTS } from './limits.ts'
import type { Effect } from './signal.ts'
import type { Starter } from './starter.ts'
import type { StateError } from './state-error.ts'
import type { Store } from './store.ts'
import type { TaskTokens } from './task-token.ts'

/** What a step may ask of its surroundings. */
export interface World {
  /** Milliseconds of cloud time. */
  now(): number
  /** 0 ≤ n < 1, for jitter. */
  random(): number
  store: Store
  tokens: TaskTokens
  starter: Starter
  refusal: RoleRefusal
}

/** The history has no room for another event; the execution fails. */
export class HistoryFull extends Error {}

/** What an expression sees besides input, context and variables. */
export interface Extras {
  result?: Json
  errorOutput?: JsonObject
  token?: string
  item?: { Index: number; Value: Json }
}

/**
 * One turn of one execution: its rows in memory, and everything that the turn changes. Steps only collect here; the
 * whole turn is written in one transaction, and only then are its effects set off.
 */
export class Turn {
  readonly world: World
  readonly execution: Execution
  readonly definition: Definition
  readonly frames: Map<number, Frame>
  /** Frames to be stepped, in order. */
  readonly queue: Frame[] = []
  /** Failures of branches and iterations that their parent's frame has yet to deal with. */
  readonly failures = new Map<number, { child: Frame; error: StateError }>()
  /** Map runs that this turn has looked at: their rows do not change before it is written. */
  readonly seenMapRuns = new Set<number>()
  readonly events: HistoryEvent[] = []
  readonly touched = new Set<Frame>()
  readonly removed = new Set<number>()
  /** Further writes of the same transaction. */
  readonly writes: (() => void)[] = []
  readonly effects: Effect[] = []
  transitions = 0
  steps = 0

  constructor(world: World, execution: Execution, definition: Definition, frames: Map<number, Frame>) {
    this.world = world
    this.execution = execution
    this.definition = definition
    this.frames = frames
  }

  get open(): boolean {
    return this.execution.status === 'RUNNING'
  }

  body(index: number): Body {
    const body = this.definition.bodies[index]
    if (body === undefined)
      throw new Error(`execution ${this.execution.arn} refers to a body that its machine lacks`)
    return body
  }

  state(frame: Frame): State {
    const state = this.body(frame.body).states.get(frame.state)
    if (state === undefined)
      throw new Error(`execution ${this.execution.arn} is at '${frame.state}', which is no state`)
    return state
  }

  children(parent: Frame): Frame[] {
    return [...this.frames.values()].filter((frame) => frame.parent === parent.no)
  }

  nextFrameNo(): number {
    this.execution.frames += 1
    return this.execution.frames
  }

  add(frame: Frame): void {
    this.frames.set(frame.no, frame)
    this.removed.delete(frame.no)
    this.touched.add(frame)
  }

  touch(frame: Frame): void {
    this.touched.add(frame)
  }

  /** Removes the frames below `parent`. */
  removeBelow(parent: Frame): void {
    for (const child of this.children(parent)) {
      this.removeBelow(child)
      this.frames.delete(child.no)
      this.touched.delete(child)
      this.removed.add(child.no)
    }
  }

  /** Lets the frame be stepped in this turn. `first`: before all others. */
  step(frame: Frame, first = false): void {
    this.touch(frame)
    if (this.queue.includes(frame)) return
    if (first) this.queue.unshift(frame)
    else this.queue.push(frame)
  }

  get nextEventId(): number {
    return this.execution.events + 1
  }

  /** Adds an event after the frame's last one and returns its id. */
  record(frame: Frame, type: string, details: JsonObject | null = null, data: string | null = null): number {
    const id = this.recordAfter(frame.lastEvent, type, details, data)
    frame.lastEvent = id
    this.touch(frame)
    return id
  }

  /** Adds an event after event `previous`. Throws HistoryFull when only the closing event has room left. */
  recordAfter(
    previous: number,
    type: string,
    details: JsonObject | null,
    data: string | null = null,
  ): number {
    const id = this.nextEventId
    if (id >= MAX_EVENTS && this.execution.kind === 'STANDARD' && !type.startsWith('Execution')) {
      throw new HistoryFull()
    }
    this.execution.events = id
    this.events.push({ id, previous, type, at: this.world.now(), details, data })
    return id
  }

  /** A state was entered or retried: what AWS bills. */
  countTransition(): void {
    this.execution.transitions += 1
    this.transitions += 1
  }

  /** What an expression of the frame's state sees. */
  scope(frame: Frame, extras: Extras = {}): Scope {
    const states: JsonObject = { input: frame.input.value, context: this.#context(frame, extras) }
    if (extras.result !== undefined) states.result = extras.result
    if (extras.errorOutput !== undefined) states.errorOutput = extras.errorOutput
    return { states, variables: this.#variables(frame), now: this.world.now() }
  }

  #variables(frame: Frame): JsonObject {
    const parent = frame.parent === null ? undefined : this.frames.get(frame.parent)
    return parent === undefined ? frame.variables : { ...this.#variables(parent), ...frame.variables }
  }

  #context(frame: Frame, extras: Extras): JsonObject {
    const { execution } = this
    const state = this.state(frame)
    const context: JsonObject = {
      Execution: {
        Id: execution.arn,
        Input: execution.input.value,
        StartTime: instant(execution.startedAt),
        Name: execution.name,
        RoleArn: execution.roleArn,
        RedriveCount: execution.redrives,
        ...(execution.redrivenAt === null ? {} : { RedriveTime: instant(execution.redrivenAt) }),
      },
      StateMachine: { Id: execution.machineArn, Name: execution.machineName },
      State: {
        Name: frame.state,
        EnteredTime: instant(frame.enteredAt),
        ...('retry' in state ? { RetryCount: frame.retries.reduce((sum, used) => sum + used, 0) } : {}),
      },
    }
    if (extras.token !== undefined) context.Task = { Token: extras.token }
    if (extras.item !== undefined) context.Map = { Item: extras.item }
    return context
  }
}

const instant = (at: number) => new Date(at).toISOString()
