import * as z from 'zod'
import { loadRegister } from '../store/register.ts'
import { listEntries } from '../store/trail.ts'
import { verifyChain } from '../trail/chain.ts'
import { page } from '../web/reply.ts'
import { auditorRoute } from './auditor-route.ts'
import { explainEntries } from './explained-chain.ts'
import { namesIn } from './names-in.ts'
import { RegisterPage } from './pages/register-page.tsx'
import { openLog, placesOf } from './place-in-log.ts'

const ENTRIES_PER_PAGE = 25

/** Erasures, holds and heartbeats: the chain of what concerns the whole app. */
export const showRegister = auditorRoute({
  method: 'GET',
  path: '/audit/register',
  rule: 'auditor',
  query: z.object({
    /** Number of the entry that the page begins with; the newest without it. */
    at: z.coerce.number().int().min(0).optional(),
  }),
  answer: async ({ dependencies, now }, { query }) => {
    const { db } = dependencies
    const register = await loadRegister(db)
    const raw = register.version === 0 ? [] : await listEntries(db, register.chain.subjectRef)
    const verdict = verifyChain(raw, register.chain.subjectRef)
    const last = Math.min(query.at ?? raw.length - 1, raw.length - 1)
    const first = Math.max(0, last - ENTRIES_PER_PAGE + 1)
    const entries = (await explainEntries(db, raw.slice(first, last + 1))).reverse()
    const here = (at: number) => `/audit/register?at=${at}`
    return page(
      <RegisterPage
        verdict={verdict}
        entries={entries}
        places={await placesOf(await openLog(dependencies, now), entries)}
        names={await namesIn(db, undefined, entries)}
        count={raw.length}
        previousHref={
          last >= raw.length - 1 ? undefined : here(Math.min(raw.length - 1, last + ENTRIES_PER_PAGE))
        }
        nextHref={first === 0 ? undefined : here(first - 1)}
      />,
      {
        title: 'The register',
        back: { label: 'The log', href: '/audit/log' },
        data: { holds: verdict.holds, count: raw.length, entries },
      },
    )
  },
})
