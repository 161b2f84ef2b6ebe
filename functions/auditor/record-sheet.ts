import type { ReviewCycle } from '../domain/cycle.ts'
import type { FormVersion } from '../domain/form.ts'
import { type ReviewRecord, reviewRecordSchema } from '../domain/record.ts'
import type { Review } from '../domain/review.ts'
import { formOf } from '../domain/shipped-forms.ts'
import { findReview } from '../store/reviews.ts'
import type { TrailEntry } from '../trail/entry.ts'
import type { AuditorDependencies } from './auditor-route.ts'
import { explainChain, openedValue } from './explained-chain.ts'
import { namesIn } from './names-in.ts'
import { openLog, type PlaceInLog } from './place-in-log.ts'
import { fingerprintOf, type RecordState, recordState } from './record-state.ts'

/** One signature, or the refusal to give it, with what proves it. */
export interface Signature {
  eventId: string
  subjectSeq: number
  leafHash: string
  role: string
  meaning: string
  at: string
  /** Fingerprint of the record that the signature covers. */
  covers: string | null
  entry: TrailEntry
  statement: string | undefined
  /** Undefined once erased. */
  signer: string | undefined
  typedName: string | undefined
  comment: string | undefined
  place: PlaceInLog
}

/** Everything that a sign-off record says, on a page, on paper or as a PDF. */
export interface RecordSheet {
  record: ReviewRecord
  form: FormVersion
  /** SHA-256 of the record that is shown, calculated just now, hex. */
  digest: string
  state: RecordState
  /** Whether the chain of entries holds. */
  holds: boolean
  /** The published log holds more than the tables, so that signatures may be missing. */
  isIncomplete?: boolean
  /** When another record took the place of this one; undefined while it counts. */
  superseded?: { at: string; by: number } | undefined
  /** A dispute about the review waits for its decision. */
  isDisputed?: boolean
  /** Who was there when the reviewee refused to sign, as it was written down. */
  witnesses?: readonly { witness: string; on: string }[]
  sealedAt: string | undefined
  /** The entry up to which signatures are shown; undefined for all that there are. */
  upTo: number | undefined
  signatures: readonly Signature[]
  /** Undefined while nothing is published, or what is published cannot be believed. */
  log: { origin: string; vkey: string; keyId: string; size: number; root: string } | undefined
  madeAt: string
}

const signatureEvents = ['record.signed-by-reviewee', 'record.signature-refused', 'record.countersigned']

/**
 * Reads what a record's sheet says and checks it: the record against its entries, each signature against the log.
 * @param canonical the record as it is stored.
 * @param upTo number of the last entry that counts; without one, all do.
 */
export async function gatherRecordSheet(
  dependencies: AuditorDependencies,
  of: {
    cycle: ReviewCycle
    review: Review
    record: ReviewRecord
    canonical: string
    upTo: number | undefined
  },
  now: Date,
): Promise<RecordSheet> {
  const { db } = dependencies
  const { cycle, review, record, canonical, upTo } = of
  let latest = review
  const chain = await explainChain(db, review.chain, async () => {
    latest = (await findReview(db, cycle.cycleId, review.reviewId)) ?? latest
    return latest.chain
  })
  const [names, log] = await Promise.all([namesIn(db, review, chain.entries), openLog(dependencies, now)])
  // Of this record: what was signed under another one stands on that one's sheet.
  const entries = chain.entries.filter(
    ({ entry }) =>
      (upTo === undefined || entry.subjectSeq <= upTo) && entry.recordVersion === record.recordVersion,
  )
  const signatures = await Promise.all(
    entries
      .filter(({ entry }) => signatureEvents.includes(entry.eventType))
      .map(async (explained) => ({
        eventId: explained.entry.eventId,
        subjectSeq: explained.entry.subjectSeq,
        leafHash: explained.leafHash,
        role: explained.entry.signerRole,
        meaning: explained.entry.meaning,
        at: explained.entry.signedAt,
        covers: explained.entry.recordDigest,
        entry: explained.entry,
        statement: explained.statement,
        signer: names[openedValue(explained, 'signer') ?? ''],
        typedName: openedValue(explained, 'signerName'),
        comment: openedValue(explained, 'comment'),
        place: await log.placeOf(explained),
      })),
  )
  return {
    record,
    form: formOf({ formId: record.form.formId, formVersion: record.form.version }),
    digest: fingerprintOf(canonical),
    state: recordState(latest, canonical, chain, record.recordVersion),
    holds: chain.verdict.holds,
    isIncomplete: !('state' in log.published) && log.published.isAheadOfTables,
    superseded: supersededIn(latest, record),
    isDisputed: latest.openDispute !== undefined,
    witnesses: entries
      .filter(({ entry }) => entry.eventType === 'record.refusal-witnessed')
      .map((explained) => ({
        witness: openedValue(explained, 'witness') ?? 'erased',
        on: openedValue(explained, 'witnessedOn') ?? 'erased',
      })),
    sealedAt: entries.find(({ entry }) => entry.eventType === 'review.sealed')?.entry.signedAt,
    upTo,
    signatures,
    log: publishedLog(log.published),
    madeAt: now.toISOString(),
  }
}

function supersededIn({ earlier = [] }: Review, { recordVersion }: ReviewRecord): RecordSheet['superseded'] {
  const found = earlier.find((record) => record.recordVersion === recordVersion)
  return found && { at: found.supersededAt, by: recordVersion + 1 }
}

function publishedLog(published: Awaited<ReturnType<typeof openLog>>['published']): RecordSheet['log'] {
  if ('state' in published) return undefined
  const { vkey, vkeyText, checkpoint } = published
  return {
    origin: checkpoint.origin,
    vkey: vkeyText,
    keyId: vkey.keyId,
    size: checkpoint.size,
    root: Buffer.from(checkpoint.root).toString('base64'),
  }
}

/** Undefined before the release, and where the stored text is no record any more. */
export function readRecord(canonical: string | undefined): ReviewRecord | undefined {
  try {
    return reviewRecordSchema.parse(JSON.parse(canonical ?? ''))
  } catch {
    return undefined
  }
}
