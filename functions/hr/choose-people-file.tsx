import type { FieldErrors } from '../layout/field-errors.ts'
import type { Database } from '../store/database.ts'
import { listPeople } from '../store/people.ts'
import { page } from '../web/reply.ts'
import { hrRoute } from './hr-route.ts'
import type { ImportOptionValues } from './pages/import-options.tsx'
import { PeopleFilePage } from './pages/people-file-page.tsx'
import type { PeopleImportForm } from './people-import-form.ts'
import { usualTimeZone } from './usual-time-zone.ts'

export const choosePeopleFile = hrRoute({
  method: 'GET',
  path: '/hr/people/import',
  rule: 'hr',
  answer: async ({ dependencies }) => peopleFilePage(dependencies.db, {}, {}),
})

/** The first step again, with what was chosen and what is wrong with the file. Files themselves cannot be shown again. */
export async function peopleFilePage(db: Database, form: Partial<PeopleImportForm>, errors: FieldErrors) {
  const values: ImportOptionValues = {
    emailDomain: form.emailDomain ?? '',
    defaultTimeZone: form.defaultTimeZone ?? usualTimeZone(await listPeople(db)),
    deriveEmployeeIds: form.deriveEmployeeIds ?? false,
    createNamedSupervisors: form.createNamedSupervisors ?? false,
    importWithoutSupervisor: form.importWithoutSupervisor ?? false,
    markGoneAsLeft: form.markGoneAsLeft ?? false,
    takeBackLeavers: form.takeBackLeavers ?? false,
  }
  const failed = Object.keys(errors).length > 0
  return page(<PeopleFilePage values={values} errors={errors} />, {
    title: 'Import people',
    status: failed ? 422 : 200,
    back: { label: 'People', href: '/hr/people' },
    ...(failed ? { data: { errors } } : {}),
  })
}
