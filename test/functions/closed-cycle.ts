import { exceptionsOf } from '../../functions/domain/cycle-exceptions.ts'
import { isRefusal } from '../../functions/domain/refusal.ts'
import type { Review } from '../../functions/domain/review.ts'
import { closeUnfinished, extend, seal } from '../../functions/domain/review-course.ts'
import { signAsReviewee, signAsSupervisor } from '../../functions/domain/signature.ts'
import { SETTLED } from '../../functions/domain/step.ts'
import { plainEvent } from '../../functions/domain/workflow-event.ts'
import { issueCode } from '../../functions/store/codes.ts'
import { readCounts } from '../../functions/store/counts.ts'
import { commitCycleChange, loadCycle } from '../../functions/store/cycles.ts'
import type { Database } from '../../functions/store/database.ts'
import { saveReport } from '../../functions/store/reports.ts'
import { commitReviewChange } from '../../functions/store/reviews.ts'
import { filledForm } from './participant/answers.ts'
import { type SmallCycle, startSmallCycle } from './participant/small-cycle.ts'

export type Name = keyof SmallCycle['people']
type Signer = 'reviewee' | 'supervisor'

/** What somebody wrote in a review, found nowhere else. */
export const wordsOf = (who: Name, about: Name) => `What ${who} wrote about ${about} in these very words.`
export const commentOf = (who: Name) => `The comment with which ${who} did not agree.`
export const EXTENSION_REASON = 'Rita had a bereavement in the family.'
export const DRAFTED = 'Omar never came to send this in.'

/**
 * A small cycle that is over: Rita and Pia were reviewed, rated and signed, Rita not agreeing; Omar left a draft, and his review
 * was closed unfinished. Everybody came by a link, so there are links, sessions and codes too.
 */
export async function startClosedCycle(db: Database): Promise<SmallCycle> {
  const small = await startSmallCycle(db, undefined, { pia: true })
  const [ofRita, ofOmar, ofPia] = small.reviews
  if (ofRita === undefined || ofOmar === undefined || ofPia === undefined)
    throw new Error('Three are reviewed')
  await moreTimeForRita(small)
  for (const review of small.reviews) {
    await small.ask(review, 'selfAssessment')
    await small.ask(review, 'peerInput')
  }
  await submit(small, ofRita, 'selfAssessment', 'rita', 'rita')
  await submit(small, ofPia, 'selfAssessment', 'pia', 'pia')
  await draft(small, ofOmar)
  for (const peer of ['pia', 'pau', 'per'] as const) {
    await submit(small, ofRita, 'peerInput', peer, 'rita')
    await submit(small, ofOmar, 'peerInput', peer, 'omar')
  }
  for (const peer of ['rita', 'omar', 'pau'] as const) await submit(small, ofPia, 'peerInput', peer, 'pia')
  await small.miss(ofOmar, 'selfAssessment', small.people.omar)
  for (const [review, about] of [
    [ofRita, 'rita'],
    [ofPia, 'pia'],
  ] as const) {
    await small.ask(review, 'supervisorRating')
    await submit(small, review, 'supervisorRating', 'sam', about)
    await small.release(review)
    await sign(small, review, 'reviewee', about)
    await sign(small, review, 'supervisor', 'sam')
  }
  await close(small)
  return small
}

async function submit(
  small: SmallCycle,
  review: Review,
  kind: 'selfAssessment' | 'peerInput' | 'supervisorRating',
  who: Name,
  about: Name,
): Promise<void> {
  const role = { selfAssessment: 'self', peerInput: 'peer', supervisorRating: 'supervisor' } as const
  const step = await small.step(review, kind, small.people[who])
  const browser = await small.comeIn(small.people[who])
  const sent = await browser.post(`/my/steps/${review.reviewId}/${step.stepId}`, {
    ...filledForm(role[kind], { text: wordsOf(who, about) }),
    ...(kind === 'supervisorRating' ? { proposedRating: '5', justification: wordsOf(who, about) } : {}),
    intent: 'submit',
    draftVersion: '0',
  })
  if (!sent.location?.includes('/my/receipts/')) throw new Error(`${who} could not submit: ${sent.text}`)
}

async function draft(small: SmallCycle, review: Review): Promise<void> {
  const step = await small.step(review, 'selfAssessment', small.people.omar)
  const browser = await small.comeIn(small.people.omar)
  await browser.post(`/my/steps/${review.reviewId}/${step.stepId}`, {
    ...filledForm('self', { text: DRAFTED }),
    intent: 'save',
    draftVersion: '0',
  })
}

async function moreTimeForRita(small: SmallCycle): Promise<void> {
  const [ofRita] = small.reviews
  if (ofRita === undefined) throw new Error('Rita is reviewed')
  const step = await small.step(ofRita, 'selfAssessment')
  const until = '2027-02-20T22:59:59.999Z'
  const decision = extend(
    { cycle: small.cycle, review: await small.current(ofRita), step },
    {
      at: small.clock.now.toISOString(),
      by: { subject: 'hana', authenticatedAt: small.clock.now.toISOString() },
      dueAt: until,
      graceUntil: until,
      reason: EXTENSION_REASON,
    },
  )
  if (isRefusal(decision)) throw new Error(decision.message)
  await commitReviewChange(small.db, decision)
}

async function sign(small: SmallCycle, review: Review, as: Signer, who: Name): Promise<void> {
  const kind = as === 'reviewee' ? 'revieweeSignature' : 'supervisorSignature'
  await small.ask(review, kind)
  const current = await small.current(review)
  const digest = current.recordDigest ?? ''
  const { personId, name } = small.people[who]
  const at = small.clock.now.toISOString()
  await issueCode(small.db, small.cycle.cycleId, personId, [digest], at)
  const decide = as === 'reviewee' ? signAsReviewee : signAsSupervisor
  const decision = decide(
    { cycle: small.cycle, review: current, step: await small.step(review, kind) },
    {
      at,
      meaning:
        as === 'supervisor' ? 'approved' : who === 'rita' ? 'acknowledged-with-disagreement' : 'acknowledged',
      comment: as === 'reviewee' && who === 'rita' ? commentOf(who) : '',
      typedName: name,
      name,
      shownDigest: digest,
      authentication: { method: 'emailed-link-and-code', at },
    },
  )
  if (isRefusal(decision)) throw new Error(decision.message)
  await commitReviewChange(small.db, decision)
}

/** What the end of the cycle's workflow does. */
async function close(small: SmallCycle): Promise<void> {
  const { db, cycle } = small
  const at = small.clock.now.toISOString()
  for (const review of small.reviews) {
    const current = await small.current(review)
    const lines = current.steps.filter(({ state }) => !SETTLED.includes(state))
    const open = await Promise.all(
      lines.map(({ kind, assigneeId }) =>
        small.step(
          review,
          kind,
          Object.values(small.people).find(({ personId }) => personId === assigneeId),
        ),
      ),
    )
    const decision = lines.length === 0 ? seal(current, { at }) : closeUnfinished(current, open, { at })
    if ((await commitReviewChange(db, decision)) === undefined) throw new Error('Somebody was quicker')
  }
  const exceptions = exceptionsOf(await Promise.all(small.reviews.map(small.current)))
  const before = await loadCycle(db, cycle.cycleId)
  const event = plainEvent('cycle.closed', 'closed', { at })
  await commitCycleChange(db, before, { ...before, status: 'closed', closedAt: at, exceptions }, event)
  const counts = await readCounts(db, cycle.cycleId)
  await saveReport(db, { cycleId: cycle.cycleId, at, reviewCount: 3, counts, exceptions })
}
