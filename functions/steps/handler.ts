import { randomBytes } from 'node:crypto'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Context } from 'aws-lambda'
import { createIdMint } from '../domain/ids.ts'
import { askTheCycleRow as askTheCycleRowStep } from './ask-the-cycle-row.ts'
import { askTheDisputeRow as askTheDisputeRowStep } from './ask-the-dispute-row.ts'
import { askTheRevieweeToSign as askTheRevieweeToSignStep } from './ask-the-reviewee-to-sign.ts'
import { askTheStepRow as askTheStepRowStep } from './ask-the-step-row.ts'
import { askTheSupervisorToCountersign as askTheSupervisorToCountersignStep } from './ask-the-supervisor-to-countersign.ts'
import { checkThatEveryReviewStarted as checkThatEveryReviewStartedStep } from './check-that-every-review-started.ts'
import { closeTheCycle as closeTheCycleStep } from './close-the-cycle.ts'
import { stepsEnvSchema } from './env.ts'
import { findTheNextNudge as findTheNextNudgeStep } from './find-the-next-nudge.ts'
import { inviteEveryone as inviteEveryoneStep } from './invite-everyone.ts'
import { openTheCycle as openTheCycleStep } from './open-the-cycle.ts'
import { openThePeerInput as openThePeerInputStep } from './open-the-peer-input.ts'
import { openTheSelfAssessment as openTheSelfAssessmentStep } from './open-the-self-assessment.ts'
import { openTheSupervisorRating as openTheSupervisorRatingStep } from './open-the-supervisor-rating.ts'
import { releaseTheNewRecord as releaseTheNewRecordStep } from './release-the-new-record.ts'
import { releaseTheResults as releaseTheResultsStep } from './release-the-results.ts'
import { reportTheCycle as reportTheCycleStep } from './report-the-cycle.ts'
import { sealTheReview as sealTheReviewStep } from './seal-the-review.ts'
import { sendTheNudges as sendTheNudgesStep } from './send-the-nudges.ts'
import type { Step, StepDependencies } from './step.ts'
import { tellThoseConcerned as tellThoseConcernedStep } from './tell-those-concerned.ts'
import { waitForTheRatings as waitForTheRatingsStep } from './wait-for-the-ratings.ts'
import { waitForTheRelease as waitForTheReleaseStep } from './wait-for-the-release.ts'
import { waitForTheReleaseDate as waitForTheReleaseDateStep } from './wait-for-the-release-date.ts'
import { waitForTheSignatures as waitForTheSignaturesStep } from './wait-for-the-signatures.ts'

const env = stepsEnvSchema.parse(process.env)
const db: StepDependencies['db'] = {
  client: new DynamoDBClient({}),
  tables: { records: env.RECORDS_TABLE, trail: env.TRAIL_TABLE, vault: env.VAULT_TABLE },
  mint: createIdMint(() => randomBytes(16).toString('hex')),
  randomBytes,
}
// Only the steps that need these clients pay for loading them.
const manifests = once(async () => {
  const { S3Client } = await import('@aws-sdk/client-s3')
  return { client: new S3Client({}), bucket: env.BUCKET }
})
const mailQueue = once(async () => {
  const { SQSClient } = await import('@aws-sdk/client-sqs')
  return { client: new SQSClient({}), url: env.MAIL_QUEUE_URL }
})

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}

function lambda<Input>(task: Step<Input>) {
  return async (event: unknown, context: Context): Promise<unknown> =>
    task.run(
      {
        db,
        now: () => new Date().toISOString(),
        manifests,
        mailQueue,
        remainingMs: () => context.getRemainingTimeInMillis(),
      },
      task.input.parse(event),
    )
}

// The cycle, in the order of workflows/review-cycle.asl.json.
export const openTheCycle = lambda(openTheCycleStep)
export const checkThatEveryReviewStarted = lambda(checkThatEveryReviewStartedStep)
export const inviteEveryone = lambda(inviteEveryoneStep)
export const waitForTheRatings = lambda(waitForTheRatingsStep)
export const askTheCycleRow = lambda(askTheCycleRowStep)
export const waitForTheReleaseDate = lambda(waitForTheReleaseDateStep)
export const releaseTheResults = lambda(releaseTheResultsStep)
export const waitForTheSignatures = lambda(waitForTheSignaturesStep)
export const closeTheCycle = lambda(closeTheCycleStep)
export const reportTheCycle = lambda(reportTheCycleStep)
export const findTheNextNudge = lambda(findTheNextNudgeStep)
export const sendTheNudges = lambda(sendTheNudgesStep)

// The review, in the order of workflows/review.asl.json.
export const openTheSelfAssessment = lambda(openTheSelfAssessmentStep)
export const openThePeerInput = lambda(openThePeerInputStep)
export const openTheSupervisorRating = lambda(openTheSupervisorRatingStep)
export const waitForTheRelease = lambda(waitForTheReleaseStep)
export const askTheRevieweeToSign = lambda(askTheRevieweeToSignStep)
export const askTheSupervisorToCountersign = lambda(askTheSupervisorToCountersignStep)
export const askTheStepRow = lambda(askTheStepRowStep)
export const sealTheReview = lambda(sealTheReviewStep)

// What a disputed or reopened review needs besides, in the order of workflows/review-again.asl.json.
export const tellThoseConcerned = lambda(tellThoseConcernedStep)
export const askTheDisputeRow = lambda(askTheDisputeRowStep)
export const releaseTheNewRecord = lambda(releaseTheNewRecordStep)
