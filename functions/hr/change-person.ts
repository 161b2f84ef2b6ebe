import * as z from 'zod'
import { editPerson } from '../domain/edit-person.ts'
import { personFieldLimits } from '../domain/person.ts'
import { isRefusal } from '../domain/refusal.ts'
import { loadDirectory } from '../store/people-directory.ts'
import { calendarDate, optionalText, requiredText, wholeNumber } from '../web/form-field.ts'
import { notAvailable, redirect } from '../web/reply.ts'
import { commitPersonChange } from './commit-person-change.ts'
import { editPersonPage } from './edit-person.tsx'
import { hrRoute } from './hr-route.ts'
import { personParamsSchema } from './show-holds.tsx'

const limits = personFieldLimits

const changeSchema = z.object({
  version: wholeNumber({ min: 1, max: 1_000_000_000 }),
  name: requiredText({ max: limits.name }),
  email: requiredText({ max: limits.email }),
  supervisor: optionalText({ max: limits.name }),
  timeZone: requiredText({ max: limits.timeZone }),
  jobTitle: optionalText({ max: limits.jobTitle }),
  department: optionalText({ max: limits.department }),
  location: optionalText({ max: limits.location }),
  tenure: optionalText({ max: limits.tenure }),
  shift: optionalText({ max: limits.shift }),
  hiredOn: z
    .literal('')
    .transform(() => undefined)
    .or(calendarDate)
    .optional(),
})

/** A change by hand, guarded by the version that was on the screen. */
export const changePerson = hrRoute({
  method: 'POST',
  path: '/hr/people/{personId}',
  rule: 'hr',
  summary: 'Changes a person by hand; what is left out is emptied',
  params: personParamsSchema,
  body: changeSchema,
  answer: async ({ dependencies: { db }, session, now }, { params, body }) => {
    const { jobTitle, department, location, tenure, shift, hiredOn, supervisor = '', ...needed } = body
    const optional = { jobTitle, department, location, tenure, shift, hiredOn }
    const edit = {
      ...needed,
      supervisor,
      ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
    }
    const outcome = await commitPersonChange(db, { session, now }, params.personId, (directory) =>
      editPerson(directory, params.personId, edit),
    )
    if (outcome === undefined) return notAvailable()
    if (!isRefusal(outcome)) {
      return redirect(`/hr/people/${params.personId}?done=changed`, { data: { person: outcome } })
    }
    const directory = await loadDirectory(db)
    const person = directory.find(params.personId)
    if (person === undefined) return notAvailable()
    const typed = Object.fromEntries(
      Object.entries(body).map(([name, value]) => [name, value === undefined ? '' : String(value)]),
    )
    return editPersonPage(directory, person, { typed, refusal: outcome })
  },
  onInvalid: async ({ dependencies: { db } }, { params, typed, errors }) => {
    const directory = await loadDirectory(db)
    const person = directory.find(params.personId)
    return person === undefined ? notAvailable() : editPersonPage(directory, person, { typed, errors })
  },
})
