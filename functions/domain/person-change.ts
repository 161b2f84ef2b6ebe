import type { HrAct } from './cycle-course.ts'
import type { Person } from './person.ts'
import type { TrailEvent } from './trail-event.ts'
import { plainEvent } from './workflow-event.ts'

/** What decides who gets somebody's mail, who may come in, and which name a signature is held against. */
const TRACED = ['name', 'email', 'status'] as const

/** The entry of a change to somebody who takes part in a cycle; undefined where nothing that matters to it changed. */
export function personChanged(before: Person, after: Person, act: HrAct): TrailEvent | undefined {
  const changed = TRACED.filter((field) => before[field] !== after[field])
  if (changed.length === 0) return undefined
  const about = after.personId
  return plainEvent('person.changed', `changed ${changed.join(', ')}`, {
    ...act,
    about: [
      { field: 'person', value: about, about },
      ...changed.map((field) => ({ field, value: after[field], about })),
    ],
  })
}
