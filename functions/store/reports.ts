import * as z from 'zod'
import { cycleExceptionSchema } from '../domain/cycle.ts'
import { type CycleId, cycleIdSchema } from '../domain/ids.ts'
import { type Database, getRow, putRow } from './database.ts'
import { reportKey } from './keys.ts'

export const cycleReportSchema = z.object({
  cycleId: cycleIdSchema,
  at: z.string(),
  reviewCount: z.int(),
  counts: z.record(z.string(), z.number()),
  exceptions: z.array(cycleExceptionSchema),
})
export type CycleReport = z.infer<typeof cycleReportSchema>

export async function saveReport(db: Database, report: CycleReport): Promise<void> {
  await putRow(db, { ...reportKey(report.cycleId), ...report })
}

export async function findReport(db: Database, cycleId: CycleId): Promise<CycleReport | undefined> {
  const row = await getRow(db, reportKey(cycleId))
  return row && cycleReportSchema.parse(row)
}
