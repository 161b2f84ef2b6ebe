import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Answers } from '../../../functions/domain/answers.ts'
import { customerServiceForm as form } from '../../../functions/domain/customer-service-form.ts'
import type { Level } from '../../../functions/domain/form.ts'
import {
  computeScore,
  justificationReasons,
  needsJustification,
  scoreFromInputs,
} from '../../../functions/domain/rating.ts'

const itemIds = form.sections.flatMap((section) =>
  section.items.flatMap((item) => (item.kind === 'scale' ? item.itemId : [])),
)
const level = fc.constantFrom<Level[]>(1, 2, 3, 4, 5)
const levels = fc.tuple(...itemIds.map(() => fc.option(level)))
const answersOf = (given: readonly (Level | null)[]): Answers =>
  Object.fromEntries(
    itemIds.map((itemId, index) => [
      itemId,
      given[index] ? { level: given[index] } : { notRated: true as const },
    ]),
  )

describe('given a supervisor’s levels', () => {
  test('the score is the mean of the sections by their weights', () => {
    // 45 × (5 + 4 + 3) / 3, 30 × (3 + 2) / 2, 10 × 1, 15 × 5, over 100
    const { score, inputs, weights, formulaVersion } = computeScore(form, answersOf([5, 4, 3, 3, 2, 1, 5]))
    expect(score).toBe(3.4)
    expect(inputs.map((input) => input.level)).toEqual([5, 4, 3, 3, 2, 1, 5])
    expect(weights.map((section) => section.weight)).toEqual([45, 30, 10, 15])
    expect(formulaVersion).toBe('section-weighted-mean/1')
  })

  test('what is not rated is left out, within a section and a section as a whole, and never counts as zero', () => {
    const { score, weights } = computeScore(form, answersOf([4, null, null, null, null, null, 2]))
    // 45 × 4 + 15 × 2 over 60
    expect(score).toBe(3.5)
    expect(weights.filter((section) => section.counted).map((section) => section.sectionId)).toEqual([
      'customers',
      'team',
    ])
  })

  test('an answer that is not there counts like one that says it cannot rate', () => {
    expect(computeScore(form, { teamwork: { level: 2 } }).score).toBe(2)
  })

  test('with nothing rated there is no score', () => {
    expect(computeScore(form, {}).score).toBeNull()
    expect(computeScore(form, answersOf(itemIds.map(() => null))).score).toBeNull()
  })

  test('a half hundredth rounds up, where binary fractions would fall short', () => {
    const inputs = [
      { sectionId: 'a', level: 1 as Level, weight: 1 },
      { sectionId: 'b', level: 2 as Level, weight: 1 },
    ]
    // 1 + 1/200 = 1.005
    expect(
      scoreFromInputs(inputs, [
        { sectionId: 'a', weight: 199 },
        { sectionId: 'b', weight: 1 },
      ]),
    ).toBe(1.01)
  })
})

describe('whatever the levels are', () => {
  test('the score lies between the lowest and the highest of them', () => {
    fc.assert(
      fc.property(levels, (given) => {
        const { score } = computeScore(form, answersOf(given))
        const rated = given.filter((one) => one !== null)
        if (rated.length === 0) return expect(score).toBeNull()
        expect(score).toBeGreaterThanOrEqual(Math.min(...rated))
        expect(score).toBeLessThanOrEqual(Math.max(...rated))
      }),
    )
  })

  test('one level for everything that is rated is the score', () => {
    fc.assert(
      fc.property(level, fc.subarray(itemIds, { minLength: 1 }), (one, rated) => {
        const answers: Answers = Object.fromEntries(rated.map((itemId) => [itemId, { level: one }]))
        expect(computeScore(form, answers).score).toBe(one)
      }),
    )
  })

  test('a higher level never lowers the score', () => {
    fc.assert(
      fc.property(levels, fc.nat(itemIds.length - 1), (given, index) => {
        const now = given[index] ?? null
        if (now === null || now === 5) return
        const better = given.with(index, (now + 1) as Level)
        const before = computeScore(form, answersOf(given)).score ?? 0
        expect(computeScore(form, answersOf(better)).score).toBeGreaterThanOrEqual(before)
      }),
    )
  })

  test('the stored inputs and weights give the same score again', () => {
    fc.assert(
      fc.property(levels, (given) => {
        const computed = computeScore(form, answersOf(given))
        const stored = JSON.parse(JSON.stringify(computed)) as typeof computed
        expect(scoreFromInputs(stored.inputs, stored.weights)).toBe(computed.score)
      }),
    )
  })

  test('the score has two decimals and is the nearest to the mean', () => {
    fc.assert(
      fc.property(levels, (given) => {
        const { score, inputs, weights } = computeScore(form, answersOf(given))
        if (score === null) return
        let sum = 0
        let total = 0
        for (const { sectionId, weight } of weights) {
          const rated = inputs.flatMap((input) => (input.sectionId === sectionId ? (input.level ?? []) : []))
          if (rated.length === 0) continue
          sum += (weight * rated.reduce<number>((all, one) => all + one, 0)) / rated.length
          total += weight
        }
        expect(Math.abs(score - sum / total)).toBeLessThanOrEqual(0.005 + 1e-9)
        expect(Number(score.toFixed(2))).toBe(score)
      }),
    )
  })
})

describe('a proposed rating', () => {
  test.each([
    [3.4, 3, []],
    [3.4, 4, []],
    [3.4, 5, ['extreme', 'departs-from-computed']],
    [4.6, 5, ['extreme']],
    [1.2, 1, ['extreme']],
    [3, 4, ['departs-from-computed']],
    [3, 2, ['departs-from-computed']],
    [3.01, 4, []],
    [2.99, 4, ['departs-from-computed']],
    // 3.35 − 2.35 is 0.9999999999999996 in binary fractions.
    [3.35, 2.35, ['departs-from-computed']],
    [null, 3, []],
    [null, 5, ['extreme']],
  ])('computed %s, proposed %s: %j', (computed, proposed, reasons) => {
    expect(justificationReasons(computed, proposed)).toEqual(reasons)
    expect(needsJustification(computed, proposed)).toBe(reasons.length > 0)
  })
})
