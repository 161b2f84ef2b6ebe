import { Duration } from 'aws-cdk-lib'
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'

export interface SpokenAlarmProps {
  metric: IMetric
  /** Alarms when the metric is above this. */
  above: number
  /** Alarms at or below that instead, and when nothing is reported: for what must keep happening. */
  atMost?: boolean
  /** Periods in a row; one unless a short spike hurts nobody. */
  periods?: number
  /** One sentence: who is hurt, and what to do. It is what the operator reads at night. */
  sentence: string
  operators: ITopic
}

/** An alarm that says in one sentence who is hurt and what to do. Throws if it does not. */
export function spokenAlarm(scope: Construct, id: string, props: SpokenAlarmProps): Alarm {
  if (!/^[A-Z].{40,}[^.]\.$/.test(props.sentence))
    throw new Error(`The alarm ${id} must say who is hurt and what to do, in one sentence.`)
  const atMost = props.atMost ?? false
  const alarm = new Alarm(scope, id, {
    alarmDescription: props.sentence,
    metric: props.metric,
    threshold: props.above,
    comparisonOperator: atMost
      ? ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD
      : ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods: props.periods ?? 1,
    // Most of these metrics exist only when something happens.
    treatMissingData: atMost ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
  })
  alarm.addAlarmAction(new SnsAction(props.operators))
  alarm.addOkAction(new SnsAction(props.operators))
  return alarm
}

/** The length over which most alarms add up what happened. */
export const fiveMinutes = Duration.minutes(5)
