import type { ReviewCycle } from '../../../functions/domain/cycle.ts'
import { draftCycle } from '../../../functions/domain/cycle-plan.ts'
import { openReview, participantsOf } from '../../../functions/domain/launch.ts'
import type { Person } from '../../../functions/domain/person.ts'
import { isRefusal } from '../../../functions/domain/refusal.ts'
import type { Review } from '../../../functions/domain/review.ts'
import { missStep } from '../../../functions/domain/review-course.ts'
import { openStep, type ReviewStep, type StepKind } from '../../../functions/domain/step.ts'
import { plainEvent } from '../../../functions/domain/workflow-event.ts'
import type { MailQueue } from '../../../functions/mail/mail-queue.ts'
import type { ParticipantDependencies } from '../../../functions/participant/participant-route.ts'
import { createParticipantSite } from '../../../functions/participant/participant-site.ts'
import { releaseReview } from '../../../functions/steps/release-review.ts'
import { commitCycleChange, loadCycle } from '../../../functions/store/cycles.ts'
import type { Database } from '../../../functions/store/database.ts'
import { issueLink } from '../../../functions/store/links.ts'
import { createParticipant, findParticipant } from '../../../functions/store/participants.ts'
import { savePeople } from '../../../functions/store/people.ts'
import {
  commitReviewChange,
  commitStepChange,
  createReview,
  findStep,
  loadReview,
} from '../../../functions/store/reviews.ts'
import { listEntries } from '../../../functions/store/trail.ts'
import { type ChainVerdict, verifyChain } from '../../../functions/trail/chain.ts'
import type { HttpHandler } from '../../../functions/web/http-handler.tsx'
import type { RequestLogEntry } from '../../../functions/web/request-log.ts'
import { PLAN, PLANNED_AT, person } from '../../fixtures/cycle.ts'
import { Browser } from './browser.ts'

/** A running cycle in the tables: Sam rates, Rita and Omar are reviewed, Pia, Pau and Per are everybody's peers. */
export interface SmallCycle {
  db: Database
  cycle: ReviewCycle
  people: Record<'sam' | 'rita' | 'omar' | 'pia' | 'pau' | 'per', Person>
  rita: Review
  omar: Review
  /** Rita's and Omar's, and Pia's if the cycle was started so. */
  reviews: readonly Review[]
  /** The time that the site sees; tests move it. */
  clock: { now: Date }
  log: RequestLogEntry[]
  /** The site itself, for a browser of one's own. */
  handle: HttpHandler
  /** What the workflow does: asks for every step of a kind. */
  ask(review: Review, kind: StepKind): Promise<ReviewStep[]>
  /** What the workflow does when a step's time is over. */
  miss(review: Review, kind: StepKind, who: Person): Promise<void>
  /** What the release does. */
  release(review: Review): Promise<void>
  /** A fresh link's path, as a mail would carry it. */
  linkFor(who: Person): Promise<string>
  /** A browser that has opened a fresh link. */
  comeIn(who: Person): Promise<Browser>
  visit(): Browser
  current(review: Review): Promise<Review>
  step(review: Review, kind: StepKind, who?: Person): Promise<ReviewStep>
  verdict(review: Review): Promise<ChainVerdict>
}

export const MONDAY = new Date('2027-01-11T09:00:00.000Z')

export async function startSmallCycle(
  db: Database,
  mailQueue: () => Promise<MailQueue> = () => Promise.reject(new Error('This test mails nothing')),
  /** Whether Pia is reviewed too, by Rita, Omar and Pau. */
  of: { pia: boolean } = { pia: false },
  /** Where receipts find their proofs; only who downloads one needs it. */
  kept: Pick<ParticipantDependencies, 'publishedLog' | 'verifier'> = {
    publishedLog: () => Promise.reject(new Error('This test has no log')),
    verifier: () => Promise.reject(new Error('This test verifies nothing')),
  },
): Promise<SmallCycle> {
  const name = (index: number, personName: string, supervisorId: Person['supervisorId'] = null): Person => ({
    ...person(index, { name: personName, supervisorId }),
    personId: db.mint.personId(),
  })
  const sam = name(1, 'Sam Idris')
  const rita = name(2, 'Rita Ferrão', sam.personId)
  const omar = name(3, 'Omar O’Neill', sam.personId)
  const pia = name(4, 'Pia Lund', sam.personId)
  const pau = name(5, 'Pau Serra', sam.personId)
  const per = name(6, 'Per <b>Ek</b>', sam.personId)
  const people = { sam, rita, omar, pia, pau, per }
  await savePeople(db, Object.values(people))

  const subjectRef = () => Buffer.from(db.randomBytes(16)).toString('hex')
  const draft = draftCycle(PLAN, {
    cycleId: db.mint.cycleId(),
    subjectRef: subjectRef(),
    at: PLANNED_AT,
    by: 'hr',
  })
  const at = MONDAY.toISOString()
  await commitCycleChange(
    db,
    draft,
    { ...draft, status: 'running', reviewCount: of.pia ? 3 : 2, timeZones: ['Europe/Vienna'], openedAt: at },
    plainEvent('cycle.opened', 'opened', { at }),
  )
  const cycle = await loadCycle(db, draft.cycleId)
  const planned = [
    { reviewee: rita, peers: [pia, pau, per] },
    { reviewee: omar, peers: [pia, pau, per] },
    ...(of.pia ? [{ reviewee: pia, peers: [rita, omar, pau] }] : []),
  ]
  const reviews = planned.map(({ reviewee, peers }) =>
    openReview(
      cycle,
      { reviewee, ratingSupervisor: sam, lineSupervisorId: sam.personId, peers },
      { reviewId: db.mint.reviewId(), subjectRef: subjectRef(), mint: db.mint },
    ),
  )
  const [ofRita, ofOmar] = reviews
  if (ofRita === undefined || ofOmar === undefined) throw new Error('There are two reviews')
  for (const review of reviews) await createReview(db, review, plainEvent('review.opened', 'opened', { at }))
  const byId = new Map(Object.values(people).map((someone) => [someone.personId, someone]))
  for (const participant of participantsOf(cycle, reviews, byId)) await createParticipant(db, participant)

  const clock = { now: MONDAY }
  const log: RequestLogEntry[] = []
  const handle = createParticipantSite({
    helpContact: 'the people team',
    db,
    mailQueue,
    ...kept,
    publicUrl: new URL('https://reviews.example.com'),
    now: () => clock.now,
    log: (entry) => log.push(entry),
  })
  const current = (review: Review) => loadReview(db, cycle.cycleId, review.reviewId)
  const stepNow = async (review: Review, stepId: ReviewStep['stepId']) => {
    const step = await findStep(db, cycle, review, stepId)
    if (step === undefined) throw new Error('There is no such step')
    return step
  }
  const linkFor = async (who: Person) => {
    const participant = await findParticipant(db, cycle.cycleId, who.personId)
    if (participant === undefined) throw new Error(`${who.name} takes no part`)
    return `/my/${await issueLink(db, participant, cycle.deadlines.supervisorSignature.graceUntil)}`
  }
  return {
    db,
    cycle,
    people,
    rita: ofRita,
    omar: ofOmar,
    reviews,
    clock,
    log,
    handle,
    current,
    linkFor,
    async ask(review, kind) {
      const lines = review.steps.filter((line) => line.kind === kind)
      return Promise.all(
        lines.map(async ({ stepId }) => {
          const change = openStep(await stepNow(review, stepId), {
            at: clock.now.toISOString(),
            taskToken: `token-${stepId}`,
          })
          if (!(await commitStepChange(db, change))) throw new Error('Somebody was quicker')
          return change.after
        }),
      )
    },
    async miss(review, kind, who) {
      const line = review.steps.find((one) => one.kind === kind && one.assigneeId === who.personId)
      if (line === undefined) throw new Error(`There is no ${kind} of ${who.name}`)
      const situation = { cycle, review: await current(review), step: await stepNow(review, line.stepId) }
      const as = kind === 'selfAssessment' ? 'bypassed' : 'expired'
      const decision = missStep(situation, { at: clock.now.toISOString(), as })
      if (isRefusal(decision)) throw new Error(decision.message)
      if ((await commitReviewChange(db, decision)) === undefined) throw new Error('Somebody was quicker')
    },
    async release(review) {
      if (!(await releaseReview(db, cycle, review.reviewId, clock.now.toISOString()))) {
        throw new Error('The review cannot be released')
      }
    },
    async comeIn(who) {
      const browser = new Browser(handle)
      await browser.open(await linkFor(who))
      return browser
    },
    visit: () => new Browser(handle),
    async step(review, kind, who) {
      const line = review.steps.find(
        (one) => one.kind === kind && (who === undefined || one.assigneeId === who.personId),
      )
      if (line === undefined) throw new Error(`There is no ${kind}`)
      return stepNow(review, line.stepId)
    },
    async verdict(review) {
      const { chain } = await current(review)
      return verifyChain(await listEntries(db, chain.subjectRef), chain.subjectRef, chain)
    },
  }
}
