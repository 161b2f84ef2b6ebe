import { isRecord } from './wire.ts'

/** A compiled filter: true when the event goes to the function. */
export type EventFilter = (event: unknown) => boolean

type Test = (value: unknown) => boolean

/**
 * Compiles the FilterCriteria of an event source mapping: `Filters[].Pattern`, each a JSON text in EventBridge's
 * pattern language; one that matches is enough. Known: values, null, "", prefix, suffix, equals-ignore-case,
 * anything-but (values or prefix), numeric, exists, $or. Throws with the name of any other operator.
 */
export function compileFilter(criteria: unknown): EventFilter {
  const filters = isRecord(criteria) && Array.isArray(criteria.Filters) ? criteria.Filters : []
  const patterns = filters.map((filter: unknown) => {
    const text = isRecord(filter) ? filter.Pattern : undefined
    const pattern: unknown = typeof text === 'string' ? JSON.parse(text) : text
    if (!isRecord(pattern)) throw new Error('A filter of an event source mapping has no Pattern object.')
    return compilePattern(pattern)
  })
  return (event) => patterns.length === 0 || patterns.some((matches) => matches(event))
}

function compilePattern(pattern: Record<string, unknown>): Test {
  const tests = Object.entries(pattern).map(([name, inner]): Test => {
    if (name === '$or' && Array.isArray(inner)) {
      const branches = inner.filter(isRecord).map(compilePattern)
      return (value) => branches.some((matches) => matches(value))
    }
    const test = Array.isArray(inner)
      ? compileLeaf(inner)
      : isRecord(inner)
        ? compilePattern(inner)
        : undefined
    if (test === undefined) {
      throw new Error(`The filter on "${name}" must be a list of values or a nested pattern.`)
    }
    return (value) => test(isRecord(value) ? value[name] : undefined)
  })
  return (value) => tests.every((matches) => matches(value))
}

/** A list of alternatives. When the event's value is itself a list, one element that matches is enough. */
function compileLeaf(alternatives: unknown[]): Test {
  const tests = alternatives.map(compileAlternative)
  return (value) => {
    const matches = (each: unknown): boolean => tests.some((test) => test(each))
    return Array.isArray(value) ? value.some(matches) : matches(value)
  }
}

function compileAlternative(alternative: unknown): Test {
  if (!isRecord(alternative)) return (value) => value === alternative
  const [[operator, operand] = []] = Object.entries(alternative)
  switch (operator) {
    case 'prefix':
      return (value) => typeof value === 'string' && value.startsWith(String(operand))
    case 'suffix':
      return (value) => typeof value === 'string' && value.endsWith(String(operand))
    case 'equals-ignore-case':
      return (value) => typeof value === 'string' && value.toLowerCase() === String(operand).toLowerCase()
    case 'exists':
      // Only a leaf counts as there, as in EventBridge.
      return (value) => (value !== undefined && !isRecord(value)) === operand
    case 'anything-but': {
      const excluded = compileLeaf(Array.isArray(operand) ? operand : [operand])
      return (value) => value !== undefined && !excluded(value)
    }
    case 'numeric':
      return compileNumeric(operand)
    default:
      throw new Error(`The local cloud does not know the filter operator "${operator}".`)
  }
}

/** `[">", 0, "<=", 5]`. DynamoDB's numbers are strings in an event, and Lambda compares them as numbers. */
function compileNumeric(operand: unknown): Test {
  const parts: unknown[] = Array.isArray(operand) ? operand : []
  const tests: ((value: number) => boolean)[] = []
  for (let at = 0; at < parts.length; at += 2) {
    const bound = Number(parts[at + 1])
    const sign = parts[at]
    if (sign === '=') tests.push((value) => value === bound)
    else if (sign === '<') tests.push((value) => value < bound)
    else if (sign === '<=') tests.push((value) => value <= bound)
    else if (sign === '>') tests.push((value) => value > bound)
    else if (sign === '>=') tests.push((value) => value >= bound)
    else throw new Error(`The local cloud does not know the numeric comparison "${String(sign)}".`)
  }
  return (value) => {
    const number =
      typeof value === 'number'
        ? value
        : typeof value === 'string' && value !== ''
          ? Number(value)
          : Number.NaN
    return !Number.isNaN(number) && tests.every((test) => test(number))
  }
}
