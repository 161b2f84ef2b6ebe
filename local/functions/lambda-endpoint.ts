import type { ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type { ServiceEndpoint } from '../ports.ts'
import type { AsyncInvocations } from './async-invocations.ts'
import type { Functions } from './functions.ts'

/**
 * Lambda's `Invoke`, synchronous and asynchronous, and its dry run.
 *
 * Source: Lambda API reference, Invoke.
 */
export function createLambdaEndpoint(functions: Functions, events: AsyncInvocations): ServiceEndpoint {
  return {
    service: 'lambda',
    async handle(request, response, path) {
      const [, encoded] = /^\/2015-03-31\/functions\/([^/?]+)\/invocations(?:\?|$)/.exec(path) ?? []
      if (!encoded || request.method !== 'POST') {
        refuse(
          response,
          501,
          'NotImplementedException',
          `This cloud does not run ${request.method} ${path} of Lambda.`,
        )
        return
      }
      const functionRef = decodeURIComponent(encoded)
      const type = request.headers['x-amz-invocation-type'] ?? 'RequestResponse'
      const body = await text(request)
      if (!functions.find(functionRef)) {
        refuse(response, 404, 'ResourceNotFoundException', `Function not found: ${functionRef}`)
        return
      }
      let payload: unknown
      try {
        payload = body === '' ? {} : JSON.parse(body)
      } catch {
        refuse(response, 400, 'InvalidRequestContentException', 'Could not parse request body into json')
        return
      }
      if (type === 'DryRun') response.writeHead(204).end()
      else if (type === 'Event') {
        const { requestId } = events.accept(functionRef, payload)
        response.writeHead(202, { 'x-amzn-requestid': requestId }).end()
      } else await answerInvocation(response, functions, functionRef, payload)
    },
  }
}

async function answerInvocation(
  response: ServerResponse,
  functions: Functions,
  functionRef: string,
  payload: unknown,
): Promise<void> {
  const invocation = await functions.invoke(functionRef, payload)
  const { requestId } = invocation
  if (!invocation.ok && invocation.errorType === 'TooManyRequestsException') {
    refuse(response, 429, invocation.errorType, invocation.errorMessage)
    return
  }
  if (!invocation.ok && invocation.errorType === 'RequestEntityTooLargeException') {
    refuse(response, 413, 'RequestTooLargeException', invocation.errorMessage)
    return
  }
  response.writeHead(200, {
    'content-type': 'application/json',
    'x-amzn-requestid': requestId,
    'x-amz-executed-version': '$LATEST',
    ...(invocation.ok ? {} : { 'x-amz-function-error': 'Unhandled' }),
  })
  response.end(JSON.stringify(invocation.payload))
}

function refuse(response: ServerResponse, status: number, type: string, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': type })
  response.end(JSON.stringify({ Type: 'User', message, Message: message }))
}
