/** Step Functions for the local cloud: durable executions of JSONata state machines. */
import type { FunctionInvoker, Ground, RoleRefusal, ServiceEndpoint } from '../ports.ts'
import { checkDefinition } from './check-definition.ts'
import { statesEndpoint } from './endpoint.ts'
import { Engine } from './engine.ts'
import type { ExecutionStatus } from './execution.ts'
import { workflowTimers } from './timers.ts'

export { DefinitionRefused } from './definition-refused.ts'

export interface StepFunctionsDeps {
  invoker: FunctionInvoker
  /** The object's bytes; rejects when there is none. For the ItemReader of a distributed map. */
  readObject(bucket: string, key: string): Promise<Buffer>
  /** 0 ≤ n < 1, for retries with jitter; Math.random when absent. */
  random?: () => number
  /** Says why an execution's role may not do something; every role may do everything when absent. */
  refusal?: RoleRefusal
}

export interface StateMachineSource {
  name: string
  arn: string
  /** The definition as JSON, with every `${Placeholder}` filled. */
  definition: object
  roleArn: string
}

/** Times are ISO texts of cloud time. */
export interface ExecutionSummary {
  name: string
  arn: string
  status: ExecutionStatus
  transitions: number
  events: number
  startedAt: string
  stoppedAt?: string
}

export interface StepFunctions {
  /**
   * Creates the machine or replaces its definition; running executions keep the one they started with.
   * @throws DefinitionRefused with every problem, when the definition is wrong or asks for what is not supported.
   */
  createStateMachine(source: StateMachineSource): void
  endpoint: ServiceEndpoint
  /** ARN of the machine whose task a token names; undefined when this cloud did not issue it. */
  machineOf(taskToken: string): string | undefined
  /** After a start: goes on with everything that was running. Call it once the functions can be invoked. */
  resume(): Promise<void>
  /** True while something runs, as opposed to waiting for a token, a timer or a retry. */
  busy(): boolean
  /**
   * Starts an execution; resolves once it is durable. `input` is JSON text, `{}` when absent.
   * @throws an error named as StartExecution's exceptions are, e.g. ExecutionAlreadyExists.
   */
  startExecution(request: {
    stateMachineArn: string
    name?: string | undefined
    input?: string | undefined
  }): Promise<{ executionArn: string; startDate: Date }>
  /** Newest first. `machineName` may be `Machine/Label` for the children of a distributed map. */
  listExecutions(machineName: string): ExecutionSummary[]
  /** Takes nothing on any more; answers of functions that still run are ignored. For an orderly end. */
  stop(): void
}

export function createStepFunctions(ground: Ground, deps: StepFunctionsDeps): StepFunctions {
  const { invoker, random = Math.random, refusal = () => undefined } = deps
  const engine = new Engine(ground, {
    invoker,
    readObject: (bucket, key) => deps.readObject(bucket, key),
    random,
    refusal,
  })
  ground.clock.register(workflowTimers(engine))
  return {
    createStateMachine({ name, arn, definition, roleArn }) {
      checkDefinition(name, definition)
      engine.store.saveMachine(
        { name, arn, roleArn, createdAt: ground.clock.now() },
        JSON.stringify(definition),
      )
    },
    endpoint: statesEndpoint(engine, ground.clock, ground.log),
    machineOf(taskToken) {
      const place = engine.tokens.read(taskToken)
      return place && engine.store.execution(place.execution)?.machineArn
    },
    resume: () => engine.resume(),
    busy: () => engine.busy(),
    async startExecution({ stateMachineArn, name, input }) {
      const started = await engine.start({
        machineArn: stateMachineArn,
        name,
        input: input ?? '{}',
        waiter: null,
      })
      return { executionArn: started.arn, startDate: new Date(started.startedAt) }
    },
    listExecutions(machineName) {
      return engine.store
        .rows(
          `SELECT name, arn, status, transitions, events, started_at, stopped_at FROM states_executions
           WHERE machine_name = ? AND status <> 'PENDING' ORDER BY started_at DESC, id DESC`,
          machineName,
        )
        .map((row) => ({
          name: String(row.name),
          arn: String(row.arn),
          status: row.status as ExecutionStatus,
          transitions: Number(row.transitions),
          events: Number(row.events),
          startedAt: new Date(Number(row.started_at)).toISOString(),
          ...(row.stopped_at === null ? {} : { stoppedAt: new Date(Number(row.stopped_at)).toISOString() }),
        }))
    },
    stop: () => engine.stop(),
  }
}
