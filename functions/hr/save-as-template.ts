import * as z from 'zod'
import { cycleIdSchema } from '../domain/ids.ts'
import { templateFromPlan } from '../domain/own-template.ts'
import { planOf } from '../domain/plan-change.ts'
import { saveTemplate } from '../store/cycle-templates.ts'
import { findCycle } from '../store/cycles.ts'
import { requiredText } from '../web/form-field.ts'
import { notAvailable, redirect } from '../web/reply.ts'
import { hrRoute } from './hr-route.ts'

/** Keeps a plan without its days, to start others from. */
export const saveAsTemplate = hrRoute({
  method: 'POST',
  path: '/hr/cycles/{cycleId}/plan/save-as-template',
  rule: 'hr',
  params: z.object({ cycleId: cycleIdSchema }),
  body: z.object({ name: requiredText({ max: 120 }) }),
  answer: async ({ dependencies, now }, { params, body }) => {
    const { db } = dependencies
    const cycle = await findCycle(db, params.cycleId)
    if (cycle === undefined) return notAvailable()
    const templateId = `tpl_${Buffer.from(db.randomBytes(12)).toString('hex')}`
    await saveTemplate(
      db,
      templateFromPlan(planOf(cycle), { templateId, name: body.name, at: now.toISOString() }),
    )
    return redirect(`/hr/cycles/${cycle.cycleId}/plan?saved=template`, { data: { templateId } })
  },
})
