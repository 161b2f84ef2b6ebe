import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import type { Construct } from 'constructs'
import { largest, type Operators, spokenAlarm, total } from '../constructs/alarm.ts'

/** What an auditor must hear of. */
export function witnessAlarms(scope: Construct, watchLog: IFunction, auditors: Operators): void {
  const alarm = spokenAlarm(scope, auditors)
  alarm('LogRefused', metric('Refused'), {
    above: 0,
    sentence:
      'The log shows something else than it had signed before, so that its records cannot be relied on until that is explained; read the newest report in the evidence bucket and ask the company, with the report in hand.',
  })
  alarm('LogSilent', metric('HoursSinceNews'), {
    above: 25,
    sentence:
      'The log has shown nothing new for more than a day, though it says something every day, so that somebody may be holding back what happened; ask the company why.',
  })
  alarm('LogUnreachable', metric('Unreachable'), {
    above: 0,
    periods: 12,
    sentence:
      'Nobody watches the log, because its bucket has not answered for an hour or no longer lets this account read; ask the company why, and look at the log of WatchLog for what S3 said.',
  })
  alarm('WitnessFails', watchLog.metricErrors(total), {
    above: 0,
    periods: 3,
    sentence:
      'Nobody watches the log, because the witness itself fails; read the log of WatchLog, and restore nothing into its table before you know why.',
  })
  alarm('WitnessStands', metric('Looked'), {
    atMost: 0,
    periods: 6,
    sentence:
      'Nobody watches the log, because the witness has not looked at it for half an hour; look at the schedule EveryFewMinutes and at Lambda’s concurrency.',
  })
}

/** A figure that the witness writes into its log in CloudWatch's embedded format. */
function metric(metricName: string): Metric {
  return new Metric({ namespace: 'Countersign/Witness', metricName, ...largest })
}
