import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { KMSClient } from '@aws-sdk/client-kms'
import type { S3Client } from '@aws-sdk/client-s3'

export interface Faults {
  /**
   * The call of that number from now on fails, before it leaves or after it took effect. `meanwhile` is done to its end at that
   * point, and its own calls are neither counted nor hit.
   */
  at(
    call: number,
    phase: 'before' | 'after',
    meanwhile?: () => Promise<unknown>,
  ): { name(): string | undefined }
  none(): void
  isInjected(error: unknown): boolean
}

class Injected extends Error {
  override name = 'Injected'
}

/** Lets calls of AWS clients fail, outside of the SDK's own retries. */
export function createFaults(clients: readonly (DynamoDBClient | S3Client | KMSClient)[]): Faults {
  let plan: { call: number; phase: string; meanwhile: (() => Promise<unknown>) | undefined } | undefined
  let counted = 0
  let name: string | undefined

  async function around<T>(command: string, call: () => Promise<T>): Promise<T> {
    const mine = plan
    if (mine === undefined) return call()
    const isHit = counted === mine.call
    counted += 1
    if (!isHit) return call()
    name = command
    plan = undefined
    if (mine.phase === 'after') await call()
    await mine.meanwhile?.()
    throw new Injected(`${command} fails ${mine.phase} its effect`)
  }

  for (const client of clients) {
    // Each client has a type of its own; what is used here is the same in all of them.
    const { middlewareStack } = client as DynamoDBClient
    middlewareStack.add((next, context) => (args) => around(String(context.commandName), () => next(args)), {
      step: 'initialize',
      name: 'faults',
      priority: 'high',
    })
  }

  const isInjected = (error: unknown): boolean =>
    error instanceof Injected || (error instanceof Error && isInjected(error.cause))
  return {
    at(call, phase, meanwhile) {
      plan = { call, phase, meanwhile }
      counted = 0
      name = undefined
      return { name: () => name }
    },
    none() {
      plan = undefined
    },
    isInjected,
  }
}
