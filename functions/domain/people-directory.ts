import { plainText } from './holds-words.ts'
import type { PersonId } from './ids.ts'
import type { Person } from './person.ts'

/** What a list of people can be narrowed to by its value. */
export const peopleFacets = ['department', 'location', 'jobTitle', 'tenure'] as const
export type PeopleFacet = (typeof peopleFacets)[number]

export const peopleOrders = [
  'name',
  'employeeId',
  'department',
  'location',
  'jobTitle',
  'supervisor',
] as const
export type PeopleOrder = (typeof peopleOrders)[number]

export interface PeopleFilter extends Partial<Record<PeopleFacet, string>> {
  /** Words that all stand somewhere in name, employee ID, address, job title or department. */
  search?: string
  status?: Person['status']
  /** Those who report to this person. */
  supervisorId?: PersonId
  /** Only those with nobody above them, or with somebody above them who has left or is erased. */
  above?: 'nobody' | 'left'
  /** Only these; such as those whom mail does not reach. */
  among?: ReadonlySet<PersonId>
}

/** One of each for all comparisons: `localeCompare` with a locale looks its rules up anew for each pair. */
const byLetters = new Intl.Collator('en')
const byNumbers = new Intl.Collator('en', { numeric: true })

/**
 * Everybody at one moment, ready to be looked through: a value that never changes, so that it can be kept and shared. What
 * takes a walk through all people is made when it is first asked for, and once.
 */
export class PeopleDirectory {
  /** By name. */
  readonly people: readonly Person[]
  readonly #byId: ReadonlyMap<string, Person>
  #texts: readonly string[] | undefined
  #teams: ReadonlyMap<string, readonly Person[]> | undefined
  readonly #orders = new Map<PeopleOrder, readonly number[]>()
  readonly #facets = new Map<PeopleFacet, readonly { value: string; people: number }[]>()

  constructor(people: readonly Person[]) {
    this.people = people.toSorted((one, other) => byLetters.compare(one.name, other.name))
    this.#byId = new Map(people.map((person) => [person.personId, person]))
  }

  find(personId: string | null): Person | undefined {
    return personId === null ? undefined : this.#byId.get(personId)
  }

  /** Active people who report to somebody, by name. */
  teamOf(personId: string): readonly Person[] {
    this.#teams ??= Map.groupBy(
      this.people.filter(({ status, supervisorId }) => status === 'active' && supervisorId !== null),
      ({ supervisorId }) => String(supervisorId),
    )
    return this.#teams.get(personId) ?? []
  }

  /** Who is above somebody, the nearest first. Ends where a circle would begin again. */
  chainAbove(person: Person): Person[] {
    const chain: Person[] = []
    const seen = new Set<string>([person.personId])
    for (
      let above = this.find(person.supervisorId);
      above !== undefined;
      above = this.find(above.supervisorId)
    ) {
      if (seen.has(above.personId)) break
      seen.add(above.personId)
      chain.push(above)
    }
    return chain
  }

  /** Everybody who has a team, by name, with its size. */
  supervisors(): { person: Person; team: number }[] {
    return this.people.flatMap((person) => {
      const team = this.teamOf(person.personId).length
      return team === 0 ? [] : [{ person, team }]
    })
  }

  /** The values of one kind that active people have, with how many have it. */
  valuesOf(facet: PeopleFacet): readonly { value: string; people: number }[] {
    const known = this.#facets.get(facet)
    if (known) return known
    const counts = new Map<string, number>()
    for (const person of this.people) {
      const value = person[facet]
      if (value !== undefined && person.status === 'active') counts.set(value, (counts.get(value) ?? 0) + 1)
    }
    const values = [...counts]
      .map(([value, people]) => ({ value, people }))
      .sort((one, other) => byNumbers.compare(one.value, other.value))
    this.#facets.set(facet, values)
    return values
  }

  /** Whoever fits all of the filter, in order; equals by name. */
  search(filter: PeopleFilter, order: PeopleOrder = 'name'): Person[] {
    const words = plainText(filter.search ?? '')
      .split(/[\s,;]+/)
      .filter((word) => word !== '')
    const texts = words.length === 0 ? [] : this.#searchTexts()
    return this.#inOrder(order).flatMap((at) => {
      const person = this.people[at]
      if (person === undefined || !this.#fits(person, filter)) return []
      return words.every((word) => texts[at]?.includes(word)) ? person : []
    })
  }

  #fits(person: Person, filter: PeopleFilter): boolean {
    if (filter.status !== undefined && person.status !== filter.status) return false
    if (filter.supervisorId !== undefined && person.supervisorId !== filter.supervisorId) return false
    if (filter.above === 'nobody' && person.supervisorId !== null) return false
    if (filter.above === 'left' && !this.#isUnderLeaver(person)) return false
    if (filter.among !== undefined && !filter.among.has(person.personId)) return false
    return peopleFacets.every((facet) => filter[facet] === undefined || person[facet] === filter[facet])
  }

  #isUnderLeaver({ supervisorId }: Person): boolean {
    return supervisorId !== null && this.#byId.get(supervisorId)?.status !== 'active'
  }

  #searchTexts(): readonly string[] {
    this.#texts ??= this.people.map(({ name, employeeId, email, jobTitle = '', department = '' }) =>
      plainText([name, employeeId, email, jobTitle, department].join(' ')),
    )
    return this.#texts
  }

  /** Places in `people`. */
  #inOrder(order: PeopleOrder): readonly number[] {
    const known = this.#orders.get(order)
    if (known) return known
    const places = this.people.map((_, at) => at)
    if (order !== 'name') {
      const keys = this.people.map((person) =>
        order === 'supervisor' ? (this.find(person.supervisorId)?.name ?? '') : (person[order] ?? ''),
      )
      // A stable sort: equals stay by name. Who has no such value comes last.
      places.sort((one, other) => {
        const [a = '', b = ''] = [keys[one], keys[other]]
        if (a === '' || b === '') return a === b ? 0 : a === '' ? 1 : -1
        return byNumbers.compare(a, b)
      })
    }
    this.#orders.set(order, places)
    return places
  }
}
