import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock, ServiceEndpoint } from '../ports.ts'
import type { Engine } from './engine.ts'
import { isObject, type JsonObject } from './json.ts'
import { OPERATIONS } from './operations.ts'
import { ServiceFault } from './service-fault.ts'

const TARGET_PREFIX = 'AWSStepFunctions.'
// StartExecution carries up to 256 KiB of input, which JSON may escape to several times that.
const MAX_BODY_BYTES = 8 * 1024 * 1024

/** The Step Functions API: JSON 1.0, the operation in the header `x-amz-target`. */
export function statesEndpoint(engine: Engine, clock: Clock, log: (line: string) => void): ServiceEndpoint {
  return {
    service: 'sfn',
    async handle(request, response) {
      try {
        const operation = operationIn(request)
        const body = await bodyOf(request)
        send(response, 200, await operation(engine, body, clock.now()))
      } catch (error) {
        if (error instanceof ServiceFault) {
          sendFault(response, 400, error.name, error.message)
        } else {
          log(`sfn: ${(error as Error).stack ?? error}`)
          sendFault(
            response,
            500,
            'InternalServerError',
            `The workflow service failed: ${(error as Error).message}`,
          )
        }
      }
    },
  }
}

function operationIn(request: IncomingMessage) {
  const target = String(request.headers['x-amz-target'] ?? '')
  const name = target.startsWith(TARGET_PREFIX) ? target.slice(TARGET_PREFIX.length) : ''
  const operation = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined
  if (operation !== undefined) return operation
  throw new ServiceFault(
    'UnknownOperationException',
    `The operation '${target}' is not supported here; supported: ${Object.keys(OPERATIONS).join(', ')}`,
  )
}

async function bodyOf(request: IncomingMessage): Promise<JsonObject> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    chunks.push(chunk)
    size += chunk.length
    if (size > MAX_BODY_BYTES) throw new ServiceFault('SerializationException', 'The request is too large')
  }
  let body: unknown
  try {
    body = JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}')
  } catch {
    throw new ServiceFault('SerializationException', 'The request is not JSON')
  }
  if (!isObject(body)) throw new ServiceFault('SerializationException', 'The request is not a JSON object')
  return body as JsonObject
}

function sendFault(response: ServerResponse, status: number, name: string, message: string): void {
  response.setHeader('x-amzn-errortype', name)
  send(response, status, { __type: `com.amazonaws.swf.service.v2.model#${name}`, message })
}

function send(response: ServerResponse, status: number, body: JsonObject): void {
  const text = JSON.stringify(body)
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': Buffer.byteLength(text),
    'x-amzn-requestid': randomUUID(),
  })
  response.end(text)
}
