import { expect, test } from 'vitest'
import { holdsWords } from '../../../functions/domain/holds-words.ts'

test.each(['Takahashi, Amadou', 'amadou takahashi', 'TAKAHASHI;', ' Ámadou ', ''])(
  '%j finds a name',
  (search) => {
    expect(holdsWords('Amadou Takahashi', search)).toBe(true)
  },
)

test('a word that is not there finds nothing', () => {
  expect(holdsWords('Amadou Takahashi', 'Takahashi, Amara')).toBe(false)
})
