import type { FieldErrors } from '../layout/field-errors.ts'
import { page } from '../web/reply.ts'
import { hrRoute } from './hr-route.ts'
import { PeopleFilePage } from './pages/people-file-page.tsx'

export const choosePeopleFile = hrRoute({
  method: 'GET',
  path: '/hr/people/import',
  rule: 'hr',
  answer: () => peopleFilePage({}),
})

/** The first step again, with what is wrong with the file. Files themselves cannot be shown again. */
export function peopleFilePage(errors: FieldErrors) {
  const failed = Object.keys(errors).length > 0
  return page(<PeopleFilePage errors={errors} />, {
    title: 'Import people',
    status: failed ? 422 : 200,
    back: { label: 'People', href: '/hr/people' },
    data: failed ? { errors } : { upload: '/hr/people/imports' },
  })
}
