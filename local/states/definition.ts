/** A checked state machine, ready to run. Every field that is not here was refused at creation. */
import type { Integration } from './integrations.ts'
import type { Json } from './json.ts'
import type { Retrier } from './retry-policy.ts'
import type { Template } from './template.ts'

/** The machine itself, a Parallel's branch or a Map's processor: something with a StartAt. */
export interface Body {
  /** Its place in `Definition.bodies`; rows of running executions refer to it. */
  index: number
  startAt: string
  states: ReadonlyMap<string, State>
}

export interface Definition {
  /** Body 0 is the machine; the rest are its branches and processors in the order in which they stand in the file. */
  bodies: Body[]
  /** Of the whole execution; undefined when the machine sets none. */
  timeoutSeconds?: number
}

export interface Catcher {
  errorEquals: string[]
  next: string
  assign?: Template
  output?: Template
}

export interface ChoiceRule {
  condition: Template
  next: string
  assign?: Template
  output?: Template
}

interface Named {
  name: string
}

/** What every state that goes on has. `next` undefined means End. */
interface Flow {
  next?: string
  assign?: Template
  output?: Template
}

interface Guarded {
  retry: Retrier[]
  catch: Catcher[]
}

export interface PassState extends Named, Flow {
  type: 'Pass'
}

export interface TaskState extends Named, Flow, Guarded {
  type: 'Task'
  integration: Integration
  arguments?: Template
  timeoutSeconds?: Template
  heartbeatSeconds?: Template
}

export interface ChoiceState extends Named {
  type: 'Choice'
  rules: ChoiceRule[]
  default?: string
  assign?: Template
  output?: Template
}

export interface WaitState extends Named, Flow {
  type: 'Wait'
  until: { seconds: Template } | { timestamp: Template }
}

export interface SucceedState extends Named {
  type: 'Succeed'
  output?: Template
}

export interface FailState extends Named {
  type: 'Fail'
  error?: Template
  cause?: Template
}

export interface ParallelState extends Named, Flow, Guarded {
  type: 'Parallel'
  /** Indices into `Definition.bodies`. */
  branches: number[]
  arguments?: Template
}

export interface MapState extends Named, Flow, Guarded {
  type: 'Map'
  /** Index into `Definition.bodies`. */
  processor: number
  items?: Template
  itemSelector?: Template
  maxConcurrency?: Template
  distributed?: DistributedMap
}

export interface DistributedMap {
  executionType: 'STANDARD' | 'EXPRESS'
  label: string
  reader?: { arguments: Template; maxItems?: Template }
  batcher?: { input?: Template; maxItems?: Template; maxBytes?: Template }
  toleratedCount?: Template
  toleratedPercentage?: Template
}

export type State =
  | PassState
  | TaskState
  | ChoiceState
  | WaitState
  | SucceedState
  | FailState
  | ParallelState
  | MapState

/** The definition as it was written. */
export type DefinitionSource = { [key: string]: Json }
