import { type CycleWait, cycleWaitSchema } from '../domain/cycle.ts'
import { type ReviewStart, reviewStartSchema } from '../domain/review-start.ts'
import { markMoved, type ReviewStep, reviewStepSchema } from '../domain/step.ts'
import { changeWait } from './cycles.ts'
import { type Database, getRow, queryAll } from './database.ts'
import type { Key } from './keys.ts'
import { markStarted } from './review-starts.ts'
import { commitStepChange } from './reviews.ts'

/** A settled row that its workflow has not been told of, a review's step or a cycle's wait; or a workflow that has to start. */
export type Unmoved =
  | { kind: 'step'; step: ReviewStep }
  | { kind: 'wait'; wait: CycleWait }
  | { kind: 'start'; start: ReviewStart }

/** Reads a settled row; `undefined` when it is gone, or when its workflow has been told. */
export async function findUnmoved(db: Database, key: Key): Promise<Unmoved | undefined> {
  const row = await getRow(db, key)
  if (row === undefined || row.unmoved !== true) return undefined
  if (key.sk.startsWith('START#')) return { kind: 'start', start: reviewStartSchema.parse(row) }
  return key.sk.startsWith('WAIT#')
    ? { kind: 'wait', wait: cycleWaitSchema.parse(row) }
    : { kind: 'step', step: reviewStepSchema.parse(row) }
}

/** Keys of rows that settled before an instant and whose workflow has not been told, oldest first. */
export async function listUnmovedKeys(db: Database, settledBefore: string): Promise<Key[]> {
  const rows = await queryAll(db, 'UNMOVED', {
    index: 'unmoved',
    names: { pk: 'gsi2pk', sk: 'gsi2sk' },
    skBefore: settledBefore,
  })
  return rows.map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) }))
}

/** Notes that the workflow has gone on. `false` when the row has changed meanwhile: then somebody looks again. */
export async function markUnmovedAsMoved(db: Database, unmoved: Unmoved): Promise<boolean> {
  if (unmoved.kind === 'step') return commitStepChange(db, markMoved(unmoved.step))
  if (unmoved.kind === 'start') {
    await markStarted(db, unmoved.start)
    return true
  }
  const { wait } = unmoved
  await changeWait(db, wait.cycleId, wait.wait, (row) => {
    if (row.attempt !== wait.attempt || row.unmoved !== true) return undefined
    const { unmoved: _, ...moved } = row
    return { ...moved, version: row.version + 1 }
  })
  return true
}
