import { type CompiledExpression, NotJsonata } from './expression.ts'
import { isObject, type Json } from './json.ts'
import { compileTemplate, expressionText, type Template } from './template.ts'

const JSONPATH_FIELDS = new Set([
  'InputPath',
  'OutputPath',
  'ResultPath',
  'Parameters',
  'ResultSelector',
  'Result',
  'ItemsPath',
  'SecondsPath',
  'TimestampPath',
  'TimeoutSecondsPath',
  'HeartbeatSecondsPath',
  'MaxConcurrencyPath',
  'MaxItemsPath',
  'MaxItemsPerBatchPath',
  'MaxInputBytesPerBatchPath',
  'ToleratedFailureCountPath',
  'ToleratedFailurePercentagePath',
  'ErrorPath',
  'CausePath',
  'Variable',
])

/** Which parts of `$states` a field may read besides input and context. */
export type Readable = 'result' | 'errorOutput'

/**
 * The fields of one object of a definition. Every field must be taken; `close` refuses whatever was left, so nothing
 * that stands in a definition is skipped in silence.
 */
export class Fields {
  readonly #source: Record<string, unknown>
  readonly #where: string
  readonly #problems: string[]
  readonly #taken = new Set<string>()

  constructor(source: Record<string, unknown>, where: string, problems: string[]) {
    this.#source = source
    this.#where = where
    this.#problems = problems
  }

  /** The fields of an object inside this one. */
  inside(source: Record<string, unknown>, name: string): Fields {
    return new Fields(source, `${this.#where}, ${name}`, this.#problems)
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#source, name)
  }

  problem(sentence: string): void {
    this.#problems.push(`${this.#where}: ${sentence}`)
  }

  raw(name: string): unknown {
    this.#taken.add(name)
    return this.has(name) ? this.#source[name] : undefined
  }

  text(name: string): string | undefined {
    const value = this.raw(name)
    if (value === undefined || typeof value === 'string') return value
    this.problem(`'${name}' must be a text`)
    return undefined
  }

  requiredText(name: string): string | undefined {
    if (!this.has(name)) this.problem(`'${name}' is missing`)
    return this.text(name)
  }

  /** A plain number, no expression. */
  number(name: string, range: { least: number; most: number; fraction?: boolean }): number | undefined {
    const value = this.raw(name)
    if (value === undefined) return undefined
    if (inRange(value, range)) return value
    this.problem(`'${name}' must be ${describeRange(range)}`)
    return undefined
  }

  oneOf<T extends string>(name: string, values: readonly T[]): T | undefined {
    const value = this.raw(name)
    if (value === undefined) return undefined
    const found = values.find((known) => known === value)
    if (found === undefined) {
      this.problem(`'${name}' is ${JSON.stringify(value)}; supported here: ${values.join(', ')}`)
    }
    return found
  }

  object(name: string): Record<string, unknown> | undefined {
    const value = this.raw(name)
    if (value === undefined || isObject(value)) return value
    this.problem(`'${name}' must be an object`)
    return undefined
  }

  list(name: string): unknown[] | undefined {
    const value = this.raw(name)
    if (value === undefined || Array.isArray(value)) return value
    this.problem(`'${name}' must be a list`)
    return undefined
  }

  /** A field that may hold JSONata anywhere. `location` is how errors name it. */
  template(name: string, readable: readonly Readable[] = [], location = name): Template | undefined {
    const value = this.raw(name)
    if (value === undefined) return undefined
    const use = (expression: CompiledExpression, place: string) => {
      for (const part of ['result', 'errorOutput'] as const) {
        if (expression.reads.has(part) && !readable.includes(part)) {
          this.problem(`the expression in '${place}' reads $states.${part}, which does not exist there`)
        }
      }
    }
    try {
      return compileTemplate(location, value as Json, use)
    } catch (error) {
      if (!(error instanceof NotJsonata)) throw error
      this.problem(`an expression in '${location}' is not JSONata. ${error.message}`)
      return undefined
    }
  }

  /** A number or one expression. */
  numberTemplate(name: string, range: { least: number; most: number; fraction?: boolean }, location = name) {
    return this.#single(name, location, (value) => inRange(value, range), describeRange(range))
  }

  /** A text or one expression. */
  textTemplate(name: string, location = name): Template | undefined {
    return this.#single(name, location, (value) => typeof value === 'string', 'a text')
  }

  /** An object, with expressions anywhere in it, or one expression for the whole. */
  objectTemplate(name: string, location = name): Template | undefined {
    return this.#single(name, location, isObject, 'an object')
  }

  /** One expression, or a literal that `fits`. */
  #single(
    name: string,
    location: string,
    fits: (value: unknown) => boolean,
    what: string,
  ): Template | undefined {
    const value = this.has(name) ? this.#source[name] : undefined
    if (value === undefined) return undefined
    const expression = typeof value === 'string' && expressionText(value) !== undefined
    if (!expression && !fits(value)) {
      this.#taken.add(name)
      this.problem(`'${name}' must be ${what} or a JSONata expression`)
      return undefined
    }
    return this.template(name, [], location)
  }

  /** Refuses every field that nobody took. */
  close(): void {
    for (const name of Object.keys(this.#source)) {
      if (this.#taken.has(name)) continue
      if (JSONPATH_FIELDS.has(name)) {
        this.problem(`'${name}' belongs to JSONPath; only JSONata is supported here`)
      } else this.problem(`the field '${name}' is not supported here`)
    }
  }
}

function inRange(
  value: unknown,
  range: { least: number; most: number; fraction?: boolean },
): value is number {
  if (typeof value !== 'number' || value < range.least || value > range.most) return false
  return range.fraction === true || Number.isInteger(value)
}

const describeRange = (range: { least: number; most: number; fraction?: boolean }) =>
  `${range.fraction === true ? 'a number' : 'a whole number'} between ${range.least} and ${range.most}`
