import * as z from 'zod'
import { deleteTemplate as remove } from '../store/cycle-templates.ts'
import { redirect } from '../web/reply.ts'
import { hrRoute } from './hr-route.ts'

/** Takes away a template of HR's own. What was planned from it stays. */
export const deleteTemplate = hrRoute({
  method: 'POST',
  path: '/hr/cycle-templates/{templateId}/delete',
  rule: 'hr',
  params: z.object({ templateId: z.string().regex(/^tpl_[0-9a-f]{24}$/) }),
  body: z.object({}),
  answer: async ({ dependencies }, { params }) => {
    await remove(dependencies.db, params.templateId)
    return redirect('/hr/cycles/new', { data: { deleted: params.templateId } })
  },
})
