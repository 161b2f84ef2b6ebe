import { Agent, request as httpRequest } from 'node:http'
import { AwsError, isRecord } from '../wire.ts'
import type { Java } from './java.ts'

export interface JavaAnswer {
  status: number
  body: Buffer
  crc32: string | undefined
  requestId: string | undefined
}

/** Speaks to DynamoDB Local over connections that are kept open. */
export interface JavaClient {
  /** Sends a request's bytes as they are. `target` is the x-amz-target header. Rejects when there is no answer. */
  send(target: string, body: string | Buffer, authorization?: string): Promise<JavaAnswer>
  /** One of DynamoDB's own operations with parsed input and output. Throws AwsError with DynamoDB's own code. */
  call(operation: string, input: Record<string, unknown>): Promise<Record<string, unknown>>
  /** The same for DynamoDB Streams. */
  callStreams(operation: string, input: Record<string, unknown>): Promise<Record<string, unknown>>
  close(): void
}

/** DynamoDB Local looks at the form of a signature, not at its truth. */
const ownAuthorization =
  'AWS4-HMAC-SHA256 Credential=LocalCloud/20250101/eu-central-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0'

export function createJavaClient(java: Java): JavaClient {
  // The JVM serves requests one after another anyway; a few connections keep it busy. It closes a connection that was
  // idle for 30 seconds, so ours are given up before that.
  const agent = new Agent({ keepAlive: true, maxSockets: 24, scheduling: 'lifo', timeout: 20_000 })

  async function send(
    target: string,
    body: string | Buffer,
    authorization = ownAuthorization,
  ): Promise<JavaAnswer> {
    const port = await java.port()
    const bytes = typeof body === 'string' ? Buffer.from(body, 'utf8') : body
    return await new Promise((resolve, reject) => {
      const outgoing = httpRequest(
        {
          host: '127.0.0.1',
          port,
          method: 'POST',
          path: '/',
          agent,
          headers: {
            'content-type': 'application/x-amz-json-1.0',
            'content-length': bytes.length,
            'x-amz-target': target,
            authorization,
          },
        },
        (incoming) => {
          const chunks: Buffer[] = []
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
          incoming.on('error', reject)
          incoming.on('end', () => {
            const crc32 = incoming.headers['x-amz-crc32']
            const requestId = incoming.headers['x-amzn-requestid']
            resolve({
              status: incoming.statusCode ?? 500,
              body: Buffer.concat(chunks),
              crc32: typeof crc32 === 'string' ? crc32 : undefined,
              requestId: typeof requestId === 'string' ? requestId : undefined,
            })
          })
        },
      )
      outgoing.on('error', reject)
      outgoing.setNoDelay(true)
      outgoing.end(bytes)
    })
  }

  async function callTarget(
    target: string,
    input: Record<string, unknown>,
  ): Promise<Record<string, unknown>> {
    const { status, body } = await send(target, JSON.stringify(input))
    const output: unknown = JSON.parse(body.toString('utf8'))
    if (!isRecord(output))
      throw new Error(`DynamoDB Local answered ${target} with something else than an object.`)
    if (status === 200) return output
    const message = output.message ?? output.Message
    throw new AwsError(errorCode(output), typeof message === 'string' ? message : '', status)
  }

  return {
    send,
    call: (operation, input) => callTarget(`DynamoDB_20120810.${operation}`, input),
    callStreams: (operation, input) => callTarget(`DynamoDBStreams_20120810.${operation}`, input),
    close: () => agent.destroy(),
  }
}

/** `com.amazonaws.dynamodb.v20120810#ResourceNotFoundException` → `ResourceNotFoundException`. */
export function errorCode(document: Record<string, unknown>): string {
  const type = typeof document.__type === 'string' ? document.__type : 'InternalServerError'
  return type.slice(type.indexOf('#') + 1)
}
