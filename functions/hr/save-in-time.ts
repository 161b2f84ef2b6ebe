import type { Person } from '../domain/person.ts'
import { saveTracedPeople, type TracedChange } from '../store/changed-people.ts'
import type { Database } from '../store/database.ts'
import { savePeople } from '../store/people.ts'

/** Small enough to look at the clock between two, about a second of writing for one partition of DynamoDB. */
const PEOPLE_PER_SLICE = 500
/** Each leaves an entry, and entries of one cycle are written one transaction after the other. */
const TRACED_PER_SLICE = 100

/**
 * Saves people slice by slice until all are saved or the time is up. What is saved stays saved; importing the same file
 * again goes on with the rest.
 * @param traced those whose change belongs into the trail of a cycle.
 * @returns how many were looked at, and those who were not written because somebody else had changed them.
 */
export async function saveInTime(
  db: Database,
  { people, traced = [] }: { people: readonly Person[]; traced?: readonly TracedChange[] },
  isTimeUp: () => boolean,
): Promise<{ tried: number; lost: Person[] }> {
  const lost: Person[] = []
  let tried = 0
  while (tried < people.length && (tried === 0 || !isTimeUp())) {
    const slice = people.slice(tried, tried + PEOPLE_PER_SLICE)
    lost.push(...(await savePeople(db, slice)))
    tried += slice.length
  }
  for (let start = 0; start < traced.length && (tried === 0 || !isTimeUp()); start += TRACED_PER_SLICE) {
    const slice = traced.slice(start, start + TRACED_PER_SLICE)
    lost.push(...(await saveTracedPeople(db, slice)))
    tried += slice.length
  }
  return { tried, lost }
}
