import * as z from 'zod'
import { digestOfSubjects } from '../digest.ts'
import { listsReviews } from '../review-lists.ts'
import type { Findings } from '../verify/findings.ts'
import { GOES_ON } from './bearing-events.ts'
import { textOf } from './check-checkpoint.ts'
import type { CheckedEntry, CheckedSubject } from './check-entries.ts'
import { checkOff } from './check-off.ts'
import type { Opened } from './check-openings.ts'
import { textPath } from './pack-paths.ts'
import { listOfPart, partCount } from './parts.ts'
import type { ReadPack } from './read-pack.ts'

const KIND = 'The pack holds what a pack of its kind holds'
const REVIEWS = 'The reviews are those that the launch froze'
const CLOSED = 'Every review of a closed cycle has ended, but for those that were disputed or reopened'

/** Whether all is there that should be, as far as a pack can show it; the notes say how far that is. */
export function checkCompleteness(
  pack: ReadPack,
  subjects: readonly CheckedSubject[],
  opened: Opened,
  erased: ReadonlySet<string>,
  findings: Findings,
): void {
  const { index } = pack
  checkOff(findings, KIND, 'pack.json', problemOfKind(pack, subjects, opened, erased))
  if (index.kind === 'cycle') checkCycle(pack, subjects, findings)
  if (index.kind === 'person') {
    findings.notes.push(
      'That these are all reviews of the person, a pack cannot show: a review that was left out leaves no gap in it. The packs of the cycles hold every review that was launched.',
    )
    for (const { kind, subjectRef, entries } of subjects)
      if (kind === 'review' && !entries.some(({ entry }) => opened.get(entry.eventId)?.has('reviewee')))
        findings.notes.push(
          `Whose review ${subjectRef} is cannot be shown any more: the values that named the reviewee were erased, as the register says.`,
        )
  }
  if (index.kind === 'receipt') {
    findings.notes.push(
      'A receipt proves its one entry. What happened before and after it stands in the log and in the review’s own evidence pack.',
    )
    return
  }
  const open = subjects.filter(({ whole, isClosed }) => whole && !isClosed)
  if (open.length > 0)
    findings.notes.push(
      `${open.length === 1 ? 'One chain does' : `${open.length} chains do`} not end in a closing event. Whether anything followed the last entry here, a pack alone cannot show: verify the whole log, which holds every entry of every chain, and look for a later one.`,
    )
}

function problemOfKind(
  { index }: ReadPack,
  subjects: readonly CheckedSubject[],
  opened: Opened,
  erased: ReadonlySet<string>,
): string | undefined {
  const of = (kind: string, whole: boolean) =>
    subjects.filter((subject) => subject.kind === kind && subject.whole === whole)
  const reviews = of('review', true)
  const cycles = of('cycle', true)
  // Entries of the register may stand beside: they tell what was erased.
  const others = subjects.length - of('register', false).length
  if ((index.part !== null) !== (index.kind === 'cycle')) return 'Only packs of a cycle come in parts.'
  switch (index.kind) {
    case 'review':
      if (reviews.length !== 1 || others !== 1) return 'A pack of a review holds exactly its chain.'
      return problemOfId('review', index.of.reviewId, reviews)
    case 'receipt':
      if (others !== 1 || subjects[0]?.whole !== false || subjects[0].entries.length !== 1)
        return 'A receipt holds exactly one entry.'
      return index.of.reviewId === undefined
        ? undefined
        : problemOfId('review', index.of.reviewId, subjects.slice(0, 1))
    case 'cycle':
      if (cycles.length !== 1 || others !== 1 + reviews.length)
        return 'A pack of a cycle holds the cycle’s chain and those of reviews.'
      return problemOfId('cycle', index.of.cycleId, cycles)
    case 'person':
      return reviews.length > 0 && others === reviews.length
        ? problemOfPerson(index.of.personId, reviews, opened, erased)
        : 'A pack of a person holds the chains of their reviews.'
  }
}

function problemOfPerson(
  personId: string | undefined,
  reviews: readonly CheckedSubject[],
  opened: Opened,
  erased: ReadonlySet<string>,
): string | undefined {
  if (personId === undefined) return 'pack.json does not say whose reviews these are.'
  for (const { subjectRef, entries } of reviews) {
    const disclosed = entries.flatMap(({ entry }) => opened.get(entry.eventId)?.get('reviewee') ?? [])
    if (disclosed.some((reviewee) => reviewee !== personId))
      return `The review ${subjectRef} is of another person than pack.json says.`
    if (disclosed.length === 0 && !isRevieweeErased(entries, erased))
      return `Nothing shows whose review ${subjectRef} is: the pack discloses the reviewee of none of its entries, and no entry of the register says that they were erased.`
  }
  return undefined
}

/** Whether the register says of every entry that named the reviewee that values of it were erased. */
function isRevieweeErased(entries: readonly CheckedEntry[], erased: ReadonlySet<string>): boolean {
  return entries.every(
    ({ entry }) => !Object.hasOwn(entry.commitments, 'reviewee') || erased.has(entry.eventId),
  )
}

function problemOfId(
  kind: 'review' | 'cycle',
  said: string | undefined,
  [subject]: readonly CheckedSubject[],
): string | undefined {
  return said !== undefined && said === subject?.id
    ? undefined
    : `pack.json says that it is of the ${kind} ${said ?? '(none)'}, and the chain in it is that of ${subject?.id ?? '(none)'}.`
}

const listSchema = z.strictObject({ count: z.int().min(0), subjectRefs: z.array(z.string()) })

function checkCycle(pack: ReadPack, subjects: readonly CheckedSubject[], findings: Findings): void {
  const cycle = subjects.find(({ kind }) => kind === 'cycle')
  const reviews = subjects.filter(({ kind }) => kind === 'review')
  checkOff(findings, REVIEWS, 'texts', problemOfReviews(pack, cycle, reviews))
  const { part } = pack.index
  if (part !== null && part.of > 1)
    findings.notes.push(
      `This is part ${part.number} of ${part.of}. It holds exactly those reviews of the launch’s list that such a part must hold; verify the other parts too.`,
    )
  if (cycle?.entries.some(({ entry }) => entry.eventType === 'cycle.closed')) {
    for (const { subjectRef, isClosed, entries } of reviews)
      checkOff(
        findings,
        CLOSED,
        `entries/${subjectRef}`,
        isClosed || goesOn(entries)
          ? undefined
          : 'The cycle is closed, and this review’s chain does not end in a closing event.',
      )
    const goOn = reviews.filter(({ isClosed, entries }) => !isClosed && goesOn(entries))
    if (goOn.length > 0)
      findings.notes.push(
        `${goOn.length === 1 ? 'One review goes on' : `${goOn.length} reviews go on`} after the cycle has closed, because a dispute or a reopening gave it time of its own: ${goOn.map(({ subjectRef }) => subjectRef).join(', ')}.`,
      )
  }
}

const goesOn = (entries: readonly CheckedEntry[]) =>
  entries.some(({ entry }) => GOES_ON.includes(entry.eventType))

function problemOfReviews(
  { index, files }: ReadPack,
  cycle: CheckedSubject | undefined,
  reviews: readonly CheckedSubject[],
): string | undefined {
  const opened = cycle?.entries.findLast(({ entry }) => listsReviews(entry.eventType))
  if (opened === undefined)
    return reviews.length === 0
      ? undefined
      : 'There are reviews, and no entry says that the cycle was launched.'
  const digest = opened.entry.recordDigest
  const text = digest === null ? undefined : textOf(files, textPath(digest, 'json'))
  if (text === undefined) return 'The list of reviews that the launch froze is not in the pack.'
  let list: z.infer<typeof listSchema>
  try {
    list = listSchema.parse(JSON.parse(text))
    if (digestOfSubjects(list.subjectRefs) !== digest) return 'The list of reviews is not in its order.'
  } catch {
    return 'What the entry of the launch names is not a list of reviews.'
  }
  const { part } = index
  if (part === null || part.of !== partCount(list.count, part.reviewsEach) || part.number > part.of)
    return 'The parts that pack.json speaks of do not fit the number of reviews.'
  const due = new Set(listOfPart(list.subjectRefs, part))
  const there = new Set(reviews.map(({ subjectRef }) => subjectRef))
  const missing = [...due].filter((ref) => !there.has(ref))
  const strange = [...there].filter((ref) => !due.has(ref))
  if (missing.length > 0)
    return `${missing.length} of the reviews that this part must hold are missing: ${missing.slice(0, 5).join(', ')}.`
  return strange.length === 0
    ? undefined
    : `${strange.length} reviews do not belong into this part: ${strange.slice(0, 5).join(', ')}.`
}
