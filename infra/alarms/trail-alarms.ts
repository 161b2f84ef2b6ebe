import { Duration } from 'aws-cdk-lib'
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import type { Construct } from 'constructs'
import { largest, type Operators, spokenAlarm, total } from '../constructs/alarm.ts'
import type { TrailStack } from '../trail-stack.ts'

/** The longest that an entry may wait until a signed checkpoint covers it, as auditors are told. */
export const mergeDelaySeconds = 60

/** What keeps the log from covering what happened, or from being what it says. */
export function trailAlarms(
  scope: Construct,
  { sealTrail, verifyLog, erasePeople }: TrailStack,
  operators: Operators,
): void {
  const alarm = spokenAlarm(scope, operators)
  alarm('LogHalted', logMetric('Halted'), {
    above: 0,
    sentence:
      'No entry gets into the log any more, because what is stored contradicts what was signed, and auditors must hear of it; change nothing, keep the log of SealTrail, and follow “When the log halts” in docs/operations.md.',
  })
  alarm('EntryQuarantined', logMetric('Quarantined'), {
    above: 0,
    sentence:
      'Something that people did stays out of the log, because its entry is not what its hash says or lacks the one before it; read the QUARANTINE row that the log of SealTrail names, and follow “When an entry is quarantined” in docs/operations.md.',
  })
  alarm('LogFallsBehind', logMetric('MergeDelaySeconds'), {
    above: mergeDelaySeconds,
    sentence: `Auditors find entries for more than ${mergeDelaySeconds} seconds without a checkpoint that covers them, longer than they were promised; read the log of SealTrail and look for throttled writes of the trail’s table.`,
  })
  alarm('LogHeadBehind', logMetric('HeadBehind'), {
    above: 0,
    sentence:
      'The log’s bucket is ahead of the table’s head, as after a restore from a backup, and sealing waits; compare the two, and follow “When the head is behind” in docs/operations.md.',
  })
  alarm('LogSigningFails', logMetric('SigningFailed'), {
    above: 0,
    sentence:
      'Entries get their place but no signed checkpoint, so that nobody can verify them; look whether the signing key is enabled and whether its policy still names the role of SealTrail.',
  })
  alarm('SealTrailFails', sealTrail.metricErrors(total), {
    above: 2,
    sentence:
      'Entries wait for their place in the log, because sealing fails again and again; read the log of SealTrail for the first error.',
  })
  alarm('SealTrailStands', sealTrail.metricInvocations(total), {
    atMost: 0,
    periods: 2,
    sentence:
      'Entries wait for their place in the log, because sealing has not run for ten minutes; look at the schedule SealEveryMinute and at Lambda’s concurrency.',
  })
  alarm('LogDoesNotVerify', logMetric('VerificationFailed'), {
    above: 0,
    sentence:
      'The daily verification found that the log is not what its checkpoints say, and auditors will find the same; read the finding in the log of VerifyLog, change nothing, and tell the auditors.',
  })
  alarm('VerifyLogFails', verifyLog.metricErrors(total), {
    above: 0,
    sentence:
      'Nobody but the auditors checks the log, because the daily verification broke off; read the log of VerifyLog and invoke it once more.',
  })
  alarm('VerifyLogStands', verifyLog.metricInvocations({ ...total, period: Duration.days(1) }), {
    atMost: 0,
    periods: 2,
    sentence:
      'Nobody but the auditors checks the log, because the daily verification has not run for two days; look at the schedule VerifyDaily.',
  })
  alarm('ErasePeopleFails', erasePeople.metricErrors(total), {
    above: 2,
    sentence:
      'Somebody’s data stays although its erasure was confirmed; read the log of ErasePeople for the first error, which names the erasure.',
  })
  alarm('ErasePeopleStands', erasePeople.metricInvocations(total), {
    atMost: 0,
    periods: 3,
    sentence:
      'Confirmed erasures are not carried out, because ErasePeople has not run for fifteen minutes; look at the schedule EraseEveryMinute.',
  })
}

/** A figure that SealTrail and VerifyLog write into their logs in CloudWatch’s embedded format. */
function logMetric(metricName: string): Metric {
  return new Metric({ namespace: 'Countersign/Trail', metricName, ...largest })
}
