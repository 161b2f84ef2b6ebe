import { dateInWords, localDateOf } from '../domain/calendar.ts'
import type { StepKind } from '../domain/step.ts'
import { minutesInWords, minutesNeeded } from '../domain/time-needed.ts'
import { oneLine } from './mail-page.tsx'
import type { WaitingItem } from './waiting.tsx'

/** What of one kind waits for somebody, in words. */
export interface WaitingGroup {
  kind: StepKind
  /** For the subject, without names: “input about 3 colleagues”. */
  short: string
  /** For the list: “Your input about 3 colleagues: Ann, Ben and Cem”. */
  title: string
  minutes: number
  /** “about 30 minutes, until Friday, 22 January 2027”. */
  detail: string
}

/** More names than these would hide the link below them. */
const MOST_NAMES = 8

const ORDER: readonly StepKind[] = [
  'selfAssessment',
  'peerInput',
  'supervisorRating',
  'revieweeSignature',
  'supervisorSignature',
]

/** The items of a mail, one group per kind, in the order in which a review goes. */
export function groupWaiting(items: readonly WaitingItem[], timeZone: string, now: string): WaitingGroup[] {
  const byKind = Map.groupBy(items, (item) => item.kind)
  return ORDER.flatMap((kind) => {
    const group = byKind.get(kind)
    return group === undefined ? [] : [describe(kind, group, timeZone, now)]
  })
}

function describe(
  kind: StepKind,
  items: readonly WaitingItem[],
  timeZone: string,
  now: string,
): WaitingGroup {
  const names = items.flatMap(({ about }) => (about === null ? [] : [oneLine(about)])).sort(byName)
  const minutes = minutesNeeded(kind) * items.length
  const words = wordsOf(kind, items.length, names[0])
  return {
    kind,
    ...words,
    title: names.length > 1 ? `${words.title}: ${inARow(names)}` : words.title,
    minutes,
    detail: `${minutesInWords(minutes)}, ${untilInWords(items, timeZone, now)}`,
  }
}

/** The short words hold no name: subjects show on locked screens and in other people's sight. */
function wordsOf(kind: StepKind, count: number, name: string | undefined): { short: string; title: string } {
  const one = count === 1 && name !== undefined
  const oneOr = (several: string) => (one ? name : several)
  switch (kind) {
    case 'peerInput': {
      const about = count === 1 ? 'a colleague' : `${count} colleagues`
      return { short: `input about ${about}`, title: `Your input about ${oneOr(about)}` }
    }
    case 'supervisorRating': {
      const whom = count === 1 ? 'one person' : `${count} people`
      return { short: `your rating of ${whom}`, title: `Your rating of ${oneOr(whom)}` }
    }
    case 'revieweeSignature':
      return { short: 'your review to read and sign', title: 'Your own review: read it, then sign' }
    case 'supervisorSignature': {
      const whose = `${count} ${count === 1 ? 'review' : 'reviews'}`
      return {
        short: `${whose} to countersign`,
        title: `Your signature under ${one ? `the review of ${name}` : whose}`,
      }
    }
    default:
      return { short: 'your self-assessment', title: 'Your self-assessment' }
  }
}

/** “until Friday, 22 January 2027”, or once that has passed “was due …; still counts until …”. */
function untilInWords(items: readonly WaitingItem[], timeZone: string, now: string): string {
  const daysOf = (instants: readonly string[]) =>
    [...new Set(instants.map((instant) => localDateOf(instant, timeZone)))].sort()
  const days = daysOf(items.map(({ dueAt }) => dueAt))
  const due = dateInWords(days[0] ?? '')
  const late = items.filter(({ dueAt }) => dueAt < now)
  if (late.length === 0) return days.length === 1 ? `until ${due}` : `the first until ${due}`
  const which = days.length === 1 ? 'was due' : 'the first was due'
  const inGrace = late.filter(({ graceUntil }) => graceUntil >= now)
  if (inGrace.length === 0) return `${which} ${due}; send it now, it may still count`
  const grace = dateInWords(daysOf(inGrace.map(({ graceUntil }) => graceUntil))[0] ?? '')
  return `${which} ${due}; still counts until ${grace}`
}

function inARow(names: readonly string[]): string {
  const shown = names.length > MOST_NAMES + 1 ? names.slice(0, MOST_NAMES) : names
  const rest = names.length - shown.length
  if (rest > 0) return `${shown.join(', ')} and ${rest} others`
  return `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}

const byName = (one: string, other: string) => one.localeCompare(other, 'en')
