import { expect, test } from 'vitest'
import { fileWords } from '../../../functions/web/file-words.ts'

test('a file is named in words that every system takes', () => {
  expect(fileWords('receipt', 'Your rating of Omar O’Neill', 'Spring 2027')).toBe(
    'receipt-your-rating-of-omar-oneill-spring-2027',
  )
  expect(fileWords('evidence', 'Rita Ferrão', '../../etc')).toBe('evidence-rita-ferrao-etc')
  expect(fileWords('evidence', '김민지')).toBe('evidence-김민지')
  expect(fileWords('evidence', 'x'.repeat(500)).length).toBeLessThanOrEqual(100)
})
