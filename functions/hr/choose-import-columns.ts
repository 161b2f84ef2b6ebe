import { isRefusal } from '../domain/refusal.ts'
import type { ImportIn } from '../domain/stored-import.ts'
import { listPeople } from '../store/people.ts'
import { findImport, saveImport } from '../store/people-imports.ts'
import { notAvailable, problem, redirect } from '../web/reply.ts'
import { hrRoute } from './hr-route.ts'
import { importColumnsPage } from './import-columns-reply.tsx'
import { choicesOf, importColumnsSchema } from './people-import-form.ts'
import { planRequest, readImportRequest } from './people-import-request.ts'
import { importParamsSchema } from './show-people-import.tsx'
import { usualTimeZone } from './usual-time-zone.ts'

/** Second step: keeps what HR says about the file, and goes on where nothing is left to be said. */
export const chooseImportColumns = hrRoute({
  method: 'POST',
  path: '/hr/people/imports/{importId}/columns',
  rule: 'hr',
  summary: 'Says what the columns of an uploaded people file mean',
  params: importParamsSchema,
  body: importColumnsSchema,
  answer: async ({ dependencies: { db } }, { params, body }) => {
    const stored = await findImport(db, params.importId)
    if (stored === undefined) return notAvailable()
    if (stored.status !== 'chosen') return redirect(`/hr/people/imports/${params.importId}`)
    const choices = choicesOf(body, usualTimeZone(await listPeople(db)))
    const chosen: ImportIn<'chosen'> = { ...stored, choices, version: stored.version + 1 }
    const request = await readImportRequest(db, chosen)
    if (isRefusal(request)) {
      // The file as it is written cannot be read in that way; what was said before stays.
      const before = await readImportRequest(db, stored)
      return isRefusal(before)
        ? notAvailable()
        : importColumnsPage(db, stored, { refusal: { ...request, field: 'encoding' }, request: before })
    }
    const plan = planRequest(request, () => db.mint.personId())
    if (isRefusal(plan)) return importColumnsPage(db, chosen, { refusal: plan, request })
    if (!(await saveImport(db, chosen))) {
      return problem({
        status: 409,
        code: 'import-changed',
        title: 'Somebody else is at this file too',
        message:
          'What you chose was not kept, because it was changed meanwhile. Look at it again; the file is kept.',
        next: { label: 'Look at the file again', href: `/hr/people/imports/${params.importId}` },
      })
    }
    return redirect(`/hr/people/imports/${params.importId}/changes`, {
      data: { importId: params.importId, next: `/hr/people/imports/${params.importId}/changes` },
    })
  },
})
