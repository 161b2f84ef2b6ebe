import { Duration } from 'aws-cdk-lib'
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'

/** Where alarms go. */
export type Operators = ITopic

export type SpokenAlarmProps = {
  /** One sentence: who is hurt, and what to do. It is what the operator reads at night. */
  sentence: string
  /** Periods in a row; one unless a short spike hurts nobody. */
  periods?: number
} & (
  | { /** Alarms when the metric is above this. */ above: number }
  | {
      /** Alarms at or below this and when nothing is reported, for what must keep happening. */ atMost: number
    }
)

/** What happened within five minutes, and the worst value of five minutes. */
export const total = { period: Duration.minutes(5), statistic: 'Sum' }
export const largest = { period: Duration.minutes(5), statistic: 'Maximum' }

/** Makes alarms that say in one sentence who is hurt and what to do. Throws if one does not. */
export function spokenAlarm(scope: Construct, operators: Operators) {
  return (id: string, metric: IMetric, props: SpokenAlarmProps): void => {
    if (!/^[A-Z].{40,}[^.]\.$/.test(props.sentence))
      throw new Error(`The alarm ${id} must say who is hurt and what to do, in one sentence.`)
    const mustHappen = 'atMost' in props
    const alarm = new Alarm(scope, id, {
      alarmDescription: props.sentence,
      metric,
      threshold: mustHappen ? props.atMost : props.above,
      comparisonOperator: mustHappen
        ? ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD
        : ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: props.periods ?? 1,
      // Most of these metrics exist only when something happens.
      treatMissingData: mustHappen ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    })
    alarm.addAlarmAction(new SnsAction(operators))
    alarm.addOkAction(new SnsAction(operators))
  }
}
