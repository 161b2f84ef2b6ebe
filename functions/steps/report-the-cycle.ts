import * as z from 'zod'
import { cycleIdSchema } from '../domain/ids.ts'
import { readCounts } from '../store/counts.ts'
import { loadCycle } from '../store/cycles.ts'
import { saveReport } from '../store/reports.ts'
import { step } from './step.ts'

/** Writes down how the cycle ended, for HR's page. The counters go on for reviews that seal in these very seconds. */
export const reportTheCycle = step(z.object({ cycleId: cycleIdSchema }), async ({ db, now }, { cycleId }) => {
  const cycle = await loadCycle(db, cycleId)
  await saveReport(db, {
    cycleId,
    at: now(),
    reviewCount: cycle.reviewCount,
    counts: await readCounts(db, cycleId),
    exceptions: cycle.exceptions ?? [],
  })
})
