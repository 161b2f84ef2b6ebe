import { fileWords } from '../web/file-words.ts'
import { file, notAvailable, problem, redirect } from '../web/reply.ts'
import { findOwnStep, receiptHref, stepHref, stepPathSchema } from './own-step.ts'
import { stepTitle } from './pages/step-title.ts'
import { participantRoute } from './participant-route.ts'
import { receiptPack } from './receipt-pack.tsx'
import { receiptProofs } from './receipt-proofs.ts'

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
    if (pack.state === 'waiting') {
      const isLate = (await receiptProofs(dependencies.db, [receipt], now))(receipt) === 'late'
      return problem({
        status: 409,
        code: 'proof-not-ready',
        title: 'The proof is not ready yet',
        message: isLate
          ? 'What you did is recorded and nothing is lost, but the sign-off log, which proves it, is late. You need not do it again; come back later and download the receipt.'
          : 'What you did is recorded. Its proof is ready within a minute of it: come back then and download the receipt. Nothing is lost meanwhile.',
        next: { label: `Back to the receipt: ${stepTitle(own.step)}`, href: receiptHref(params) },
        headers: { 'retry-after': isLate ? '600' : '30' },
      })
    }
    return file(pack.zip, {
      contentType: 'application/zip',
      filename: `${fileWords('receipt', stepTitle(own.step), own.cycle.name)}.zip`,
    })
  },
})
