import { assignAndOutput } from './check-state.ts'
import type { Catcher } from './definition.ts'
import type { Fields } from './fields.ts'
import { isObject } from './json.ts'
import { MAX_RETRY_DELAY_SECONDS, MAX_STATE_SECONDS } from './limits.ts'
import type { Retrier } from './retry-policy.ts'
import { RESERVED_ERRORS } from './state-error.ts'

export function checkRetry(fields: Fields): Retrier[] {
  return entries(fields, 'Retry', (entry, errorEquals) => {
    const intervalSeconds = entry.number('IntervalSeconds', { least: 1, most: MAX_STATE_SECONDS }) ?? 1
    const maxDelaySeconds = entry.number('MaxDelaySeconds', { least: 1, most: MAX_RETRY_DELAY_SECONDS })
    if (maxDelaySeconds !== undefined && maxDelaySeconds <= intervalSeconds) {
      entry.problem("'MaxDelaySeconds' must be greater than 'IntervalSeconds'")
    }
    return {
      errorEquals,
      intervalSeconds,
      maxAttempts: entry.number('MaxAttempts', { least: 0, most: MAX_STATE_SECONDS }) ?? 3,
      backoffRate: entry.number('BackoffRate', { least: 1, most: Number.MAX_VALUE, fraction: true }) ?? 2,
      ...(maxDelaySeconds === undefined ? {} : { maxDelaySeconds }),
      jitter: entry.oneOf('JitterStrategy', ['FULL', 'NONE']) ?? 'NONE',
    }
  })
}

export function checkCatch(fields: Fields): Catcher[] {
  return entries(fields, 'Catch', (entry, errorEquals) => ({
    errorEquals,
    next: entry.requiredText('Next') ?? '',
    ...assignAndOutput(entry, ['errorOutput']),
  }))
}

function entries<T>(
  fields: Fields,
  name: 'Retry' | 'Catch',
  read: (entry: Fields, errorEquals: string[]) => T,
): T[] {
  const list = fields.list(name) ?? []
  return list.flatMap((source, index) => {
    const where = `${name}[${index}]`
    if (!isObject(source)) {
      fields.problem(`${where} must be an object`)
      return []
    }
    const entry = fields.inside(source, where)
    entry.text('Comment')
    const errorEquals = checkErrorEquals(entry, index === list.length - 1)
    const result = read(entry, errorEquals)
    entry.close()
    return [result]
  })
}

function checkErrorEquals(entry: Fields, last: boolean): string[] {
  const names = entry.list('ErrorEquals') ?? []
  const texts = names.filter((name) => typeof name === 'string')
  if (texts.length === 0 || texts.length < names.length)
    entry.problem("'ErrorEquals' must list names of errors")
  for (const name of texts) {
    if (name.startsWith('States.') && !RESERVED_ERRORS.has(name)) {
      entry.problem(`'ErrorEquals' names '${name}', which is no error of the States Language`)
    }
  }
  if (texts.includes('States.ALL') && (texts.length > 1 || !last)) {
    entry.problem("'States.ALL' must stand alone and in the last entry")
  }
  return texts
}
