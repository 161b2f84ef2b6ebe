import { file, notAvailable, problem, redirect } from '../web/reply.ts'
import { findOwnStep, receiptHref, stepHref, stepPathSchema } from './own-step.ts'
import { stepTitle } from './pages/step-title.ts'
import { participantRoute } from './participant-route.ts'
import { receiptPack } from './receipt-pack.tsx'

/** The receipt to keep: one zip that can be read, printed and verified without us. */
export const downloadReceipt = participantRoute({
  method: 'GET',
  path: '/my/receipts/{reviewId}/{stepId}/receipt.zip',
  rule: 'participant',
  params: stepPathSchema,
  answer: async ({ dependencies, session, now }, { params }) => {
    const own = await findOwnStep(dependencies.db, session, params)
    if (own === undefined) return notAvailable()
    const { receipt } = own.step
    if (receipt === undefined) return redirect(stepHref(params))
    const pack = await receiptPack(dependencies, session, { ...own, receipt }, now.toISOString())
    if (pack.state === 'waiting')
      return problem({
        status: 409,
        code: 'proof-not-ready',
        title: 'The proof is not ready yet',
        message:
          'What you sent in is recorded. Its proof is ready within a minute of it: come back then and download the receipt. Nothing is lost meanwhile.',
        next: { label: `Back to the receipt: ${stepTitle(own.step)}`, href: receiptHref(params) },
        headers: { 'retry-after': '30' },
      })
    return file(pack.zip, {
      contentType: 'application/zip',
      filename: `receipt-${own.step.kind}-${receipt.at.slice(0, 10)}-${receipt.eventId.slice(-8)}.zip`,
    })
  },
})
