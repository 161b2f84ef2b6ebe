import { Duration, Stack, type StackProps } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { hintFromStream } from './constructs/follow-stream.ts'
import { acknowledgeLogPaths } from './constructs/log-bucket.ts'
import { namedRoles } from './constructs/named-role.ts'
import { onSchedule } from './constructs/on-schedule.ts'
import { type LogReactionsEnvironment, type ReactionsEnvironment, reaction } from './constructs/reaction.ts'
import {
  appendInTransactions,
  onRows,
  readLog,
  readRows,
  recordInTransactions,
  signCheckpoints,
  writeLog,
  writeRows,
} from './constructs/rights.ts'
import type { RoleFunction } from './constructs/role-function.ts'
import { trailRows } from './constructs/trail-policy.ts'
import type { MailStack } from './mail-stack.ts'
import type { RecordsStack } from './records-stack.ts'

export interface TrailStackProps extends StackProps {
  dist: string
  records: RecordsStack
  mail: MailStack
}

/** From an entry that was written to a signed checkpoint that covers it; and what checks and erases afterwards. */
export class TrailStack extends Stack {
  /** The sequencer. */
  readonly sealTrail: RoleFunction<LogReactionsEnvironment>
  readonly verifyLog: RoleFunction<LogReactionsEnvironment>
  readonly erasePeople: RoleFunction<ReactionsEnvironment>

  constructor(scope: Construct, id: string, { dist, records, mail, ...props }: TrailStackProps) {
    super(scope, id, props)
    const { entries, outbox, indices, chains, batches, checkpoints, quarantine, log, verification } =
      trailRows
    const environment: LogReactionsEnvironment = {
      ...mail.reactions,
      LOG_BUCKET: records.log.bucketName,
      SIGNING_KEY_ARN: records.signingKey.keyArn,
    }

    // No reserved concurrency: two that run at once hinder but cannot harm each other, and an account that is new has
    // none to reserve.
    this.sealTrail = reaction<LogReactionsEnvironment>(this, 'SealTrail', {
      dist,
      environment,
      description:
        'The sequencer: gives entries their place in the log, writes the log and signs checkpoints',
      roleName: namedRoles.sequencer,
      timeout: Duration.seconds(60),
      memoryMb: 512,
      rights: [
        readRows(records.trail),
        onRows(records.trail, ['PutItem'], [indices, batches, checkpoints, quarantine, log]),
        onRows(records.trail, ['UpdateItem'], [log, chains]),
        onRows(records.trail, ['DeleteItem'], [outbox]),
        // An entry is set aside only if, in the same transaction, what it lacks is still lacking.
        onRows(records.trail, ['ConditionCheckItem'], [entries, indices]),
        // Its own entries, in the chain of the register: heartbeats.
        appendInTransactions(records.trail),
        onRows(records.records, ['GetItem', 'PutItem'], ['REGISTER']),
        ...readLog(records.log),
        writeLog(records.log),
        ...signCheckpoints(records.signingKey),
      ],
    })
    hintFromStream(this, 'TrailStream', {
      table: records.trail,
      fn: this.sealTrail,
      filter: { eventName: ['INSERT'], dynamodb: { Keys: { pk: { S: [outbox] } } } },
      exported: 'Countersign-Records:ExportsOutputFnGetAttTrail022F0CF2ArnA2CB0638',
      // What happens within twenty seconds shares a checkpoint: a lone one costs as much as a mail, and a minute is promised.
      within: Duration.seconds(20),
    })
    onSchedule(this, 'SealEveryMinute', {
      fn: this.sealTrail,
      rate: '1 minutes',
      description: 'Seals what the stream has missed',
    })

    this.verifyLog = reaction<LogReactionsEnvironment>(this, 'VerifyLog', {
      dist,
      environment,
      description: 'Reads the whole log, verifies it as an auditor would, and notes the finding',
      roleName: namedRoles.verifier,
      // Some ten thousand objects, one after the other.
      timeout: Duration.minutes(15),
      memoryMb: 1024,
      rights: [
        readRows(records.trail),
        onRows(records.trail, ['PutItem'], [verification]),
        ...readLog(records.log),
      ],
    })
    onSchedule(this, 'VerifyDaily', {
      fn: this.verifyLog,
      rate: '1 days',
      description: 'Verifies the whole log every day',
    })

    for (const { ownRole } of [this.sealTrail, this.verifyLog]) acknowledgeLogPaths(ownRole, records.log)

    this.erasePeople = reaction<ReactionsEnvironment>(this, 'ErasePeople', {
      dist,
      environment: mail.reactions,
      description: 'Erases the people whose erasure two people have confirmed',
      roleName: namedRoles.erasePeople,
      timeout: Duration.seconds(60),
      memoryMb: 512,
      rights: [
        readRows(records.vault, 'byPerson'),
        writeRows(records.vault, 'DeleteItem'),
        readRows(records.records, 'byAssignee'),
        writeRows(records.records, 'PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'),
        ...recordInTransactions(records.trail, records.vault),
      ],
    })
    onSchedule(this, 'EraseEveryMinute', {
      fn: this.erasePeople,
      rate: '1 minutes',
      description: 'Carries out erasures that have been confirmed',
    })
  }
}
