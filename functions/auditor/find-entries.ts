import type { ReviewCycle } from '../domain/cycle.ts'
import { holdsWords } from '../domain/holds-words.ts'
import { type CycleId, personIdSchema } from '../domain/ids.ts'
import type { Database } from '../store/database.ts'
import {
  type EntryLine,
  findEntryOfEvent,
  listEntriesOfAccount,
  listEntriesOfDay,
  listEntriesOfSubject,
} from '../store/entry-search.ts'
import { listPeople } from '../store/people.ts'
import { EVERY_REVIEW, listReviews } from '../store/reviews.ts'
import { tellsOnlyTheDay } from './pages/entry-words.ts'

/** What to look for. Days are UTC, `YYYY-MM-DD`, both included. */
export interface EntrySearch {
  cycleId: CycleId | undefined
  /** Words of a name, or an account to the letter; empty for everybody. */
  person: string
  from: string
  to: string
  event: string | undefined
  /** Of one entry only. */
  eventId?: string | undefined
  /** The last entry of the page before. */
  after: { signedAt: string; leafHash: string } | undefined
}

export interface FoundEntries {
  /** The newest first. */
  lines: EntryLine[]
  /** Whether there is more behind the last of them. */
  isMore: boolean
  /** The oldest day that was looked at, where the search stopped before it had a page full. */
  searchedBackTo: string | undefined
}

export const ENTRIES_PER_PAGE = 50
export const MOST_DAYS = 366

/** Days that are asked for at once, and how many entries may be looked through for one page. */
const DAYS_AT_ONCE = 7
const MOST_LOOKED_AT = 30_000

/** More reviews than this are too many people at once. */
export const MOST_REVIEWS = 200
const CHAINS_AT_ONCE = 25

/** Entries of everybody, day by day backwards, until a page is full. */
export async function findEntries(db: Database, search: EntrySearch): Promise<FoundEntries> {
  const days = daysBackwards(search.after?.signedAt.slice(0, 10) ?? search.to, search.from)
  const found: EntryLine[] = []
  let lookedAt = 0
  for (let start = 0; start < days.length; start += DAYS_AT_ONCE) {
    const group = days.slice(start, start + DAYS_AT_ONCE)
    const read = await Promise.all(
      group.map((day) =>
        listEntriesOfDay(db, day, search.after?.signedAt.startsWith(day) ? search.after.signedAt : undefined),
      ),
    )
    const lines = read.flat()
    lookedAt += lines.length
    found.push(...onePageOf(lines, search, Number.POSITIVE_INFINITY))
    if (found.length > ENTRIES_PER_PAGE) break
    const isLast = start + DAYS_AT_ONCE >= days.length
    if (lookedAt > MOST_LOOKED_AT && !isLast)
      return { lines: found, isMore: false, searchedBackTo: group.at(-1) }
  }
  return {
    lines: found.slice(0, ENTRIES_PER_PAGE),
    isMore: found.length > ENTRIES_PER_PAGE,
    searchedBackTo: undefined,
  }
}

/**
 * Entries of the reviews of somebody, as reviewee or as rating supervisor, and what an account did. Never by whom the vault
 * names in an entry: that would tell who gave input to whom.
 * @returns undefined where the words fit so many reviews that they mean nobody in particular.
 */
export async function findEntriesOfPerson(
  db: Database,
  cycles: readonly ReviewCycle[],
  search: EntrySearch,
): Promise<FoundEntries | undefined> {
  const everybody = await listPeople(db)
  const isId = personIdSchema.safeParse(search.person).success
  const named = new Set<string>(
    isId
      ? [search.person]
      : everybody.filter(({ name }) => holdsWords(name, search.person)).map(({ personId }) => personId),
  )
  // A review keeps the names that its people had at the launch; somebody may have another now.
  const isTheirs = (name: string, id: string) => named.has(id) || (!isId && holdsWords(name, search.person))
  const chains: string[] = []
  for (const cycle of cyclesWithin(cycles, search)) {
    const { reviews } = await listReviews(db, cycle.cycleId, EVERY_REVIEW)
    for (const review of reviews) {
      if (
        isTheirs(review.revieweeName, review.revieweeId) ||
        isTheirs(review.ratingSupervisorName, review.ratingSupervisorId)
      )
        chains.push(review.chain.subjectRef)
    }
    if (chains.length > MOST_REVIEWS) return undefined
  }
  const lines = new Map<string, EntryLine>()
  for (let start = 0; start < chains.length; start += CHAINS_AT_ONCE) {
    const group = chains.slice(start, start + CHAINS_AT_ONCE)
    const read = await Promise.all(group.map((subjectRef) => listEntriesOfSubject(db, subjectRef)))
    for (const line of read.flat()) lines.set(line.leafHash, line)
  }
  for (const line of await listEntriesOfAccount(db, search.person)) lines.set(line.leafHash, line)
  const found = onePageOf([...lines.values()], search, ENTRIES_PER_PAGE + 1)
  return {
    lines: found.slice(0, ENTRIES_PER_PAGE),
    isMore: found.length > ENTRIES_PER_PAGE,
    searchedBackTo: undefined,
  }
}

/** The entry of an event. What the vault no longer knows is looked for among the days of the search. */
export async function findEntriesOfEvent(db: Database, search: EntrySearch): Promise<FoundEntries> {
  const lines = search.eventId === undefined ? [] : await findEntryOfEvent(db, search.eventId)
  return lines.length > 0 ? { lines, isMore: false, searchedBackTo: undefined } : findEntries(db, search)
}

/** Those that can have an entry in these days. */
function cyclesWithin(cycles: readonly ReviewCycle[], { cycleId, from, to }: EntrySearch): ReviewCycle[] {
  return cycles.filter(
    (cycle) =>
      cycle.reviewCount > 0 &&
      (cycleId === undefined || cycle.cycleId === cycleId) &&
      cycle.createdAt.slice(0, 10) <= to &&
      (cycle.closedAt === undefined || cycle.closedAt.slice(0, 10) >= from),
  )
}

/** Those that are looked for, the newest first, behind the page before. */
function onePageOf(
  lines: readonly EntryLine[],
  { cycleId, event, eventId, from, to, after }: EntrySearch,
  most: number,
): EntryLine[] {
  const fitting = lines
    .filter(
      (line) =>
        (cycleId === undefined || line.cycleId === cycleId) &&
        (event === undefined || line.eventType === event) &&
        line.signedAt.slice(0, 10) >= from &&
        line.signedAt.slice(0, 10) <= to &&
        (eventId === undefined || line.eventId === eventId) &&
        (after === undefined || placeInTime(line) <= after.signedAt),
    )
    .sort(newestFirst)
  const at = after === undefined ? -1 : fitting.findIndex(({ leafHash }) => leafHash === after.leafHash)
  return fitting.slice(at + 1, at + 1 + most)
}

/**
 * Where an entry stands in a list by time. The inputs of colleagues stand together at the end of their day: in between the
 * others, and each after the one before, they would tell who sat down when and answered in turn.
 */
export function placeInTime({ eventType, signedAt }: Pick<EntryLine, 'eventType' | 'signedAt'>): string {
  return tellsOnlyTheDay(eventType) ? `${signedAt.slice(0, 10)}T99:99:99.999Z` : signedAt
}

/** Of one moment, the later of a chain first; between chains any order that stays. */
function newestFirst(one: EntryLine, other: EntryLine): number {
  const [here, there] = [placeInTime(one), placeInTime(other)]
  if (here !== there) return here < there ? 1 : -1
  if (tellsOnlyTheDay(one.eventType)) {
    // Neither the time nor the number within the review: both would tell who came after whom.
    const [review, otherReview] = [one.reviewId ?? '', other.reviewId ?? '']
    if (review !== otherReview) return review < otherReview ? -1 : 1
    return one.leafHash < other.leafHash ? -1 : 1
  }
  if (one.subjectSeq !== other.subjectSeq) return other.subjectSeq - one.subjectSeq
  return one.leafHash < other.leafHash ? -1 : 1
}

const DAY_MS = 86_400_000

/** From the younger day back to the older, both included, at most `MOST_DAYS`. */
export function daysBackwards(to: string, from: string): string[] {
  const days: string[] = []
  for (let at = Date.parse(to); days.length < MOST_DAYS && at >= Date.parse(from); at -= DAY_MS)
    days.push(new Date(at).toISOString().slice(0, 10))
  return days
}
