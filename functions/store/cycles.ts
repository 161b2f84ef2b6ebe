import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { committedPlan } from '../domain/committed-plan.ts'
import {
  type CycleWait,
  type CycleWaitKind,
  cycleWaitSchema,
  type ReviewCycle,
  reviewCycleSchema,
} from '../domain/cycle.ts'
import type { CycleId } from '../domain/ids.ts'
import type { TrailEvent } from '../domain/trail-event.ts'
import { digestOf } from '../trail/digest.ts'
import { type Database, getRow, queryAll, toItem, transact, untilCommitted } from './database.ts'
import { cycleKey, unmovedIndexKey, waitKey } from './keys.ts'
import { appendEntry } from './trail.ts'

export async function findCycle(db: Database, cycleId: CycleId): Promise<ReviewCycle | undefined> {
  const row = await getRow(db, cycleKey(cycleId))
  return row && reviewCycleSchema.parse(row)
}

export async function loadCycle(db: Database, cycleId: CycleId): Promise<ReviewCycle> {
  const cycle = await findCycle(db, cycleId)
  if (cycle === undefined) throw new Error(`There is no cycle ${cycleId}`)
  return cycle
}

export async function listCycles(db: Database): Promise<ReviewCycle[]> {
  const rows = await queryAll(db, 'CYCLES', { consistent: true })
  return rows.map((row) => reviewCycleSchema.parse(row)).sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1))
}

/**
 * Writes a cycle with its entry. A cycle of version 0 is new. `false` when somebody was quicker.
 * @param also writes that belong to the same act.
 */
export async function commitCycleChange(
  db: Database,
  before: ReviewCycle,
  after: ReviewCycle,
  event: TrailEvent,
  also: readonly TransactWriteItem[] = [],
): Promise<boolean> {
  return transact(db, [...cycleChangeItems(db, before, after, [event]), ...also])
}

/** The writes of a change to a cycle: its row, guarded by version and state, and the entries, one after the other. */
export function cycleChangeItems(
  db: Database,
  before: ReviewCycle,
  after: ReviewCycle,
  events: readonly TrailEvent[],
): TransactWriteItem[] {
  let chain = before.chain
  const entries: TransactWriteItem[] = []
  for (const event of events) {
    const entry = appendEntry(
      db,
      withPlan(event, before, after),
      { kind: 'cycle', cycleId: after.cycleId },
      chain,
    )
    entries.push(...entry.items)
    chain = entry.head
  }
  const item = toItem({ ...cycleKey(after.cycleId), ...after, version: before.version + 1, chain })
  const guard =
    before.version === 0
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : {
          ConditionExpression: 'version = :version AND #status = :status',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: marshall({ ':version': before.version, ':status': before.status }),
        }
  return [{ Put: { TableName: db.tables.records, Item: item, ...guard } }, ...entries]
}

/** No entry of a cycle without the fingerprint of its plan, whoever writes it: a plan changed in silence shows. */
function withPlan(event: TrailEvent, before: ReviewCycle, after: ReviewCycle): TrailEvent {
  return {
    ...event,
    beforeDigest: before.version === 0 ? null : digestOf(committedPlan(before)),
    afterDigest: digestOf(committedPlan(after)),
  }
}

export async function findWait(db: Database, cycleId: CycleId, wait: CycleWaitKind): Promise<CycleWait> {
  const row = await getRow(db, waitKey(cycleId, wait))
  return row ? cycleWaitSchema.parse(row) : { cycleId, wait, version: 0, attempt: 0 }
}

/** Changes a wait's row; `decide` is asked again when somebody was quicker and may answer `undefined` for no change. */
export async function changeWait(
  db: Database,
  cycleId: CycleId,
  kind: CycleWaitKind,
  decide: (wait: CycleWait) => CycleWait | undefined,
): Promise<CycleWait> {
  return untilCommitted(async () => {
    const before = await findWait(db, cycleId, kind)
    const after = decide(before)
    if (after === undefined) return before
    return (await transact(db, [waitPut(db, before, after)])) ? after : undefined
  })
}

function waitPut(db: Database, before: CycleWait, after: CycleWait): TransactWriteItem {
  return {
    Put: {
      TableName: db.tables.records,
      Item: toItem({
        ...waitKey(after.cycleId, after.wait),
        ...after,
        ...(after.unmoved === true ? unmovedIndexKey(after.settledAt ?? '') : {}),
      }),
      ...(before.version === 0
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : {
            ConditionExpression: 'version = :version',
            ExpressionAttributeValues: marshall({ ':version': before.version }),
          }),
    },
  }
}
