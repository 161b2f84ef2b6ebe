import { isRefusal } from '../domain/refusal.ts'
import { findImport, readReport } from '../store/people-imports.ts'
import { notAvailable, redirect } from '../web/reply.ts'
import { csvDownload, textDownload } from './csv-download.ts'
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
      return text === undefined ? notAvailable() : textDownload(text, 'import')
    }
    const request = await readImportRequest(db, stored)
    const plan = isRefusal(request) ? request : planRequest(request, () => db.mint.personId())
    return isRefusal(plan)
      ? redirect(`/hr/people/imports/${params.importId}`)
      : csvDownload(reportRows(plan), 'import-preview')
  },
})
