import { createHash } from 'node:crypto'
import type { CyclePlan, ReviewCycle } from '../domain/cycle.ts'
import { holdsWords } from '../domain/holds-words.ts'
import type { PersonId } from '../domain/ids.ts'
import { planLaunch } from '../domain/launch.ts'
import type { FilterField } from '../domain/people-filter.ts'
import type { Person } from '../domain/person.ts'
import { planCalendar } from '../domain/plan-calendar.ts'
import { selectPeople } from '../domain/selection.ts'
import type { PeersPreviewProps } from './pages/plan/peers-preview.tsx'
import type { PeopleChoices } from './pages/plan/people-fields.tsx'
import type { ChosenPerson, PeoplePreviewProps } from './pages/plan/people-preview.tsx'
import { NOT_SAID } from './selection-form.ts'

/** Enough to see whether the rule means whom it should; the count says the rest. */
const FIRST_SHOWN = 50
const FOUND_SHOWN = 30
const LEFT_OUT_SHOWN = 200

/** What people can be chosen by: the values that active people have, most frequent first. */
export function choicesFor(people: readonly Person[]): PeopleChoices {
  const active = people.filter(({ status }) => status === 'active')
  const teamSizes = new Map<PersonId, number>()
  for (const { supervisorId } of active) {
    if (supervisorId !== null) teamSizes.set(supervisorId, (teamSizes.get(supervisorId) ?? 0) + 1)
  }
  const supervised = active.filter(({ supervisorId }) => supervisorId !== null)
  return {
    values: {
      department: valuesOf(supervised, 'department'),
      location: valuesOf(supervised, 'location'),
      jobTitle: valuesOf(supervised, 'jobTitle'),
      tenure: valuesOf(supervised, 'tenure'),
      shift: valuesOf(supervised, 'shift'),
    },
    supervisors: people.flatMap(({ personId, name }) => {
      const teamSize = teamSizes.get(personId)
      return teamSize === undefined ? [] : [{ personId, name, teamSize }]
    }),
    knowsHireDates: active.some(({ hiredOn }) => hiredOn !== undefined),
    peopleCount: supervised.length,
  }
}

/** The values of one fact, and for the people of whom it is not said, that it is not. */
function valuesOf(people: readonly Person[], field: FilterField) {
  const values = [...Map.groupBy(people, (person) => person[field] ?? NOT_SAID)]
    .map(([value, those]) => ({ value, count: those.length }))
    .sort((one, other) => other.count - one.count || (one.value < other.value ? -1 : 1))
  return values.length === 1 && values[0]?.value === NOT_SAID ? [] : values
}

/** Whom a plan means now, and whom a search finds to be added or left out. */
export function previewPeople(
  cycleId: string,
  { selection }: Pick<CyclePlan, 'selection'>,
  people: readonly Person[],
  search: string,
): PeoplePreviewProps {
  const added = new Set<string>(selection.by === 'filter' ? selection.also : [])
  const leftOut = new Set<string>(selection.by === 'filter' ? selection.without : [])
  const shown = ({ personId, name, employeeId, jobTitle, department, location }: Person): ChosenPerson => ({
    personId,
    name,
    employeeId,
    about: [jobTitle, department, location].filter(Boolean).join(', '),
    byHand: added.has(personId) ? 'added' : leftOut.has(personId) ? 'left out' : undefined,
  })
  const chosen = selectPeople(selection, people)
  const found =
    search === ''
      ? undefined
      : people.filter(
          ({ status, name, email, employeeId }) =>
            status === 'active' &&
            (holdsWords(name, search) || employeeId === search || email.startsWith(search.toLowerCase())),
        )
  return {
    cycleId,
    count: chosen.length,
    first: chosen.slice(0, FIRST_SHOWN).map(shown),
    leftOut: people
      .filter(({ personId }) => leftOut.has(personId))
      .slice(0, LEFT_OUT_SHOWN)
      .map(shown),
    search,
    found: found?.slice(0, FOUND_SHOWN).map(shown),
    moreFound: Math.max(0, (found?.length ?? 0) - FOUND_SHOWN),
  }
}

/** How many colleagues would be asked about each person, and how many people each colleague is asked about. */
export function previewPeers(
  cycle: Pick<ReviewCycle, 'chain' | 'cycleId'>,
  plan: Pick<CyclePlan, 'selection' | 'peers'>,
  people: readonly Person[],
): PeersPreviewProps {
  const { reviews } = planLaunch(plan, people, (personId) => rankOf(cycle, personId))
  const asked = new Map<PersonId, number>()
  for (const { peers } of reviews) {
    for (const { personId } of peers) asked.set(personId, (asked.get(personId) ?? 0) + 1)
  }
  return {
    cycleId: cycle.cycleId,
    peers: plan.peers,
    getting: counted(reviews.map(({ peers }) => peers.length)),
    giving: counted([...asked.values()]),
  }
}

/** As the launch itself shuffles: by a hash that has nothing to do with who somebody is. */
export function rankOf({ chain }: Pick<ReviewCycle, 'chain'>, personId: PersonId): string {
  return createHash('sha256').update(`${chain.subjectRef}:${personId}`).digest('hex')
}

function counted(numbers: readonly number[]): { number: number; people: number }[] {
  return [...Map.groupBy(numbers, (number) => number)]
    .map(([number, those]) => ({ number, people: those.length }))
    .sort((one, other) => one.number - other.number)
}

/** The days on which reminders go out, each with what they remind of. */
export function previewReminders(plan: CyclePlan): { on: string; of: string[] }[] {
  const reminders = planCalendar(plan).marks.filter(({ kind }) => kind === 'reminder')
  return [...Map.groupBy(reminders, ({ on }) => on)].map(([on, marks]) => ({
    on,
    of: marks.map(({ label }) => label.replace('Reminder: ', '')),
  }))
}
