import { describe, expect, test } from 'vitest'
import { compileFilter } from '../../../local/services/event-filter.ts'

const matches = (pattern: unknown, event: unknown): boolean =>
  compileFilter({ Filters: [{ Pattern: JSON.stringify(pattern) }] })(event)
const image = (attributes: Record<string, unknown>) => ({
  eventName: 'MODIFY',
  dynamodb: { NewImage: attributes },
})
const onImage = (attributes: Record<string, unknown>) => ({ dynamodb: { NewImage: attributes } })

describe('a filter', () => {
  test.each([
    ['a value', onImage({ status: { S: ['open'] } }), { status: { S: 'open' } }, true],
    ['another value', onImage({ status: { S: ['open', 'done'] } }), { status: { S: 'late' } }, false],
    ['a prefix', onImage({ sk: { S: [{ prefix: 'step#' }] } }), { sk: { S: 'step#1' } }, true],
    ['a suffix', onImage({ sk: { S: [{ suffix: '#1' }] } }), { sk: { S: 'step#2' } }, false],
    ['what exists', onImage({ won: { BOOL: [{ exists: true }] } }), { won: { BOOL: false } }, true],
    ['what does not exist', onImage({ won: { BOOL: [{ exists: false }] } }), {}, true],
    ['anything but values', onImage({ s: { S: [{ 'anything-but': ['a', 'b'] }] } }), { s: { S: 'c' } }, true],
    ['anything but a value', onImage({ s: { S: [{ 'anything-but': 'a' }] } }), { s: { S: 'a' } }, false],
    [
      'anything but a prefix',
      onImage({ s: { S: [{ 'anything-but': { prefix: 'x' } }] } }),
      { s: { S: 'xy' } },
      false,
    ],
    ['anything but, of nothing', onImage({ s: { S: [{ 'anything-but': 'a' }] } }), {}, false],
    ['numbers in texts', onImage({ n: { N: [{ numeric: ['>', 1, '<=', 5] }] } }), { n: { N: '5' } }, true],
    ['numbers out of range', onImage({ n: { N: [{ numeric: ['<', 5] }] } }), { n: { N: '5' } }, false],
    ['any case', onImage({ s: { S: [{ 'equals-ignore-case': 'YES' }] } }), { s: { S: 'yes' } }, true],
    ['one of a list', onImage({ l: { SS: ['b'] } }), { l: { SS: ['a', 'b'] } }, true],
    [
      'one branch or another',
      { $or: [{ eventName: ['REMOVE'] }, onImage({ a: { S: ['x'] } })] },
      { a: { S: 'x' } },
      true,
    ],
    ['true and false', onImage({ b: { BOOL: [true] } }), { b: { BOOL: true } }, true],
  ])('knows %s', (_name, pattern, attributes, expected) => {
    expect(matches(pattern, image(attributes))).toBe(expected)
  })

  test('lets everything through when there is none, and what one of several lets through', () => {
    expect(compileFilter(undefined)({})).toBe(true)
    const either = compileFilter({
      Filters: ['INSERT', 'MODIFY'].map((name) => ({ Pattern: JSON.stringify({ eventName: [name] }) })),
    })
    expect(either(image({}))).toBe(true)
  })

  test.each([
    [{ a: [{ wildcard: 'x*' }] }, /wildcard/],
    [{ a: [{ numeric: ['!=', 3] }] }, /!=/],
    [{ a: 'x' }, /"a"/],
  ])('%j is refused by name', (pattern, message) => {
    expect(() => compileFilter({ Filters: [{ Pattern: JSON.stringify(pattern) }] })).toThrow(message)
  })
})
