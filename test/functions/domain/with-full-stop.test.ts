import { expect, test } from 'vitest'
import { withFullStop } from '../../../functions/domain/with-full-stop.ts'

test('a sentence ends with one full stop, also after a name that has its own', () => {
  expect(withFullStop('Ana Díaz, Jr.')).toBe('Ana Díaz, Jr.')
  expect(withFullStop('Ana Díaz')).toBe('Ana Díaz.')
})
