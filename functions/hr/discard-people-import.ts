import * as z from 'zod'
import { findImport, forgetImport } from '../store/people-imports.ts'
import { redirect } from '../web/reply.ts'
import { hrRoute } from './hr-route.ts'
import { importParamsSchema } from './show-people-import.tsx'

/** Deletes a file that was not confirmed. One that is confirmed goes by itself when it is done. */
export const discardPeopleImport = hrRoute({
  method: 'POST',
  path: '/hr/people/imports/{importId}/discard',
  rule: 'hr',
  summary: 'Deletes an uploaded people file that is not confirmed',
  params: importParamsSchema,
  body: z.object({}),
  answer: async ({ dependencies: { db } }, { params }) => {
    const stored = await findImport(db, params.importId)
    if (stored?.status === 'chosen') await forgetImport(db, stored)
    if (stored?.status === 'applying') return redirect(`/hr/people/imports/${params.importId}`)
    return redirect('/hr/people/import', { data: { importId: params.importId, status: 'discarded' } })
  },
})
