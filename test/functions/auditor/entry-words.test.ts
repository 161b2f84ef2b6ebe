import { expect, test } from 'vitest'
import { entryMeaningInWords } from '../../../functions/auditor/pages/entry-meaning.tsx'
import {
  authenticationInWords,
  entryTitle,
  roleInWords,
} from '../../../functions/auditor/pages/entry-words.ts'

test('each step of a launch has a heading of its own', () => {
  const of = (meaning: string) => entryTitle({ eventType: 'cycle.scheduled', meaning })
  expect(of('scheduled for 2027-01-11T08:00:00.000Z')).toBe('HR set the time of the launch')
  expect(of('launched by hand')).toBe('HR launched the cycle by hand')
  expect(of('launch begun')).toBe('The launch began')
  expect(entryTitle({ eventType: 'cycle.closed', meaning: 'x' })).toBe('The cycle was closed')
})

test('what the app did by itself is said in plain words', () => {
  expect(roleInWords('workflow')).toBe('The app, by itself')
  expect(entryMeaningInWords('launch begun')).toBe('The app began to open the reviews')
  expect(entryMeaningInWords('closed with 2 exceptions')).toBe('Closed; 2 reviews are not signed by both')
  expect(entryMeaningInWords('closed with 0 exceptions')).toBe('Closed; every review is signed by both')
  const none = { authentication: { method: 'none', at: null } } as Parameters<typeof authenticationInWords>[0]
  expect(authenticationInWords(none)).toContain('the app did this by itself')
})
