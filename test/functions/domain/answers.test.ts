import { describe, expect, test } from 'vitest'
import { type Answers, answersSchema, checkAnswers } from '../../../functions/domain/answers.ts'
import { customerServiceForm as form } from '../../../functions/domain/customer-service-form.ts'
import { sectionsForRole } from '../../../functions/domain/form.ts'
import type { RaterRole } from '../../../functions/domain/rater-role.ts'
import { countWords } from '../../../functions/domain/text-length.ts'

const complete = { complete: true }
const draft = { complete: false }

function fullAnswers(role: RaterRole): Answers {
  return Object.fromEntries(
    sectionsForRole(form, role)
      .flatMap((section) => section.items)
      .map((item) => [
        item.itemId,
        item.kind === 'scale' ? { level: 3 as const } : { text: 'When the queue was long, she stayed calm.' },
      ]),
  )
}

describe.each(['self', 'peer', 'supervisor'] as const)('given the answers of a %s', (role) => {
  test('complete answers are taken', () => {
    expect(checkAnswers(form, role, fullAnswers(role), complete)).toEqual([])
  })

  test('an empty draft is taken, an empty submission is refused item by item in the order of the form', () => {
    expect(checkAnswers(form, role, {}, draft)).toEqual([])
    const asked = sectionsForRole(form, role).flatMap((section) => section.items.map((item) => item.itemId))
    const refusals = checkAnswers(form, role, {}, complete)
    expect(refusals.map((refusal) => refusal.field)).toEqual(asked)
    expect(
      refusals.every((refusal) => refusal.code === 'missing-rating' || refusal.code === 'missing-text'),
    ).toBe(true)
  })

  test('“cannot rate” is an answer', () => {
    expect(
      checkAnswers(form, role, { ...fullAnswers(role), teamwork: { notRated: true } }, complete),
    ).toEqual([])
  })
})

describe('given an answer that does not fit its question', () => {
  const codes = (answers: Answers, role: RaterRole = 'peer', how = draft) =>
    checkAnswers(form, role, answers, how).map(({ code, field }) => [code, field])

  test('words for a level and a level for words are refused', () => {
    expect(codes({ teamwork: { text: 'good' }, 'peer-growth': { level: 3 } })).toEqual([
      ['not-a-rating', 'teamwork'],
      ['not-a-text', 'peer-growth'],
    ])
  })

  test('answers to questions of another role, or of no form, are refused', () => {
    expect(codes({ 'exemplary-interaction': { level: 3 }, nonsense: { text: '' } })).toEqual([
      ['not-asked', 'exemplary-interaction'],
      ['not-asked', 'nonsense'],
    ])
  })

  test('names of object properties are no item ids', () => {
    expect(
      codes(JSON.parse('{"__proto__": {"level": 3}, "constructor": {"level": 3}}')).map(([code]) => code),
    ).toEqual(['not-asked', 'not-asked'])
  })

  test('a text over its limit is refused in a draft too, and says by how much', () => {
    const [refusal] = checkAnswers(form, 'peer', { 'peer-growth': { text: 'x'.repeat(4001) } }, draft)
    expect(refusal?.code).toBe('text-too-long')
    expect(refusal?.message).toContain('4001 characters; 4000 fit. Shorten it by 1.')
  })

  test('a line end counts once however it is sent, a pictogram counts once', () => {
    expect(codes({ 'peer-growth': { text: `${'x'.repeat(3998)}\r\n🙂` } })).toEqual([])
  })

  test('half a surrogate pair is refused, because it cannot be stored as it is', () => {
    expect(codes({ 'peer-growth': { text: 'broken \ud83d' } })).toEqual([['broken-text', 'peer-growth']])
  })

  test('blanks only, and too few words, are enough for a draft and not for a submission', () => {
    const answers = {
      ...fullAnswers('peer'),
      'peer-strength': { text: ' \n ' },
      'peer-growth': { text: 'All good.' },
    }
    expect(codes(answers)).toEqual([])
    expect(codes(answers, 'peer', complete)).toEqual([
      ['missing-text', 'peer-strength'],
      ['text-too-short', 'peer-growth'],
    ])
  })
})

test.each([
  ['', 0],
  ['One, two — three!', 3],
  ["She didn't give up.", 4],
  ['他总是耐心地帮助客户', 5],
])('%j has about %i words', (text, count) => {
  expect(countWords(text)).toBeGreaterThanOrEqual(count)
})

test('levels outside the scale, numbers as text and further properties do not parse', () => {
  for (const answer of [
    { level: 0 },
    { level: 6 },
    { level: 2.5 },
    { level: '3' },
    { notRated: false },
    { level: 3, text: '' },
  ]) {
    expect(answersSchema.safeParse({ teamwork: answer }).success).toBe(false)
  }
})
