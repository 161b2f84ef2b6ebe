import { readFileSync } from 'node:fs'
import { request as ask, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { noteName } from '../../data-directory.ts'
import type { ServiceEndpoint } from '../../ports.ts'
import { AwsError, answer } from '../wire.ts'
import { xmlDocument } from '../xml.ts'

/** A cloud of another account on the same machine. */
export interface Neighbour {
  /** The data directory that it runs on; there stands where it answers, anew after each start. */
  dataDir: string
  /** Twelve digits: the account that this cloud's calls come from, as the neighbour sees them. */
  account: string
}

/**
 * S3 as it is on AWS, where a bucket's name leads to it from every account: requests for a bucket that is not one of
 * this cloud's go on to the neighbour, as `<account>:<who calls>`. The neighbour's own policies decide there; this
 * cloud's have decided before.
 */
export function withNeighbour(
  own: ServiceEndpoint,
  { own: ownBuckets, neighbour }: { own: readonly string[]; neighbour: Neighbour },
): ServiceEndpoint {
  const known = new Set(ownBuckets)
  return {
    service: own.service,
    async handle(request, response, path) {
      const bucket = decodeURIComponent(/^\/([^/?]*)/.exec(path)?.[1] ?? '')
      if (bucket === '' || known.has(bucket)) return await own.handle(request, response, path)
      try {
        await forward(request, response, `${awsUrlOf(neighbour)}/${own.service}${path}`, neighbour.account)
      } catch (error) {
        // What has been begun cannot be taken back.
        if (response.headersSent) response.destroy()
        else refuse(response, error)
      }
    },
  }
}

function awsUrlOf({ dataDir }: Neighbour): string {
  const note: unknown = JSON.parse(readFileSync(join(dataDir, noteName), 'utf8'))
  const { awsUrl } = note as { awsUrl?: string }
  if (awsUrl === undefined) throw new Error(`${noteName} in ${dataDir} does not say where the cloud answers`)
  return awsUrl
}

async function forward(
  request: IncomingMessage,
  response: ServerResponse,
  url: string,
  account: string,
): Promise<void> {
  const { host: _, authorization, ...headers } = request.headers
  const theirs = await new Promise<IncomingMessage>((resolve, reject) => {
    const asking = ask(
      url,
      {
        method: request.method,
        headers: {
          ...headers,
          ...(authorization === undefined ? {} : { authorization: signedAs(authorization, account) }),
        },
      },
      resolve,
    )
    asking.on('error', reject)
    request.pipe(asking)
  })
  response.writeHead(theirs.statusCode ?? 502, theirs.headers)
  await pipeline(theirs, response)
}

/** The same signature under the account's name; the neighbour tells callers apart by the key alone. */
function signedAs(authorization: string, account: string): string {
  return authorization.replace(/Credential=([^/,\s]+)\//, `Credential=${account}:$1/`)
}

function refuse(response: ServerResponse, error: unknown): void {
  const why = error instanceof Error ? error.message : String(error)
  const { code, message, status } = new AwsError(
    'ServiceUnavailable',
    `The cloud that has this bucket does not answer: ${why}`,
    503,
  )
  answer(response, status, 'application/xml', xmlDocument('Error', { Code: code, Message: message }))
}
