import type { Look } from './look.ts'

/** Where CloudWatch keeps the witness's metrics; they have no dimensions. */
export const NAMESPACE = 'Countersign/Witness'

/** One line of CloudWatch's embedded metric format: what the alarms go by, with the sentence beside it. */
export function lookMetrics({ cosignedNote: _, ...look }: Look): string {
  const is = (outcome: Look['outcome']) => (look.outcome === outcome ? 1 : 0)
  const metrics = {
    Looked: 1,
    Cosigned: is('cosigned'),
    Refused: is('refused'),
    Unreachable: is('unreachable'),
    ...(look.size === undefined ? {} : { LogSize: look.size }),
    ...(look.hoursSinceNews === undefined ? {} : { HoursSinceNews: look.hoursSinceNews }),
  }
  return JSON.stringify({
    _aws: {
      Timestamp: Date.parse(look.at),
      CloudWatchMetrics: [
        {
          Namespace: NAMESPACE,
          Dimensions: [[]],
          Metrics: Object.keys(metrics).map((Name) => ({ Name })),
        },
      ],
    },
    ...look,
    ...metrics,
  })
}
