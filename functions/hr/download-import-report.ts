import { isRefusal } from '../domain/refusal.ts'
import { findImport, readReport } from '../store/people-imports.ts'
import { csvFile } from '../web/csv-file.ts'
import { file, notAvailable, redirect } from '../web/reply.ts'
import { hrRoute } from './hr-route.ts'
import { reportRows } from './import-report.ts'
import { planRequest, readImportRequest } from './people-import-request.ts'
import { importParamsSchema } from './show-people-import.tsx'

/** What an import would change or has changed, and every remark, as a file. */
export const downloadImportReport = hrRoute({
  method: 'GET',
  path: '/hr/people/imports/{importId}/report',
  rule: 'hr',
  summary: 'Downloads what an import changes and every remark as CSV',
  params: importParamsSchema,
  answer: async ({ dependencies: { db } }, { params }) => {
    const stored = await findImport(db, params.importId)
    if (stored === undefined) return notAvailable()
    if (stored.status !== 'chosen') {
      const text = await readReport(db, stored)
      return text === undefined
        ? notAvailable()
        : file(text, { contentType: 'text/csv; charset=utf-8', filename: 'import.csv' })
    }
    const request = await readImportRequest(db, stored)
    const plan = isRefusal(request) ? request : planRequest(request, () => db.mint.personId())
    return isRefusal(plan)
      ? redirect(`/hr/people/imports/${params.importId}`)
      : csvFile(reportRows(plan), 'import-preview')
  },
})
