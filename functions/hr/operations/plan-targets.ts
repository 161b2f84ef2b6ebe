import { createHash } from 'node:crypto'
import { isRefusal, type Refusal, refuse } from '../../domain/refusal.ts'
import { type Effect, idOf, type Operation, type OperationSituation, type Target } from './operation.ts'

/** One target with what doing the operation would mean for it, or why it is not done. */
export interface PlannedTarget {
  target: Target
  plan: Effect | Refusal
}

/** Reads go on beside each other; more at a time would only queue at the tables. */
const PLANNED_AT_ONCE = 16

/** What the operation would mean for each, in their order; nothing is written. */
export async function planTargets(
  operation: Operation,
  situation: OperationSituation,
  targets: readonly Target[],
  fields: Record<string, unknown>,
): Promise<PlannedTarget[]> {
  const planned: PlannedTarget[] = []
  for (let start = 0; start < targets.length; start += PLANNED_AT_ONCE) {
    planned.push(
      ...(await Promise.all(
        targets
          .slice(start, start + PLANNED_AT_ONCE)
          .map(async (target) => ({ target, plan: await operation.plan(situation, target, fields) })),
      )),
    )
  }
  return planned
}

/** Why the operation cannot be done to these at all, whatever its fields say. */
export function refusalOfAll(
  operation: Operation,
  { cycle }: OperationSituation,
  targets: readonly Target[],
): Refusal | undefined {
  if (!(operation.during ?? ['running', 'released']).includes(cycle.status)) {
    return refuse(
      'wrong-state',
      `This cannot be done while the cycle is ${cycleStatusInWords[cycle.status]}. Nothing was changed.`,
    )
  }
  if (targets.length === 0) {
    return refuse(
      'nobody-chosen',
      'Nobody is chosen. Go back to the cycle, tick the people whom you mean, then come here again.',
    )
  }
  if (operation.onlyOne === true && targets.length > 1) {
    return refuse(
      'only-one',
      'This is done to one person at a time. Open that person’s review and choose it there.',
    )
  }
  return undefined
}

const cycleStatusInWords = {
  draft: 'a draft',
  scheduled: 'only scheduled',
  opening: 'being launched',
  running: 'running',
  released: 'collecting signatures',
  closed: 'closed',
  cancelled: 'cancelled',
} as const

export const changes = ({ plan }: PlannedTarget): boolean => !isRefusal(plan) && plan.isDone !== true

/** The same for the same effect on one target; what HR has not seen is not done. */
export const fingerprintOf = (plan: Effect | Refusal): string =>
  JSON.stringify(
    isRefusal(plan)
      ? ['refused', plan.code, plan.message]
      : [
          plan.isDone ?? false,
          plan.sentences,
          plan.drafts,
          plan.mails.map(({ request }) => [request.personId, request.kind]),
        ],
  )

/** A digest of what a preview shows: the operation, what was typed, and the effect on each. */
export function digestOfPreview(
  operation: Operation,
  fields: Record<string, unknown>,
  planned: readonly PlannedTarget[],
): string {
  const shown = [
    operation.name,
    fields,
    planned.map(({ target, plan }) => [idOf(target), fingerprintOf(plan)]),
  ]
  return createHash('sha256').update(JSON.stringify(shown)).digest('hex')
}
