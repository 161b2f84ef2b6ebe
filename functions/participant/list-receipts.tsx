import { page } from '../web/reply.ts'
import { gatherWork } from './gather-work.ts'
import { ReceiptsPage } from './pages/receipts-page.tsx'
import { participantRoute } from './participant-route.ts'

/** All receipts of this person in the cycle, on one page to print. */
export const listReceipts = participantRoute({
  method: 'GET',
  path: '/my/receipts',
  rule: 'participant',
  answer: async ({ dependencies: { db }, session }) => {
    const { cycle, done } = await gatherWork(db, session)
    return page(
      <ReceiptsPage steps={done} name={session.name} cycleName={cycle.name} timeZone={cycle.timeZone} />,
      {
        title: 'Your receipts',
        back: { label: 'What waits for you', href: '/my' },
        data: {
          name: session.name,
          receipts: done.map(({ kind, revieweeName, receipt }) => ({ kind, about: revieweeName, receipt })),
        },
      },
    )
  },
})
