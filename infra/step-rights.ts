import { Duration } from 'aws-cdk-lib'
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import { stepRoleName } from './constructs/named-role.ts'
import { readRows, recordInTransactions, sendTo, writeManifests, writeRows } from './constructs/rights.ts'
import { placeholderOf } from './constructs/step-name.ts'
import type { RecordsStack } from './records-stack.ts'

interface StepNeeds {
  /** Changes rows. */
  writes?: true
  /** Does what the sign-off trail records. */
  records?: true
  /** Puts mails into the queue. */
  mails?: true
  /** Writes the list from which the reviews are started. */
  manifests?: true
  /** Handles a whole cycle's rows or people at once, which takes longer and more memory. */
  wholeCycle?: true
}

/** What each step does beyond reading; the names of the files in functions/steps. */
const needs: Readonly<Record<string, StepNeeds>> = {
  // The cycle
  'open-the-cycle': { writes: true, records: true, manifests: true, wholeCycle: true },
  'check-that-every-review-started': { writes: true, wholeCycle: true },
  'invite-everyone': { mails: true, wholeCycle: true },
  'wait-for-the-ratings': { writes: true },
  'ask-the-cycle-row': {},
  'wait-for-the-release-date': { writes: true },
  'release-the-results': { writes: true, records: true, mails: true, wholeCycle: true },
  'wait-for-the-signatures': { writes: true },
  'close-the-cycle': { writes: true, records: true, wholeCycle: true },
  'report-the-cycle': { writes: true, wholeCycle: true },
  'find-the-next-nudge': {},
  'send-the-nudges': { mails: true, wholeCycle: true },
  // One review
  'open-the-self-assessment': { writes: true },
  'open-the-peer-input': { writes: true },
  'open-the-supervisor-rating': { writes: true, records: true },
  'wait-for-the-release': { writes: true, records: true, mails: true },
  'ask-the-reviewee-to-sign': { writes: true, records: true },
  'ask-the-supervisor-to-countersign': { writes: true, records: true },
  'ask-the-step-row': { writes: true, records: true },
  'seal-the-review': { writes: true, records: true },
  // A review that is disputed or reopened
  'tell-those-concerned': { mails: true },
  'ask-the-dispute-row': { writes: true, records: true },
  'release-the-new-record': { writes: true, records: true },
}

/** What a step's role may do; `step` is the name of its file. */
export function rightsOfStep(step: string, stores: RecordsStack, mailQueue: IQueue): PolicyStatement[] {
  const { writes, records, mails, manifests } = needsOf(step)
  return [
    readRows(stores.records),
    ...(writes ? [writeRows(stores.records, 'PutItem', 'UpdateItem')] : []),
    ...(records ? recordInTransactions(stores.trail, stores.vault) : []),
    ...(mails ? [sendTo(mailQueue)] : []),
    ...(manifests ? [writeManifests(stores.bucket)] : []),
  ]
}

/** The fixed name of a step's role, if it adds to the trail: the trail's own policy names who may. */
export function roleNameOfStep(step: string): string | undefined {
  return needsOf(step).records ? stepRoleName(placeholderOf(step)) : undefined
}

/** The names of the roles of all steps that add to the trail. */
export function recordingStepRoles(): string[] {
  return Object.keys(needs).flatMap((step) => roleNameOfStep(step) ?? [])
}

/** How long a step may take before Lambda ends it and the workflow tries again, and the memory that it gets. */
export function sizeOfStep(step: string): { timeout: Duration; memoryMb: number } {
  return needsOf(step).wholeCycle
    ? { timeout: Duration.minutes(5), memoryMb: 512 }
    : { timeout: Duration.seconds(30), memoryMb: 256 }
}

function needsOf(step: string): StepNeeds {
  const found = needs[step]
  if (found === undefined)
    throw new Error(`The step ${step} has no line in infra/step-rights.ts that says what its role may do.`)
  return found
}
