import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arnWildcard, wildcard } from '../../../local/iam/wildcard.ts'

const symbol = fc.constantFrom('a', 'b', 'A', ':', '/', '.', '(', '\\', '\n', '*', '?')
const text = fc.string({ unit: symbol, maxLength: 12 })

/** What a pattern means, said in the plainest way: letter by letter, trying every length for a star. */
function means(pattern: string, given: string): boolean {
  if (pattern === '') return given === ''
  if (pattern[0] === '*') {
    return Array.from({ length: given.length + 1 }, (_, at) => at).some((at) =>
      means(pattern.slice(1), given.slice(at)),
    )
  }
  if (given === '') return false
  return (pattern[0] === '?' || pattern[0] === given[0]) && means(pattern.slice(1), given.slice(1))
}

describe('a pattern', () => {
  it('means what its letters, stars and question marks say', () => {
    fc.assert(
      fc.property(text, text, (pattern, given) => {
        expect(wildcard(pattern)(given)).toBe(means(pattern, given))
      }),
      { numRuns: 2000 },
    )
  })

  it('fits every text that is made from it', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(text, fc.constantFrom('*', '?', ''))), text, (parts, filling) => {
        const plain = (each: string) => each.replace(/[*?]/g, '')
        const pattern = parts.map(([letters, wild]) => plain(letters) + wild).join('')
        const made = parts
          .map(([letters, wild]) => plain(letters) + (wild === '*' ? filling : wild === '?' ? 'x' : ''))
          .join('')
        expect(wildcard(pattern)(made)).toBe(true)
      }),
    )
  })

  it('tells capitals apart unless told not to', () => {
    expect(wildcard('dynamodb:Get*')('dynamodb:getitem')).toBe(false)
    expect(wildcard('dynamodb:Get*', { ignoreCase: true })('DynamoDB:getitem')).toBe(true)
    expect(wildcard('SQS:SendMessage', { ignoreCase: true })('sqs:sendmessage')).toBe(true)
  })

  it.each([
    ['arn:aws:sns:*:000000000000:topic', 'arn:aws:sns:eu-central-1:000000000000:topic', true],
    ['arn:aws:sns:*:topic', 'arn:aws:sns:eu-central-1:000000000000:topic', false],
    ['arn:aws:sns:*', 'arn:aws:sns:eu-central-1:000000000000:topic', false],
    ['arn:aws:s3:::bucket*', 'arn:aws:s3:::bucket:with:colons', true],
    ['arn:aws:lambda:*:*:function:a?', 'arn:aws:lambda:r:1:function:ab', true],
  ])('as an ARN pattern %s reaches no further than its part of %s', (pattern, given, fits) => {
    expect(arnWildcard(pattern)(given)).toBe(fits)
  })
})
