import * as z from 'zod'
import { isLocalDate } from '../domain/calendar.ts'
import type { ReviewCycle } from '../domain/cycle.ts'
import { cycleIdSchema, eventIdSchema } from '../domain/ids.ts'
import type { FieldErrors } from '../layout/field-errors.ts'
import { listCycles } from '../store/cycles.ts'
import { type EntryLine, findReviews } from '../store/entry-search.ts'
import { page } from '../web/reply.ts'
import { auditorRoute } from './auditor-route.ts'
import { searchableEventSchema } from './event-types.ts'
import {
  type EntrySearch,
  findEntries,
  findEntriesOfEvent,
  findEntriesOfPerson,
  MOST_DAYS,
  placeInTime,
} from './find-entries.ts'
import { tellsOnlyTheDay } from './pages/entry-words.ts'
import { type Outcome, SearchPage, type TypedSearch } from './pages/search-page.tsx'

const words = z.string().trim().max(200).default('')

/** A cursor: the last entry of the page before. */
const afterSchema = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT[\d:.]+Z_[0-9a-f]{64}$/)
  .transform((text) => ({ signedAt: text.slice(0, -65), leafHash: text.slice(-64) }))

const DAY_MS = 86_400_000

/** Finds entries by cycle, person, days and event, in any combination. */
export const searchEntries = auditorRoute({
  method: 'GET',
  path: '/audit/search',
  rule: 'auditor',
  query: z.object({
    cycle: words,
    person: words,
    from: words,
    to: words,
    event: words,
    after: afterSchema.optional(),
  }),
  answer: async ({ dependencies: { db }, now }, { query }) => {
    const { after, ...typed } = query
    const cycles = await listCycles(db)
    const read = readSearch(typed, cycles, now)
    if ('errors' in read) {
      return page(<SearchPage typed={typed} cycles={cycles} errors={read.errors} outcome={undefined} />, {
        title: 'Search the trail',
        status: 422,
        wide: true,
        data: { errors: read.errors },
      })
    }
    const search = { ...read.search, after }
    const eventId = eventIdSchema.safeParse(search.person).data
    const found =
      eventId !== undefined
        ? await findEntriesOfEvent(db, { ...search, eventId })
        : search.person === ''
          ? await findEntries(db, search)
          : await findEntriesOfPerson(db, cycles, search)
    const reviews = await findReviews(
      db,
      (found?.lines ?? []).flatMap(({ cycleId, reviewId }) =>
        cycleId === undefined || reviewId === undefined ? [] : [{ cycleId, reviewId }],
      ),
    )
    const byId = new Map(cycles.map((cycle) => [cycle.cycleId, cycle]))
    const outcome: Outcome = {
      isTooWide: found === undefined,
      from: search.from,
      to: search.to,
      isContinued: after !== undefined,
      lines: (found?.lines ?? []).map((line) => ({
        ...line,
        cycle: line.cycleId === undefined ? undefined : byId.get(line.cycleId),
        reviewOf: line.reviewId === undefined ? undefined : reviews.get(line.reviewId)?.revieweeName,
        href: hrefOf(line),
      })),
      searchedBackTo: found?.searchedBackTo,
      firstHref: after === undefined ? undefined : hrefWith(typed, {}),
      nextHref: found && nextHref(typed, search, found),
    }
    return page(<SearchPage typed={typed} cycles={cycles} errors={{}} outcome={outcome} />, {
      title: 'Search the trail',
      wide: true,
      data: {
        entries: outcome.lines.map(({ cycle, ...line }) => ({
          ...line,
          signedAt: tellsOnlyTheDay(line.eventType) ? line.signedAt.slice(0, 10) : line.signedAt,
          cycle: cycle?.name,
        })),
        ...(outcome.nextHref === undefined ? {} : { next: outcome.nextHref }),
      },
    })
  },
})

/** What the form says, or a sentence for each field that says something else. */
function readSearch(
  typed: TypedSearch,
  cycles: readonly ReviewCycle[],
  now: Date,
): { search: Omit<EntrySearch, 'after'> } | { errors: FieldErrors } {
  const errors: Record<string, string> = {}
  const cycleId = typed.cycle === '' ? undefined : cycleIdSchema.safeParse(typed.cycle).data
  if (typed.cycle !== '' && !cycles.some((cycle) => cycle.cycleId === cycleId))
    errors.cycle = 'There is no such cycle. Choose one of the list.'
  const event = typed.event === '' ? undefined : searchableEventSchema.safeParse(typed.event).data
  if (typed.event !== '' && event === undefined)
    errors.event = 'There is no such event. Choose one of the list.'
  for (const field of ['from', 'to'] as const)
    if (typed[field] !== '' && !isLocalDate(typed[field]))
      errors[field] = 'This is not a date. Write it like 2027-01-18.'
  if (Object.keys(errors).length > 0) return { errors }

  const today = now.toISOString().slice(0, 10)
  const to = typed.to !== '' ? typed.to : typed.from === '' ? today : later(today, typed.from)
  const from = typed.from !== '' ? typed.from : dayBefore(to, MOST_DAYS - 1)
  if (from > to) errors.from = 'The first day lies after the last. Swap them, or leave one empty.'
  else if (Date.parse(to) - Date.parse(from) >= MOST_DAYS * DAY_MS)
    errors.from = `One search goes over at most ${MOST_DAYS} days. Choose a later first day.`
  if (Object.keys(errors).length > 0) return { errors }
  return { search: { cycleId, event, person: typed.person, from, to } }
}

/** A first day alone means the days since, as many as one search takes. */
function later(today: string, from: string): string {
  const end = dayBefore(from, 1 - MOST_DAYS)
  return today < from ? from : end < today ? end : today
}

function dayBefore(day: string, days: number): string {
  return new Date(Date.parse(day) - days * DAY_MS).toISOString().slice(0, 10)
}

/** The place where an entry is shown in full. */
function hrefOf({ subjectKind, subjectSeq, cycleId, reviewId }: EntryLine): string | undefined {
  if (subjectKind === 'register') return `/audit/register?at=${subjectSeq}`
  if (cycleId === undefined) return undefined
  if (reviewId === undefined) return `/audit/cycles/${cycleId}#entry-${subjectSeq}`
  return `/audit/cycles/${cycleId}/reviews/${reviewId}?at=${subjectSeq}#as-of`
}

function nextHref(
  typed: TypedSearch,
  { from, to }: Pick<EntrySearch, 'from' | 'to'>,
  found: { lines: readonly EntryLine[]; isMore: boolean; searchedBackTo: string | undefined },
): string | undefined {
  const last = found.lines.at(-1)
  // The same days on the next page, also when the day changes in between.
  if (found.isMore && last !== undefined)
    return hrefWith({ ...typed, from, to }, { after: `${placeInTime(last)}_${last.leafHash}` })
  if (found.searchedBackTo === undefined) return undefined
  return hrefWith({ ...typed, from, to: dayBefore(found.searchedBackTo, 1) }, {})
}

function hrefWith(typed: TypedSearch, more: Record<string, string>): string {
  const filled = Object.entries({ ...typed, ...more }).filter(([, value]) => value !== '')
  const query = new URLSearchParams(filled)
  return filled.length === 0 ? '/audit/search' : `/audit/search?${query}`
}
