import { createHmac, timingSafeEqual } from 'node:crypto'

/** Names one attempt of one task. */
export interface TaskPlace {
  execution: number
  frame: number
  /** Id of the attempt's TaskScheduled event: every attempt has its own token. */
  scheduledEvent: number
}

/** Task tokens: the place and a signature, so that a made-up or mangled token is told from an outlived one. */
export class TaskTokens {
  readonly #key: string

  constructor(key: string) {
    this.#key = key
  }

  issue(place: TaskPlace): string {
    const body = `${place.execution}.${place.frame}.${place.scheduledEvent}`
    return `${Buffer.from(body).toString('base64url')}.${this.#sign(body).toString('base64url')}`
  }

  /** Undefined when this cloud did not issue the token. */
  read(token: string): TaskPlace | undefined {
    const [encoded, signature, ...rest] = token.split('.')
    if (encoded === undefined || signature === undefined || rest.length > 0) return undefined
    const body = Buffer.from(encoded, 'base64url').toString()
    const given = Buffer.from(signature, 'base64url')
    const expected = this.#sign(body)
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
    const [execution, frame, scheduledEvent] = body.split('.').map(Number)
    if (execution === undefined || frame === undefined || scheduledEvent === undefined) return undefined
    return { execution, frame, scheduledEvent }
  }

  #sign(body: string): Buffer {
    return createHmac('sha256', this.#key).update(body).digest()
  }
}
