import { randomUUID } from 'node:crypto'
import { functionArn } from '../functions/function-arn.ts'
import type { FunctionInvoker, RoleRefusal } from '../ports.ts'
import type { Json } from './json.ts'
import type { FunctionAnswer } from './signal.ts'

/**
 * Calls a function for a task. An error of the function, or that there is none, is an answer that the workflow can
 * name. Rejects when the call could not be made at all (the cloud is stopping): then nothing has happened, and nothing
 * may be recorded.
 */
export async function invoke(
  { invoker, refusal }: { invoker: FunctionInvoker; refusal: RoleRefusal },
  role: { arn: string; session: string },
  functionRef: string,
  payload: Json,
): Promise<FunctionAnswer> {
  const refused = refusal(role, 'lambda:InvokeFunction', functionArn(functionRef))
  if (refused !== undefined) {
    const cause = `${refused} (Service: AWSLambda; Status Code: 403; Error Code: AccessDeniedException; Request ID: ${randomUUID()})`
    return { ok: false, error: { name: 'Lambda.AWSLambdaException', cause } }
  }
  try {
    const invocation = await invoker.invoke(functionRef, payload)
    if (invocation.ok) {
      return { ok: true, payload: (invocation.payload ?? null) as Json, requestId: invocation.requestId }
    }
    const { errorType, errorMessage, payload: thrown } = invocation
    return {
      ok: false,
      error: { name: errorType, cause: JSON.stringify(thrown ?? { errorMessage, errorType }) },
    }
  } catch (error) {
    if (!isFunctionNotFound(error)) throw error
    const cause = `${error.message} (Service: Lambda, Status Code: 404, Request ID: ${randomUUID()})`
    return { ok: false, error: { name: 'Lambda.ResourceNotFoundException', cause } }
  }
}

function isFunctionNotFound(error: unknown): error is Error {
  return error instanceof Error && [error.name, error.constructor.name].includes('FunctionNotFound')
}
