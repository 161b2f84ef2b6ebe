import * as z from 'zod'
import { cycleIdSchema } from '../domain/ids.ts'
import { nextNudgeAt } from '../domain/nudge.ts'
import { loadCycle } from '../store/cycles.ts'
import { step } from './step.ts'

export const findTheNextNudge = step(
  z.object({ cycleId: cycleIdSchema }),
  async ({ db, now }, { cycleId }) => {
    const at = nextNudgeAt(await loadCycle(db, cycleId), now())
    return at === undefined ? {} : { at }
  },
)
