import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib'
import { type IMetric, Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { Topic } from 'aws-cdk-lib/aws-sns'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import type { AddressStack } from './address-stack.ts'
import { fiveMinutes, spokenAlarm } from './constructs/alarm.ts'
import type { MailStack } from './mail-stack.ts'
import type { WebStack } from './web-stack.ts'
import type { WorkflowsStack } from './workflows-stack.ts'

export interface WatchStackProps extends StackProps {
  address: AddressStack
  mail: MailStack
  workflows: WorkflowsStack
  web: WebStack
}

/** The alarms. Each says who is hurt and what to do; all go to one topic that operators subscribe to. */
export class WatchStack extends Stack {
  readonly #operators: Topic

  constructor(scope: Construct, id: string, props: WatchStackProps) {
    super(scope, id, props)
    this.#operators = new Topic(this, 'Operators', { masterKey: props.mail.key, enforceSSL: true })
    this.#operators.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsPublish',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.#operators.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    )
    this.#workflows(props.workflows)
    this.#mail(props.mail)
    this.#pages(props)
    new CfnOutput(this, 'OperatorsTopic', {
      value: this.#operators.topicArn,
      description: 'Subscribe the operators’ addresses here',
    })
  }

  #workflows({ advanceWorkflow, sweep, unmovable, unlaunched, cycle, review, steps }: WorkflowsStack): void {
    this.#alarm('StreamFallsBehind', advanceWorkflow.metric('IteratorAge', max), 5 * 60_000, {
      periods: 2,
      sentence:
        'People who submitted wait for the next step for over five minutes; look at the errors of AdvanceWorkflow and at Lambda’s concurrency.',
    })
    this.#firstMessage(
      'StepCannotMove',
      unmovable,
      'A review has stopped after someone submitted, because its workflow could not be told; read the message in AdvanceDeadLetters, mend the cause, and let the sweep move it.',
    )
    this.#firstMessage(
      'CycleDidNotLaunch',
      unlaunched,
      'A whole cycle did not start at its launch date and nobody was invited; read the message in LaunchDeadLetters and start the cycle from its HR page.',
    )
    this.#alarm('AdvanceWorkflowFails', advanceWorkflow.metricErrors(sum), 3, {
      periods: 2,
      sentence:
        'Reviews move on only with the sweep, up to minutes late; read the log of AdvanceWorkflow for the first error.',
    })
    this.#alarm('SweepFails', sweep.metricErrors(sum), 2, {
      sentence:
        'Reviews that the stream missed stay where they are; read the log of Sweep, which must run every minute.',
    })
    this.#alarm('SweepStands', sweep.metricInvocations({ ...sum, label: 'sweeps' }), 0, {
      sentence:
        'Reviews that the stream missed stay where they are, because the sweep has not run for fifteen minutes; look at the schedule EveryMinute.',
      atMost: true,
      periods: 3,
    })
    for (const [id, { machine }, who] of [
      ['Cycle', cycle, 'Everyone in one cycle waits'],
      ['Review', review, 'The people of one review wait'],
    ] as const) {
      this.#alarm(`${id}WorkflowFails`, machine.metricFailed(sum), 0, {
        sentence: `${who} for a step that will not come, because the workflow failed; open the execution, mend the cause and redrive it.`,
      })
      this.#alarm(`${id}WorkflowTimesOut`, machine.metricTimedOut(sum), 0, {
        sentence: `${who} for a workflow that ran out of time as a whole; open the execution and close what is left from the HR page.`,
      })
      this.#alarm(`${id}WorkflowThrottled`, machine.metricThrottled(sum), 0, {
        periods: 3,
        sentence: `${who} longer than needed, because Step Functions has throttled this account for fifteen minutes; ask AWS for a higher rate of transitions.`,
      })
    }
    for (const [name, step] of steps)
      this.#alarm(`${name}Fails`, step.metricErrors(sum), 3, {
        periods: 2,
        sentence: `Reviews wait at the step ${name}, which fails again and again; read its log before the workflow’s retries run out.`,
      })
  }

  #mail({ queue, undeliverable, sendMail, recordMailEvents, configurationSet }: MailStack): void {
    this.#firstMessage(
      'MailUndeliverable',
      undeliverable,
      'Somebody was not told what waits for them, because a mail failed five times; read the message in MailDeadLetters, mend the cause and move it back.',
    )
    this.#alarm('MailWaits', queue.metricApproximateAgeOfOldestMessage(max), 15 * 60, {
      sentence:
        'People get their mail more than fifteen minutes late, sign-in codes included; look at the errors of SendMail and at the sending rate of SES.',
    })
    this.#alarm('SendMailFails', sendMail.metricErrors(sum), 3, {
      periods: 2,
      sentence: 'Mail is delayed and will be given up after five tries; read the log of SendMail.',
    })
    this.#alarm('RecordMailEventsFails', recordMailEvents.metricErrors(sum), 3, {
      periods: 2,
      sentence:
        'HR does not see which addresses bounce, and clocks keep running for people without mail; read the log of RecordMailEvents.',
    })
    // AWS reviews accounts above 5 % bounces and 0.1 % complaints: half of that leaves time to act.
    const reputation = (metricName: string) =>
      new Metric({
        namespace: 'AWS/SES',
        metricName,
        dimensionsMap: { 'ses:configuration-set': configurationSet.configurationSetName },
        period: Duration.hours(1),
        statistic: 'Maximum',
      })
    this.#alarm('MailBounces', reputation('Reputation.BounceRate'), 0.025, {
      sentence:
        'AWS may stop all our mail if the bounce rate reaches 5 %; correct the addresses that HR sees as bounced before the next reminder.',
    })
    this.#alarm('MailComplaints', reputation('Reputation.ComplaintRate'), 0.0005, {
      sentence:
        'AWS may stop all our mail if complaints reach 0.1 %; find out who marked a mail as spam and tell people what the mails are for.',
    })
  }

  #pages({ address, web }: WatchStackProps): void {
    this.#alarm('PagesFail', address.api.metricServerError(sum), 5, {
      sentence:
        'Visitors see an error page instead of their form; find the first 5xx in the access log and the function of its route.',
    })
    this.#errors('HrFails', web.hr, 'HR cannot work with cycles or people; read the log of Hr.')
    this.#errors(
      'ParticipantFails',
      web.participant,
      'People cannot open, fill in or sign their reviews; read the log of Participant.',
    )
    this.#errors(
      'AuditorFails',
      web.auditor,
      'Auditors cannot read the trail or the records; read the log of Auditor.',
    )
  }

  #errors(id: string, fn: LambdaFunction, sentence: string): void {
    this.#alarm(id, fn.metricErrors(sum), 3, { sentence })
  }

  #firstMessage(id: string, queue: IQueue, sentence: string): void {
    this.#alarm(id, queue.metricApproximateNumberOfMessagesVisible(max), 0, { sentence })
  }

  #alarm(id: string, metric: IMetric, above: number, given: AlarmWords): void {
    spokenAlarm(this, id, { metric, above, operators: this.#operators, ...given })
  }
}

interface AlarmWords {
  sentence: string
  periods?: number
  /** Alarms at or below the threshold, and when nothing is reported, instead of above it. */
  atMost?: boolean
}

const sum = { period: fiveMinutes, statistic: 'Sum' }
const max = { period: fiveMinutes, statistic: 'Maximum' }
