import { expect, test } from 'vitest'
import { keyProblem } from '../../../../functions/auditor/client/key-problem.ts'
import { instantInWords } from '../../../../functions/trail/verify/instant-in-words.ts'
import { VKEY } from '../../trail/verify/built-log.ts'

test('given no key or a mistyped one, then the field says what to type, and nothing of a key that is one', () => {
  expect(keyProblem('')).toMatch(/^Type the key/)
  expect(keyProblem('nonsense')).toMatch(/^Type the key .*name\+id\+key/)
  expect(keyProblem(VKEY.slice(0, -3))).toMatch(/^Type the key/)
  expect(keyProblem(VKEY)).toBeUndefined()
})

test('an instant reads the same everywhere', () => {
  expect(instantInWords('2026-03-31T09:00:05.123Z')).toBe('31 March 2026, 09:00 UTC')
})
