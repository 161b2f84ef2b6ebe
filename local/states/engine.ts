import type { FunctionInvoker, Ground, RoleRefusal } from '../ports.ts'
import { checkDefinition } from './check-definition.ts'
import { closeExecution } from './close.ts'
import type { Definition } from './definition.ts'
import type { Execution, Frame } from './execution.ts'
import { invoke } from './invoke.ts'
import type { Json } from './json.ts'
import { Ledger } from './ledger.ts'
import { MAX_EVENTS } from './limits.ts'
import { stepFrame } from './run-state.ts'
import type { Effect, Signal } from './signal.ts'
import { Starter, type StartRequest } from './starter.ts'
import { Store } from './store.ts'
import { takeSignal } from './take-signal.ts'
import { TaskTokens } from './task-token.ts'
import { HistoryFull, Turn, type World } from './turn.ts'

// States that one turn works before it is written and others get theirs.
const STEPS_PER_TURN = 200

/** An execution that has something to do in this process. Everything else is rows only. */
interface Actor {
  id: number
  loaded: { execution: Execution; frames: Map<number, Frame> } | undefined
  inbox: { signal: Signal; taken: () => void; failed: (reason: unknown) => void }[]
  running: boolean
  /** What it has asked for and not received: answers of functions, objects with items. */
  calls: Set<string>
}

export interface EngineOptions {
  invoker: FunctionInvoker
  readObject(bucket: string, key: string): Promise<Buffer>
  /** 0 ≤ n < 1, for retries with jitter. */
  random(): number
  refusal: RoleRefusal
}

/**
 * Drives executions. Each takes its signals one after the other, in turns: a turn steps the execution as far as it goes
 * by itself, is written in one transaction, and only then are functions called and others told. Whatever a crash cuts
 * off after that is found in the rows by `resume`.
 */
export class Engine {
  readonly store: Store
  readonly tokens: TaskTokens
  readonly #ground: Ground
  readonly #options: EngineOptions
  readonly #ledger: Ledger
  readonly #starter: Starter
  readonly #world: World
  readonly #actors = new Map<number, Actor>()
  readonly #definitions = new Map<string, Definition>()
  #starting = 0
  #stopped = false

  constructor(ground: Ground, options: EngineOptions) {
    this.#ground = ground
    this.#options = options
    this.store = new Store(ground.database)
    this.tokens = new TaskTokens(this.store.secret('task tokens'))
    this.#ledger = new Ledger(ground.database, () => ground.clock.changed())
    const now = () => ground.clock.now()
    this.#starter = new Starter(this.store, ground.meter, now, (key) => this.definition(key))
    this.#world = {
      now,
      random: options.random,
      store: this.store,
      tokens: this.tokens,
      starter: this.#starter,
      refusal: options.refusal,
    }
  }

  /** True while something runs, as opposed to waiting for a token, a timer or a retry. */
  busy(): boolean {
    return this.#actors.size > 0 || this.#starting > 0
  }

  /** Takes nothing on any more and ignores what functions still answer; the rows stay as they are. */
  stop(): void {
    this.#stopped = true
    this.#actors.clear()
  }

  definition(key: string): Definition {
    let definition = this.#definitions.get(key)
    if (definition === undefined) {
      definition = checkDefinition(key, JSON.parse(this.store.definitionSource(key)))
      this.#definitions.set(key, definition)
    }
    return definition
  }

  /** Starts an execution; resolves once it is durable. @throws ServiceFault as StartExecution does. */
  async start(request: StartRequest): Promise<{ arn: string; startedAt: number }> {
    this.#starting += 1
    try {
      const { arn, startedAt, fresh } = this.#starter.decide(request)
      if (fresh !== undefined) {
        try {
          await this.#ledger.commit(() => this.#starter.write(fresh))
        } finally {
          this.#starter.settled(arn)
        }
        this.#begin(fresh.execution, fresh.frame)
      }
      return { arn, startedAt }
    } finally {
      this.#starting -= 1
    }
  }

  /** Goes on with everything that the rows say is unfinished. */
  async resume(): Promise<void> {
    const stop: Signal = { kind: 'stop', error: null, cause: 'What it was started for has ended' }
    const told = [
      ...this.store.unsettledExecutions().map((id) => this.tell(id, { kind: 'resume' })),
      ...this.store.orphans().map((id) => this.tell(id, stop)),
    ]
    await Promise.all(told.map((each) => each.catch(() => {})))
    this.#ground.clock.changed()
  }

  /** Hands a signal to an execution; resolves once what it did is durable. */
  tell(id: number, signal: Signal): Promise<void> {
    if (this.#stopped) return Promise.reject(new Error('the workflow service has been stopped'))
    return new Promise((taken, failed) => {
      const actor = this.#actor(id)
      actor.inbox.push({ signal, taken, failed })
      if (!actor.running) void this.#run(actor)
    })
  }

  #actor(id: number): Actor {
    let actor = this.#actors.get(id)
    if (actor === undefined) {
      actor = { id, loaded: undefined, inbox: [], running: false, calls: new Set() }
      this.#actors.set(id, actor)
    }
    return actor
  }

  #begin(execution: Execution, frame: Frame): void {
    if (this.#stopped) return
    this.#actor(execution.id).loaded = { execution, frames: new Map([[frame.no, frame]]) }
    this.#tellQuietly(execution.id, { kind: 'go' })
  }

  /** For signals that nobody waits for; a failure is logged where it happens. */
  #tellQuietly(id: number, signal: Signal): void {
    this.tell(id, signal).catch(() => {})
  }

  async #run(actor: Actor): Promise<void> {
    actor.running = true
    while (actor.inbox.length > 0 && !this.#stopped) await this.#turn(actor)
    actor.running = false
    this.#release(actor)
  }

  #release(actor: Actor): void {
    const idle = !actor.running && actor.inbox.length === 0 && actor.calls.size === 0
    if (idle && this.#actors.get(actor.id) === actor) this.#actors.delete(actor.id)
  }

  async #turn(actor: Actor): Promise<void> {
    const signals = actor.inbox.splice(0)
    let turn: Turn | undefined
    try {
      actor.loaded ??= this.#load(actor.id)
      const { execution, frames } = actor.loaded
      turn = new Turn(this.#world, execution, this.definition(execution.definition), frames)
      await play(turn, signals)
      await this.#write(turn)
    } catch (reason) {
      // Memory may be ahead of the rows now: forget it, the rows are what counts.
      actor.loaded = undefined
      this.#settleStarts(turn)
      if (!this.#stopped) this.#ground.log(`workflow execution ${actor.id}: ${describe(reason)}`)
      for (const { failed } of signals) failed(reason)
      const breaking = signals.some(({ signal }) => signal.kind === 'break')
      if (turn !== undefined && !breaking && !this.#stopped) {
        // A mistake of this interpreter: the execution fails where everybody sees it, rather than hang.
        this.#tellQuietly(actor.id, {
          kind: 'break',
          cause: `The workflow service failed: ${String(reason)}`,
        })
      }
      return
    }
    this.#settleStarts(turn)
    for (const { taken } of signals) taken()
    if (this.#stopped) return
    if (turn.queue.length > 0) this.#tellQuietly(actor.id, { kind: 'go' })
    for (const effect of turn.effects) this.#perform(actor, effect, turn.execution)
  }

  #load(id: number): { execution: Execution; frames: Map<number, Frame> } {
    const execution = this.store.execution(id)
    if (execution === undefined) throw new Error('there is no such execution')
    return { execution, frames: new Map(this.store.frames(id).map((frame) => [frame.no, frame])) }
  }

  async #write(turn: Turn): Promise<void> {
    const { execution, events, touched, removed, writes } = turn
    if (events.length + touched.size + removed.size + writes.length === 0) return
    const { store } = this
    await this.#ledger.commit(() => {
      for (const write of writes) write()
      for (const event of events) store.insertEvent(execution.id, event)
      for (const no of removed) store.deleteFrame(execution.id, no)
      for (const frame of touched) store.saveFrame(execution.id, frame)
      store.updateExecution(execution)
      const count = (unit: string, amount: number) => {
        if (amount > 0) this.#ground.meter.add('states', execution.machineName, unit, amount)
      }
      count('events', events.length)
      // Express executions are billed by request and duration, not by transition.
      if (execution.kind === 'STANDARD') count('transitions', turn.transitions)
    })
  }

  #settleStarts(turn: Turn | undefined): void {
    for (const effect of turn?.effects ?? [])
      if (effect.do === 'begin') this.#starter.settled(effect.execution.arn)
  }

  #perform(actor: Actor, effect: Effect, { roleArn, name }: Execution): void {
    const role = { arn: roleArn, session: name }
    if (effect.do === 'tell') this.#tellQuietly(effect.execution, effect.signal)
    if (effect.do === 'begin') this.#begin(effect.execution, effect.frame)
    if (effect.do === 'invoke') {
      const { frame, scheduledEvent, functionRef, payload } = effect
      this.#await(
        actor,
        `${frame} at ${scheduledEvent}`,
        () => invoke(this.#options, role, functionRef, payload),
        (answer) => ({ kind: 'invoked', frame, scheduledEvent, answer }),
      )
    }
    if (effect.do === 'read') {
      const { frame, mapRun, bucket, key } = effect
      this.#await(
        actor,
        `items of ${mapRun}`,
        () => this.#read(role, bucket, key),
        (read) => ({ kind: 'read', frame, mapRun, ...read }),
      )
    }
    if (effect.do === 'stopChildren') {
      const stop: Signal = { kind: 'stop', error: null, cause: 'The map run has ended' }
      for (const id of this.store.runningChildren(effect.mapRun)) this.#tellQuietly(id, stop)
    }
  }

  /** `what` names the call: one that is under way is not made again, however often `resume` asks for it. */
  #await<T>(actor: Actor, what: string, call: () => Promise<T>, signal: (answer: T) => Signal): void {
    if (actor.calls.has(what)) return
    actor.calls.add(what)
    void call()
      .then((answer) => {
        if (!this.#stopped) this.#tellQuietly(actor.id, signal(answer))
      })
      .catch((reason) => {
        const line = `its call could not be made and will be at the next start: ${describe(reason)}`
        if (!this.#stopped) this.#ground.log(`workflow execution ${actor.id}: ${line}`)
      })
      .finally(() => {
        actor.calls.delete(what)
        this.#release(actor)
      })
  }

  async #read(
    role: { arn: string; session: string },
    bucket: string,
    key: string,
  ): Promise<{ items: Json | undefined; problem: string | undefined }> {
    try {
      const refusal = this.#options.refusal(role, 's3:GetObject', `arn:aws:s3:::${bucket}/${key}`)
      if (refusal !== undefined) throw new Error(refusal)
      const object = await this.#options.readObject(bucket, key)
      return { items: JSON.parse(object.toString('utf8')) as Json, problem: undefined }
    } catch (error) {
      return {
        items: undefined,
        problem: `s3://${bucket}/${key} could not be read: ${(error as Error).message}`,
      }
    }
  }
}

/** Applies the signals and steps the frames that they set going. */
async function play(turn: Turn, signals: Actor['inbox']): Promise<void> {
  try {
    for (const { signal } of signals) {
      await takeSignal(turn, signal)
      for (let frame = next(turn); frame !== undefined; frame = next(turn)) {
        turn.steps += 1
        if (turn.frames.get(frame.no) === frame) await stepFrame(turn, frame)
      }
    }
  } catch (error) {
    if (!(error instanceof HistoryFull)) throw error
    closeExecution(turn, {
      status: 'FAILED',
      error: 'States.Runtime',
      cause: `The execution reached the maximum number of history events (${MAX_EVENTS}).`,
      after: turn.execution.events,
    })
  }
}

/** A parent whose child has moved is never left for another turn: only this turn knows of it. */
function next(turn: Turn): Frame | undefined {
  const pending = turn.queue[0]?.phase === 'children' || turn.steps < STEPS_PER_TURN
  return pending ? turn.queue.shift() : undefined
}

const describe = (reason: unknown) =>
  reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)
