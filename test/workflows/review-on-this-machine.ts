import { readFileSync } from 'node:fs'
import { SFNClient } from '@aws-sdk/client-sfn'
import type { Answers } from '../../functions/domain/answers.ts'
import { customerServiceForm } from '../../functions/domain/customer-service-form.ts'
import type { ReviewCycle } from '../../functions/domain/cycle.ts'
import { draftCycle } from '../../functions/domain/cycle-plan.ts'
import type { ReviewDecision, StepSituation } from '../../functions/domain/decision.ts'
import { sectionsForRole } from '../../functions/domain/form.ts'
import type { StepId } from '../../functions/domain/ids.ts'
import { openReview, participantsOf } from '../../functions/domain/launch.ts'
import type { RaterRole } from '../../functions/domain/rater-role.ts'
import {
  submitPeerInput,
  submitSelfAssessment,
  submitSupervisorRating,
} from '../../functions/domain/rater-submission.ts'
import { isRefusal, type Refusal } from '../../functions/domain/refusal.ts'
import type { Review } from '../../functions/domain/review.ts'
import { extend } from '../../functions/domain/review-course.ts'
import { workflowInputOf } from '../../functions/domain/review-workflow-input.ts'
import { signAsReviewee, signAsSupervisor } from '../../functions/domain/signature.ts'
import type { ReviewStep, StepKind } from '../../functions/domain/step.ts'
import { plainEvent } from '../../functions/domain/workflow-event.ts'
import type { MailQueue } from '../../functions/mail/mail-queue.ts'
import type { AdvanceDependencies } from '../../functions/reactions/advance-workflow.ts'
import { moveWorkflow, type ReviewMachines, type Workflows } from '../../functions/reactions/move-workflow.ts'
import { sweep } from '../../functions/reactions/sweep.ts'
import { askTheDisputeRow } from '../../functions/steps/ask-the-dispute-row.ts'
import { askTheRevieweeToSign } from '../../functions/steps/ask-the-reviewee-to-sign.ts'
import { askTheStepRow } from '../../functions/steps/ask-the-step-row.ts'
import { askTheSupervisorToCountersign } from '../../functions/steps/ask-the-supervisor-to-countersign.ts'
import { openThePeerInput } from '../../functions/steps/open-the-peer-input.ts'
import { openTheSelfAssessment } from '../../functions/steps/open-the-self-assessment.ts'
import { openTheSupervisorRating } from '../../functions/steps/open-the-supervisor-rating.ts'

import { releaseReview } from '../../functions/steps/release-review.ts'
import { releaseTheNewRecord } from '../../functions/steps/release-the-new-record.ts'
import { sealTheReview } from '../../functions/steps/seal-the-review.ts'
import type { Step, StepDependencies } from '../../functions/steps/step.ts'
import { tellThoseConcerned } from '../../functions/steps/tell-those-concerned.ts'
import { waitForTheRelease } from '../../functions/steps/wait-for-the-release.ts'
import { commitCycleChange, loadCycle } from '../../functions/store/cycles.ts'
import { createParticipant } from '../../functions/store/participants.ts'
import { commitReviewChange, createReview, findStep, loadReview } from '../../functions/store/reviews.ts'
import { listUnmovedKeys } from '../../functions/store/unmoved.ts'
import { wordsPut } from '../../functions/store/words.ts'
import { digestOf } from '../../functions/trail/digest.ts'
import { PLAN, team } from '../fixtures/cycle.ts'
import type { TestDatabase } from '../functions/database.ts'
import {
  FUNCTION,
  type Run,
  START,
  TestClock,
  TestCloud,
  type TestFunction,
} from '../local/states/test-cloud.ts'

const STEPS: Record<string, Step<never>> = {
  OpenTheSelfAssessment: openTheSelfAssessment as Step<never>,
  OpenThePeerInput: openThePeerInput as Step<never>,
  OpenTheSupervisorRating: openTheSupervisorRating as Step<never>,
  WaitForTheRelease: waitForTheRelease as Step<never>,
  AskTheRevieweeToSign: askTheRevieweeToSign as Step<never>,
  AskTheSupervisorToCountersign: askTheSupervisorToCountersign as Step<never>,
  AskTheStepRow: askTheStepRow as Step<never>,
  SealTheReview: sealTheReview as Step<never>,
  TellThoseConcerned: tellThoseConcerned as Step<never>,
  AskTheDisputeRow: askTheDisputeRow as Step<never>,
  ReleaseTheNewRecord: releaseTheNewRecord as Step<never>,
}
const AUTHENTICATION = { method: 'emailed-link' as const, at: null }

/**
 * One review on the real parts: the workflow file on the local cloud's interpreter, the app's own step functions, rules and
 * store, DynamoDB Local, and a clock that the test moves. The stream is under the test's control, so that it can lose
 * things.
 */
export class ReviewOnThisMachine {
  readonly cloud: TestCloud
  readonly cycle: ReviewCycle
  readonly review: Review
  private readonly database: TestDatabase
  private execution: Run | undefined
  private machines: ReviewMachines = { review: '', reviewAgain: '' }

  private constructor(database: TestDatabase, cloud: TestCloud, cycle: ReviewCycle, review: Review) {
    this.database = database
    this.cloud = cloud
    this.cycle = cycle
    this.review = review
  }

  /** @param wrap stands between the workflow and a step function, for tests that make one fail. */
  static async start(
    database: TestDatabase,
    wrap: (name: string, run: TestFunction) => TestFunction = (_, run) => run,
    mailQueue: () => Promise<MailQueue> = () => Promise.reject(new Error('This review sends no mail')),
  ): Promise<ReviewOnThisMachine> {
    const { db } = database
    const clock = new TestClock()
    const dependencies: StepDependencies = {
      db,
      now: () => new Date(clock.now()).toISOString(),
      manifests: () => Promise.reject(new Error('A review needs no manifest')),
      mailQueue,
      remainingMs: () => 300_000,
    }
    const functions = Object.fromEntries(
      Object.entries(STEPS).map(([name, step]) => [
        name,
        wrap(name, (payload) => step.run(dependencies, step.input.parse(payload))),
      ]),
    )
    const cloud = new TestCloud({ functions, clock })
    const cycle = await createRunningCycle(database)
    const review = await createFirstReview(database, cycle)
    const created = new ReviewOnThisMachine(database, cloud, cycle, review)
    const create = (file: string, name: string) =>
      cloud.create(
        JSON.parse(
          readFileSync(`workflows/${file}.asl.json`, 'utf8').replaceAll(
            /\$\{(\w+)\}/g,
            (_, step: string) => FUNCTION + step,
          ),
        ),
        name,
      )
    created.machines = {
      review: create('review', 'Machine'),
      reviewAgain: create('review-again', 'ReviewAgain'),
    }
    const input = workflowInputOf(cycle, review)
    created.execution = await cloud.start(created.machines.review, input, review.reviewId)
    return created
  }

  get run(): Run {
    if (this.execution === undefined) throw new Error('The review has not started')
    return this.execution
  }

  now(): string {
    return new Date(this.cloud.clock.now()).toISOString()
  }

  stepIds(kind: StepKind): StepId[] {
    return this.review.steps.filter((line) => line.kind === kind).map((line) => line.stepId)
  }

  async step(kind: StepKind, index = 0): Promise<ReviewStep> {
    const { step } = await this.situation(kind, index)
    return step
  }

  async stored(): Promise<Review> {
    return loadReview(this.database.db, this.cycle.cycleId, this.review.reviewId)
  }

  /** What the assignee's submission does, except that nobody tells the workflow yet. */
  async submit(kind: StepKind, index = 0): Promise<Refusal | 'submitted'> {
    const situation = await this.situation(kind, index)
    const decision = this.decide(situation)
    if (isRefusal(decision)) return decision
    const also =
      kind === 'revieweeSignature' || kind === 'supervisorSignature'
        ? []
        : [wordsPut(this.database.db, situation.step, wordsOf(roleOf(kind)))]
    const receipt = await commitReviewChange(this.database.db, { ...decision, also })
    if (receipt === undefined) throw new Error('Somebody else was quicker, which no test here wants')
    return 'submitted'
  }

  /** The days count from the planned due date. */
  async extend(kind: StepKind, days: number): Promise<void> {
    const situation = await this.situation(kind)
    const later = (at: string) => new Date(Date.parse(at) + days * 86_400_000).toISOString()
    const decision = extend(situation, {
      at: this.now(),
      by: { subject: 'hr', authenticatedAt: this.now() },
      dueAt: later(situation.step.dueAt),
      graceUntil: later(situation.step.graceUntil),
      reason: 'On leave',
    })
    if (isRefusal(decision)) throw new Error(decision.message)
    await commitReviewChange(this.database.db, decision)
  }

  async release(): Promise<void> {
    await releaseReview(this.database.db, this.cycle, this.review.reviewId, this.now())
  }

  /** The stream as it should be: every settled row is told to the workflow. */
  async stream(): Promise<void> {
    const { db } = this.database
    for (const key of await listUnmovedKeys(db, '9999')) await moveWorkflow(await this.workflows(), db, key)
    await this.cloud.settle()
  }

  async sweep(): Promise<{ moved: number }> {
    const dependencies: AdvanceDependencies = {
      db: this.database.db,
      ...(await this.workflows()),
      now: () => this.now(),
      log: () => {},
    }
    const result = await sweep(dependencies)
    await this.cloud.settle()
    return result
  }

  /** What the reactions are given to move workflows, and to start them. */
  async workflows(): Promise<Workflows> {
    return { sfn: await this.sfn(), machines: this.machines }
  }

  async sfn(): Promise<SFNClient> {
    return new SFNClient({
      endpoint: await this.cloud.url(),
      region: 'eu-central-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    })
  }

  /** Moves the clock to just after an instant, firing what is due on the way. */
  async passBy(instant: string): Promise<void> {
    await this.cloud.advance(Date.parse(instant) + 1000 - this.cloud.clock.now())
  }

  async gatherEverything(): Promise<void> {
    await this.submit('selfAssessment')
    for (const index of this.stepIds('peerInput').keys()) await this.submit('peerInput', index)
    await this.stream()
  }

  private async situation(kind: StepKind, index = 0): Promise<StepSituation> {
    const { db } = this.database
    const cycle = await loadCycle(db, this.cycle.cycleId)
    const review = await this.stored()
    const stepId = review.steps.filter((line) => line.kind === kind)[index]?.stepId
    const step = stepId && (await findStep(db, cycle, review, stepId))
    if (step === undefined) throw new Error(`There is no ${kind} step ${index}`)
    return { cycle, review, step }
  }

  private decide(situation: StepSituation): ReviewDecision | Refusal {
    const { review, step } = situation
    const signature = {
      at: this.now(),
      comment: '',
      shownDigest: review.recordDigest ?? '',
      authentication: { ...AUTHENTICATION, method: 'emailed-link-and-code' as const },
    }
    switch (step.kind) {
      case 'revieweeSignature': {
        const name = review.revieweeName
        return signAsReviewee(situation, { ...signature, meaning: 'acknowledged', typedName: name, name })
      }
      case 'supervisorSignature': {
        const name = review.ratingSupervisorName
        return signAsSupervisor(situation, { ...signature, meaning: 'approved', typedName: name, name })
      }
      default:
        return this.decideWords(situation)
    }
  }

  private decideWords(situation: StepSituation): ReviewDecision | Refusal {
    const { answers } = wordsOf(roleOf(situation.step.kind))
    const act = {
      at: this.now(),
      form: customerServiceForm,
      answers,
      authentication: AUTHENTICATION,
      wordsDigest: digestOf(answers),
    }
    const decision =
      situation.step.kind === 'selfAssessment'
        ? submitSelfAssessment(situation, act)
        : situation.step.kind === 'peerInput'
          ? submitPeerInput(situation, act)
          : submitSupervisorRating(situation, { ...act, proposedRating: 3, justification: '' })
    if (!Array.isArray(decision)) return decision
    throw new Error(decision.map((refusal) => refusal.message).join(' '))
  }
}

async function createRunningCycle({ db }: TestDatabase): Promise<ReviewCycle> {
  const day = (days: number) => new Date(START + days * 86_400_000).toISOString().slice(0, 10)
  const plan = {
    ...PLAN,
    launchAtLocal: `${day(0)}T09:00`,
    dates: {
      selfDueOn: day(9),
      peerDueOn: day(9),
      ratingDueOn: day(18),
      releaseOn: day(21),
      signDueOn: day(28),
      countersignDueOn: day(35),
    },
  }
  const at = new Date(START).toISOString()
  const draft = draftCycle(plan, {
    cycleId: db.mint.cycleId(),
    subjectRef: Buffer.from(db.randomBytes(16)).toString('hex'),
    at,
    by: 'hr',
  })
  const running: ReviewCycle = { ...draft, status: 'running', reviewCount: 1, openedAt: at }
  await commitCycleChange(db, draft, running, plainEvent('cycle.opened', 'opened', { at }))
  return loadCycle(db, draft.cycleId)
}

async function createFirstReview({ db }: TestDatabase, cycle: ReviewCycle): Promise<Review> {
  const [supervisor, reviewee, ...peers] = team(5)
  if (supervisor === undefined || reviewee === undefined) throw new Error('The team is too small')
  const review = openReview(
    cycle,
    { reviewee, ratingSupervisor: supervisor, lineSupervisorId: supervisor.personId, peers },
    {
      reviewId: db.mint.reviewId(),
      subjectRef: Buffer.from(db.randomBytes(16)).toString('hex'),
      mint: db.mint,
    },
  )
  for (const participant of participantsOf(cycle, [review], new Map()))
    await createParticipant(db, participant)
  await createReview(db, review, plainEvent('review.opened', 'opened', { at: cycle.openedAt ?? '' }))
  return loadReview(db, cycle.cycleId, review.reviewId)
}

const roleOf = (kind: StepKind): RaterRole =>
  kind === 'selfAssessment' ? 'self' : kind === 'peerInput' ? 'peer' : 'supervisor'

/** Level 3 throughout, and enough words where words are asked for. */
function wordsOf(role: RaterRole) {
  const answers: Answers = {}
  for (const item of sectionsForRole(customerServiceForm, role).flatMap((section) => section.items)) {
    answers[item.itemId] =
      item.kind === 'scale' ? { level: 3 } : { text: 'A calm and helpful answer. '.repeat(8) }
  }
  return {
    formVersion: customerServiceForm.version,
    answers,
    proposedRating: role === 'supervisor' ? 3 : null,
    justification: '',
  }
}
