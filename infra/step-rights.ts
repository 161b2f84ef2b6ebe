import { Duration } from 'aws-cdk-lib'
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import {
  addRows,
  appendInTransactions,
  readRows,
  sendTo,
  writeManifests,
  writeRows,
} from './constructs/rights.ts'
import type { RecordsStack } from './records-stack.ts'

/** Steps that handle a whole cycle's rows or people at once, and so need more than a few seconds. */
const wholeCycle = new Set([
  'open-the-cycle',
  'check-that-every-review-started',
  'invite-everyone',
  'send-the-nudges',
  'release-the-results',
  'close-the-cycle',
  'report-the-cycle',
])

/** Steps that put mails into the queue. */
const sendsMail = new Set(['invite-everyone', 'send-the-nudges', 'release-the-results'])

/** Steps that write the manifest from which the reviews are started. */
const writesManifests = new Set(['open-the-cycle'])

/** What a step's role may do; `step` is the name of its file. */
export function rightsOfStep(step: string, records: RecordsStack, mailQueue: IQueue): PolicyStatement[] {
  return [
    readRows(records.records),
    writeRows(records.records),
    readRows(records.trail),
    appendInTransactions(records.trail),
    addRows(records.vault),
    ...(sendsMail.has(step) ? [sendTo(mailQueue)] : []),
    ...(writesManifests.has(step) ? [writeManifests(records.bucket)] : []),
  ]
}

/** How long a step may take before Lambda ends it and the workflow tries again. */
export function timeoutOfStep(step: string): Duration {
  return Duration.seconds(wholeCycle.has(step) ? 300 : 30)
}
