import type { ReviewCycle } from '../domain/cycle.ts'
import type { Participant } from '../domain/participant.ts'
import type { Review } from '../domain/review.ts'
import { type SentMail, sentMails } from '../domain/sent-mails.ts'
import type { EntryFacts } from '../store/trail.ts'

/** One thing that happened to a review, or one mail about it. */
export type StoryPart =
  | { kind: 'entry'; what: string; detail: string | undefined; who: string; at: string }
  /** A colleague's input: nobody is named, and only the day is told (UTC). */
  | { kind: 'colleague'; what: string; day: string }
  | { kind: 'mail'; why: SentMail['why']; at: string }

/**
 * What happened to a review, the newest first: the entries of its trail without what is personal in them, which stays in the
 * vault, and the mails to the reviewee. Of a colleague's input only the day is told, at the end of that day, so that its place
 * among the others says nothing of the hour.
 */
export function storyOf(
  review: Review,
  facts: readonly EntryFacts[],
  reviewee: Participant | undefined,
): StoryPart[] {
  const entries = facts.map((entry) => partOf(review, entry))
  const mails = (reviewee === undefined ? [] : sentMails(reviewee)).map(
    ({ why, at }): StoryPart => ({ kind: 'mail', why, at }),
  )
  return [...entries, ...mails].sort((one, other) => (placeOf(one) < placeOf(other) ? 1 : -1))
}

const placeOf = (part: StoryPart) => (part.kind === 'colleague' ? `${part.day}T99` : part.at)

function partOf(review: Review, { eventType, meaning, signerRole, signedAt }: EntryFacts): StoryPart {
  const what = Object.hasOwn(eventNames, eventType) ? (eventNames[eventType] ?? eventType) : plain(eventType)
  if (signerRole === 'peer') return { kind: 'colleague', what, day: signedAt.slice(0, 10) }
  return { kind: 'entry', what, detail: detailOf(meaning), who: whoIs(review, signerRole), at: signedAt }
}

function whoIs(review: Review, role: string): string {
  switch (role) {
    case 'self':
    case 'reviewee':
      return review.revieweeName
    case 'supervisor':
      return 'The supervisor'
    case 'hr':
      return 'HR'
    default:
      return 'By itself'
  }
}

/** An unknown event in its own words: `step.handed-over` is “Step handed over”. */
function plain(eventType: string): string {
  const words = eventType.replaceAll(/[.-]/g, ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** What the trail says beyond the name of the event, where that is a step or an answer. */
function detailOf(meaning: string): string | undefined {
  const [, kind = '', rest = ''] = /^(\w+) (.+)$/.exec(meaning) ?? []
  if (Object.hasOwn(stepWords, kind)) return `${stepWords[kind]}: ${rest}`
  return Object.hasOwn(answers, meaning) ? answers[meaning] : undefined
}

const answers: Readonly<Record<string, string>> = {
  acknowledged: 'Agrees',
  'acknowledged-with-disagreement': 'Does not agree with all of it',
}

const stepWords: Readonly<Record<string, string>> = {
  selfAssessment: 'Self-assessment',
  peerInput: 'A colleague’s input',
  supervisorRating: 'Rating',
  revieweeSignature: 'Signature of the reviewee',
  supervisorSignature: 'Signature of the supervisor',
}

const eventNames: Readonly<Record<string, string>> = {
  'review.opened': 'The review was opened',
  'self-assessment.submitted': 'Self-assessment sent in',
  'peer-input.submitted': 'A colleague’s input was sent in',
  'supervisor-rating.submitted': 'Rating sent in',
  'step.bypassed': 'The review went on without a step',
  'step.expired': 'A step’s time ran out',
  'step.extended': 'A step was given more time',
  'supervisor.reassigned': 'Another supervisor took over',
  'peer.replaced': 'Another colleague is asked for input',
  'record.released': 'Released to the reviewee',
  'record.signed-by-reviewee': 'Signed by the reviewee',
  'record.signature-refused': 'The reviewee refused to sign',
  'record.countersigned': 'Signed by the supervisor',
  'review.sealed': 'Sealed: nothing is edited any more',
  'review.closed-unfinished': 'The cycle closed before the review had ended',
  'review.ended-early': 'Ended before its time',
}

/** When what waits next is due, the earliest first. */
export function nextDue(cycle: ReviewCycle, waiting: Review['steps']): string | undefined {
  return waiting.map(({ kind, dueAt }) => dueAt ?? cycle.deadlines[kind].dueAt).sort()[0]
}
