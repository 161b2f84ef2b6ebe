import type { Execution, Frame, Outcome } from './execution.ts'
import type { Json } from './json.ts'
import type { StateError } from './state-error.ts'
import type { TaskPlace } from './task-token.ts'

/** What calling a function came to. */
export type FunctionAnswer = { ok: true; payload: Json; requestId: string } | { ok: false; error: StateError }

/** What can happen to an execution from outside its own steps. Signals are taken one at a time per execution. */
export type Signal =
  /** Go on with the frames that are about to enter a state. */
  | { kind: 'go' }
  /** Go on after a restart: also call again whatever was called and has not answered. */
  | { kind: 'resume' }
  /** Something may be due now. */
  | { kind: 'due' }
  /** The function that attempt `scheduledEvent` called has answered. */
  | { kind: 'invoked'; frame: number; scheduledEvent: number; answer: FunctionAnswer }
  /** Somebody reported a task's outcome by its token. */
  | { kind: 'answer'; place: TaskPlace; outcome: Outcome; reply: (accepted: boolean) => void }
  | { kind: 'heartbeat'; place: TaskPlace; reply: (accepted: boolean) => void }
  /** The object with a map run's items was read, or could not be. */
  | { kind: 'read'; frame: number; mapRun: number; items: Json | undefined; problem: string | undefined }
  /** A child of this map run has closed. */
  | { kind: 'child'; mapRun: number }
  /** The execution that a task waits for has closed. */
  | { kind: 'closed'; frame: number; scheduledEvent: number }
  | { kind: 'stop'; error: string | null; cause: string | null; reply?: (stoppedAt: number) => void }
  /** The interpreter cannot go on with this execution. */
  | { kind: 'break'; cause: string }
  | { kind: 'redrive'; reply: (redrivenAt: number | undefined) => void }

/** What is done after the turn that decided it is durable, and again after a crash if its result is not. */
export type Effect =
  | {
      do: 'invoke'
      frame: number
      scheduledEvent: number
      functionRef: string
      payload: Json
    }
  | { do: 'read'; frame: number; mapRun: number; bucket: string; key: string }
  | { do: 'tell'; execution: number; signal: Signal }
  | { do: 'begin'; execution: Execution; frame: Frame }
  | { do: 'stopChildren'; mapRun: number }
