import { describe, expect, it } from 'vitest'
import type { Json } from '../../../local/template/json.ts'
import { resolveCondition, resolveValue, type Scope } from '../../../local/template/resolve-value.ts'

const scope: Scope = {
  ref: (name) => ({ Table: 'reviews', Count: 3, Zones: ['a', 'b'], 'AWS::NoValue': undefined })[name] as Json,
  attribute: (logicalId, attribute) => `${logicalId}/${attribute}`,
  condition: (name) => name === 'Holds',
  mapped: (map, first, second) => (map === 'Sizes' && first === 'small' && second === 'mb' ? 128 : undefined),
  imported: (name) => `imported ${name}`,
  stackOutput: (stack, output) => `${stack}.${output}`,
}

const given: [string, Json, Json | undefined][] = [
  ['a reference', { Ref: 'Table' }, 'reviews'],
  ['an attribute as a list', { 'Fn::GetAtt': ['Table', 'Arn'] }, 'Table/Arn'],
  ['an attribute with dots', { 'Fn::GetAtt': 'Table.Stream.Arn' }, 'Table/Stream.Arn'],
  ['text with names', { 'Fn::Sub': `x-\${Table}-\${Table.Arn}-\${Count}` }, 'x-reviews-Table/Arn-3'],
  ['text with a literal', { 'Fn::Sub': `\${!Table}` }, `\${Table}`],
  ['text with own names', { 'Fn::Sub': [`\${Own}\${Table}`, { Own: { Ref: 'Count' } }] }, '3reviews'],
  ['a joint', { 'Fn::Join': ['-', ['a', { Ref: 'Table' }, 1]] }, 'a-reviews-1'],
  ['a joint of a list that is referred to', { 'Fn::Join': [',', { Ref: 'Zones' }] }, 'a,b'],
  ['a joint without what is left out', { 'Fn::Join': [',', ['a', { Ref: 'AWS::NoValue' }]] }, 'a'],
  ['a split', { 'Fn::Split': ['/', { 'Fn::GetAtt': ['A', 'B'] }] }, ['A', 'B']],
  ['a selection', { 'Fn::Select': ['1', { 'Fn::Split': ['|', 'a|b'] }] }, 'b'],
  ['a choice that holds', { 'Fn::If': ['Holds', 'yes', 'no'] }, 'yes'],
  ['a choice that does not', { 'Fn::If': ['Other', 'yes', { Ref: 'Table' }] }, 'reviews'],
  ['a map', { 'Fn::FindInMap': ['Sizes', 'small', 'mb'] }, 128],
  ['an import', { 'Fn::ImportValue': { 'Fn::Sub': `\${Table}-out` } }, 'imported reviews-out'],
  ['an output of another stack', { 'Fn::GetStackOutput': { StackName: 'A', OutputName: 'B' } }, 'A.B'],
  ['base64', { 'Fn::Base64': 'review' }, 'cmV2aWV3'],
  ['a length', { 'Fn::Length': { Ref: 'Zones' } }, 2],
  ['text of JSON', { 'Fn::ToJsonString': { a: { Ref: 'Table' } } }, '{"a":"reviews"}'],
  ['what is left out of an object', { a: { Ref: 'AWS::NoValue' }, b: 1 }, { b: 1 }],
  ['what is left out of a list', [{ Ref: 'AWS::NoValue' }, 1], [1]],
  ['nothing at all', { Ref: 'AWS::NoValue' }, undefined],
  [
    'a policy that happens to have one key',
    { Condition: { Bool: { a: { Ref: 'Table' } } } },
    { Condition: { Bool: { a: 'reviews' } } },
  ],
]

describe('resolving a value of a template', () => {
  it.each(given)('carries out %s', (_what, value, expected) => {
    expect(resolveValue(value, scope)).toEqual(expected)
  })

  it.each([
    [{ 'Fn::Equals': [{ Ref: 'Table' }, 'reviews'] }, true],
    [{ 'Fn::Not': [{ Condition: 'Holds' }] }, false],
    [{ 'Fn::And': [{ Condition: 'Holds' }, { 'Fn::Equals': [1, 1] }] }, true],
    [{ 'Fn::Or': [{ Condition: 'Other' }, { 'Fn::Equals': [1, 2] }] }, false],
  ] satisfies [Json, boolean][])('decides the condition %j', (value, expected) => {
    expect(resolveCondition(value, scope)).toBe(expected)
  })

  it('names an intrinsic that it does not know', () => {
    expect(() => resolveValue({ 'Fn::Cidr': ['10.0.0.0/16', 1, 8] }, scope)).toThrow(
      'Fn::Cidr is not an intrinsic that this cloud knows',
    )
  })
})
