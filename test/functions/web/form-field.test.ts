import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { fieldErrors, sayWhatToMend } from '../../../functions/web/form-errors.ts'
import {
  calendarDate,
  clockTime,
  manyOf,
  optionalText,
  requiredText,
  ticked,
  wholeNumber,
} from '../../../functions/web/form-field.ts'

/** The value, or the sentence that the person gets. */
function read(schema: z.ZodType, value: unknown): unknown {
  const result = z.object({ field: schema }).safeParse({ field: value }, { error: sayWhatToMend })
  return result.success ? result.data.field : (fieldErrors(result.error).field ?? fieldErrors(result.error))
}

describe('what a field gives and what it says', () => {
  const needed = 'This is needed. Please fill it in.'
  test.each<[string, z.ZodType, unknown, unknown]>([
    ['needed words', requiredText({ max: 5 }), ' ab\r\nc ', 'ab\nc'],
    ['needed words', requiredText({ max: 5 }), undefined, needed],
    ['needed words', requiredText({ max: 5 }), '  \r\n ', needed],
    ['needed words', requiredText({ max: 5 }), 'abcdef', 'This is too long. Use at most 5 characters.'],
    ['needed words', requiredText({ min: 3, max: 5 }), 'ab', 'Write at least 3 characters.'],
    ['needed words', requiredText({ max: 5 }), ['a', 'b'], 'Please check this entry.'],
    ['words', optionalText({ max: 5 }), undefined, undefined],
    ['words', optionalText({ max: 5 }), '   ', undefined],
    ['words', optionalText({ max: 5 }), ' a ', 'a'],
    ['words', optionalText({ max: 5 }), 'abcdef', 'This is too long. Use at most 5 characters.'],
    ['a list', manyOf(z.enum(['a', 'b'])), undefined, []],
    ['a list', manyOf(z.enum(['a', 'b'])), 'a', ['a']],
    ['a list', manyOf(z.enum(['a', 'b'])), ['a', 'b'], ['a', 'b']],
    ['a box', ticked, undefined, false],
    ['a box', ticked, 'yes', true],
    ['a number', wholeNumber({ min: 1, max: 9 }), ' 7 ', 7],
    ['a number', wholeNumber({ min: 1, max: 9 }), '', needed],
    ['a number', wholeNumber({ min: 1, max: 9 }), '1e1', 'Enter a whole number.'],
    ['a number', wholeNumber({ min: 1, max: 9 }), '10', 'Enter 9 or less.'],
    ['a number', wholeNumber({ min: 1, max: 9 }), '-3', 'Enter 1 or more.'],
    ['a date', calendarDate, '2026-03-31', '2026-03-31'],
    ['a date', calendarDate, '2026-02-30', 'Enter a date as year, month, day, such as 2026-03-31.'],
    ['a date', calendarDate, '31/03/2026', 'Enter a date as year, month, day, such as 2026-03-31.'],
    ['a time', clockTime, '23:59', '23:59'],
    ['a time', clockTime, '24:00', 'Enter a time such as 09:00.'],
    ['a choice', z.enum(['a', 'b']), 'c', 'Choose one of the options.'],
    ['a choice', z.enum(['a', 'b']), undefined, needed],
    ['an address', z.email(), 'x', 'Enter an e-mail address such as name@example.com.'],
    ['own words for it', z.string().min(2, 'Say it in our words.'), 'x', 'Say it in our words.'],
  ])('%s', (_name, schema, typed, expected) => {
    expect(read(schema, typed)).toEqual(expected)
  })
})

test('one sentence per field, and what concerns none stands apart', () => {
  const schema = z.strictObject({ a: z.string().min(5).regex(/x/), list: z.array(z.number()) })
  const result = schema.safeParse({ a: 'b', list: [1, 'c'], more: 1 }, { error: sayWhatToMend })
  expect(result.error && fieldErrors(result.error)).toEqual({
    a: 'Write at least 5 characters.',
    'list.1': 'Please check this entry.',
    form: 'There is something here that this form does not know.',
  })
})
