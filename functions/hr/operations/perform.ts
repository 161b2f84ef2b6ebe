import type { PersonId } from '../../domain/ids.ts'
import { isRefusal } from '../../domain/refusal.ts'
import { enqueueMail, type MailRequest, mergedRequests } from '../../mail/mail-queue.ts'
import { untilCommitted } from '../../store/database.ts'
import type { HrDependencies } from '../hr-route.ts'
import type { Operation, OperationSituation, Target } from './operation.ts'
import { changes, fingerprintOf, type PlannedTarget } from './plan-targets.ts'

/** What came of the operation for one target. */
export interface Outcome {
  target: Target
  came:
    | 'done'
    | 'already' // it stood so before
    | 'refused'
    | 'changed' // something has happened since the preview, and the effect would be another one
    | 'left' // the time of one request was up
    | 'failed' // something broke; nothing of it was written
  sentences: readonly string[]
}

export interface Performance {
  outcomes: Outcome[]
  /** People to whom a mail goes. */
  mailed: number
  /** True where the mails could not be queued: what was done is done, and nobody has heard of it. */
  mailFailed: boolean
}

/** How many are done beside each other: each writes to rows of its own. */
const DONE_AT_ONCE = 8

/**
 * Does what was previewed, each target by itself: what is done stays done, and each is told of exactly. Mails go at the
 * end, one per person for all that concerns them.
 * @param isTimeUp looked at before each target; those that are left then are told as left.
 */
export async function perform(
  { reportTrouble, mailQueue }: HrDependencies,
  operation: Operation,
  situation: () => Promise<OperationSituation>,
  planned: readonly PlannedTarget[],
  fields: Record<string, unknown>,
  isTimeUp: () => boolean,
): Promise<Performance> {
  const outcomes = new Map<PlannedTarget, Outcome>()
  const mails: MailRequest[] = []
  const doOne = async (one: PlannedTarget): Promise<Outcome> => {
    const { target, plan } = one
    if (isRefusal(plan)) return { target, came: 'refused', sentences: [plan.message] }
    if (!changes(one)) return { target, came: 'already', sentences: plan.sentences }
    if (isTimeUp()) return { target, came: 'left', sentences: [] }
    const seen = fingerprintOf(plan)
    let effect = plan
    let isFirst = true
    return untilCommitted(async (): Promise<Outcome | undefined> => {
      if (!isFirst) {
        const again = await operation.plan(await situation(), target, fields)
        if (isRefusal(again)) return { target, came: 'refused', sentences: [again.message] }
        if (fingerprintOf(again) !== seen) return { target, came: 'changed', sentences: again.sentences }
        effect = again
      }
      isFirst = false
      if (!(await effect.commit())) return undefined
      mails.push(...effect.mails.map(({ request }) => request))
      return { target, came: 'done', sentences: effect.sentences }
    })
  }
  const waiting = [...planned]
  const worker = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
      try {
        outcomes.set(one, await doOne(one))
      } catch (error) {
        reportTrouble(`an operation (${operation.name}) broke for one of several`, error)
        outcomes.set(one, { target: one.target, came: 'failed', sentences: [] })
      }
    }
  }
  await Promise.all(Array.from({ length: operation.atOnce ?? DONE_AT_ONCE }, worker))
  const requests = mergedRequests(mails)
  let mailFailed = false
  try {
    if (requests.length > 0) await enqueueMail(await mailQueue(), requests)
  } catch (error) {
    mailFailed = true
    reportTrouble(`the mails of an operation (${operation.name}) could not be queued`, error)
  }
  return {
    outcomes: planned.flatMap((one) => outcomes.get(one) ?? []),
    mailed: new Set<PersonId>(requests.map(({ personId }) => personId)).size,
    mailFailed,
  }
}
