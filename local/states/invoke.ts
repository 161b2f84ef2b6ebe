import { randomUUID } from 'node:crypto'
import type { FunctionInvoker } from '../ports.ts'
import type { Json } from './json.ts'
import type { FunctionAnswer } from './signal.ts'

/** Calls a function for a task. Never rejects: whatever goes wrong is an error that the workflow can name. */
export async function invoke(
  invoker: FunctionInvoker,
  functionRef: string,
  payload: Json,
): Promise<FunctionAnswer> {
  try {
    const invocation = await invoker.invoke(functionRef, payload)
    if (invocation.ok) {
      return { ok: true, payload: (invocation.payload ?? null) as Json, requestId: invocation.requestId }
    }
    return { ok: false, error: { name: invocation.errorType, cause: JSON.stringify(invocation.payload) } }
  } catch (error) {
    const { message, name } = error as Error
    const missing = name === 'FunctionNotFound' || (error as Error).constructor?.name === 'FunctionNotFound'
    const status = missing ? 404 : 500
    return {
      ok: false,
      error: {
        name: missing ? 'Lambda.ResourceNotFoundException' : 'Lambda.ServiceException',
        cause: `${message} (Service: Lambda, Status Code: ${status}, Request ID: ${randomUUID()})`,
      },
    }
  }
}
