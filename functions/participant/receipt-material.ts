import type { Receipt } from '../domain/step.ts'
import type { Database } from '../store/database.ts'
import { findRecord, findRecordErasedAt } from '../store/released-records.ts'
import { findWords } from '../store/words.ts'
import { readRecord } from './gather-records.ts'
import type { OwnStep } from './own-step.ts'
import type { ReceiptMaterial } from './pages/receipt-material-view.tsx'
import type { Covered } from './pages/receipt-page.tsx'

/** What a receipt is for; undefined for a peer's words, which are found by nobody any more, not even by the peer. */
export async function receiptMaterial(
  db: Database,
  { step, review }: Pick<OwnStep, 'step' | 'review'>,
): Promise<ReceiptMaterial | undefined> {
  switch (step.kind) {
    case 'selfAssessment':
    case 'supervisorRating': {
      const words = await findWords(db, step.reviewId, step.stepId)
      if (words !== undefined) return { kind: step.kind, words }
      return review.erasedAt === undefined
        ? undefined
        : { kind: 'erased', what: 'words', at: review.erasedAt }
    }
    case 'revieweeSignature':
    case 'supervisorSignature': {
      const canonical = await findRecord(db, step.reviewId, step.recordVersion)
      if (canonical !== undefined) return { kind: 'record', canonical, ...readRecord(canonical) }
      const at = await findRecordErasedAt(db, step.reviewId, step.recordVersion)
      return at === undefined ? undefined : { kind: 'erased', what: 'record', at }
    }
    default:
      return undefined
  }
}

/** What a receipt's download shows to be unchanged. */
export function coveredBy({ recordDigest }: Receipt, material: ReceiptMaterial | undefined): Covered {
  if (recordDigest === null) return 'sealed'
  return material?.kind === 'erased' ? 'erased' : 'text'
}
