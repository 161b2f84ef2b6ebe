import * as z from 'zod'
import { isPaused } from '../domain/cycle-pause.ts'
import type { ReviewStep } from '../domain/step.ts'
import { minutesNeeded } from '../domain/time-needed.ts'
import { page } from '../web/reply.ts'
import { gatherWork } from './gather-work.ts'
import { ownReviewJourney } from './own-review-journey.ts'
import { NoSessionPage } from './pages/no-session-page.tsx'
import { WaitingPage } from './pages/waiting-page.tsx'
import { participantRoute } from './participant-route.ts'

/** Everything that waits for this person, on one page. Without a session: how to get in. */
export const showWaiting = participantRoute({
  method: 'GET',
  path: '/my',
  rule: 'anyone',
  query: z.object({
    told: z.enum(['away', 'wrong-address', 'not-me', 'declined']).optional().catch(undefined),
  }),
  answer: async ({ dependencies: { db, helpContact }, session, now }, { query }) => {
    if (session?.kind !== 'participant') {
      return page(<NoSessionPage helpContact={helpContact} />, {
        title: 'Open the link in your e-mail',
        status: 401,
      })
    }
    const { cycle, waiting, opening, done, missed, ownReview } = await gatherWork(db, session)
    return page(
      <WaitingPage
        cycleName={cycle.name}
        timeZone={cycle.timeZone}
        now={now.toISOString()}
        waiting={waiting}
        opening={opening}
        done={done}
        missed={missed}
        told={query.told}
        isPaused={isPaused(cycle, now.toISOString())}
        helpContact={helpContact}
        journey={ownReview && ownReviewJourney(ownReview)}
        ownReview={ownReview}
      />,
      {
        title: 'What waits for you',
        data: {
          cycle: cycle.name,
          paused: isPaused(cycle, now.toISOString()),
          waiting: waiting.map(inShort),
          opening: opening.map(inShort),
          done: done.map((step) => ({ ...inShort(step), receipt: step.receipt })),
          missed: missed.map(inShort),
          ...(ownReview === undefined
            ? {}
            : { ownReview: { reviewId: ownReview.reviewId, disputed: ownReview.openDispute !== undefined } }),
        },
      },
    )
  },
})

const inShort = ({ reviewId, stepId, kind, state, revieweeName, dueAt }: ReviewStep) => ({
  reviewId,
  stepId,
  kind,
  state,
  about: revieweeName,
  dueAt,
  minutes: minutesNeeded(kind),
})
