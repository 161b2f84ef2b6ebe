/** JSONata as Step Functions evaluates it: compiled once, bounded, cut off from the real clock. */
import jsonata from 'jsonata'
import { registerStatesFunctions } from './expression-functions.ts'
import type { Json, JsonObject } from './json.ts'

/** What an expression can see. */
export interface Scope {
  /** `$states`: input, context and, where there is one, result or errorOutput. */
  states: JsonObject
  variables: JsonObject
  /** The cloud's time in ms, for `$now()` and `$millis()`. */
  now: number
}

/** An expression has no value that a state could use. `reason` completes "The JSONata expression '…' specified for the field '…' ". */
export class ExpressionFailure extends Error {
  readonly reason: string

  constructor(reason: string) {
    super(reason)
    this.reason = reason
  }
}

/** The text between `{%` and `%}` is not JSONata; the message has JSONata's code and sentence. */
export class NotJsonata extends Error {}

export interface CompiledExpression {
  /** The trimmed text between `{%` and `%}`. */
  text: string
  /** Which parts of `$states` are named literally, e.g. `result`. */
  reads: ReadonlySet<string>
  /** A JSON value; throws ExpressionFailure. */
  evaluate(scope: Scope): Promise<Json>
}

// A definition's expression that runs longer is a mistake; the whole cloud waits for it. In milliseconds.
const TIME_LIMIT = 1000
// Nested evaluations; deeper recursion would overflow the stack of this process.
const DEPTH_LIMIT = 500

const compiled = new Map<string, CompiledExpression>()
const formatMillis = jsonata('$fromMillis(millis, picture, timezone)')

/** Compiles `text` once for all its uses. Throws NotJsonata. */
export function compileExpression(text: string): CompiledExpression {
  const known = compiled.get(text)
  if (known !== undefined) return known
  let expression: jsonata.Expression
  try {
    expression = jsonata(text, { timeout: TIME_LIMIT, stack: DEPTH_LIMIT })
  } catch (error) {
    throw new NotJsonata(describe(error))
  }
  registerStatesFunctions(expression)
  const result: CompiledExpression = {
    text,
    reads: readsOfStates(expression.ast()),
    async evaluate(scope) {
      let value: unknown
      try {
        value = await expression.evaluate(undefined, bindings(scope))
      } catch (error) {
        throw new ExpressionFailure(`threw an error during evaluation. ${describe(error)}`)
      }
      if (value === undefined) throw new ExpressionFailure('returned nothing (undefined).')
      return plain(value)
    },
  }
  compiled.set(text, result)
  return result
}

function bindings(scope: Scope): Record<string, unknown> {
  return {
    now: (picture?: string, timezone?: string) =>
      picture === undefined
        ? new Date(scope.now).toISOString()
        : formatMillis.evaluate({ millis: scope.now, picture, timezone }),
    millis: () => scope.now,
    // Step Functions has no $eval: calling it is calling something that is not a function.
    eval: undefined,
    ...scope.variables,
    states: scope.states,
  }
}

/** JSONata throws plain objects with a code, and now and then a JavaScript error from below. */
function describe(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown }
  const sentence = typeof message === 'string' ? message : String(error)
  return typeof code === 'string' && code !== '' ? `${code}: ${sentence}` : sentence
}

/** A copy without JSONata's own marks on arrays; functions and the like are no JSON. */
function plain(value: unknown): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (Array.isArray(value)) return value.map((item) => (item === undefined ? null : plain(item)))
  if (
    typeof value !== 'object' ||
    value instanceof RegExp ||
    '_jsonata_lambda' in value ||
    '_jsonata_function' in value
  ) {
    throw new ExpressionFailure('returned an unsupported result type.')
  }
  const copy: JsonObject = {}
  for (const [key, item] of Object.entries(value)) if (item !== undefined) define(copy, key, plain(item))
  return copy
}

/** Sets a property even when it is called `__proto__`. */
export function define(target: JsonObject, key: string, value: Json): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
  } else target[key] = value
}

/** The first names after `$states.` anywhere in the syntax tree. */
function readsOfStates(tree: unknown): Set<string> {
  const reads = new Set<string>()
  const seen = new Set<object>()
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null || seen.has(node)) return
    seen.add(node)
    const { type, steps } = node as { type?: unknown; steps?: { type?: unknown; value?: unknown }[] }
    if (
      type === 'path' &&
      Array.isArray(steps) &&
      steps[0]?.type === 'variable' &&
      steps[0].value === 'states'
    ) {
      const name = steps[1]?.value
      if (typeof name === 'string') reads.add(name)
    }
    for (const child of Object.values(node)) visit(child)
  }
  visit(tree)
  return reads
}
