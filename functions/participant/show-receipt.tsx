import { ROLE_OF } from '../domain/rater-submission.ts'
import { Words } from '../layout/words.tsx'
import type { Database } from '../store/database.ts'
import { findRecord } from '../store/released-records.ts'
import { findWords } from '../store/words.ts'
import { notAvailable, page, redirect } from '../web/reply.ts'
import { readRecord } from './gather-records.ts'
import { findOwnStep, type OwnStep, stepHref, stepPathSchema } from './own-step.ts'
import { AnswersView } from './pages/answers-view.tsx'
import { ratingInWords } from './pages/level-in-words.ts'
import { ReceiptPage } from './pages/receipt-page.tsx'
import { RecordView } from './pages/record-view.tsx'
import { stepTitle } from './pages/step-title.ts'
import { participantRoute } from './participant-route.ts'
import { whatComesNext } from './what-comes-next.ts'

/** The receipt of one submission or signature, with what it is for, made for printing. */
export const showReceipt = participantRoute({
  method: 'GET',
  path: '/my/receipts/{reviewId}/{stepId}',
  rule: 'participant',
  params: stepPathSchema,
  answer: async ({ dependencies: { db }, session }, { params }) => {
    const own = await findOwnStep(db, session, params)
    if (own === undefined) return notAvailable()
    const { cycle, step } = own
    if (step.receipt === undefined) return redirect(stepHref(params))
    return page(
      <ReceiptPage
        step={step}
        receipt={step.receipt}
        name={session.name}
        cycleName={cycle.name}
        timeZone={cycle.timeZone}
        next={whatComesNext(step)}
      >
        {await whatItIsFor(db, own)}
      </ReceiptPage>,
      {
        title: `Receipt: ${stepTitle(step)}`,
        back: { label: 'What waits for you', href: '/my' },
        data: { kind: step.kind, about: step.revieweeName, name: session.name, receipt: step.receipt },
      },
    )
  },
})

/** The words or the record that the receipt is for. A peer's words are found by nobody any more, not even by the peer. */
async function whatItIsFor(db: Database, { step, form }: OwnStep) {
  switch (step.kind) {
    case 'selfAssessment':
    case 'supervisorRating': {
      const words = await findWords(db, step.reviewId, step.stepId)
      return (
        words && (
          <section>
            <h2>What you sent in</h2>
            {step.kind === 'supervisorRating' && (
              <p>
                <strong>Overall rating</strong>: {ratingInWords(form, words.proposedRating)}
              </p>
            )}
            {words.justification !== '' && <Words by="Reason">{words.justification}</Words>}
            <AnswersView form={form} raterRole={ROLE_OF[step.kind]} answers={words.answers} />
          </section>
        )
      )
    }
    case 'revieweeSignature':
    case 'supervisorSignature': {
      const canonical = await findRecord(db, step.reviewId)
      return (
        canonical && (
          <section>
            <h2>The record that you signed</h2>
            <RecordView {...readRecord(canonical)} canonical={canonical} form={form} />
          </section>
        )
      )
    }
    default:
      return undefined
  }
}
