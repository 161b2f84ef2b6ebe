import type { PersonId } from './ids.ts'
import { type Refusal, refuse } from './refusal.ts'
import type { Selection } from './selection.ts'

/** What HR does with people whom it has ticked: add them, leave them out, or let the rule decide again. */
export type HandAct = 'add' | 'leave-out' | 'forget'

/**
 * A selection with some people added to it or left out of it. Whole teams and one job title become the filter that means the same;
 * where people are picked one by one, leaving out takes them from the list.
 */
export function chooseByHand(
  selection: Selection,
  personIds: readonly PersonId[],
  act: HandAct,
): Selection | Refusal {
  const ticked = new Set(personIds)
  const without = (ids: readonly PersonId[]) => ids.filter((id) => !ticked.has(id))
  if (selection.by === 'hand') {
    const rest = without(selection.personIds)
    const chosen = act === 'add' ? [...rest, ...ticked] : rest
    if (chosen.length > 0) return { by: 'hand', personIds: chosen }
    return refuse('nobody-left', 'Nobody would be left. Add somebody else first, or choose by a filter.')
  }
  const filtered =
    selection.by === 'filter'
      ? selection
      : {
          by: 'filter' as const,
          filter:
            selection.by === 'teams'
              ? { supervisorIds: selection.supervisorIds }
              : selection.jobTitle === undefined
                ? {}
                : { jobTitle: [selection.jobTitle] },
          also: [],
          without: [],
        }
  return {
    ...filtered,
    also: [...without(filtered.also), ...(act === 'add' ? ticked : [])],
    without: [...without(filtered.without), ...(act === 'leave-out' ? ticked : [])],
  }
}
