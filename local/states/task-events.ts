/** The events of a task: LambdaFunction… for a function's own ARN, Task… for every other integration. */
import { regionOf } from './arns.ts'
import type { Integration } from './integrations.ts'
import type { JsonObject, Payload } from './json.ts'
import type { StateError } from './state-error.ts'

export interface EventText {
  type: string
  details: JsonObject | null
  data: string | null
}

export interface Timing {
  timeoutSeconds: number | undefined
  heartbeatSeconds: number | undefined
}

export function scheduledEvent(
  integration: Integration,
  given: Payload,
  timing: Timing,
  machineArn: string,
): EventText {
  const limits: JsonObject = {}
  if (timing.timeoutSeconds !== undefined) limits.timeoutInSeconds = timing.timeoutSeconds
  if (timing.heartbeatSeconds !== undefined) limits.heartbeatInSeconds = timing.heartbeatSeconds
  if (integration.events === undefined) {
    const details = { resource: integration.resource, ...limits }
    return { type: 'LambdaFunctionScheduled', details, data: given.text }
  }
  const details = { ...integration.events, region: regionOf(machineArn), ...limits }
  return { type: 'TaskScheduled', details, data: given.text }
}

export function startedEvent(integration: Integration): EventText {
  return named(integration, 'Started', {}, null)
}

/** The call was made; the task now waits for its token or for an execution. */
export function submittedEvent(integration: Integration, output: Payload): EventText {
  return named(integration, 'Submitted', {}, output.text)
}

export function succeededEvent(integration: Integration, output: Payload): EventText {
  return named(integration, 'Succeeded', {}, output.text)
}

export function failedEvent(integration: Integration, error: StateError): EventText {
  const details: JsonObject = {}
  if (error.name !== null) details.error = error.name
  if (typeof error.cause === 'string') details.cause = error.cause
  return named(integration, 'Failed', details, null)
}

export function timedOutEvent(integration: Integration): EventText {
  return named(integration, 'TimedOut', { error: 'States.Timeout' }, null)
}

function named(integration: Integration, what: string, details: JsonObject, data: string | null): EventText {
  if (integration.events !== undefined) {
    return { type: `Task${what}`, details: { ...integration.events, ...details }, data }
  }
  const bare = Object.keys(details).length === 0 && data === null
  return { type: `LambdaFunction${what}`, details: bare ? null : details, data }
}
