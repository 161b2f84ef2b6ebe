import { randomUUID } from 'node:crypto'
import { arn } from '../template/resource-type.ts'
import { abortRun } from './abort.ts'
import { executionArn } from './arns.ts'
import type { TaskState } from './definition.ts'
import { describeExecution } from './describe.ts'
import { clearAttempt, type Frame, type Outcome } from './execution.ts'
import { BadArguments, type Work } from './integrations.ts'
import { type Json, type JsonObject, Payload } from './json.ts'
import { MAX_PAYLOAD_BYTES, MAX_STATE_SECONDS } from './limits.ts'
import { guard, handle, leave, whileExecuting } from './outcome.ts'
import { ServiceFault } from './service-fault.ts'
import type { FunctionAnswer } from './signal.ts'
import { dataLimitExceeded, type StateError, StateFailure } from './state-error.ts'
import {
  type EventText,
  failedEvent,
  scheduledEvent,
  startedEvent,
  submittedEvent,
  succeededEvent,
  timedOutEvent,
} from './task-events.ts'
import { evaluateNumber, type Template } from './template.ts'
import type { Turn } from './turn.ts'

/** Schedules an attempt of a task: evaluates its fields, records it and sets its work going. */
export async function runTask(turn: Turn, frame: Frame, state: TaskState): Promise<void> {
  const { integration } = state
  const attempt = { execution: turn.execution.id, frame: frame.no, scheduledEvent: turn.nextEventId }
  const token = integration.endsWith === 'token' ? turn.world.tokens.issue(attempt) : undefined
  const scope = turn.scope(frame, token === undefined ? {} : { token })
  const given =
    state.arguments === undefined ? frame.input : Payload.of(await state.arguments.evaluate(scope))
  const seconds = async (field: Template | undefined) =>
    field === undefined
      ? undefined
      : await evaluateNumber(field, scope, { least: 1, most: MAX_STATE_SECONDS })
  const timeoutSeconds = await seconds(state.timeoutSeconds)
  const heartbeatSeconds = await seconds(state.heartbeatSeconds)
  if (given.bytes > MAX_PAYLOAD_BYTES) throw new StateFailure(dataLimitExceeded(state.name))
  const work = workOf(frame, state, given)

  put(
    turn,
    frame,
    scheduledEvent(integration, given, { timeoutSeconds, heartbeatSeconds }, turn.execution.machineArn),
  )
  put(turn, frame, startedEvent(integration))
  const now = turn.world.now()
  frame.scheduledEvent = attempt.scheduledEvent
  frame.timeoutAt = timeoutSeconds === undefined ? null : now + 1000 * timeoutSeconds
  frame.heartbeatAt = heartbeatSeconds === undefined ? null : now + 1000 * heartbeatSeconds
  frame.heartbeatSeconds = heartbeatSeconds ?? null
  if (work.do === 'start') return startExecution(turn, frame, state, work)
  frame.phase = 'invoking'
  turn.effects.push(invocationOf(frame, work))
}

function workOf(frame: Frame, state: TaskState, given: Payload): Work {
  try {
    return state.integration.work(given.value)
  } catch (error) {
    if (!(error instanceof BadArguments)) throw error
    const cause = `${whileExecuting(frame, state)} The Parameters '${given.text}' could not be used to start the Task: [${error.message}]`
    throw new StateFailure({ name: 'States.Runtime', cause })
  }
}

const invocationOf = (frame: Frame, work: Work & { do: 'invoke' }) =>
  ({
    do: 'invoke',
    frame: frame.no,
    scheduledEvent: frame.scheduledEvent,
    functionRef: work.functionRef,
    payload: work.payload,
  }) as const

/** After a restart: calls the function of a recorded attempt again, with what the history says it was given. */
export async function invokeAgain(turn: Turn, frame: Frame, state: TaskState): Promise<void> {
  if (frame.answer !== null) return settle(turn, frame, state, frame.answer)
  const event = turn.world.store.event(turn.execution.id, frame.scheduledEvent)
  const work = state.integration.work(JSON.parse(event?.data ?? 'null') as Json)
  if (work.do === 'invoke') turn.effects.push(invocationOf(frame, work))
}

/** The function has answered (or could not be called). */
export async function invoked(
  turn: Turn,
  frame: Frame,
  state: TaskState,
  answer: FunctionAnswer,
): Promise<void> {
  const outcome = outcomeOf(state, answer)
  if (state.integration.endsWith !== 'token' || !outcome.ok)
    return settle(turn, frame, state, frame.answer ?? outcome)
  if (tooLarge(outcome)) return settle(turn, frame, state, outcome)
  put(turn, frame, submittedEvent(state.integration, outcome.output))
  frame.phase = 'token'
  if (frame.answer !== null) await settle(turn, frame, state, frame.answer)
}

function outcomeOf(state: TaskState, answer: FunctionAnswer): Outcome {
  if (!answer.ok) return answer
  const bare = state.integration.events === undefined
  return {
    ok: true,
    output: Payload.of(bare ? answer.payload : lambdaResponse(answer.payload, answer.requestId)),
  }
}

/** What `lambda:invoke` returns; the headers are those that say something here. */
function lambdaResponse(payload: Json, requestId: string): JsonObject {
  const length = String(Buffer.byteLength(JSON.stringify(payload)))
  const headers = {
    'Content-Length': length,
    'Content-Type': 'application/json',
    'X-Amz-Executed-Version': '$LATEST',
    'x-amzn-RequestId': requestId,
  }
  const lists = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]))
  return {
    ExecutedVersion: '$LATEST',
    Payload: payload,
    SdkHttpMetadata: { AllHttpHeaders: lists, HttpHeaders: headers, HttpStatusCode: 200 },
    SdkResponseMetadata: { RequestId: requestId },
    StatusCode: 200,
  }
}

const tooLarge = (outcome: Outcome) => outcome.ok && outcome.output.bytes > MAX_PAYLOAD_BYTES

/** The task is over: records how, and leaves the state or lets it fail. */
export async function settle(turn: Turn, frame: Frame, state: TaskState, outcome: Outcome): Promise<void> {
  const { integration } = state
  frame.timeoutAt = null
  frame.heartbeatAt = null
  if (!outcome.ok || tooLarge(outcome)) {
    const error = outcome.ok ? dataLimitExceeded(integration.blame) : outcome.error
    put(turn, frame, failedEvent(integration, error))
    return handle(turn, frame, state, error)
  }
  put(turn, frame, succeededEvent(integration, outcome.output))
  await guard(turn, frame, state, () =>
    leave(turn, frame, state, {
      ...state,
      otherwise: outcome.output,
      extras: { result: outcome.output.value },
      next: state.next,
    }),
  )
}

/** The task's timeout has passed, or its heartbeat was missed: both are States.Timeout. */
export async function timeOut(
  turn: Turn,
  frame: Frame,
  state: TaskState,
  missedHeartbeat: boolean,
): Promise<void> {
  abortRun(turn, frame)
  clearAttempt(frame)
  put(turn, frame, timedOutEvent(state.integration))
  const error: StateError = { name: 'States.Timeout' }
  if (missedHeartbeat) error.aliases = ['States.HeartbeatTimeout']
  await handle(turn, frame, state, error)
}

/** Starts an execution in the same transaction that records the task, so that neither is there without the other. */
async function startExecution(
  turn: Turn,
  frame: Frame,
  state: TaskState,
  work: Work & { do: 'start' },
): Promise<void> {
  const { integration } = state
  const waits = integration.endsWith === 'execution'
  const place = { execution: turn.execution.id, frame: frame.no, scheduledEvent: frame.scheduledEvent }
  let answer: Payload
  try {
    const { machineArn, name, input } = work
    refuseStart(turn, waits, machineArn)
    const started = turn.world.starter.decide({ machineArn, name, input, waiter: waits ? place : null })
    const { fresh } = started
    if (fresh !== undefined) {
      turn.writes.push(() => turn.world.starter.write(fresh))
      turn.effects.push({ do: 'begin', ...fresh })
    } else if (waits) {
      throw new ServiceFault('ExecutionAlreadyExists', `Execution Already Exists: '${started.arn}'`)
    }
    answer = Payload.of(startAnswer(started.arn, started.startedAt, work.style))
  } catch (error) {
    if (!(error instanceof ServiceFault)) throw error
    return settle(turn, frame, state, { ok: false, error: startError(error, work.style) })
  }
  if (!waits) return settle(turn, frame, state, { ok: true, output: answer })
  put(turn, frame, submittedEvent(integration, answer))
  frame.phase = 'execution'
}

/** @throws ServiceFault when the execution's role may not start the machine, or not watch what it starts. */
function refuseStart({ world, execution }: Turn, waits: boolean, machineArn: string): void {
  const role = { arn: execution.roleArn, session: execution.name }
  const needs: [string, string][] = [['states:StartExecution', machineArn]]
  if (waits) {
    // Step Functions hears of the end by a rule of its own, and stops what it started if the task is stopped.
    const rule = arn('events', 'rule/StepFunctionsGetEventsForStepFunctionsExecutionRule')
    for (const action of ['PutTargets', 'PutRule', 'DescribeRule']) needs.push([`events:${action}`, rule])
    const child = executionArn(machineArn, 'any')
    needs.push(['states:DescribeExecution', child], ['states:StopExecution', child])
  }
  for (const [action, resource] of needs) {
    const refusal = world.refusal(role, action, resource)
    if (refusal !== undefined) throw new ServiceFault('AccessDenied', refusal)
  }
}

function startAnswer(arn: string, startedAt: number, style: 'sdk' | 'optimized'): JsonObject {
  if (style === 'sdk') return { ExecutionArn: arn, StartDate: new Date(startedAt).toISOString() }
  const requestId = randomUUID()
  return {
    ExecutionArn: arn,
    SdkHttpMetadata: { HttpHeaders: { 'x-amzn-RequestId': requestId }, HttpStatusCode: 200 },
    SdkResponseMetadata: { RequestId: requestId },
    StartDate: startedAt / 1000,
  }
}

function startError(fault: ServiceFault, style: 'sdk' | 'optimized'): StateError {
  const service = style === 'sdk' ? 'Sfn' : 'StepFunctions'
  // A refusal is none of the operation's own exceptions: the SDKs call it by the service's name.
  const general = style === 'sdk' ? 'SfnException' : 'AWSStepFunctionsException'
  return {
    name: `${service}.${fault.name === 'AccessDenied' ? general : `${fault.name}Exception`}`,
    cause: `${fault.message} (Service: ${service}, Status Code: 400, Request ID: ${randomUUID()})`,
  }
}

/** The execution that the task started may have closed: looks, and ends the task if so. */
export async function executionClosed(turn: Turn, frame: Frame, state: TaskState): Promise<void> {
  const child = turn.world.store.waitedFor(turn.execution.id, frame.no, frame.scheduledEvent)
  if (child === undefined || child.status === 'RUNNING') return
  const described = describeExecution(child)
  if (child.status === 'SUCCEEDED')
    return settle(turn, frame, state, { ok: true, output: Payload.of(described) })
  const error = { name: 'States.TaskFailed', cause: JSON.stringify(described) }
  await settle(turn, frame, state, { ok: false, error })
}

function put(turn: Turn, frame: Frame, event: EventText): void {
  turn.record(frame, event.type, event.details, event.data)
}
