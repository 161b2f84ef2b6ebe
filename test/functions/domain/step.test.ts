import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isRefusal } from '../../../functions/domain/refusal.ts'
import {
  extendStep,
  markMoved,
  openStep,
  type ReviewStep,
  SETTLED,
  saveDraft,
  settleWithoutAnswer,
  submitStep,
} from '../../../functions/domain/step.ts'
import { answerTimeout } from '../../../functions/domain/step-deadline.ts'
import { stepOf } from '../../fixtures/cycle.ts'

const AT = '2027-01-12T10:00:00.000Z'
const open = (values: Partial<ReviewStep> = {}) =>
  stepOf('selfAssessment', { state: 'open', version: 1, attempt: 1, taskToken: 'token-1', ...values })

function resultOf(change: ReturnType<typeof submitStep>): ReviewStep {
  if (isRefusal(change)) throw new Error(change.message)
  return change.after
}

describe('a step', () => {
  test('given a planned step, when the workflow asks, then it opens with the attempt’s token', () => {
    const { after: step } = openStep(stepOf('peerInput'), { at: AT, taskToken: 'token-1' })
    expect(step).toMatchObject({ state: 'open', attempt: 1, taskToken: 'token-1', openedAt: AT })
    expect(step.unmoved).toBeUndefined()
  })

  test('given a submitted step, when the workflow asks again, then it stays submitted and its workflow is to be told', () => {
    const submitted = resultOf(submitStep(open(), { at: AT }))
    const { after: step } = openStep(submitted, { at: AT, taskToken: 'token-2' })
    expect(step).toMatchObject({ state: 'submitted', attempt: 2, taskToken: 'token-2', unmoved: true })
  })

  test('given a draft, when the workflow asks again, then the draft stays a draft', () => {
    const draft = resultOf(saveDraft(open()))
    expect(openStep(draft, { at: AT, taskToken: 'token-2' }).after.state).toBe('draft')
  })

  test('given a submitted step, when it is submitted again, then the refusal says that nothing more is needed', () => {
    const again = submitStep(resultOf(submitStep(open(), { at: AT })), { at: AT })
    expect(again).toMatchObject({ refused: true, code: 'already-submitted' })
  })

  test.each([
    ['notOpen', 'not-open-yet'],
    ['bypassed', 'bypassed'],
    ['expired', 'expired'],
  ] as const)('given a step that is %s, when somebody submits, then it is refused as %s', (state, code) => {
    expect(submitStep(open({ state }), { at: AT })).toMatchObject({ refused: true, code })
  })

  test('given a step nobody waits for yet, when it is settled, then there is no workflow to tell', () => {
    const change = settleWithoutAnswer(stepOf('release'), { at: AT, as: 'expired' })
    expect(resultOf(change).unmoved).toBeUndefined()
  })

  test('given a told workflow, when the row is marked, then it is no longer unmoved and stays settled', () => {
    const step = markMoved(resultOf(submitStep(open(), { at: AT }))).after
    expect(step.state).toBe('submitted')
    expect('unmoved' in step).toBe(false)
  })

  test('given any order of acts, when it has settled once, then no act of a person changes its state again', () => {
    const acts = {
      draft: (step: ReviewStep) => saveDraft(step),
      submit: (step: ReviewStep) => submitStep(step, { at: AT }),
      miss: (step: ReviewStep) => settleWithoutAnswer(step, { at: AT, as: 'expired' }),
      extend: (step: ReviewStep) =>
        extendStep(step, {
          at: AT,
          dueAt: '2027-03-01T00:00:00.000Z',
          graceUntil: '2027-03-02T00:00:00.000Z',
          reason: 'leave',
        }),
      reopen: (step: ReviewStep) => openStep(step, { at: AT, taskToken: 'token' }),
    }
    const names = Object.keys(acts) as (keyof typeof acts)[]
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...names), { maxLength: 12 }), (order) => {
        let step = stepOf('selfAssessment')
        let settledAs: string | undefined
        for (const name of order) {
          const change = acts[name](step)
          if (isRefusal(change)) continue
          expect(change.from).toContain(step.state)
          expect(change.after.version).toBe(step.version + 1)
          step = change.after
          if (settledAs !== undefined) expect(step.state).toBe(settledAs)
          if (SETTLED.includes(step.state)) settledAs = step.state
        }
      }),
    )
  })
})

describe('when the workflow’s clock runs out', () => {
  const due = open().dueAt
  const justAfter = new Date(Date.parse(due) + 1000).toISOString()

  test('given an answered step, then it is settled', () => {
    expect(answerTimeout(open({ state: 'submitted' }), justAfter)).toEqual({ answer: 'settled' })
  })
  test('given days of grace, then the workflow waits until their end', () => {
    expect(answerTimeout(open(), justAfter)).toEqual({ answer: 'wait', until: open().graceUntil })
  })
  test('given an extension, then the workflow waits for the new end', () => {
    const extended = extendStep(open(), {
      at: AT,
      dueAt: '2027-02-01T00:00:00.000Z',
      graceUntil: '2027-02-03T00:00:00.000Z',
      reason: 'leave',
    })
    expect(answerTimeout(resultOf(extended), open().graceUntil)).toEqual({
      answer: 'wait',
      until: '2027-02-01T00:00:00.000Z',
    })
    expect(answerTimeout(resultOf(extended), '2027-02-01T00:00:00.000Z')).toEqual({
      answer: 'wait',
      until: '2027-02-03T00:00:00.000Z',
    })
  })
  test('given no more time, then a self-assessment is bypassed and a peer’s input expires', () => {
    expect(answerTimeout(open(), open().graceUntil)).toEqual({ answer: 'giveUp', as: 'bypassed' })
    const peer = stepOf('peerInput', { state: 'draft' })
    expect(answerTimeout(peer, peer.graceUntil)).toEqual({ answer: 'giveUp', as: 'expired' })
  })
  test('given an extension that is not later, then it is refused with the field', () => {
    expect(extendStep(open(), { at: AT, dueAt: due, graceUntil: due, reason: '' })).toMatchObject({
      field: 'dueOn',
    })
  })
})
