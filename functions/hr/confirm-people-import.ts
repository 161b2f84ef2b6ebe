import * as z from 'zod'
import type { ImportPlan } from '../domain/people-import.ts'
import { isRefusal } from '../domain/refusal.ts'
import { anotherImport, beginImport, type ImportIn } from '../domain/stored-import.ts'
import type { TracedChange } from '../store/changed-people.ts'
import type { Database } from '../store/database.ts'
import {
  commitImportBegin,
  findImport,
  findImporting,
  type ImportPart,
  putPlan,
  putReport,
} from '../store/people-imports.ts'
import { csvText } from '../web/csv-file.ts'
import { notAvailable, redirect } from '../web/reply.ts'
import { peopleFilePage } from './choose-people-file.tsx'
import { actOf, hrRoute } from './hr-route.ts'
import { importColumnsPage } from './import-columns-reply.tsx'
import { reportRows } from './import-report.ts'
import { digestOfPreview } from './people-import-form.ts'
import { planRequest, readImportRequest } from './people-import-request.ts'
import { departuresIn, importChangesPage } from './show-import-changes.tsx'
import { importParamsSchema } from './show-people-import.tsx'
import { tracePeople } from './trace-people.ts'

/** One row of the table holds so many people, packed. */
const PEOPLE_PER_PART = 980

/**
 * Writes down what the import does, exactly as it was shown, and begins it. Who writes the people is a reaction: it goes on
 * from what is written down, whatever breaks.
 */
export const confirmPeopleImport = hrRoute({
  method: 'POST',
  path: '/hr/people/imports/{importId}/confirm',
  rule: 'hr',
  summary: 'Confirms an import as it was shown; it is then applied by itself',
  params: importParamsSchema,
  body: z.object({ seen: z.string().max(64) }),
  answer: async ({ dependencies: { db }, session, now }, { params, body }) => {
    const stored = await findImport(db, params.importId)
    if (stored === undefined) return notAvailable()
    const progress = `/hr/people/imports/${params.importId}`
    // Sent twice, or by the back button: it is on its way.
    if (stored.status !== 'chosen')
      return redirect(progress, { data: { importId: params.importId, status: stored.status } })
    const request = await readImportRequest(db, stored)
    if (isRefusal(request)) return peopleFilePage({ file: request.message })
    const plan = planRequest(request, () => db.mint.personId())
    if (isRefusal(plan)) return importColumnsPage(db, stored, { refusal: plan, request })
    if (
      plan.added.length + plan.changed.length === 0 ||
      body.seen !== digestOfPreview(request.mapping, request.options, plan)
    ) {
      return importChangesPage(request, plan, await departuresIn(db, plan, actOf(session, now)), {
        title: 'Nothing has been imported yet',
        message:
          'The choices, or the people, have changed since what you saw. This is what would change now; look at it, then import.',
      })
    }
    const act = actOf(session, now)
    const traced = await tracePeople(db, plan.changed, {
      ...act,
      by: { ...act.by, name: session.name },
      how: 'import',
    })
    const begun = beginImport(stored, await freeze(db, stored, plan, traced, act.at), {
      at: act.at,
      by: { ...act.by, name: session.name },
    })
    if (isRefusal(begun)) return redirect(progress)
    if (await commitImportBegin(db, begun))
      return redirect(progress, {
        data: { importId: params.importId, status: begun.status, total: begun.total },
      })
    const running = await findImporting(db)
    // The other one may have been this one, confirmed twice at the same moment.
    if (running === params.importId)
      return redirect(progress, { data: { importId: params.importId, status: begun.status } })
    return importChangesPage(request, plan, await departuresIn(db, plan, actOf(session, now)), {
      title: 'Nothing has been imported yet',
      message: anotherImport(running).message,
    })
  },
})

/** What is done is what was shown: it is written down before anybody does it. */
async function freeze(
  db: Database,
  stored: ImportIn<'chosen'>,
  plan: ImportPlan,
  traced: readonly TracedChange[],
  at: string,
) {
  const planId = Buffer.from(db.randomBytes(8)).toString('hex')
  const cycleIds = new Map(traced.map((change) => [change.person.personId, change.cycleIds]))
  const parts: ImportPart[] = [
    ...partsOf(plan.added.map((person) => ({ ...person, addedAt: at }))).map((added) => ({ added })),
    ...partsOf(
      plan.changed.map(({ before, after }) => ({
        before,
        after,
        cycleIds: [...(cycleIds.get(after.personId) ?? [])],
      })),
    ).map((changed) => ({ changed })),
  ]
  await putPlan(db, stored, planId, parts)
  return {
    planId,
    planParts: parts.length,
    reportParts: await putReport(db, stored, csvText(reportRows(plan))),
    total: plan.added.length + plan.changed.length,
    summary: {
      added: plan.added.length,
      changed: plan.changed.length,
      unchanged: plan.unchanged.length,
      gone: plan.gone.length,
      leftOut: plan.leftOut.length,
      problems: plan.problems.length,
    },
  }
}

function partsOf<Item>(items: readonly Item[]): Item[][] {
  const parts: Item[][] = []
  for (let start = 0; start < items.length; start += PEOPLE_PER_PART) {
    parts.push(items.slice(start, start + PEOPLE_PER_PART))
  }
  return parts
}
