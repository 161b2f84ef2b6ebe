import * as z from 'zod'
import { latestPublishedCheckpoint, listCheckpoints, readState } from '../store/log-state.ts'
import { readLogVerification } from '../store/log-verification.ts'
import { countUnpublished, countWaiting, listQuarantined, readMergeDelays } from '../store/log-watch.ts'
import { loadRegister } from '../store/register.ts'
import { page } from '../web/reply.ts'
import { auditorRoute } from './auditor-route.ts'
import { LogPage } from './pages/log-page.tsx'
import { readPublishedLog } from './published-log.ts'

const CHECKPOINTS_SHOWN = 25
const WEEK_MS = 7 * 24 * 3_600_000

/** The state of the log: what is published, how quickly (in the last week, or since an instant), and what is wrong with it. */
export const showLog = auditorRoute({
  method: 'GET',
  path: '/audit/log',
  rule: 'auditor',
  query: z.object({ since: z.iso.datetime({ offset: true }).optional() }),
  answer: async ({ dependencies, now }, { query }) => {
    const { db } = dependencies
    const since = new Date(query.since ?? now.getTime() - WEEK_MS).toISOString()
    const [published, state, checkpoints, delays, verification, waiting, quarantined, register] =
      await Promise.all([
        readPublishedLog(dependencies),
        readState(db),
        listCheckpoints(db, { limit: CHECKPOINTS_SHOWN }),
        readMergeDelays(db, since),
        readLogVerification(db),
        countWaiting(db),
        listQuarantined(db),
        loadRegister(db),
      ])
    const lastPublished = await latestPublishedCheckpoint(db)
    const size = 'state' in published ? (lastPublished?.size ?? 0) : published.checkpoint.size
    const unpublished = await countUnpublished(db, size)
    const facts = {
      published,
      lastPublishedAt: lastPublished?.publishedAt,
      unpublished,
      trouble: state.trouble,
      checkpoints,
      delays,
      verification,
      waiting,
      quarantined,
      registerEntries: register.chain.seq,
      now: now.toISOString(),
    }
    return page(<LogPage facts={facts} />, {
      title: 'The log',
      wide: true,
      data: {
        ...('state' in published
          ? { published }
          : {
              origin: published.checkpoint.origin,
              vkey: published.vkeyText,
              size: published.checkpoint.size,
              checkpoint: published.note,
            }),
        trouble: state.trouble,
        mergeDelayMs: { last: delays.lastMs ?? null, longest: delays.longestMs ?? null, since: delays.since },
        verification: verification ?? null,
        waiting: waiting.count,
        unpublished: unpublished.count,
        quarantined,
      },
    })
  },
})
