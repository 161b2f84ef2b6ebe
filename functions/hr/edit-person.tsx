import type { PeopleDirectory } from '../domain/people-directory.ts'
import { type Person, personFieldLimits } from '../domain/person.ts'
import type { Refusal } from '../domain/refusal.ts'
import type { FieldErrors, TypedForm } from '../layout/field-errors.ts'
import { loadDirectory } from '../store/people-directory.ts'
import { notAvailable, page } from '../web/reply.ts'
import { hrRoute } from './hr-route.ts'
import { EditPersonPage, type EditValues, editFields } from './pages/edit-person-page.tsx'
import { typedText } from './pages/typed-text.ts'
import { personParamsSchema } from './show-holds.tsx'

export const editPersonForm = hrRoute({
  method: 'GET',
  path: '/hr/people/{personId}/edit',
  rule: 'hr',
  summary: 'Shows what can be changed about a person by hand, with the version that a change names',
  params: personParamsSchema,
  answer: async ({ dependencies: { db } }, { params }) => {
    const directory = await loadDirectory(db)
    const person = directory.find(params.personId)
    return person === undefined ? notAvailable() : editPersonPage(directory, person)
  },
})

/** The form as the person is, or as it was typed, with what is wrong with it or what somebody else has changed. */
export function editPersonPage(
  directory: PeopleDirectory,
  person: Person,
  shown: { typed?: TypedForm; refusal?: Refusal; errors?: FieldErrors } = {},
) {
  const { typed, refusal } = shown
  const stored = storedValues(directory, person)
  const values: EditValues =
    typed === undefined
      ? stored
      : (Object.fromEntries(editFields.map(({ name }) => [name, typedText(typed, name)])) as EditValues)
  const clash = refusal?.code === 'changed-meanwhile'
  const errors: FieldErrors =
    shown.errors ?? (refusal === undefined ? {} : { [refusal.field ?? 'form']: refusal.message })
  const differing = editFields.filter(({ name }) => values[name] !== stored[name])
  return page(
    <EditPersonPage
      personId={person.personId}
      version={person.version}
      values={values}
      stored={clash ? Object.fromEntries(differing.map(({ name }) => [name, stored[name]])) : undefined}
      limits={personFieldLimits}
      errors={errors}
    />,
    {
      title: `Change ${person.name}`,
      status: clash ? 409 : Object.keys(errors).length > 0 ? 422 : 200,
      back: { label: person.name, href: `/hr/people/${person.personId}` },
      data: {
        personId: person.personId,
        version: person.version,
        values: stored,
        ...(Object.keys(errors).length === 0 ? {} : { errors }),
        ...(clash ? { refusal: refusal?.message } : {}),
      },
    },
  )
}

function storedValues(directory: PeopleDirectory, person: Person): EditValues {
  return {
    name: person.name,
    email: person.email,
    supervisor: directory.find(person.supervisorId)?.employeeId ?? '',
    timeZone: person.timeZone,
    jobTitle: person.jobTitle ?? '',
    department: person.department ?? '',
    location: person.location ?? '',
    tenure: person.tenure ?? '',
    shift: person.shift ?? '',
    hiredOn: person.hiredOn ?? '',
  }
}
