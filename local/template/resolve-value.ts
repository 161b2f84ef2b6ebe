import { isObject, type Json, type JsonObject } from './json.ts'

/** What a value's names mean where the value stands. Each throws an Error whose message ends a sentence. */
export interface Scope {
  /** A parameter, a pseudo parameter or a resource. `undefined` is AWS::NoValue: whatever holds it is left out. */
  ref(name: string): Json | undefined
  attribute(logicalId: string, attribute: string): Json
  condition(name: string): boolean
  mapped(map: string, first: string, second: string): Json | undefined
  imported(exportName: string): Json
  stackOutput(stack: string, output: string): Json
}

/**
 * The value with every intrinsic function in it carried out; `undefined` when it is AWS::NoValue.
 *
 * Source: the CloudFormation template reference, intrinsic functions and condition functions.
 * @throws Error that names an intrinsic which is not known here, or says what a known one lacks.
 */
export function resolveValue(value: Json, scope: Scope): Json | undefined {
  if (Array.isArray(value)) {
    return value.map((item) => resolveValue(item, scope)).filter((item) => item !== undefined)
  }
  if (!isObject(value)) return value
  const [key, ...others] = Object.keys(value)
  if (key !== undefined && others.length === 0 && isIntrinsic(key)) {
    const run = intrinsics[key]
    if (!run) throw new Error(`${key} is not an intrinsic that this cloud knows`)
    return run(value[key] ?? null, scope)
  }
  const resolved: JsonObject = {}
  for (const [name, item] of Object.entries(value)) {
    const inner = resolveValue(item, scope)
    if (inner !== undefined) resolved[name] = inner
  }
  return resolved
}

/** Whether a condition of the template (`Conditions`, `Fn::If`) holds. */
export function resolveCondition(value: Json, scope: Scope): boolean {
  const resolved = resolveValue(value, scope)
  if (typeof resolved === 'boolean') return resolved
  if (resolved === 'true' || resolved === 'false') return resolved === 'true'
  throw new Error(`${JSON.stringify(value)} is not a condition`)
}

function isIntrinsic(key: string): boolean {
  return key === 'Ref' || key === 'Condition' || key.startsWith('Fn::')
}

const intrinsics: Record<string, (argument: Json, scope: Scope) => Json | undefined> = {
  Ref: (name, scope) => scope.ref(text('Ref', name)),
  // Only a text names a condition of the template; a policy statement's own `Condition` is an object.
  Condition: (name, scope) =>
    typeof name === 'string' ? scope.condition(name) : { Condition: resolveValue(name, scope) ?? null },
  'Fn::GetAtt': (argument, scope) => {
    const [logicalId, ...path] =
      typeof argument === 'string' ? argument.split('.') : list('Fn::GetAtt', argument)
    return scope.attribute(
      text('Fn::GetAtt', logicalId),
      path.map((part) => text('Fn::GetAtt', resolveValue(part, scope))).join('.'),
    )
  },
  'Fn::Sub': (argument, scope) => {
    const [template, extra] = typeof argument === 'string' ? [argument, {}] : list('Fn::Sub', argument)
    const variables = isObject(extra) ? extra : {}
    return text('Fn::Sub', template).replace(/\$\{([^}]+)\}/g, (_whole, inner: string) => {
      if (inner.startsWith('!')) return `\${${inner.slice(1)}}`
      const name = inner.trim()
      const own = variables[name]
      const [logicalId = '', ...path] = name.split('.')
      const substitute =
        own !== undefined
          ? resolveValue(own, scope)
          : path.length > 0
            ? scope.attribute(logicalId, path.join('.'))
            : scope.ref(name)
      return plain('Fn::Sub', substitute)
    })
  },
  'Fn::Join': (argument, scope) => {
    const [separator, items] = list('Fn::Join', argument)
    return resolvedList('Fn::Join', items, scope)
      .map((item) => plain('Fn::Join', item))
      .join(text('Fn::Join', separator))
  },
  'Fn::Split': (argument, scope) => {
    const [separator, whole] = list('Fn::Split', argument)
    return text('Fn::Split', resolveValue(whole ?? null, scope)).split(text('Fn::Split', separator))
  },
  'Fn::Select': (argument, scope) => {
    const [index, items] = list('Fn::Select', argument)
    const at = Number(resolveValue(index ?? null, scope))
    const selected = resolvedList('Fn::Select', items, scope)[at]
    if (selected === undefined) throw new Error(`Fn::Select finds no item ${at}`)
    return selected
  },
  'Fn::If': (argument, scope) => {
    const [condition, yes, no] = list('Fn::If', argument)
    return resolveValue((scope.condition(text('Fn::If', condition)) ? yes : no) ?? null, scope)
  },
  'Fn::Equals': (argument, scope) => {
    const [left, right] = resolvedList('Fn::Equals', argument, scope)
    return JSON.stringify(left) === JSON.stringify(right)
  },
  'Fn::Not': (argument, scope) => !resolveCondition(list('Fn::Not', argument)[0] ?? null, scope),
  'Fn::And': (argument, scope) => list('Fn::And', argument).every((item) => resolveCondition(item, scope)),
  'Fn::Or': (argument, scope) => list('Fn::Or', argument).some((item) => resolveCondition(item, scope)),
  'Fn::FindInMap': (argument, scope) => {
    const [map, first, second] = list('Fn::FindInMap', argument).map((part) =>
      text('Fn::FindInMap', resolveValue(part, scope)),
    )
    const found = scope.mapped(map ?? '', first ?? '', second ?? '')
    if (found === undefined) throw new Error(`Fn::FindInMap finds no ${map}.${first}.${second}`)
    return found
  },
  'Fn::ImportValue': (argument, scope) =>
    scope.imported(text('Fn::ImportValue', resolveValue(argument, scope))),
  'Fn::GetStackOutput': (argument, scope) => {
    const resolved = resolveValue(argument, scope)
    if (!isObject(resolved)) throw new Error('Fn::GetStackOutput needs StackName and OutputName')
    return scope.stackOutput(
      text('Fn::GetStackOutput', resolved.StackName),
      text('Fn::GetStackOutput', resolved.OutputName),
    )
  },
  'Fn::Base64': (argument, scope) =>
    Buffer.from(text('Fn::Base64', resolveValue(argument, scope))).toString('base64'),
  'Fn::GetAZs': () => ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
  'Fn::Length': (argument, scope) => resolvedList('Fn::Length', argument, scope).length,
  'Fn::ToJsonString': (argument, scope) => JSON.stringify(resolveValue(argument, scope) ?? null),
}

function list(intrinsic: string, value: Json | undefined): Json[] {
  if (!Array.isArray(value)) throw new Error(`${intrinsic} needs a list`)
  return value
}

function resolvedList(intrinsic: string, value: Json | undefined, scope: Scope): Json[] {
  return list(intrinsic, resolveValue(value ?? null, scope))
}

function text(intrinsic: string, value: Json | undefined): string {
  if (typeof value !== 'string') throw new Error(`${intrinsic} needs a text, not ${JSON.stringify(value)}`)
  return value
}

/** Numbers and booleans turn into text inside Fn::Sub and Fn::Join, as in CloudFormation. */
function plain(intrinsic: string, value: Json | undefined): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return String(value)
  throw new Error(`${intrinsic} cannot put ${JSON.stringify(value)} into a text`)
}
