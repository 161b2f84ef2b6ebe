import * as z from 'zod'
import { cycleExports, exportColumns, exportRows } from '../domain/cycle-exports.ts'
import { cycleIdSchema } from '../domain/ids.ts'
import { loadCycleReviews } from '../store/cycle-reviews.ts'
import { findCycle } from '../store/cycles.ts'
import { listPeople } from '../store/people.ts'
import { csvFile } from '../web/csv-file.ts'
import { json, notAvailable } from '../web/reply.ts'
import { hrRoute } from './hr-route.ts'

/** A cycle's figures as a file for a spreadsheet, or as JSON for a program that asks for that. */
export const exportCycle = hrRoute({
  method: 'GET',
  path: '/hr/cycles/{cycleId}/exports/{file}',
  rule: 'hr',
  summary: 'Gives the ratings of record, the progress or the exceptions of a cycle as rows',
  params: z.object({
    cycleId: cycleIdSchema,
    file: z.enum(cycleExports.map((name) => `${name}.csv` as const)),
  }),
  answer: async ({ dependencies, now, wantsJson }, { params }) => {
    const { db } = dependencies
    const [cycle, { reviews }, people] = await Promise.all([
      findCycle(db, params.cycleId),
      loadCycleReviews(db, params.cycleId),
      listPeople(db),
    ])
    const which = cycleExports.find((name) => params.file === `${name}.csv`)
    if (cycle === undefined || which === undefined) return notAvailable()
    const employeeIds = new Map(people.map(({ personId, employeeId }) => [personId, employeeId]))
    const rows = exportRows(which, { cycle, reviews, employeeIds, now: now.toISOString() })
    if (wantsJson) return json({ cycleId: cycle.cycleId, rows })
    const columns = exportColumns[which]
    const cells = rows.map((row) => columns.map((column) => row[column] ?? ''))
    return csvFile([columns, ...cells], `${which} ${cycle.name}`)
  },
})
