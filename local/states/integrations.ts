/**
 * What a Task's Resource may name: one row per service integration. To add one, add a row; whatever has no row is
 * refused when the machine is created.
 */
import { isObject, type Json, type JsonObject } from './json.ts'

export interface Integration {
  /** As it stands in the definition. */
  resource: string
  /** How history events name it; absent for a function's own ARN, which has the LambdaFunction… events. */
  events?: { resourceType: string; resource: string }
  /** What ends the task: the call's own answer, a task token, or the end of the execution that it started. */
  endsWith: 'answer' | 'token' | 'execution'
  /** Fields of Arguments; any other is refused. Absent where Arguments are the payload itself. */
  parameters?: { known: readonly string[]; required: readonly string[] }
  /** Who is named when an answer is too large. */
  blame: string
  /** What to do with the evaluated Arguments. Throws BadArguments. */
  work(given: Json): Work
}

export type Work =
  | { do: 'invoke'; functionRef: string; payload: Json; answer: 'payload' | 'response' }
  | {
      do: 'start'
      machineArn: string
      name: string | undefined
      /** JSON text. */
      input: string
      /** How the answer and its errors are spelled: the SDK integration and the optimized one differ. */
      style: 'sdk' | 'optimized'
    }

/** The evaluated Arguments do not fit the API. */
export class BadArguments extends Error {}

const LAMBDA_PARAMETERS = { known: ['FunctionName', 'Payload', 'InvocationType'], required: ['FunctionName'] }

function invokeWork(given: Json): Work {
  const fields = checked(given, LAMBDA_PARAMETERS)
  const functionRef = textField(fields, 'FunctionName')
  const type = fields.InvocationType
  if (type !== undefined && type !== 'RequestResponse') {
    throw new BadArguments(
      `InvocationType ${JSON.stringify(type)} is not supported here, only RequestResponse`,
    )
  }
  return { do: 'invoke', functionRef, payload: fields.Payload ?? {}, answer: 'response' }
}

const START_PARAMETERS = { known: ['StateMachineArn', 'Name', 'Input'], required: ['StateMachineArn'] }

function startWork(given: Json, style: 'sdk' | 'optimized'): Work {
  const fields = checked(given, START_PARAMETERS)
  const name = fields.Name === undefined ? undefined : textField(fields, 'Name')
  const input = fields.Input
  // Where the API wants a text, Step Functions writes other JSON as text.
  const text = input === undefined ? '{}' : typeof input === 'string' ? input : JSON.stringify(input)
  return { do: 'start', machineArn: textField(fields, 'StateMachineArn'), name, input: text, style }
}

function checked(given: Json, parameters: NonNullable<Integration['parameters']>): JsonObject {
  if (!isObject(given)) throw new BadArguments('The arguments must be an object')
  for (const name of parameters.required) {
    if (given[name] === undefined) throw new BadArguments(`The required field '${name}' is missing`)
  }
  for (const name of Object.keys(given)) {
    if (!parameters.known.includes(name)) throw new BadArguments(`The field '${name}' is not supported`)
  }
  return given as JsonObject
}

function textField(fields: JsonObject, name: string): string {
  const value = fields[name]
  if (typeof value !== 'string' || value === '') throw new BadArguments(`The field '${name}' must be a text`)
  return value
}

const TABLE: readonly Integration[] = [
  {
    resource: 'arn:aws:states:::lambda:invoke',
    events: { resourceType: 'lambda', resource: 'invoke' },
    endsWith: 'answer',
    parameters: LAMBDA_PARAMETERS,
    blame: 'lambda',
    work: invokeWork,
  },
  {
    resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    events: { resourceType: 'lambda', resource: 'invoke.waitForTaskToken' },
    endsWith: 'token',
    parameters: LAMBDA_PARAMETERS,
    blame: 'lambda',
    work: invokeWork,
  },
  {
    resource: 'arn:aws:states:::aws-sdk:sfn:startExecution',
    events: { resourceType: 'aws-sdk:sfn', resource: 'startExecution' },
    endsWith: 'answer',
    parameters: START_PARAMETERS,
    blame: 'aws-sdk:sfn',
    work: (given) => startWork(given, 'sdk'),
  },
  {
    resource: 'arn:aws:states:::states:startExecution',
    events: { resourceType: 'states', resource: 'startExecution' },
    endsWith: 'answer',
    parameters: START_PARAMETERS,
    blame: 'states',
    work: (given) => startWork(given, 'optimized'),
  },
  {
    resource: 'arn:aws:states:::states:startExecution.sync:2',
    events: { resourceType: 'states', resource: 'startExecution.sync:2' },
    endsWith: 'execution',
    parameters: START_PARAMETERS,
    blame: 'states',
    work: (given) => startWork(given, 'optimized'),
  },
]

const byResource = new Map(TABLE.map((integration) => [integration.resource, integration]))

const FUNCTION_ARN = /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_-]+(:[A-Za-z0-9_$-]+)?$/

/** The integration behind a Resource, or undefined when there is none. */
export function findIntegration(resource: string): Integration | undefined {
  if (!FUNCTION_ARN.test(resource)) return byResource.get(resource)
  return {
    resource,
    endsWith: 'answer',
    blame: resource,
    work: (given) => ({ do: 'invoke', functionRef: resource, payload: given, answer: 'payload' }),
  }
}

/** For the sentence that refuses an unknown Resource. */
export const supportedResources = ["a function's ARN", ...byResource.keys()]
