import { describe, expect, test } from 'vitest'
import { exceptionsOf } from '../../../functions/domain/cycle-exceptions.ts'
import { isRefusal } from '../../../functions/domain/refusal.ts'
import type { Review } from '../../../functions/domain/review.ts'
import { seal } from '../../../functions/domain/review-course.ts'
import { signAsReviewee } from '../../../functions/domain/signature.ts'
import { cycle, review, stepOf } from '../../fixtures/cycle.ts'

const AT = '2027-02-12T10:00:00.000Z'
const released: Partial<Review> = {
  stage: 'released',
  proposedRating: 3,
  recordDigest: 'd'.repeat(64),
  releasedAt: AT,
}
const ended = (values: Partial<Review>) => review({ ...released, ...values })

function answered(meaning: 'acknowledged' | 'acknowledged-with-disagreement' | 'refused'): Review {
  const before = ended({})
  const decision = signAsReviewee(
    { cycle: cycle(), review: before, step: stepOf('revieweeSignature', { state: 'open' }, before) },
    {
      at: AT,
      meaning,
      comment: 'Not my view of March.',
      typedName: before.revieweeName,
      name: before.revieweeName,
      shownDigest: before.recordDigest ?? '',
      authentication: { method: 'emailed-link-and-code', at: AT },
    },
  )
  if (isRefusal(decision)) throw new Error(decision.message)
  return decision.after
}

describe('the exceptions of a closed cycle', () => {
  test.each(['acknowledged', 'acknowledged-with-disagreement'] as const)(
    'given a reviewee who %s and a countersignature, then the review is none, and keeps the answer',
    (meaning) => {
      const sealed = seal(answered(meaning), { at: AT }).after
      expect(sealed).toMatchObject({ stage: 'sealed', acknowledgement: meaning })
      expect(exceptionsOf([sealed])).toEqual([])
    },
  )

  test('given a refusal that was countersigned, then the review is listed although it is sealed', () => {
    const sealed = seal(answered('refused'), { at: AT }).after
    expect(exceptionsOf([sealed])).toEqual([
      { reviewId: sealed.reviewId, stage: 'sealed', reason: 'Countersigned; the reviewee refused to sign' },
    ])
  })

  test.each<[Partial<Review>, string]>([
    [{ stage: 'sealed', acknowledgement: 'silent' }, 'Countersigned; the reviewee did not answer'],
    [{ proposedRating: null }, 'Not rated'],
    [{ releasedAt: undefined } as unknown as Partial<Review>, 'Rated, but not released'],
    [{ acknowledgement: null }, 'Released; the reviewee had not answered when the cycle closed'],
    [{ acknowledgement: 'acknowledged' }, 'Signed by the reviewee; the supervisor did not countersign'],
    [{ acknowledgement: 'refused' }, 'The reviewee refused to sign, and the supervisor did not countersign'],
  ])('given %o, then the reason is “%s”', (values, reason) => {
    expect(exceptionsOf([ended({ stage: 'closedUnfinished', ...values })])[0]?.reason).toBe(reason)
  })
})
