import * as z from 'zod'
import { planned } from '../domain/cycle-course.ts'
import { draftCycle } from '../domain/cycle-plan.ts'
import { cycleIdSchema } from '../domain/ids.ts'
import { commitCycleChange } from '../store/cycles.ts'
import { listPeople } from '../store/people.ts'
import { redirect } from '../web/reply.ts'
import { actOf, hrRoute } from './hr-route.ts'
import { planPage } from './new-cycle.tsx'
import { one, readPlanForm } from './plan-form.ts'

export const planCycle = hrRoute({
  method: 'POST',
  path: '/hr/cycles',
  rule: 'hr',
  body: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  answer: async ({ dependencies, session, now }, { body }) => {
    const { db } = dependencies
    const act = actOf(session, now)
    const people = await listPeople(db)
    const cycleId = cycleIdSchema.safeParse(one(body, 'cycleId')).data ?? db.mint.cycleId()
    const read = readPlanForm(body, people, act.at)
    if ('errors' in read) return planPage(people, body, read.errors, cycleId)
    const draft = draftCycle(read.plan, {
      cycleId,
      subjectRef: Buffer.from(db.randomBytes(16)).toString('hex'),
      at: act.at,
      by: act.by.subject,
    })
    const { before, after, event } = planned(draft, act)
    // Sent twice: the first one made the cycle, and it is there to look at.
    await commitCycleChange(db, before, after, event)
    return redirect(`/hr/cycles/${cycleId}`, { data: { cycleId } })
  },
})
