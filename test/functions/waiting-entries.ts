import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import type { ChainHead } from '../../functions/domain/review.ts'
import { plainEvent } from '../../functions/domain/workflow-event.ts'
import { type Database, transact } from '../../functions/store/database.ts'
import { appendEntry } from '../../functions/store/trail.ts'

/** Entries of random chains that wait in the outbox, as business transactions leave them. */
export interface WaitingEntries {
  /** Adds so many, spread over the chains; each transaction holds up to 45. */
  add(count: number): Promise<void>
  /** How many were added, ever. */
  total(): number
}

export function createWaitingEntries(db: Database, chains = 7): WaitingEntries {
  const heads: ChainHead[] = Array.from({ length: chains }, () => ({
    subjectRef: Buffer.from(db.randomBytes(16)).toString('hex'),
    seq: 0,
    lastHash: null,
  }))
  const cycleId = db.mint.cycleId()
  let total = 0
  return {
    total: () => total,
    async add(count) {
      for (let left = count; left > 0; ) {
        const now = Math.min(left, 45)
        const items: TransactWriteItem[] = []
        for (let entry = 0; entry < now; entry += 1) {
          const chain = total % chains
          const head = heads[chain]
          if (head === undefined) throw new Error(`There is no chain ${chain}`)
          const event = plainEvent('cycle.planned', 'planned', {
            at: new Date().toISOString(),
            beforeDigest: 'a'.repeat(64),
            afterDigest: 'b'.repeat(64),
          })
          const appended = appendEntry(db, event, { kind: 'cycle', cycleId }, head)
          heads[chain] = appended.head
          items.push(...appended.items)
          total += 1
        }
        if (!(await transact(db, items))) throw new Error('The entries were there already')
        left -= now
      }
    },
  }
}
