import { laterOf, localDateOf, nextCivilInstant } from './calendar.ts'
import type { ReviewCycle } from './cycle.ts'
import type { PlannedReview } from './launch.ts'
import { daysOff } from './non-working-days.ts'
import { remindsOn } from './nudge.ts'
import type { Person } from './person.ts'
import type { StepKind } from './step.ts'

/** What a cycle would ask of somebody: about themselves, about colleagues, of their team. */
export interface ForeseenPart {
  person: Person
  isReviewed: boolean
  /** Names of the colleagues whom they would be asked about. */
  peerOf: readonly string[]
  /** Names of the people whom they would rate. */
  rates: readonly string[]
}

/** One e-mail that somebody would get, with what it would name. */
export interface ForeseenMail {
  occasion: 'launch' | 'release' | 'digest'
  at: string
  items: readonly {
    kind: StepKind
    about: string | null
    dueAt: string
    graceUntil: string
    news: 'new' | null
  }[]
}

/** Everybody who would have a part, by name. */
export function partsOf(reviews: readonly PlannedReview[]): ForeseenPart[] {
  const parts = new Map<string, { person: Person; isReviewed: boolean; peerOf: string[]; rates: string[] }>()
  const partOf = (person: Person) => {
    const part = parts.get(person.personId) ?? { person, isReviewed: false, peerOf: [], rates: [] }
    parts.set(person.personId, part)
    return part
  }
  for (const { reviewee, ratingSupervisor, peers } of reviews) {
    partOf(reviewee).isReviewed = true
    partOf(ratingSupervisor).rates.push(reviewee.name)
    for (const peer of peers) partOf(peer).peerOf.push(reviewee.name)
  }
  const byName = new Intl.Collator('en')
  return [...parts.values()].sort((one, other) => byName.compare(one.person.name, other.person.name))
}

type Waiting = ForeseenMail['items'][number] & { readyAt: string }

/** The release sends a mail of its own in its first hour. */
const RELEASE_MAIL_MS = 60 * 60 * 1000

/**
 * The e-mails that somebody would get if everybody did everything on its last day, and what comes before it were done on its last
 * day too: the most that can come, in order. Decided as `nudgesAt` decides it each morning.
 */
export function foreseeMails(cycle: ReviewCycle, part: ForeseenPart): ForeseenMail[] {
  const steps = waitingOf(cycle, part)
  const mails: ForeseenMail[] = []
  const atLaunch = steps.filter(({ kind }) => kind === 'selfAssessment' || kind === 'peerInput')
  let lastMail = ''
  if (atLaunch.length > 0) {
    mails.push({ occasion: 'launch', at: cycle.launchAt, items: named(atLaunch, '') })
    lastMail = cycle.launchAt
  }
  const { timeZone } = part.person
  const end = cycle.deadlines.supervisorSignature.dueAt
  const off = daysOff(cycle)
  let isReleased = !part.isReviewed
  for (
    let at = nextCivilInstant(cycle.launchAt, cycle.civilHour, timeZone, off);
    at <= end;
    at = nextCivilInstant(at, cycle.civilHour, timeZone, off)
  ) {
    if (!isReleased && cycle.releaseAt <= at) {
      isReleased = true
      const items = named(
        steps.filter(({ kind }) => kind === 'revieweeSignature'),
        '',
      )
      mails.push({ occasion: 'release', at: cycle.releaseAt, items })
      lastMail = laterOf(lastMail, cycle.releaseAt)
    }
    const waiting = steps.filter(({ readyAt, dueAt }) => readyAt <= at && at <= dueAt)
    const today = localDateOf(at, timeZone)
    const isNew = waiting.some((step) => step.readyAt > lastMail && !hasItsOwnMail(step, at))
    if (!isNew && !waiting.some(({ dueAt }) => remindsOn(cycle, dueAt, today))) continue
    mails.push({ occasion: 'digest', at, items: named(waiting, lastMail) })
    lastMail = at
  }
  return mails
}

function hasItsOwnMail({ kind, readyAt }: Waiting, at: string): boolean {
  return kind === 'revieweeSignature' && Date.parse(at) - Date.parse(readyAt) < RELEASE_MAIL_MS
}

function waitingOf(cycle: ReviewCycle, { isReviewed, peerOf, rates }: ForeseenPart): Waiting[] {
  const { deadlines } = cycle
  const step = (kind: keyof typeof deadlines, about: string | null, readyAt: string): Waiting => ({
    kind,
    about,
    readyAt,
    ...deadlines[kind],
    news: null,
  })
  const inputsEnd =
    cycle.peers.perReview === 0
      ? deadlines.selfAssessment.dueAt
      : laterOf(deadlines.selfAssessment.dueAt, deadlines.peerInput.dueAt)
  return [
    ...(isReviewed ? [step('selfAssessment', null, cycle.launchAt)] : []),
    ...peerOf.map((name) => step('peerInput', name, cycle.launchAt)),
    ...rates.map((name) => step('supervisorRating', name, inputsEnd)),
    ...(isReviewed ? [step('revieweeSignature', null, cycle.releaseAt)] : []),
    ...rates.map((name) => step('supervisorSignature', name, deadlines.revieweeSignature.dueAt)),
  ]
}

function named(steps: readonly Waiting[], lastMail: string): ForeseenMail['items'] {
  return steps.map(({ readyAt, ...item }) => ({ ...item, news: readyAt > lastMail ? 'new' : null }))
}
