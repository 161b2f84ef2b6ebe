/** A field of a state whose value may hold JSONata anywhere: Arguments, Output, Assign, Items and so on. */
import {
  type CompiledExpression,
  compileExpression,
  define,
  ExpressionFailure,
  type Scope,
} from './expression.ts'
import { type Json, type JsonObject, typeName } from './json.ts'

/** A field could not be evaluated. The sentence is AWS's, without its beginning about the state. */
export class EvaluationFailure extends Error {
  /** Where, e.g. `Output/result`; absent when no field is at fault. */
  readonly location: string | undefined

  constructor(sentence: string, location?: string) {
    super(sentence)
    this.location = location
  }
}

export interface Template {
  /** The field it stands in, e.g. `Arguments`. */
  field: string
  /** The expression's text when the whole field is one expression. */
  whole?: string
  /** The value when it holds no expression at all. */
  literal?: Json
  /** Throws EvaluationFailure. */
  evaluate(scope: Scope): Promise<Json>
}

/** The text of an expression, or undefined for any other string: outer blanks make it a literal. */
export function expressionText(text: string): string | undefined {
  return text.length >= 4 && text.startsWith('{%') && text.endsWith('%}')
    ? text.slice(2, -2).trim()
    : undefined
}

type Node =
  | { kind: 'literal'; value: Json }
  | { kind: 'expression'; expression: CompiledExpression; location: string }
  | { kind: 'list'; items: Node[] }
  | { kind: 'object'; entries: [string, Node][] }

/**
 * Compiles a field. `use` is told of every expression (with its location), so that the caller can check what it reads.
 * Throws NotJsonata with the location in front.
 */
export function compileTemplate(
  field: string,
  value: Json,
  use: (expression: CompiledExpression, location: string) => void,
): Template {
  const node = compileNode(value, field, use)
  const template: Template = { field, evaluate: (scope) => evaluateNode(node, scope) }
  if (node.kind === 'literal') template.literal = node.value
  if (node.kind === 'expression') template.whole = node.expression.text
  return template
}

function compileNode(
  value: Json,
  location: string,
  use: (expression: CompiledExpression, location: string) => void,
): Node {
  if (typeof value === 'string') {
    const text = expressionText(value)
    if (text === undefined) return { kind: 'literal', value }
    const expression = compileExpression(text)
    use(expression, location)
    return { kind: 'expression', expression, location }
  }
  if (Array.isArray(value)) {
    const items = value.map((item, index) => compileNode(item, `${location}[${index}]`, use))
    return items.every((item) => item.kind === 'literal')
      ? { kind: 'literal', value }
      : { kind: 'list', items }
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, item]): [string, Node] => [
      key,
      compileNode(item, `${location}/${key}`, use),
    ])
    return entries.every(([, item]) => item.kind === 'literal')
      ? { kind: 'literal', value }
      : { kind: 'object', entries }
  }
  return { kind: 'literal', value }
}

async function evaluateNode(node: Node, scope: Scope): Promise<Json> {
  if (node.kind === 'literal') return node.value
  if (node.kind === 'list') {
    const items: Json[] = []
    for (const item of node.items) items.push(await evaluateNode(item, scope))
    return items
  }
  if (node.kind === 'object') {
    const result: JsonObject = {}
    for (const [key, item] of node.entries) define(result, key, await evaluateNode(item, scope))
    return result
  }
  try {
    return await node.expression.evaluate(scope)
  } catch (error) {
    if (!(error instanceof ExpressionFailure)) throw error
    throw new EvaluationFailure(
      `${about(node.expression.text, node.location)} ${error.reason}`,
      node.location,
    )
  }
}

const about = (text: string, location: string) =>
  `The JSONata expression '${text}' specified for the field '${location}'`

/** The value did not have the type that the field needs. */
function unexpected(template: Template, expected: string, value: Json): EvaluationFailure {
  const sentence = `returned an unexpected result type. Expected '${expected}', but was '${typeName(value)}' for value: ${JSON.stringify(value)}`
  const subject =
    template.whole === undefined ? `The field '${template.field}'` : about(template.whole, template.field)
  return new EvaluationFailure(`${subject} ${sentence}`, template.field)
}

export async function evaluateArray(template: Template, scope: Scope): Promise<Json[]> {
  const value = await template.evaluate(scope)
  if (!Array.isArray(value)) throw unexpected(template, 'array', value)
  return value
}

export async function evaluateBoolean(template: Template, scope: Scope): Promise<boolean> {
  const value = await template.evaluate(scope)
  if (typeof value !== 'boolean') throw unexpected(template, 'boolean', value)
  return value
}

export async function evaluateString(template: Template, scope: Scope): Promise<string> {
  const value = await template.evaluate(scope)
  if (typeof value !== 'string') throw unexpected(template, 'string', value)
  return value
}

/** A number between `least` and `most`, whole unless `fraction` is allowed. */
export async function evaluateNumber(
  template: Template,
  scope: Scope,
  range: { least: number; most: number; fraction?: boolean },
): Promise<number> {
  const value = await template.evaluate(scope)
  if (typeof value !== 'number') throw unexpected(template, 'number', value)
  if (value < range.least || value > range.most || (range.fraction !== true && !Number.isInteger(value))) {
    const kind = range.fraction === true ? 'a number' : 'an integer'
    throw new EvaluationFailure(
      `${about(template.whole ?? String(value), template.field)} returned ${value}, which is not ${kind} between ${range.least} and ${range.most}.`,
      template.field,
    )
  }
  return value
}

/** An instant in ms from an RFC 3339 text such as `2026-03-01T09:00:00Z`. */
export async function evaluateTimestamp(template: Template, scope: Scope): Promise<number> {
  const value = await evaluateString(template, scope)
  const at = parseTimestamp(value)
  if (at === undefined) {
    throw new EvaluationFailure(
      `${about(template.whole ?? value, template.field)} returned '${value}', which is not an RFC 3339 timestamp.`,
      template.field,
    )
  }
  return at
}

/** Milliseconds since the epoch, or undefined when it is not the RFC 3339 profile that the States Language takes. */
export function parseTimestamp(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text)) return undefined
  const at = Date.parse(text)
  return Number.isNaN(at) ? undefined : at
}
