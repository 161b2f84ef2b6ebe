import * as z from 'zod'
import type { Json } from './json.ts'

/** Where the cloud answers; some of a template's values are addresses. */
export interface Addresses {
  /** Origin of the HTTP API and the local pages, without a slash at the end. */
  publicUrl: string
  /** Base of the AWS endpoints; a service's prefix follows, e.g. `/sqs`. */
  awsUrl: string
  /** The OpenID issuer that stands for a Cognito user pool. */
  issuerUrl: string
}

/** Account and region of everything that runs here. */
export const account = '000000000000'
export const region = 'eu-central-1'

/** A resource as its type's `ref` and `attributes` see it. */
export interface Identity {
  stack: string
  logicalId: string
  /** The physical name: the name property where the template sets one, else stack and logical id. */
  name: string
  addresses: Addresses
  /** A property of the resource, resolved; undefined when it is not set. */
  property(name: string): Json | undefined
}

/** One row of the table of resource types: what becomes of a resource here. */
export interface ResourceType {
  /** `runs`: it works here. `stands in`: something else does its work. `no effect`: left out, for the reason given. */
  here: 'runs' | 'stands in' | 'no effect'
  /** What runs it, what stands for it, or why it has no effect. */
  how: string
  /** The properties that the cloud honours, strictly; only of what runs or is stood in for. */
  properties?: z.ZodType
  /** The property that sets the physical name. */
  nameProperty?: string
  /** The physical name without a name property, where not every name will do. */
  defaultName?(identity: { stack: string; logicalId: string }): string
  /** What `Ref` gives; the physical name if missing. */
  ref?(identity: Identity): string
  /** What `Fn::GetAtt` gives. */
  attributes?: Record<string, (identity: Identity) => Json>
}

/** A property that changes nothing here, with the reason for whoever reads the table. */
export function withoutEffect(why: string) {
  return z.unknown().optional().describe(why)
}

/** Tags mark a resource for the bill and for searches on AWS. */
export const tags = withoutEffect('marks a resource on the AWS bill')

export function arn(service: string, resource: string): string {
  return `arn:aws:${service}:${region}:${account}:${resource}`
}

/** Ten characters that stay the same for the same resource, as API ids and client ids are on AWS. */
export function steadyId(...parts: string[]): string {
  let hash = 0xcbf29ce484222325n
  for (const character of parts.join('\n')) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(character.codePointAt(0) ?? 0)) * 0x100000001b3n)
  }
  return hash.toString(36).padStart(13, '0').slice(-10)
}
