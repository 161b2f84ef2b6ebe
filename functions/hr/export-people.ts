import type { PeopleDirectory } from '../domain/people-directory.ts'
import type { Person } from '../domain/person.ts'
import { loadDirectory } from '../store/people-directory.ts'
import { json } from '../web/reply.ts'
import { csvDownload } from './csv-download.ts'
import { hrRoute } from './hr-route.ts'
import { filterOf, peopleQuerySchema } from './people-query.ts'

/** The list as a file that a spreadsheet opens and that an import reads again without changing anything. */
export const exportPeople = hrRoute({
  method: 'GET',
  path: '/hr/people/export',
  rule: 'hr',
  summary: 'Downloads the list of people as CSV, or gives all of it as JSON',
  query: peopleQuerySchema,
  answer: async ({ dependencies: { db }, wantsJson, now }, { query }) => {
    const [directory, filter] = await Promise.all([loadDirectory(db), filterOf(db, query)])
    const people = directory.search(filter, query.sort)
    if (wantsJson) return json({ people })
    return csvDownload(peopleRows(directory, people), `people-${now.toISOString().slice(0, 10)}`)
  },
})

type Cell = (person: Person, directory: PeopleDirectory) => string | undefined

/** The headings are those that an import knows by themselves. */
const columns: readonly (readonly [heading: string, cell: Cell])[] = [
  ['Employee ID', (person) => person.employeeId],
  ['Name', (person) => person.name],
  ['E-mail', (person) => person.email],
  ['Supervisor ID', (person, directory) => directory.find(person.supervisorId)?.employeeId],
  ['Supervisor', (person, directory) => directory.find(person.supervisorId)?.name],
  ['Manager ID', (person, directory) => directory.find(person.managerId)?.employeeId],
  ['Manager', (person, directory) => directory.find(person.managerId)?.name],
  ['Department', (person) => person.department],
  ['Location', (person) => person.location],
  ['Job title', (person) => person.jobTitle],
  ['Tenure', (person) => person.tenure],
  ['Shift', (person) => person.shift],
  ['Hire date', (person) => person.hiredOn],
  ['Time zone', (person) => person.timeZone],
  ['Status', (person) => person.status],
]

function* peopleRows(directory: PeopleDirectory, people: readonly Person[]): Generator<string[]> {
  yield columns.map(([heading]) => heading)
  for (const person of people) yield columns.map(([, cell]) => cell(person, directory) ?? '')
}
