/** A JSON value as it travels between states. Treated as immutable everywhere. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

export type JsonObject = { [key: string]: Json }

/** A JSON value and its text; each is made from the other only when it is asked for. */
export class Payload {
  #value: Json | undefined
  #text: string | undefined
  #bytes: number | undefined

  private constructor(value: Json | undefined, text: string | undefined) {
    this.#value = value
    this.#text = text
  }

  static of(value: Json): Payload {
    return new Payload(value, undefined)
  }

  /** `text` must be JSON already; it is parsed on first use. */
  static stored(text: string): Payload {
    return new Payload(undefined, text)
  }

  get value(): Json {
    if (this.#value === undefined) this.#value = JSON.parse(this.text) as Json
    return this.#value
  }

  get text(): string {
    if (this.#text === undefined) this.#text = JSON.stringify(this.#value)
    return this.#text
  }

  /** Size in bytes of UTF-8, which is what the service limit counts. */
  get bytes(): number {
    if (this.#bytes === undefined) this.#bytes = Buffer.byteLength(this.text)
    return this.#bytes
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The name that AWS uses for a value's type in its messages. */
export function typeName(value: Json): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return typeof value
}
