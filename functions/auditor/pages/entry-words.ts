import type { TrailEntry } from '../../trail/entry.ts'
import { listsReviews } from '../../trail/review-lists.ts'

/** What an event is called for somebody who has never seen the app; an unknown one keeps its own name. */
export function eventInWords(type: string): string {
  return Object.hasOwn(events, type) ? (events[type] ?? type) : type
}

/** The same for an entry of which its meaning is known too: one kind of event stands for several things. */
export function entryTitle({
  eventType,
  meaning,
  recordVersion = 1,
}: Pick<TrailEntry, 'eventType' | 'meaning'> & Partial<Pick<TrailEntry, 'recordVersion'>>): string {
  if (eventType === 'record.released' && recordVersion > 1)
    return `Record ${recordVersion} was released to the reviewee; it takes the place of the one before`
  if (eventType === 'dispute.raised' && meaning.endsWith(' appealed'))
    return 'The reviewee appealed the decision on the dispute'
  if (eventType === 'dispute.decided' && Object.hasOwn(outcomes, meaning))
    return outcomes[meaning] ?? eventInWords(eventType)
  if (eventType !== 'cycle.scheduled') return eventInWords(eventType)
  if (meaning === 'launch begun') return 'The launch began'
  if (meaning === 'launched by hand') return 'HR launched the cycle by hand'
  return 'HR set the time of the launch'
}

/** What a decision made of the rating and the record. */
const outcomes: Readonly<Record<string, string>> = {
  upheld: 'Decided on the dispute: the rating was upheld, and the record stands',
  overturned:
    'Decided on the dispute: the rating was overturned, and another record takes the place of this one',
  amended:
    'Decided on the dispute: the record was amended, and another one with a correction takes its place',
}

const events: Readonly<Record<string, string>> = {
  'cycle.planned': 'HR planned the cycle',
  'cycle.scheduled': 'The launch was set, or it began',
  'cycle.opened': 'The cycle was launched; people, form and peers are fixed',
  'cycle.review-added': 'HR added a review to the running cycle',
  'cycle.paused': 'HR paused the cycle; its clocks stand',
  'cycle.resumed': 'HR let the cycle go on; what was to come moved by the days of the pause',
  'cycle.release-requested': 'HR asked for the release',
  'cycle.released': 'The results were released',
  'cycle.close-requested': 'HR asked to close the cycle',
  'cycle.closed': 'The cycle was closed',
  'cycle.cancelled': 'The cycle was cancelled',
  'participant.link-renewed': 'HR had a new link mailed to somebody; the old ones ended',
  'participant.paused': 'Somebody is on leave; their clocks stand',
  'participant.returned': 'Somebody is back from leave',
  'participant.exempted': 'HR took somebody’s review out of the cycle',
  'participant.withdrawn': 'Somebody no longer takes part; their links ended',
  'person.changed': 'HR changed somebody who takes part',
  'review.opened': 'The review was opened',
  'self-assessment.submitted': 'The self-assessment was sent in',
  'peer-input.submitted': 'A colleague’s input was sent in',
  'supervisor-rating.submitted': 'The supervisor’s rating was sent in',
  'step.bypassed': 'The review went on without a step',
  'step.expired': 'A step’s time ran out',
  'step.extended': 'A step was given more time',
  'supervisor.reassigned': 'Another supervisor took over',
  'peer.replaced': 'Another colleague is asked for input',
  'peer-input.declined': 'A colleague declined to give input',
  'participant.reminded': 'HR had people reminded by mail at once',
  'record.released': 'The record was released to the reviewee',
  'record.signed-by-reviewee': 'The reviewee signed the record',
  'record.signature-refused': 'The reviewee refused to sign the record',
  'record.countersigned': 'The supervisor signed the record',
  'review.sealed': 'The review was sealed',
  'review.closed-unfinished': 'The cycle closed before the review had ended',
  'review.ended-early': 'The review ended before its time',
  'record.refusal-witnessed': 'Who witnessed the refusal was written down',
  'dispute.raised': 'The reviewee disputed the rating or the record',
  'dispute.assigned': 'HR named who decides on the dispute',
  'dispute.overdue': 'The dispute was not decided in time; HR was alerted',
  'dispute.decided': 'The dispute was decided',
  'review.reopening-requested': 'HR asked for the review to be reopened; nothing changed yet',
  'review.reopening-withdrawn': 'HR took back that the review be reopened',
  'review.reopened':
    'A second person of HR confirmed it: the review was reopened, and signatures under its record no longer count',
  'log.heartbeat': 'Nothing happened for a day; the log says that it is alive',
  'person.hold-placed': 'HR placed a legal hold on somebody',
  'person.hold-lifted': 'HR lifted a legal hold',
  'person.erasure-requested': 'HR asked for somebody to be erased',
  'person.erasure-withdrawn': 'HR withdrew the erasure of somebody',
  'person.erasure-confirmed': 'A second person of HR confirmed the erasure',
  'person.erased': 'Somebody was erased',
}

export function authenticationInWords({ authentication }: TrailEntry): string {
  switch (authentication.method) {
    case 'emailed-link':
      return 'By opening the secret link that was mailed to them'
    case 'emailed-link-and-code':
      return 'By the secret link mailed to them, and a six-digit code mailed for this very record'
    case 'oidc':
      return 'By signing in with their company account'
    case 'none':
      return 'No one acted: the app did this by itself, at its time or after the step before'
    default:
      return authentication.method
  }
}

/** What it is that an entry names the fingerprint of. */
export function digestInWords({ eventType, meaning }: TrailEntry): string {
  if (listsReviews(eventType)) return 'Fingerprint of the list of reviews'
  return meaning.startsWith('submitted') ? 'Fingerprint of the words' : 'Fingerprint of the record'
}

/** Who answered as a colleague shows by the clock where several answer in turn; pages therefore tell only the day of it. */
export const tellsOnlyTheDay = (eventType: string) =>
  eventType === 'peer-input.submitted' || eventType === 'peer-input.declined'

export function roleInWords(role: string): string {
  return Object.hasOwn(roles, role) ? (roles[role] ?? role) : role
}

const roles: Readonly<Record<string, string>> = {
  self: 'Reviewee, about themselves',
  peer: 'Colleague',
  supervisor: 'Supervisor',
  reviewee: 'Reviewee',
  hr: 'HR',
  workflow: 'The app, by itself',
}

export const fieldInWords: Readonly<Record<string, string>> = {
  actor: 'Account that acted (its id at the sign-in service)',
  signer: 'Who',
  onBehalfOf: 'On whose behalf',
  actorName: 'Name of that account',
  predecessor: 'Who had it before',
  successor: 'Who has it from then on',
  signerName: 'Name as typed',
  reviewee: 'Reviewee',
  revieweeName: 'Name of the reviewee',
  ratingSupervisor: 'Rating supervisor',
  words: 'Fingerprint of the words',
  authenticatedAt: 'When they came in',
  proposedRating: 'Proposed rating',
  computedScore: 'Computed score',
  justification: 'Justification',
  ratingOfRecord: 'Rating of record',
  comment: 'Comment',
  step: 'Step',
  dueAt: 'New due date',
  participant: 'Participant',
  person: 'Person',
  address: 'E-mail address',
  email: 'E-mail address',
  name: 'Name',
  status: 'Status',
  reason: 'Reason',
  until: 'Back on',
  workingSince: 'With the company since',
  requestedBy: 'Account that asked',
  confirmedBy: 'Account that confirmed',
  askedBy: 'Account that asked',
  hold: 'Hold',
  holdId: 'Number of the hold',
  defaultTimeZone: 'Time zone',
  liftReason: 'Why it was lifted',
  decider: 'Account that decides',
  deciderName: 'Name of the account',
  decision: 'Decision, with its reasons',
  newRating: 'New rating',
  witness: 'Witness, as typed',
  witnessedOn: 'Day of the refusal',
  note: 'Note',
}
