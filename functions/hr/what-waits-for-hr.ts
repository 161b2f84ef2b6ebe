import { dateInWords } from '../domain/calendar.ts'
import { type Concern, type ConcernKind, settledByHand } from '../domain/concern.ts'
import type { Counts } from '../domain/counts.ts'
import { ratingsAreIn } from '../domain/counts.ts'
import type { ReviewCycle } from '../domain/cycle.ts'
import type { ConcernId } from '../domain/ids.ts'
import { people } from '../domain/listed.ts'
import { type NextAct, nextActOf } from '../domain/next-act.ts'
import { momentInWords } from '../layout/moment.tsx'

/** Something that HR is asked to look at, with the link to what settles it. */
export interface Todo {
  /** `urgent` hurts somebody already; `soon` will by itself; `open` can be done any day. */
  urgency: 'urgent' | 'soon' | 'open'
  title: string
  detail?: string
  href: string
  /** Since when it waits, or when it happens; for sorting. */
  at?: string
  /** Where it can be put away without any other act. */
  concernId?: ConcernId
}

/** What a running cycle is looked at for. */
export interface CycleAtWork {
  cycle: ReviewCycle
  counts: Counts
  late: readonly { label: string; count: number; kind: string }[]
  mailTrouble: number
}

const SOON_DAYS = 3

/** What is put before HR by itself: launches that are overdue or near, late steps, mail that comes back, cycles about to end. */
export function todosOfCycles(
  scheduled: readonly ReviewCycle[],
  atWork: readonly CycleAtWork[],
  now: string,
): Todo[] {
  const soon = new Date(Date.parse(now) + SOON_DAYS * 86_400_000).toISOString()
  return [
    ...scheduled.filter(({ launchAt }) => launchAt < soon).map((cycle) => launchOf(cycle, now)),
    ...atWork.flatMap((one) => [...troublesOf(one), ...nextOf(one, soon)]),
  ]
}

function launchOf(cycle: ReviewCycle, now: string): Todo {
  const when = momentInWords(cycle.launchAt, cycle.timeZone)
  const href = `/hr/cycles/${cycle.cycleId}`
  return cycle.launchAt < now
    ? {
        urgency: 'urgent',
        title: 'A launch is overdue',
        detail: `${cycle.name} should have launched on ${when}. If it does not start within minutes, launch it by hand.`,
        href,
        at: cycle.launchAt,
      }
    : {
        urgency: 'soon',
        title: `${cycle.name} launches by itself`,
        detail: `On ${when}. Rehearse it once more if people have changed.`,
        href: `${href}/rehearsal`,
        at: cycle.launchAt,
      }
}

function troublesOf({ cycle, late, mailTrouble }: CycleAtWork): Todo[] {
  const path = `/hr/cycles/${cycle.cycleId}`
  return [
    ...late.map(
      ({ label, count, kind }): Todo => ({
        urgency: 'urgent',
        title: `${label}: ${count} late`,
        detail: `${cycle.name}. See since when, what was sent, and remind or give more time.`,
        href: `${path}/late?step=${kind}`,
      }),
    ),
    ...(mailTrouble === 0
      ? []
      : [
          {
            urgency: 'urgent' as const,
            title: `Mail does not reach ${people(mailTrouble)}`,
            detail: `${cycle.name}. Their clocks stand until you correct the address and send a new link.`,
            href: path,
          },
        ]),
    ...(cycle.notStarted !== undefined && cycle.notStarted.length > 0
      ? [
          {
            urgency: 'urgent' as const,
            title: `${cycle.notStarted.length} reviews could not start`,
            detail: `${cycle.name}. Whoever operates Countersign has been told.`,
            href: path,
          },
        ]
      : []),
    ...(cycle.pausedAt === undefined
      ? []
      : [
          {
            urgency: 'open' as const,
            title: `${cycle.name} is paused`,
            detail: `Since ${momentInWords(cycle.pausedAt, cycle.timeZone)}. No mail goes out until you let it go on.`,
            href: path,
            at: cycle.pausedAt,
          },
        ]),
  ]
}

/** What the cycle does next by itself, where that is near. */
function nextOf({ cycle, counts }: CycleAtWork, soon: string): Todo[] {
  const next: NextAct = nextActOf(cycle, ratingsAreIn(counts, cycle.reviewCount))
  if (!('at' in next) || next.at > soon || cycle.pausedAt !== undefined) return []
  const when = momentInWords(next.at, cycle.timeZone)
  return [
    {
      urgency: 'soon',
      title: next.what === 'release' ? `${cycle.name} releases its results` : `${cycle.name} closes`,
      detail: `By itself on ${when}. See what would be missing.`,
      href: `/hr/cycles/${cycle.cycleId}/results`,
      at: next.at,
    },
  ]
}

const concernTitles: Readonly<Partial<Record<ConcernKind, (name: string) => string>>> = {
  away: (name) => `${name} says that they are away`,
  'wrong-address': (name) => `${name} is written to at a wrong address`,
  'not-me': (name) => `A mail for ${name} reached somebody else`,
  'peer-declined': (name) => `${name} cannot give input about a colleague`,
  orphaned: (name) => `Nobody can rate ${name}`,
  dispute: (name) => `${name} disputes their review`,
  'dispute-overdue': (name) => `The dispute of ${name} is not decided, and its time is over`,
  reopening: (name) => `A colleague wants the review of ${name} reopened, and a second person has to agree`,
}

/** What people, and the system for them, have put before HR; each leads to where it is settled. */
export function todosOfConcerns(concerns: readonly Concern[], names: ReadonlyMap<string, string>): Todo[] {
  return concerns.map((concern) => {
    const name = names.get(concern.aboutId) ?? 'Somebody'
    const title = concernTitles[concern.kind]?.(name) ?? `${name} asks for a look`
    const words = concern.words === undefined ? undefined : `“${shortened(concern.words)}”`
    const days =
      concern.absence && `From ${dateInWords(concern.absence.from)} to ${dateInWords(concern.absence.to)}.`
    const detail = [days, words].filter(Boolean).join(' ')
    return {
      urgency: concern.kind === 'away' ? 'open' : 'urgent',
      title,
      ...(detail === '' ? {} : { detail }),
      href: hrefOf(concern),
      at: concern.at,
      ...(settledByHand.has(concern.kind) ? { concernId: concern.concernId } : {}),
    }
  })
}

function hrefOf({ cycleId, reviewId, aboutId, kind }: Concern): string {
  if (reviewId !== undefined) {
    const review = `/hr/cycles/${cycleId}/reviews/${reviewId}`
    if (kind === 'dispute' || kind === 'dispute-overdue') return `${review}/disputes`
    return kind === 'reopening' ? `${review}/reopening` : review
  }
  if (kind === 'wrong-address' || kind === 'not-me') return `/hr/people/${aboutId}`
  return `/hr/cycles/${cycleId}/operations?person=${aboutId}`
}

const MOST_WORDS = 140

function shortened(words: string): string {
  const letters = [...words.trim()]
  return letters.length <= MOST_WORDS ? letters.join('') : `${letters.slice(0, MOST_WORDS).join('')} …`
}
