import { join } from 'node:path'
import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { acknowledge } from './constructs/acknowledge.ts'
import { DeadLetterQueue } from './constructs/dead-letter-queue.ts'
import { followStream } from './constructs/follow-stream.ts'
import { Launches } from './constructs/launches.ts'
import { namedRoles } from './constructs/named-role.ts'
import { onSchedule } from './constructs/on-schedule.ts'
import { type MoveReactionsEnvironment, reaction, type SeriesEnvironment } from './constructs/reaction.ts'
import {
  answerTasksOf,
  readManifests,
  readRows,
  recordInTransactions,
  start,
  writeRows,
} from './constructs/rights.ts'
import type { RoleFunction } from './constructs/role-function.ts'
import { StepFunctions, type StepsEnvironment } from './constructs/step-functions.ts'
import { Workflow } from './constructs/workflow.ts'
import { readWorkflowFile } from './constructs/workflow-file.ts'
import type { MailStack } from './mail-stack.ts'
import type { RecordsStack } from './records-stack.ts'

export interface WorkflowsStackProps extends StackProps {
  dist: string
  /** Directory of the `.asl.json` files. */
  workflows: string
  records: RecordsStack
  mail: MailStack
}

/** Value of `gsi2pk` in rows whose workflow has still to be moved; as the records' keys spell it. */
const unmoved = 'UNMOVED'

/** The machines, their steps, what sets them going and what moves them on. */
export class WorkflowsStack extends Stack {
  readonly review: Workflow
  readonly reviewAgain: Workflow
  readonly cycle: Workflow
  readonly launches: Launches
  readonly steps: ReadonlyMap<string, RoleFunction<StepsEnvironment>>
  readonly advanceWorkflow: RoleFunction<MoveReactionsEnvironment>
  readonly sweep: RoleFunction<MoveReactionsEnvironment>
  readonly runSeries: RoleFunction<SeriesEnvironment>
  /** Submitted steps whose workflow could not be told. */
  readonly unmovable: DeadLetterQueue

  constructor(
    scope: Construct,
    id: string,
    { dist, workflows, records, mail, ...props }: WorkflowsStackProps,
  ) {
    super(scope, id, props)
    const steps = new StepFunctions(this, { dist, records, mailQueue: mail.queue })
    this.steps = steps.byName
    const reviewFile = readWorkflowFile(join(workflows, 'review.asl.json'))
    this.review = new Workflow(this, 'Review', {
      description: 'One review, from the self-assessment to the seal',
      file: reviewFile,
      fillings: steps.fillings(reviewFile),
    })
    const againFile = readWorkflowFile(join(workflows, 'review-again.asl.json'))
    this.reviewAgain = new Workflow(this, 'ReviewAgain', {
      description: 'A review that is disputed, decided or reopened',
      file: againFile,
      fillings: steps.fillings(againFile),
    })
    const cycleFile = readWorkflowFile(join(workflows, 'review-cycle.asl.json'))
    const others = {
      ReviewMachine: { value: this.review.machine.stateMachineArn, right: start(this.review.machine) },
      Bucket: { value: records.bucket.bucketName, right: readManifests(records.bucket) },
    }
    this.cycle = new Workflow(this, 'ReviewCycle', {
      description: 'One cycle, from opening to the report',
      file: cycleFile,
      fillings: { ...steps.fillings(cycleFile, Object.keys(others)), ...others },
    })
    this.launches = new Launches(this, 'Launches', this.cycle.machine)

    this.unmovable = new DeadLetterQueue(this, 'AdvanceDeadLetters')
    const environment = {
      ...mail.reactions,
      REVIEW_MACHINE_ARN: this.review.machine.stateMachineArn,
      REVIEW_AGAIN_MACHINE_ARN: this.reviewAgain.machine.stateMachineArn,
    }
    const given = { dist, environment, timeout: Duration.seconds(30) }
    const moves = [
      writeRows(records.records, 'PutItem', 'UpdateItem'),
      answerTasksOf(this.review.machine, this.reviewAgain.machine, this.cycle.machine),
      start(this.review.machine),
      start(this.reviewAgain.machine),
    ]
    this.advanceWorkflow = reaction(this, 'AdvanceWorkflow', {
      ...given,
      description: 'Tells the waiting task of a workflow that its step is done, as soon as the row says so',
      rights: [readRows(records.records), ...moves],
    })
    followStream(this, 'RecordsStream', {
      table: records.records,
      fn: this.advanceWorkflow,
      filter: { dynamodb: { NewImage: { gsi2pk: { S: [unmoved] } } } },
      exported: 'Countersign-Records:ExportsOutputFnGetAttRecords091F6ECAArn8F34C005',
      failed: this.unmovable,
    })
    this.sweep = reaction(this, 'Sweep', {
      ...given,
      description: 'Finds every minute what the stream did not move, and moves it',
      rights: [readRows(records.records, 'unmoved'), ...moves],
    })
    onSchedule(this, 'EveryMinute', {
      fn: this.sweep,
      rate: '1 minutes',
      description: 'Sweeps for workflows that have not moved',
    })

    this.runSeries = reaction<SeriesEnvironment>(this, 'RunSeries', {
      dist,
      roleName: namedRoles.runSeries,
      description: 'Makes the next cycle of a recurring series some days before its launch',
      environment: {
        ...mail.reactions,
        REVIEW_CYCLE_MACHINE_ARN: this.cycle.machine.stateMachineArn,
        SCHEDULE_GROUP: this.launches.scheduleGroupName,
        SCHEDULE_ROLE_ARN: this.launches.role.roleArn,
        SCHEDULE_DLQ_ARN: this.launches.unlaunched.queueArn,
      },
      timeout: Duration.seconds(60),
      rights: [
        readRows(records.records),
        writeRows(records.records, 'PutItem'),
        ...recordInTransactions(records.trail, records.vault),
      ],
    })
    this.launches.grantScheduling(this.runSeries.ownRole)
    this.launches.alsoCall(this.runSeries)

    acknowledge(
      this,
      'AwsSolutions-IAM5[Resource::Countersign-Records:ExportsOutputFnGetAttBucket83908E77Arn063C8555/manifests/*]',
      'A manifest is named for its cycle; writing and reading are limited to the manifests.',
    )
    new CfnOutput(this, 'CycleMachine', { value: this.cycle.machine.stateMachineArn })
    new CfnOutput(this, 'ReviewMachine', { value: this.review.machine.stateMachineArn })
    new CfnOutput(this, 'ReviewAgainMachine', { value: this.reviewAgain.machine.stateMachineArn })
  }
}
