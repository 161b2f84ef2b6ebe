import type { Construct } from 'constructs'
import { largest, type Operators, spokenAlarm, total } from '../constructs/alarm.ts'
import type { WorkflowsStack } from '../workflows-stack.ts'

/** What keeps a cycle or a review from moving on. */
export function workflowAlarms(scope: Construct, workflows: WorkflowsStack, operators: Operators): void {
  const alarm = spokenAlarm(scope, operators)
  const { advanceWorkflow, sweep, unmovable, launches, cycle, review, reviewAgain, runSeries, steps } =
    workflows

  alarm('CycleDidNotLaunch', launches.unlaunched.metricApproximateNumberOfMessagesVisible(largest), {
    above: 0,
    sentence:
      'A whole cycle did not start at its launch date and nobody was invited; read the message in LaunchDeadLetters and start the cycle from its HR page.',
  })
  alarm('StepCannotMove', unmovable.metricApproximateNumberOfMessagesVisible(largest), {
    above: 0,
    sentence:
      'A review has stopped after someone submitted, because its workflow could not be told; read the message in AdvanceDeadLetters, mend the cause, and let the sweep move it.',
  })
  alarm('StreamFallsBehind', advanceWorkflow.metric('IteratorAge', largest), {
    above: 5 * 60_000,
    periods: 2,
    sentence:
      'People who submitted wait for the next step for over five minutes; look at the errors of AdvanceWorkflow and at Lambda’s concurrency.',
  })
  alarm('AdvanceWorkflowFails', advanceWorkflow.metricErrors(total), {
    above: 3,
    periods: 2,
    sentence:
      'Reviews move on only with the sweep, up to minutes late; read the log of AdvanceWorkflow for the first error.',
  })
  alarm('SweepFails', sweep.metricErrors(total), {
    above: 2,
    sentence: 'Reviews that the stream missed stay where they are; read the log of Sweep.',
  })
  alarm('SweepStands', sweep.metricInvocations(total), {
    atMost: 0,
    periods: 3,
    sentence:
      'Reviews that the stream missed stay where they are, because the sweep has not run for fifteen minutes; look at the schedule EveryMinute.',
  })
  alarm('RunSeriesFails', runSeries.metricErrors(total), {
    above: 0,
    sentence:
      'A recurring series has not made its next cycle, and looks again tomorrow; read the log of RunSeries for the first error, which names the series, and plan the cycle by hand if its launch is near.',
  })
  for (const [id, { machine }, who] of [
    ['Cycle', cycle, 'Everyone in one cycle waits'],
    ['Review', review, 'The people of one review wait'],
    ['ReviewAgain', reviewAgain, 'The people of one review that was disputed or reopened wait'],
  ] as const) {
    alarm(`${id}WorkflowFails`, machine.metricFailed(total), {
      above: 0,
      sentence: `${who} for a step that will not come, because the workflow failed; open the execution, mend the cause and redrive it.`,
    })
    alarm(`${id}WorkflowTimesOut`, machine.metricTimedOut(total), {
      above: 0,
      sentence: `${who} for a workflow that ran out of time as a whole; open the execution and close what is left from the HR page.`,
    })
    alarm(`${id}WorkflowThrottled`, machine.metricThrottled(total), {
      above: 0,
      periods: 3,
      sentence: `${who} longer than needed, because Step Functions has throttled this account for fifteen minutes; ask AWS for a higher rate of transitions.`,
    })
  }
  for (const [name, step] of steps)
    alarm(`${name}Fails`, step.metricErrors(total), {
      above: 3,
      // A launch that cannot start its reviews fails a dozen times within a few minutes and then goes on without them.
      periods: 1,
      sentence: `Reviews wait at the step ${name}, which fails again and again; read its log before the workflow’s retries run out.`,
    })
}
