import { isRefusal } from '../../../functions/domain/refusal.ts'
import type { SignOffMeaning } from '../../../functions/domain/sign-off.ts'
import { signAsReviewee, signAsSupervisor } from '../../../functions/domain/signature.ts'
import { commitReviewChange } from '../../../functions/store/reviews.ts'
import { filledForm } from '../participant/answers.ts'
import type { SmallCycle } from '../participant/small-cycle.ts'

const roles = { selfAssessment: 'self', peerInput: 'peer', supervisorRating: 'supervisor' } as const

/** Somebody sends in what Rita's review asks of them. */
export async function submit(
  small: SmallCycle,
  kind: keyof typeof roles,
  name: keyof SmallCycle['people'],
  words: { text?: string } = {},
): Promise<void> {
  const step = await small.step(small.rita, kind, small.people[name])
  const browser = await small.comeIn(small.people[name])
  const sent = await browser.post(`/my/steps/${small.rita.reviewId}/${step.stepId}`, {
    ...filledForm(roles[kind], words),
    intent: 'submit',
    draftVersion: '0',
  })
  if (!sent.location?.includes('/my/receipts/')) throw new Error(`${kind} of ${name} was not taken`)
}

/** Rita's review up to its release: entries 0 to 6. @param peersText what her colleagues write. */
export async function rateAndRelease(small: SmallCycle, peersText?: string): Promise<void> {
  await small.ask(small.rita, 'selfAssessment')
  await small.ask(small.rita, 'peerInput')
  await submit(small, 'selfAssessment', 'rita')
  for (const peer of ['pia', 'pau', 'per'] as const) {
    await submit(small, 'peerInput', peer, peersText === undefined ? {} : { text: peersText })
  }
  await small.ask(small.rita, 'supervisorRating')
  await submit(small, 'supervisorRating', 'sam')
  await small.release(small.rita)
}

/** The reviewee or, for `approved`, the supervisor signs Rita's record. */
export async function sign(
  small: SmallCycle,
  meaning: SignOffMeaning,
  { comment = '', at = '2027-02-11T08:00:00.000Z' } = {},
): Promise<void> {
  const kind = meaning === 'approved' ? 'supervisorSignature' : 'revieweeSignature'
  const signer = meaning === 'approved' ? small.people.sam : small.people.rita
  await small.ask(small.rita, kind)
  const review = await small.current(small.rita)
  const decide = meaning === 'approved' ? signAsSupervisor : signAsReviewee
  const decision = decide(
    { cycle: small.cycle, review, step: await small.step(small.rita, kind) },
    {
      at,
      meaning,
      comment,
      typedName: signer.name,
      name: signer.name,
      shownDigest: review.recordDigest ?? '',
      authentication: { method: 'emailed-link-and-code', at },
    },
  )
  if (isRefusal(decision)) throw new Error(decision.message)
  if ((await commitReviewChange(small.db, decision)) === undefined) throw new Error('Somebody was quicker')
}
