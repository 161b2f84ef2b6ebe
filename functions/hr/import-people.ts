import { isRefusal } from '../domain/refusal.ts'
import { problem, redirect } from '../web/reply.ts'
import { peopleFilePage } from './choose-people-file.tsx'
import { actOf, hrRoute } from './hr-route.ts'
import { digestOfPreview, peopleImportSchema } from './people-import-form.ts'
import { readImportRequest } from './people-import-request.ts'
import { importBodyBytes, importPreviewPage } from './preview-people-import.tsx'
import { saveInTime } from './save-in-time.ts'
import { tracePeople } from './trace-people.ts'

/** A page has fifteen seconds; reading the people and planning anew needs the rest of them. */
const SAVING_MS = 7000

export const importPeople = hrRoute({
  method: 'POST',
  path: '/hr/people/import',
  rule: 'hr',
  body: peopleImportSchema,
  maxBodyBytes: importBodyBytes,
  answer: async ({ dependencies, session, now }, { body }) => {
    const { db } = dependencies
    const request = await readImportRequest(db, body)
    if (isRefusal(request)) return peopleFilePage(db, body, { file: request.message })
    const { plan, mapping, options } = request
    if (isRefusal(plan)) return importPreviewPage(request)
    const changes = [...plan.added, ...plan.changed.map((change) => change.after)]
    // Sent twice, or by the back button: what was to be done is done.
    if (changes.length > 0 && body.seen !== digestOfPreview(mapping, options, plan)) {
      return importPreviewPage(request, {
        status: 422,
        title: 'Nothing has been imported yet',
        message:
          'The choices, or the people, have changed since the preview that you saw. This is what would change now; look at it, then import.',
      })
    }
    const startedAt = performance.now()
    const { traced, plain } = await tracePeople(db, plan.changed, actOf(session, now))
    const { tried, lost } = await saveInTime(
      db,
      { people: [...plan.added, ...plain], traced },
      () => performance.now() - startedAt > SAVING_MS,
    )
    if (lost.length > 0) {
      return problem({
        status: 409,
        code: 'people-changed',
        title: 'Some people were changed by somebody else just now',
        message: `${tried - lost.length} of ${changes.length} people were saved. Import the same file again: it changes only what is still missing.`,
        next: { label: 'Import the file again', href: '/hr/people/import' },
      })
    }
    if (tried < changes.length) {
      const rest = await readImportRequest(db, body)
      if (isRefusal(rest)) return peopleFilePage(db, body, { file: rest.message })
      return importPreviewPage(rest, {
        status: 200,
        title: `${tried} of ${changes.length} people are saved`,
        message: 'The file is so big that it takes several turns. Import again: it goes on with the rest.',
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
