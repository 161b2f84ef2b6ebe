import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileCondition } from '../../../local/iam/condition.ts'
import type { Context } from '../../../local/iam/condition-keys.ts'
import type { Json } from '../../../local/template/json.ts'

const holds = (block: Json, context: Context) => compileCondition(block, 'Policy X')(context)
const keys = 'dynamodb:LeadingKeys'
const given = (...values: string[]): Context => ({ 'dynamodb:leadingkeys': values })
const operation = (value: string): Context => ({ 'dynamodb:enclosingoperation': value })
const enclosing = 'dynamodb:EnclosingOperation'
const queue = 'arn:aws:sqs:eu-central-1:000000000000:mail'

describe('a condition', () => {
  it.each<[string, Json, Context, boolean]>([
    ['an equal text', { StringEquals: { [enclosing]: 'Transact' } }, operation('Transact'), true],
    ['a text in other letters', { StringEquals: { [enclosing]: 'Transact' } }, operation('transact'), false],
    [
      'a star in StringEquals is a star',
      { StringEquals: { [enclosing]: 'T*' } },
      operation('Transact'),
      false,
    ],
    ['other letters', { StringEqualsIgnoreCase: { [enclosing]: 'TRANSACT' } }, operation('Transact'), true],
    ['a like text', { StringLike: { [enclosing]: 'Tr*ct' } }, operation('Transact'), true],
    ['one of several values', { StringEquals: { [enclosing]: ['Get', 'Put'] } }, operation('Put'), true],
    ['none of several', { StringNotEquals: { [enclosing]: ['Get', 'Put'] } }, operation('Put'), false],
    ['none of several that fits', { StringNotLike: { [enclosing]: ['G*', 'D*'] } }, operation('Put'), true],
    ['a missing key', { StringEquals: { [enclosing]: 'Put' } }, {}, false],
    ['a missing key, negated', { StringNotEquals: { [enclosing]: 'Put' } }, {}, true],
    ['a missing key, if it exists', { StringEqualsIfExists: { [enclosing]: 'Put' } }, {}, true],
    ['a wrong key, if it exists', { StringEqualsIfExists: { [enclosing]: 'Put' } }, operation('Get'), false],
    [
      'the key in other letters',
      { StringEquals: { 'DYNAMODB:enclosingoperation': 'P' } },
      operation('P'),
      true,
    ],
    ['a boolean', { Bool: { 'aws:SecureTransport': false } }, { 'aws:securetransport': 'true' }, false],
    [
      'a boolean as text',
      { Bool: { 'aws:SecureTransport': 'TRUE' } },
      { 'aws:securetransport': 'true' },
      true,
    ],
    ['a number', { NumericLessThan: { 's3:TlsVersion': 1.2 } }, { 's3:tlsversion': '1.3' }, false],
    ['a lower number', { NumericLessThan: { 's3:TlsVersion': 1.2 } }, { 's3:tlsversion': '1.1' }, true],
    ['an ARN', { ArnEquals: { 'aws:SourceArn': 'arn:aws:sqs:*:*:mail' } }, { 'aws:sourcearn': queue }, true],
    [
      'another ARN',
      { ArnNotLike: { 'aws:SourceArn': 'arn:aws:sqs:*:*:m*' } },
      { 'aws:sourcearn': queue },
      false,
    ],
    ['a key that is absent as asked', { Null: { [enclosing]: 'true' } }, {}, true],
    ['a key that is there as asked', { Null: { [enclosing]: false } }, operation('Put'), true],
    ['a key that is absent though asked for', { Null: { [enclosing]: 'false' } }, {}, false],
    ['no condition at all', {}, {}, true],
  ])('on %s', (_what, block, context, expected) => {
    expect(holds(block, context)).toBe(expected)
  })

  it('needs every operator and every key in it', () => {
    const both = { StringEquals: { [enclosing]: 'Put', 'aws:SourceAccount': '1' } }
    expect(holds(both, { ...operation('Put'), 'aws:sourceaccount': '1' })).toBe(true)
    expect(holds(both, operation('Put'))).toBe(false)
    expect(holds({ ...both, Bool: { 'aws:SecureTransport': 'true' } }, operation('Put'))).toBe(false)
  })

  describe('on a key with several values', () => {
    const all: Json = { 'ForAllValues:StringLike': { [keys]: ['SESSION#*', 'CODE#*'] } }
    const any: Json = { 'ForAnyValue:StringLike': { [keys]: ['SESSION#*', 'CODE#*'] } }

    it('ForAllValues holds when each value fits one of the policy’s', () => {
      const fitting = fc.constantFrom('SESSION#1', 'CODE#2', 'SESSION#')
      const other = fc.constantFrom('PERSON#1', 'session#1', '')
      fc.assert(
        fc.property(fc.array(fitting), fc.array(other), (good, bad) => {
          expect(holds(all, given(...good, ...bad))).toBe(bad.length === 0)
          expect(holds(any, given(...good, ...bad))).toBe(good.length > 0)
        }),
      )
    })

    it('ForAllValues also holds when the key is missing, ForAnyValue never does', () => {
      expect(holds(all, {})).toBe(true)
      expect(holds(any, {})).toBe(false)
      expect(holds({ 'ForAnyValue:StringNotLike': { [keys]: 'SESSION#*' } }, {})).toBe(false)
      expect(holds({ ...(all as object), Null: { [keys]: 'false' } }, {})).toBe(false)
    })

    it('negated set operators ask each value', () => {
      const block: Json = { 'ForAllValues:StringNotEquals': { [keys]: ['a', 'b'] } }
      expect(holds(block, given('c', 'd'))).toBe(true)
      expect(holds(block, given('c', 'a'))).toBe(false)
    })
  })

  it.each<[string, Json, string]>([
    [
      'an operator that is not known',
      { IpAddress: { 'aws:SourceArn': '10.0.0.0/8' } },
      'Policy X uses the condition operator IpAddress, which this cloud does not know.',
    ],
    [
      'a key that is not known',
      { StringEquals: { 'aws:PrincipalTag/team': 'x' } },
      'Policy X asks for the condition key aws:PrincipalTag/team, which this cloud does not know.',
    ],
    [
      'a policy variable',
      { StringEquals: { [enclosing]: '${' + 'aws:username}' } },
      'Policy X uses the policy variable ${' + 'aws:username}, which this cloud does not fill in.',
    ],
    [
      'a key with several values without a set operator',
      { StringEquals: { [keys]: 'a' } },
      'Policy X compares dynamodb:LeadingKeys with StringEquals; a key with several values needs ForAllValues or ForAnyValue.',
    ],
    [
      'a Null that is neither true nor false',
      { Null: { [enclosing]: 'maybe' } },
      'Policy X has a Null condition that says neither true nor false.',
    ],
  ])('is refused by name for %s', (_what, block, sentence) => {
    expect(() => compileCondition(block, 'Policy X')).toThrow(
      expect.objectContaining({ name: 'CannotStart', message: sentence }),
    )
  })
})
