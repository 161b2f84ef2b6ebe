import type { PersonChange } from '../domain/edit-person.ts'
import type { PersonId } from '../domain/ids.ts'
import type { PeopleDirectory } from '../domain/people-directory.ts'
import type { Person } from '../domain/person.ts'
import { isRefusal, type Refusal } from '../domain/refusal.ts'
import { saveTracedPeople } from '../store/changed-people.ts'
import { type Database, untilCommitted } from '../store/database.ts'
import { loadDirectory } from '../store/people-directory.ts'
import type { HrSession } from '../web/sessions.ts'
import { actOf } from './hr-route.ts'
import { tracePeople } from './trace-people.ts'

/**
 * Decides on a change of one person and writes it with what is kept of it; when somebody was quicker, decides anew.
 * @returns undefined for somebody who is not there.
 */
export async function commitPersonChange(
  db: Database,
  { session, now }: { session: HrSession; now: Date },
  personId: PersonId,
  decide: (directory: PeopleDirectory, person: Person) => PersonChange | Refusal,
): Promise<Person | Refusal | undefined> {
  const act = actOf(session, now)
  const outcome = await untilCommitted(async () => {
    const directory = await loadDirectory(db)
    const person = directory.find(personId)
    if (person === undefined) return 'nobody' as const
    const change = decide(directory, person)
    if (isRefusal(change) || change.after === change.before) return isRefusal(change) ? change : change.after
    const traced = await tracePeople(db, [change], {
      ...act,
      by: { ...act.by, name: session.name },
      how: 'hand',
    })
    return (await saveTracedPeople(db, traced)).length === 0 ? change.after : undefined
  })
  return outcome === 'nobody' ? undefined : outcome
}
