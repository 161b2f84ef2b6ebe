import { computeScore, needsJustification } from '../domain/rating.ts'
import { formOf } from '../domain/shipped-forms.ts'
import { type ReviewStep, WRITABLE } from '../domain/step.ts'
import { loadCycle } from '../store/cycles.ts'
import type { Database } from '../store/database.ts'
import { listStepsOfPerson } from '../store/reviews.ts'
import { findDraft, findWords } from '../store/words.ts'
import type { ParticipantSession } from '../web/sessions.ts'
import { receiptHref, stepHref } from './own-step.ts'
import type { RatedMember, TeamPageProps } from './pages/team-page.tsx'

/**
 * Everybody whom one supervisor rates in a cycle, with what they have sent in or have in their drafts. All of it is the
 * supervisor's own, so it shows them nothing that they have not written themselves.
 */
export async function gatherTeam(db: Database, session: ParticipantSession): Promise<TeamPageProps> {
  const [cycle, steps] = await Promise.all([
    loadCycle(db, session.cycleId),
    listStepsOfPerson(db, session.cycleId, session.personId),
  ])
  const form = formOf(cycle)
  const mine = steps.filter(
    (step) =>
      step.kind === 'supervisorRating' && (step.state === 'submitted' || WRITABLE.includes(step.state)),
  )
  const members = await Promise.all(mine.map(rate))
  return { form, cycleName: cycle.name, timeZone: cycle.timeZone, members: members.sort(byName) }

  async function rate(step: ReviewStep): Promise<RatedMember> {
    const isSent = step.state === 'submitted'
    const words = isSent
      ? await findWords(db, step.reviewId, step.stepId)
      : await findDraft(db, step.reviewId, step.stepId)
    const computed = words === undefined ? null : computeScore(form, words.answers).score
    const proposed = words?.proposedRating ?? null
    return {
      reviewId: step.reviewId,
      stepId: step.stepId,
      name: step.revieweeName,
      state: isSent ? 'sent' : words === undefined ? 'waits' : 'draft',
      computed,
      proposed,
      lacksReason:
        computed !== null &&
        proposed !== null &&
        needsJustification(computed, proposed) &&
        words?.justification.trim() === '',
      href: step.receipt === undefined ? stepHref(step) : receiptHref(step),
      dueAt: step.dueAt,
    }
  }
}

const byName = (one: RatedMember, other: RatedMember) =>
  one.name.localeCompare(other.name, 'en') || (one.stepId < other.stepId ? -1 : 1)
