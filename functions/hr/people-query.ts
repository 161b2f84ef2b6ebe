import * as z from 'zod'
import { personIdSchema } from '../domain/ids.ts'
import { type PeopleFilter, peopleFacets, peopleOrders } from '../domain/people-directory.ts'
import type { Database } from '../store/database.ts'
import { listMailTrouble } from '../store/mail-trouble.ts'

/** An empty field of the form narrows nothing. */
const chosen = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .literal('')
    .transform(() => undefined)
    .or(schema)
    .optional()

const value = chosen(z.string().trim().max(200))

/** What the address of the list says; the export takes the same. */
export const peopleQuerySchema = z.object({
  q: value,
  department: value,
  location: value,
  jobTitle: value,
  tenure: value,
  supervisor: chosen(personIdSchema),
  status: chosen(z.enum(['active', 'left'])),
  /** Those who need a look: nobody above them, somebody above them who has left, mail that does not arrive. */
  look: chosen(z.enum(['no-supervisor', 'supervisor-left', 'mail-trouble'])),
  sort: chosen(z.enum(peopleOrders)),
})
export type PeopleQuery = z.output<typeof peopleQuerySchema>

/** Mail trouble stands with the participants of cycles, so it is looked up only where it is asked for. */
export async function filterOf(db: Database, query: PeopleQuery): Promise<PeopleFilter> {
  const filter: PeopleFilter = {}
  for (const facet of peopleFacets) if (query[facet] !== undefined) filter[facet] = query[facet]
  if (query.q !== undefined) filter.search = query.q
  if (query.status !== undefined) filter.status = query.status
  if (query.supervisor !== undefined) filter.supervisorId = query.supervisor
  if (query.look === 'no-supervisor') filter.above = 'nobody'
  if (query.look === 'supervisor-left') filter.above = 'left'
  if (query.look === 'mail-trouble')
    filter.among = new Set((await listMailTrouble(db)).map(({ personId }) => personId))
  return filter
}

/** The same list as an address; `more` is what it goes on with. */
export function peopleHref(
  path: string,
  query: PeopleQuery,
  more: Readonly<Record<string, string>> = {},
): string {
  const params = new URLSearchParams()
  for (const name of Object.keys(peopleQuerySchema.shape) as (keyof PeopleQuery)[]) {
    const text = query[name]
    if (text !== undefined) params.set(name, text)
  }
  for (const [name, text] of Object.entries(more)) params.set(name, text)
  const search = params.toString()
  return search === '' ? path : `${path}?${search}`
}
