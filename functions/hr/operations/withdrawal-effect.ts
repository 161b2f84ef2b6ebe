import { count } from '../../domain/listed.ts'
import type { Withdrawal } from '../../store/withdrawals.ts'

/** What it means that somebody leaves a cycle, in sentences; the same for HR's act and for a people file. */
export function withdrawalInWords(withdrawal: Withdrawal): string[] {
  const { participant, part, own, asPeer, successions, orphans } = withdrawal
  const bySuccessor = Map.groupBy(successions, ({ successor }) => successor)
  return [
    ...(part === undefined
      ? []
      : [`${participant.name} takes no part any more: their links and sessions end at once.`]),
    ...(own === undefined
      ? []
      : ['Their own review ends and is labelled Left. What was written stays, and is in every export.']),
    ...(asPeer.length === 0
      ? []
      : [
          `${count(asPeer.length, 'review goes', 'reviews go')} on without their input as a colleague. Ask another colleague first if you want one.`,
        ]),
    ...[...bySuccessor].map(([{ name }, taken]) => {
      const drafts = taken.filter(({ hasDraft }) => hasDraft).length
      return `${name}, the next level up, takes over ${count(taken.length, 'review', 'reviews')} that they rate${drafts === 0 ? '' : `, and goes on with ${count(drafts, 'draft', 'drafts')}`}.`
    }),
    ...(orphans.length === 0
      ? []
      : [
          `${count(orphans.length, 'review waits', 'reviews wait')} for somebody else to rate or countersign; they stand on your start page until you name somebody.`,
        ]),
  ]
}
