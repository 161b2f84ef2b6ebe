import { parse } from 'node-html-parser'
import { expect, test } from 'vitest'
import { composeCode } from '../../../functions/mail/code.tsx'

const message = composeCode({
  name: 'Sam <Idris>',
  cycleName: 'Spring review',
  code: '040506',
  recordCount: 12,
})

test('the code stands in the body and not in the subject, which shows on a locked screen', () => {
  expect(message.subject).toBe('Spring review: your code to sign 12 reviews')
  expect(message.text.match(/\b\d{6}\b/g)).toEqual(['040506'])
  expect(parse(message.html).querySelector('body')?.textContent).toContain('040506')
})

test('it says how long it is good for and that nobody else may have it', () => {
  expect(message.text).toContain('10 minutes')
  expect(message.text).toContain('Never give it to anybody')
  expect(parse(message.html).textContent).toContain('Sam <Idris>')
})
