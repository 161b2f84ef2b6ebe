import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { EventSourceMapping, FilterCriteria, StartingPosition } from 'aws-cdk-lib/aws-lambda'
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources'
import { CfnSchedule, ScheduleGroup } from 'aws-cdk-lib/aws-scheduler'
import type { Construct } from 'constructs'
import type * as z from 'zod'
import type { stepsEnvSchema } from '../functions/steps/env.ts'
import { acknowledge } from './constructs/acknowledge.ts'
import { DeadLetterQueue } from './constructs/dead-letter-queue.ts'
import { answerTasksOf, readManifests, readRows, start, writeRows } from './constructs/rights.ts'
import { RoleFunction } from './constructs/role-function.ts'
import { exportNameOf, exportsOf, fileNameOf } from './constructs/step-name.ts'
import { type Filling, Workflow } from './constructs/workflow.ts'
import { readWorkflowFile, type WorkflowFile } from './constructs/workflow-file.ts'
import type { MailStack, ReactionsEnvironment } from './mail-stack.ts'
import type { RecordsStack } from './records-stack.ts'
import { rightsOfStep, timeoutOfStep } from './step-rights.ts'

export interface WorkflowsStackProps extends StackProps {
  dist: string
  /** Directory of the `.asl.json` files. */
  workflows: string
  records: RecordsStack
  mail: MailStack
}

export type StepsEnvironment = z.input<typeof stepsEnvSchema>

/** The two machines, their steps, what sets them going and what moves them on. */
export class WorkflowsStack extends Stack {
  readonly cycle: Workflow
  readonly review: Workflow
  readonly steps = new Map<string, RoleFunction<StepsEnvironment>>()
  readonly advanceWorkflow: RoleFunction<ReactionsEnvironment>
  readonly sweep: RoleFunction<ReactionsEnvironment>
  readonly unmovable: DeadLetterQueue
  readonly unlaunched: DeadLetterQueue
  readonly scheduleGroup: ScheduleGroup
  readonly scheduleRole: Role
  readonly #props: WorkflowsStackProps

  constructor(scope: Construct, id: string, props: WorkflowsStackProps) {
    super(scope, id, props)
    this.#props = props
    const { records } = props
    const reviewFile = readWorkflowFile(join(props.workflows, 'review.asl.json'))
    const cycleFile = readWorkflowFile(join(props.workflows, 'review-cycle.asl.json'))
    this.review = new Workflow(this, 'Review', {
      file: reviewFile,
      fillings: this.#steps(reviewFile),
      description: 'One review, from the self-assessment to the seal',
    })
    this.cycle = new Workflow(this, 'ReviewCycle', {
      file: cycleFile,
      fillings: {
        ...this.#steps(cycleFile),
        ReviewMachine: {
          value: this.review.machine.stateMachineArn,
          right: start(this.review.machine),
        },
        Bucket: { value: records.bucket.bucketName, right: readManifests(records.bucket) },
      },
      description: 'One cycle, from opening to the report',
    })

    this.unlaunched = new DeadLetterQueue(this, 'LaunchDeadLetters')
    this.scheduleGroup = new ScheduleGroup(this, 'Launches')
    this.scheduleRole = this.#launchRole()

    this.unmovable = new DeadLetterQueue(this, 'AdvanceDeadLetters')
    const moves = [
      readRows(records.records),
      writeRows(records.records),
      answerTasksOf(this.review.machine, this.cycle.machine),
    ]
    this.advanceWorkflow = this.#reaction('AdvanceWorkflow', {
      description: 'Tells the waiting task of a workflow that its step is done, as soon as the row says so',
      rights: [...moves, ...this.#readStream(records.recordsStreamArn)],
    })
    this.#followStream(records.recordsStreamArn)
    this.sweep = this.#reaction('Sweep', {
      description: 'Finds every minute what the stream did not move, and moves it',
      rights: moves,
    })
    this.#everyMinute()
    this.#acknowledgements()
    new CfnOutput(this, 'CycleMachine', {
      value: this.cycle.machine.stateMachineArn,
      description: 'The workflow of a cycle',
    })
    new CfnOutput(this, 'ReviewMachine', {
      value: this.review.machine.stateMachineArn,
      description: 'The workflow of one review',
    })
  }

  /** A function for each placeholder of the file that names a step; the same function if both files name it. */
  #steps(file: WorkflowFile): Record<string, Filling> {
    const { dist, records, mail } = this.#props
    const bundle = join(dist, 'steps', 'index.js')
    const exported = existsSync(bundle) ? exportsOf(readFileSync(bundle, 'utf8')) : []
    const fillings: Record<string, Filling> = {}
    for (const name of file.placeholders.filter((placeholder) => !otherPlaceholders.has(placeholder))) {
      if (!exported.includes(exportNameOf(name)))
        throw new Error(
          `A workflow names \${${name}}, but functions/steps/handler.ts exports no "${exportNameOf(name)}" ` +
            `(from functions/steps/${fileNameOf(name)}.ts). Write the step, or run "npm run build" again.`,
        )
      const step =
        this.steps.get(name) ??
        new RoleFunction<StepsEnvironment>(this, name, {
          dist,
          bundle: 'steps',
          handler: exportNameOf(name),
          description: `The step: ${fileNameOf(name).replaceAll('-', ' ')}`,
          environment: {
            RECORDS_TABLE: records.records.table.tableName,
            TRAIL_TABLE: records.trail.table.tableName,
            VAULT_TABLE: records.vault.table.tableName,
            BUCKET: records.bucket.bucketName,
            MAIL_QUEUE_URL: mail.queue.queueUrl,
          },
          timeout: timeoutOfStep(fileNameOf(name)),
          rights: rightsOfStep(fileNameOf(name), records, mail.queue),
        })
      this.steps.set(name, step)
      fillings[name] = {
        value: step.functionArn,
        right: new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [step.functionArn] }),
      }
    }
    return fillings
  }

  #reaction(id: string, given: { description: string; rights: PolicyStatement[] }) {
    return new RoleFunction<ReactionsEnvironment>(this, id, {
      dist: this.#props.dist,
      bundle: 'reactions',
      handler: exportNameOf(id),
      environment: this.#props.mail.reactions,
      timeout: Duration.seconds(30),
      ...given,
    })
  }

  /** EventBridge Scheduler starts cycles as this role; HR hands it to the schedules that it makes. */
  #launchRole(): Role {
    const role = new Role(this, 'LaunchRole', {
      description: 'Starts the workflow of a cycle at its launch date',
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: {
            'aws:SourceAccount': this.account,
            'aws:SourceArn': this.scheduleGroup.scheduleGroupArn,
          },
        },
      }),
    })
    role.addToPolicy(start(this.cycle.machine))
    role.addToPolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.unlaunched.queueArn] }),
    )
    return role
  }

  #readStream(streamArn: string): PolicyStatement[] {
    return [
      new PolicyStatement({
        actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
        resources: [streamArn],
      }),
      new PolicyStatement({
        actions: ['dynamodb:ListStreams'],
        resources: [`${this.#props.records.records.table.tableArn}/stream/*`],
      }),
    ]
  }

  #followStream(streamArn: string): void {
    new EventSourceMapping(this, 'RecordsStream', {
      target: this.advanceWorkflow,
      eventSourceArn: streamArn,
      // From the oldest record that is kept: what happens while this is being deployed is not missed.
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 25,
      parallelizationFactor: 2,
      // Only rows whose workflow has still to be moved wake the function; all others would cost for nothing.
      filters: [FilterCriteria.filter({ dynamodb: { NewImage: { gsi2pk: { S: ['UNMOVED'] } } } })],
      reportBatchItemFailures: true,
      // A record that fails is split out of its batch, tried five times and put aside; later ones go on.
      bisectBatchOnError: true,
      retryAttempts: 5,
      onFailure: new SqsDlq(this.unmovable),
    })
  }

  #everyMinute(): void {
    const role = new Role(this, 'EveryMinuteRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
      description: 'Calls the sweep every minute',
    })
    role.addToPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [this.sweep.functionArn] }),
    )
    const schedule = new CfnSchedule(this, 'EveryMinute', {
      description: 'Sweeps for workflows that have not moved',
      scheduleExpression: 'rate(1 minutes)',
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: this.sweep.functionArn,
        roleArn: role.roleArn,
        // The next minute comes anyway.
        retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
      },
    })
    // Without its policy the first minutes would be refused.
    schedule.node.addDependency(role)
  }

  #acknowledgements(): void {
    const records = 'Countersign-Records:ExportsOutputFnGetAtt'
    acknowledge(
      this,
      `AwsSolutions-IAM5[Resource::${records}Bucket83908E77Arn063C8555/manifests/*]`,
      'A manifest is named for its cycle; writing and reading are limited to the manifests.',
    )
    acknowledge(
      this.advanceWorkflow.ownRole,
      `AwsSolutions-IAM5[Resource::${records}Records091F6ECAArn8F34C005/stream/*]`,
      'ListStreams is authorized on the streams of a table, not on one of them; reading is limited to the one.',
    )
  }
}

/** Placeholders that are not steps. */
const otherPlaceholders = new Set(['ReviewMachine', 'Bucket'])
