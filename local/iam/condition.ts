import { CannotStart } from '../template/cannot-start.ts'
import { isObject, type Json } from '../template/json.ts'
import { type Context, conditionKeys } from './condition-keys.ts'
import { arnWildcard, type Matcher, wildcard } from './wildcard.ts'

/** Whether a statement applies to a request. */
export type Condition = (context: Context) => boolean

interface Operator {
  /** Whether a value of the request fits a value of the policy. */
  fits(value: string): Matcher
  /** `…Not…`: fits when none of the policy's values does; also when the request does not have the key. */
  negated?: true
}

const exactly =
  (value: string): Matcher =>
  (text) =>
    text === value
const ignoringCase = (value: string): Matcher => {
  const wanted = value.toLowerCase()
  return (text) => text.toLowerCase() === wanted
}
const number =
  (compare: (given: number, wanted: number) => boolean) =>
  (value: string): Matcher =>
  (text) =>
    compare(Number(text), Number(value))

const operators: Readonly<Record<string, Operator>> = {
  StringEquals: { fits: exactly },
  StringNotEquals: { fits: exactly, negated: true },
  StringEqualsIgnoreCase: { fits: ignoringCase },
  StringNotEqualsIgnoreCase: { fits: ignoringCase, negated: true },
  StringLike: { fits: wildcard },
  StringNotLike: { fits: wildcard, negated: true },
  Bool: { fits: ignoringCase },
  NumericEquals: { fits: number((given, wanted) => given === wanted) },
  NumericNotEquals: { fits: number((given, wanted) => given === wanted), negated: true },
  NumericLessThan: { fits: number((given, wanted) => given < wanted) },
  NumericLessThanEquals: { fits: number((given, wanted) => given <= wanted) },
  NumericGreaterThan: { fits: number((given, wanted) => given > wanted) },
  NumericGreaterThanEquals: { fits: number((given, wanted) => given >= wanted) },
  // With wildcards, all four: ArnEquals behaves as ArnLike does.
  ArnEquals: { fits: arnWildcard },
  ArnLike: { fits: arnWildcard },
  ArnNotEquals: { fits: arnWildcard, negated: true },
  ArnNotLike: { fits: arnWildcard, negated: true },
}

/**
 * Compiles a statement's Condition: every operator and every key in it must hold; of a key's values one is enough.
 *
 * Source: IAM user guide, condition operators; conditions with multiple context keys or values; set operators.
 * @throws CannotStart for an operator, a key or a policy variable that is not known here
 */
export function compileCondition(block: Json | undefined, where: string): Condition {
  if (block === undefined) return () => true
  if (!isObject(block)) throw new CannotStart(`${where} has a Condition that is no object.`)
  const all = Object.entries(block).flatMap(([operator, keys]) => {
    if (!isObject(keys)) throw new CannotStart(`${where} has a Condition ${operator} that is no object.`)
    return Object.entries(keys).map(([key, values]) => test(operator, key, textsOf(values, where), where))
  })
  return (context) => all.every((holds) => holds(context))
}

function test(written: string, writtenKey: string, values: string[], where: string): Condition {
  const key = writtenKey.toLowerCase()
  const kind = Object.hasOwn(conditionKeys, key) ? conditionKeys[key] : undefined
  if (kind === undefined) {
    throw new CannotStart(
      `${where} asks for the condition key ${writtenKey}, which this cloud does not know.`,
    )
  }
  if (written === 'Null') return isNull(key, values, where)
  const [, set, name = '', ifExists] =
    /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(written) ?? []
  const operator = Object.hasOwn(operators, name) ? operators[name] : undefined
  if (operator === undefined) {
    throw new CannotStart(`${where} uses the condition operator ${written}, which this cloud does not know.`)
  }
  if (kind === 'many' && set === undefined) {
    throw new CannotStart(
      `${where} compares ${writtenKey} with ${written}; a key with several values needs ForAllValues or ForAnyValue.`,
    )
  }
  const matchers = values.map((value) => operator.fits(value))
  const fits = (given: string): boolean =>
    matchers.some((matches) => matches(given)) !== (operator.negated ?? false)
  return (context) => {
    const given = valuesOf(context, key)
    if (set === 'ForAllValues') return given.every(fits)
    if (given.length === 0) {
      if (ifExists !== undefined) return true
      return set === undefined && operator.negated === true
    }
    return given.some(fits)
  }
}

/** "true": the request must not have the key. "false": it must. */
function isNull(key: string, values: string[], where: string): Condition {
  const wanted: string[] = values.map((value) => value.toLowerCase())
  if (wanted.some((value) => value !== 'true' && value !== 'false')) {
    throw new CannotStart(`${where} has a Null condition that says neither true nor false.`)
  }
  return (context) => wanted.includes(String(valuesOf(context, key).length === 0))
}

function valuesOf(context: Context, key: string): readonly string[] {
  const value = context[key]
  if (value === undefined) return []
  return typeof value === 'string' ? [value] : value
}

function textsOf(values: Json, where: string): string[] {
  return [values].flat().map((value) => {
    if (typeof value !== 'string' && typeof value !== 'boolean' && typeof value !== 'number') {
      throw new CannotStart(`${where} has a condition value that is no text: ${JSON.stringify(value)}.`)
    }
    return withoutVariables(String(value), where)
  })
}

/** @throws CannotStart for `${aws:…}`, which stands for something of the request */
export function withoutVariables(text: string, where: string): string {
  const variable = /\$\{[^}]*\}/.exec(text)?.[0]
  if (variable !== undefined) {
    throw new CannotStart(`${where} uses the policy variable ${variable}, which this cloud does not fill in.`)
  }
  return text
}
