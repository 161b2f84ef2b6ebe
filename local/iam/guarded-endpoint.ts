import { IncomingMessage } from 'node:http'
import type { ServiceEndpoint } from '../ports.ts'
import { AwsError, readBody } from '../services/wire.ts'
import { CannotStart } from '../template/cannot-start.ts'
import { ofType, type Plan } from '../template/plan.ts'
import { functionProperties } from '../template/types/lambda.ts'
import { answerAccessDenied } from './access-denied.ts'
import { type Call, type NeedsOf, UnknownNeeds } from './needs/call.ts'
import { administratorArn, type Principal, roleSession, strangerOf } from './principal.ts'
import type { Rights } from './rights.ts'

export interface GuardParts {
  rights: Rights
  plan: Plan
  /** By the service's prefix. */
  needs: Readonly<Record<string, NeedsOf>>
  /** Takes a line for the operator when a call was refused. */
  log(line: string): void
}

/**
 * Wraps endpoints so that a call by one of the app's functions, told by its access key, is answered only if the
 * function's role may make it; else it is refused as on AWS.
 *
 * Calls with any other key come from people and tools of this machine, who may do everything that no table, bucket or
 * key denies, as the account's administrator may on AWS. A key such as `222222222222:Witness` is a role of that other
 * account, which may do what a resource's own policy lets it. This finds rights that a template lacks; it does not hold
 * back code that lies about who it is, which on AWS it could not.
 *
 * @throws CannotStart when two functions could not be told apart by their keys
 */
export function guardEndpoints(parts: GuardParts): (endpoint: ServiceEndpoint) => ServiceEndpoint {
  const callers = new Map<string, Principal & { kind: 'role' }>()
  for (const { resource, properties } of ofType(parts.plan, 'AWS::Lambda::Function', functionProperties)) {
    const { logicalId, name } = resource
    if (callers.has(logicalId)) {
      throw new CannotStart(
        `Two functions are called ${logicalId}; this cloud could not tell whose rights a call has.`,
      )
    }
    callers.set(logicalId, roleSession(properties.Role, name))
  }

  const guarded = (endpoint: ServiceEndpoint): ServiceEndpoint => ({
    service: endpoint.service,
    async handle(request, response, path) {
      const key = /Credential=([^/,\s]+)\//.exec(request.headers.authorization ?? '')?.[1]
      const caller = callers.get(key ?? '') ?? strangerOf(key)
      const method = request.method ?? ''
      const { service } = endpoint
      // An upload's and an event's rights do not depend on what is in it.
      const inBody = service !== 'lambda' && !(service === 's3' && method !== 'POST')
      const body = inBody ? await readBody(request) : Buffer.alloc(0)
      const refusal = refusalOf(service, caller, { method, path, headers: request.headers, body })
      if (refusal === undefined) {
        return await endpoint.handle(inBody ? readAgain(request, body) : request, response, path)
      }
      parts.log(refusal)
      answerAccessDenied(response, service, method, refusal)
    },
  })

  function refusalOf(service: string, caller: Principal & { kind: 'role' }, call: Call): string | undefined {
    try {
      const needsOf = parts.needs[service]
      if (needsOf === undefined) throw new UnknownNeeds(service, '')
      for (const need of needsOf(call)) {
        const refusal = parts.rights.refusal(caller, need)
        if (refusal !== undefined) return refusal
      }
      return undefined
    } catch (error) {
      // To the administrator only what is known can be denied.
      if (error instanceof UnknownNeeds)
        return caller.roleArn === administratorArn ? undefined : error.message
      // What cannot be read the service refuses in its own words.
      if (error instanceof AwsError || error instanceof URIError) return undefined
      throw error
    }
  }

  return guarded
}

/** The same request with its body still to be read. */
function readAgain(request: IncomingMessage, body: Buffer): IncomingMessage {
  const again = new IncomingMessage(request.socket)
  again.headers = request.headers
  if (request.method !== undefined) again.method = request.method
  if (request.url !== undefined) again.url = request.url
  again.push(body)
  again.push(null)
  // Else its end would count as the client's having gone away.
  again.complete = true
  return again
}
