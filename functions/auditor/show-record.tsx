import { type ReviewRecord, reviewRecordSchema } from '../domain/record.ts'
import { formOf } from '../domain/shipped-forms.ts'
import { findCycle } from '../store/cycles.ts'
import { findRecord } from '../store/released-records.ts'
import { findReview } from '../store/reviews.ts'
import { notAvailable, page } from '../web/reply.ts'
import { auditorRoute } from './auditor-route.ts'
import { explainChain, openedValue } from './explained-chain.ts'
import { NoRecordPage } from './pages/no-record-page.tsx'
import { RecordPage } from './pages/record-page.tsx'
import { fingerprintOf, recordState } from './record-state.ts'
import { namesIn, reviewParamsSchema } from './show-review.tsx'

const signatureEvents = ['record.signed-by-reviewee', 'record.signature-refused', 'record.countersigned']

/** The record as it was released, with each signature's name, time and meaning, to be printed. */
export const showRecord = auditorRoute({
  method: 'GET',
  path: '/audit/cycles/{cycleId}/reviews/{reviewId}/record',
  rule: 'auditor',
  params: reviewParamsSchema,
  answer: async ({ dependencies }, { params }) => {
    const { db } = dependencies
    const [cycle, review, canonical] = await Promise.all([
      findCycle(db, params.cycleId),
      findReview(db, params.cycleId, params.reviewId),
      findRecord(db, params.reviewId),
    ])
    if (cycle === undefined || review === undefined) return notAvailable()
    const shell = {
      title: 'Sign-off record',
      back: {
        label: `Review of ${review.revieweeName}`,
        href: `/audit/cycles/${cycle.cycleId}/reviews/${review.reviewId}`,
      },
    }
    const record = readRecord(canonical)
    if (record === undefined || canonical === undefined)
      return page(<NoRecordPage isLost={review.recordDigest !== null} />, shell)

    let latest = review
    const chain = await explainChain(db, review.chain, async () => {
      latest = (await findReview(db, cycle.cycleId, review.reviewId)) ?? latest
      return latest.chain
    })
    const digest = fingerprintOf(canonical)
    const state = recordState(latest, canonical, chain.verdict)
    const names = await namesIn(db, review, chain.entries)
    const signatures = chain.entries
      .filter(({ entry }) => signatureEvents.includes(entry.eventType))
      .map((explained) => ({
        eventId: explained.entry.eventId,
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
      }))
    return page(
      <RecordPage
        record={record}
        form={formOf({ formId: record.form.formId, formVersion: record.form.version })}
        digest={digest}
        state={state}
        holds={chain.verdict.holds}
        sealedAt={review.sealedAt}
        signatures={signatures}
      />,
      { ...shell, data: { record, digest, state, signatures } },
    )
  },
})

/** Undefined before the release, and where the stored text is no record any more. */
function readRecord(canonical: string | undefined): ReviewRecord | undefined {
  try {
    return reviewRecordSchema.parse(JSON.parse(canonical ?? ''))
  } catch {
    return undefined
  }
}
