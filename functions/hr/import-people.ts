import { isRefusal } from '../domain/refusal.ts'
import { savePeople } from '../store/people.ts'
import { problem, redirect } from '../web/reply.ts'
import { peopleFilePage } from './choose-people-file.tsx'
import { hrRoute } from './hr-route.ts'
import { digestOfPreview, peopleImportSchema } from './people-import-form.ts'
import { readImportRequest } from './people-import-request.ts'
import { importBodyBytes, importPreviewPage } from './preview-people-import.tsx'

export const importPeople = hrRoute({
  method: 'POST',
  path: '/hr/people/import',
  rule: 'hr',
  body: peopleImportSchema,
  maxBodyBytes: importBodyBytes,
  answer: async ({ dependencies }, { body }) => {
    const { db } = dependencies
    const request = await readImportRequest(db, body)
    if (isRefusal(request)) return peopleFilePage(db, body, { file: request.message })
    const { plan, mapping, options } = request
    if (isRefusal(plan)) return importPreviewPage(request)
    const changes = [...plan.added, ...plan.changed.map((change) => change.after)]
    // Sent twice, or by the back button: what was to be done is done.
    if (changes.length > 0 && body.seen !== digestOfPreview(mapping, options, plan)) {
      return importPreviewPage(
        request,
        'The choices, or the people, have changed since the preview that you saw. This is what would change now; look at it, then import.',
      )
    }
    const lost = await savePeople(db, changes)
    if (lost.length > 0) {
      return problem({
        status: 409,
        code: 'people-changed',
        title: 'Some people were changed by somebody else just now',
        message: `${changes.length - lost.length} of ${changes.length} people were saved. Import the same file again: it changes only what is still missing.`,
        next: { label: 'Import the file again', href: '/hr/people/import' },
      })
    }
    const outcome = {
      added: plan.added.length,
      changed: plan.changed.length,
      unchanged: plan.unchanged.length,
      leftOut: plan.leftOut.length,
    }
    return redirect(`/hr/people?${new URLSearchParams({ imported: Object.values(outcome).join('.') })}`, {
      data: outcome,
    })
  },
})
