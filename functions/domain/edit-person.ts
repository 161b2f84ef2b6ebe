import { isTimeZone, unknownTimeZone } from './calendar.ts'
import { isEmailAddress } from './email-address.ts'
import type { PersonId } from './ids.ts'
import { nameKey } from './import-draft.ts'
import type { PeopleDirectory } from './people-directory.ts'
import { type Person, personFieldLimits } from './person.ts'
import { type Refusal, refuse } from './refusal.ts'
import { holdsControls } from './row-cells.ts'

const texts = ['department', 'location', 'jobTitle', 'tenure', 'shift', 'hiredOn'] as const

/** What somebody of HR has typed about a person; nothing typed means nothing there. */
export interface PersonEdit extends Partial<Record<(typeof texts)[number], string>> {
  /** The version that they had on the screen. */
  version: number
  name: string
  email: string
  /** An employee ID, or a name that one active person bears. */
  supervisor: string
  timeZone: string
}

export interface PersonChange {
  before: Person
  after: Person
}

/** A change by hand, under the rules of an import. `before` and `after` are the same person where nothing changes. */
export function editPerson(
  directory: PeopleDirectory,
  personId: PersonId,
  edit: PersonEdit,
): PersonChange | Refusal {
  const before = directory.find(personId)
  if (before === undefined) return refuse('nobody', 'This person is not here any more. Nothing was saved.')
  if (before.version !== edit.version) {
    return refuse(
      'changed-meanwhile',
      'Somebody else has changed this person while you were typing. Nothing is lost: both are shown below. Look at them, and save again.',
    )
  }
  const name = edit.name.replace(/\s+/gu, ' ').trim()
  const supervisorId = supervisorOf(directory, before, edit.supervisor.trim())
  if (typeof supervisorId === 'object' && supervisorId !== null) return supervisorId
  const wrong =
    wrongName(name) ??
    wrongAddress(directory, before, edit.email) ??
    wrongTexts(edit) ??
    wrongZone(edit.timeZone)
  if (wrong !== undefined) return wrong
  const after: Person = { ...before, name, email: edit.email, supervisorId, timeZone: edit.timeZone }
  for (const field of texts) {
    const text = edit[field]
    if (text === undefined) delete after[field]
    else after[field] = text
  }
  return { before, after: isSame(before, after) ? before : { ...after, version: before.version + 1 } }
}

/** They have left: on no new cycle any more, kept in what has been. */
export function markAsLeft(before: Person): PersonChange | Refusal {
  return before.status === 'left'
    ? refuse('has-left', `${before.name} has left already.`)
    : { before, after: { ...before, status: 'left', version: before.version + 1 } }
}

/** Taken back after having left, never by itself. */
export function takeBack(directory: PeopleDirectory, before: Person): PersonChange | Refusal {
  if (before.status === 'active') return refuse('is-here', `${before.name} has not left.`)
  return (
    wrongAddress(directory, before, before.email) ?? {
      before,
      after: { ...before, status: 'active', version: before.version + 1 },
    }
  )
}

function wrongName(name: string): Refusal | undefined {
  if (name === '') return refuse('no-name', 'Write a name.', 'name')
  return tooLong(name, 'name') ?? hiddenCharacters(name, 'name')
}

function wrongAddress(directory: PeopleDirectory, person: Person, email: string): Refusal | undefined {
  if (!isEmailAddress(email)) {
    return refuse(
      'bad-email',
      `“${email}” is not an address that mail can be sent to. Write one such as name@company.example.`,
      'email',
    )
  }
  const holder = directory.people.find(
    ({ personId, status, email: other }) =>
      personId !== person.personId && status === 'active' && other.toLowerCase() === email.toLowerCase(),
  )
  return (
    holder &&
    refuse(
      'shared-email',
      `${holder.name} (${holder.employeeId}) has this address. Give each person an own one.`,
      'email',
    )
  )
}

function wrongTexts(edit: PersonEdit): Refusal | undefined {
  for (const field of texts) {
    const text = edit[field]
    if (text === undefined) continue
    const wrong = tooLong(text, field) ?? hiddenCharacters(text, field)
    if (wrong !== undefined) return wrong
  }
  return undefined
}

function wrongZone(timeZone: string): Refusal | undefined {
  return isTimeZone(timeZone) ? undefined : { ...unknownTimeZone(timeZone), field: 'timeZone' }
}

function tooLong(text: string, field: keyof typeof personFieldLimits): Refusal | undefined {
  const limit = personFieldLimits[field]
  return text.length > limit
    ? refuse('too-long', `This has ${text.length} characters; ${limit} fit. Shorten it.`, field)
    : undefined
}

function hiddenCharacters(text: string, field: string): Refusal | undefined {
  return holdsControls(text)
    ? refuse(
        'control-characters',
        'There is a line break or an invisible control character in it. Remove it.',
        field,
      )
    : undefined
}

/** Whom HR means: null for nobody. Under no circumstances a circle. */
function supervisorOf(directory: PeopleDirectory, person: Person, typed: string): PersonId | null | Refusal {
  if (typed === '') return null
  const found = directory.people.filter(({ employeeId }) => employeeId === typed)
  const named =
    found.length > 0
      ? found
      : directory.people.filter(({ name, status }) => status === 'active' && nameKey(name) === nameKey(typed))
  const [supervisor, ...others] = named
  const no = (code: string, message: string) => refuse(code, message, 'supervisor')
  if (supervisor === undefined) {
    return no(
      'unknown-supervisor',
      `Nobody has the employee ID or the name “${typed}”. Correct it, or leave it empty.`,
    )
  }
  // Who is there already stays, also where a name has become ambiguous or somebody has left.
  if (named.some(({ personId }) => personId === person.supervisorId)) return person.supervisorId
  if (others.length > 0) {
    return no('ambiguous-supervisor', `${named.length} people are called ${typed}. Write the employee ID.`)
  }
  if (supervisor.status === 'left')
    return no('supervisor-left', `${supervisor.name} has left. Name somebody else.`)
  if (supervisor.personId === person.personId) {
    return no('self-supervision', `${person.name} cannot be their own supervisor. Name somebody else.`)
  }
  if (directory.chainAbove(supervisor).some(({ personId }) => personId === person.personId)) {
    return no(
      'supervision-loop',
      `${supervisor.name} reports to ${person.name}, so they would supervise each other in a circle. Name somebody else.`,
    )
  }
  return supervisor.personId
}

function isSame(one: Person, other: Person): boolean {
  const fields = ['name', 'email', 'supervisorId', 'timeZone', ...texts] as const
  return fields.every((field) => one[field] === other[field])
}
