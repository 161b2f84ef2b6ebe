import type { IncomingHttpHeaders } from 'node:http'
import type { Need } from '../decide.ts'

/** A request to one of AWS's services, as far as rights go. */
export interface Call {
  method: string
  /** Path and query below the service's prefix. */
  path: string
  headers: IncomingHttpHeaders
  /** Empty where a service's rights do not depend on it. */
  body: Buffer
}

/** What a call needs the right to do; everything in it. Throws UnknownNeeds. */
export type NeedsOf = (call: Call) => Need[]

/** It is not known here which rights an operation needs, so nobody can have them. */
export class UnknownNeeds extends Error {
  constructor(service: string, operation: string) {
    super(`It is not known to the local cloud which rights ${operation || 'this'} of ${service} needs.`)
  }
}
