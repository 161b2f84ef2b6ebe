import { randomUUID } from 'node:crypto'
import type { Meter } from '../ports.ts'
import { executionArn, isExecutionName } from './arns.ts'
import type { Definition } from './definition.ts'
import { type Execution, type Frame, newFrame } from './execution.ts'
import { Payload } from './json.ts'
import { MAX_EXECUTION_SECONDS, MAX_PAYLOAD_BYTES } from './limits.ts'
import { ServiceFault } from './service-fault.ts'
import type { Store } from './store.ts'

export interface StartRequest {
  machineArn: string
  name: string | undefined
  /** JSON text. */
  input: string
  waiter: Execution['waiter']
}

/** A new execution with its first frame, or the running one that has the same name and input. */
export type Started = {
  arn: string
  startedAt: number
  fresh: { execution: Execution; frame: Frame } | undefined
}

/**
 * Decides on StartExecution. The rows are written by the caller, inside its own transaction; until then the name is
 * remembered here, so that two starts at the same moment agree.
 */
export class Starter {
  readonly #store: Store
  readonly #meter: Meter
  readonly #now: () => number
  readonly #definitionOf: (key: string) => Definition
  readonly #unwritten = new Map<string, Execution>()

  constructor(store: Store, meter: Meter, now: () => number, definitionOf: (key: string) => Definition) {
    this.#store = store
    this.#meter = meter
    this.#now = now
    this.#definitionOf = definitionOf
  }

  /** @throws ServiceFault as StartExecution does. */
  decide(request: StartRequest): Started {
    const machine = this.#store.machine(request.machineArn)
    if (machine === undefined) {
      throw new ServiceFault(
        'StateMachineDoesNotExist',
        `State Machine Does Not Exist: '${request.machineArn}'`,
      )
    }
    if (request.name !== undefined && !isExecutionName(request.name)) {
      throw new ServiceFault('InvalidName', `Invalid Name: '${request.name}'`)
    }
    const input = checkedInput(request.input)
    const name = request.name ?? randomUUID()
    const arn = executionArn(machine.arn, name)
    const known = this.#unwritten.get(arn) ?? this.#store.executionByArn(arn)
    if (known !== undefined) {
      if (known.status === 'RUNNING' && sameJson(known.input, input)) {
        return { arn, startedAt: known.startedAt, fresh: undefined }
      }
      throw new ServiceFault('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`)
    }
    const now = this.#now()
    const definition = this.#definitionOf(machine.definition)
    const execution: Execution = {
      id: this.#store.nextExecutionId(),
      arn,
      machineArn: machine.arn,
      machineName: machine.name,
      name,
      kind: 'STANDARD',
      roleArn: machine.roleArn,
      definition: machine.definition,
      body: 0,
      status: 'RUNNING',
      input,
      output: null,
      error: null,
      cause: null,
      startedAt: now,
      stoppedAt: null,
      deadlineAt:
        now + 1000 * Math.min(definition.timeoutSeconds ?? MAX_EXECUTION_SECONDS, MAX_EXECUTION_SECONDS),
      events: 1,
      frames: 1,
      transitions: 0,
      redrives: 0,
      redrivenAt: null,
      mapRun: null,
      waiter: request.waiter,
    }
    this.#unwritten.set(arn, execution)
    return { arn, startedAt: now, fresh: { execution, frame: firstFrame(execution, definition) } }
  }

  /** Writes a fresh execution; call inside a transaction. */
  write(fresh: { execution: Execution; frame: Frame }): void {
    this.#store.insertExecution(fresh.execution)
    this.begin(fresh)
  }

  /** Writes what an execution whose row is there begins with; call inside a transaction. */
  begin({ execution, frame }: { execution: Execution; frame: Frame }): void {
    const { id, machineName, startedAt, roleArn, input, kind } = execution
    this.#store.saveFrame(id, frame)
    this.#store.insertEvent(id, {
      id: 1,
      previous: 0,
      type: 'ExecutionStarted',
      at: startedAt,
      details: { roleArn },
      data: input.text,
    })
    this.#meter.add('states', machineName, kind === 'EXPRESS' ? 'express executions' : 'executions', 1)
    this.#meter.add('states', machineName, 'events', 1)
  }

  /** The rows are written, or never will be. */
  settled(arn: string): void {
    this.#unwritten.delete(arn)
  }
}

export function firstFrame(execution: Execution, definition: Definition): Frame {
  const state = definition.bodies[execution.body]?.startAt ?? ''
  return newFrame({
    no: 1,
    parent: null,
    index: 0,
    body: execution.body,
    state,
    input: execution.input,
    lastEvent: 0,
  })
}

function checkedInput(text: string): Payload {
  if (Buffer.byteLength(text) > MAX_PAYLOAD_BYTES) {
    throw new ServiceFault(
      'InvalidExecutionInput',
      `Invalid State Machine Execution Input: it exceeds ${MAX_PAYLOAD_BYTES} bytes`,
    )
  }
  try {
    JSON.parse(text)
  } catch (error) {
    throw new ServiceFault(
      'InvalidExecutionInput',
      `Invalid State Machine Execution Input: '${(error as Error).message}'`,
    )
  }
  return Payload.stored(text)
}

const sameJson = (one: Payload, other: Payload) =>
  one.text === other.text || JSON.stringify(one.value) === JSON.stringify(other.value)
