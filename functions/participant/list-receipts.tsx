import { page } from '../web/reply.ts'
import { gatherWork } from './gather-work.ts'
import { ReceiptsPage } from './pages/receipts-page.tsx'
import { participantRoute } from './participant-route.ts'
import { receiptProofs } from './receipt-proofs.ts'

/** All receipts of this person in the cycle, on one page to print. */
export const listReceipts = participantRoute({
  method: 'GET',
  path: '/my/receipts',
  rule: 'participant',
  answer: async ({ dependencies: { db }, session, now }) => {
    const { cycle, done } = await gatherWork(db, session)
    const proofOf = await receiptProofs(
      db,
      done.flatMap(({ receipt }) => receipt ?? []),
      now,
    )
    return page(
      <ReceiptsPage
        steps={done}
        proofOf={proofOf}
        name={session.name}
        cycleName={cycle.name}
        timeZone={cycle.timeZone}
      />,
      {
        title: 'Your receipts',
        back: { label: 'What waits for you', href: '/my' },
        data: {
          name: session.name,
          receipts: done.map(({ kind, revieweeName, receipt }) => ({
            kind,
            about: revieweeName,
            receipt,
            ...(receipt === undefined ? {} : { proof: proofOf(receipt) }),
          })),
        },
      },
    )
  },
})
