import * as z from 'zod'
import { MAXIMUM_MERGE_DELAY_MS } from '../trail/sequencer/merge-delay.ts'
import { SigningFailed } from '../trail/sequencer/publish-checkpoint.ts'
import type { Sequencer, SequencerReport } from '../trail/sequencer/sequencer.ts'

export interface SealTrailDependencies {
  sequencer: Sequencer
  /** ISO instant. */
  now: () => string
  /** One line of the function's log. */
  print: (line: string) => void
}

/** An operator's call: `{"requeue": "<leaf hash>"}` puts an entry that was set aside back before the run. */
const requeueSchema = z.object({ requeue: z.string().regex(/^[0-9a-f]{64}$/) })

/**
 * Gives the entries that wait their place in the published log. The trail's stream calls it with what is new, as a hint, and
 * the schedule every minute; what there is to do stands in the tables, so neither event is looked at.
 * @throws when a service failed, so that the alarm on errors tells of it; the next call goes on from there.
 */
export async function sealTrail(
  { sequencer, now, print }: SealTrailDependencies,
  event?: unknown,
): Promise<Pick<SequencerReport, 'size' | 'published' | 'trouble'> & { requeued?: string }> {
  try {
    const asked = requeueSchema.safeParse(event)
    const requeued = asked.success ? await sequencer.requeue(asked.data.requeue) : undefined
    if (requeued !== undefined) print(JSON.stringify({ message: requeued.sentence, ...asked.data }))
    const report = await sequencer.run()
    print(metricsLine(now(), metricsOf(report)))
    if (report.trouble !== null) print(JSON.stringify({ message: 'The log halts', ...report.trouble }))
    if (report.quarantined > 0)
      print(JSON.stringify({ message: 'Entries were set aside; QUARANTINE rows of the trail table say why' }))
    if ((report.mergeDelayMs ?? 0) > MAXIMUM_MERGE_DELAY_MS) {
      const { mergeDelayMs } = report
      print(JSON.stringify({ message: 'Entries were published later than the log promises', mergeDelayMs }))
    }
    const { size, published, trouble } = report
    return { size, published, trouble, ...(requeued === undefined ? {} : { requeued: requeued.sentence }) }
  } catch (error) {
    if (error instanceof SigningFailed) print(metricsLine(now(), { SigningFailed: [1, 'Count'] }))
    throw error
  }
}

type Metrics = Record<string, [value: number, unit: 'Count' | 'Seconds']>

/** Troubles in which the table knows less than was published. */
const HEAD_BEHIND = new Set(['head-missing', 'bucket-ahead', 'history-ahead', 'batch-ahead'])

function metricsOf({
  trouble,
  quarantined,
  published,
  mergeDelayMs = 0,
  behindMs,
}: SequencerReport): Metrics {
  const count = (yes: boolean): [number, 'Count'] => [yes ? 1 : 0, 'Count']
  return {
    Halted: count(trouble !== null),
    HeadBehind: count(HEAD_BEHIND.has(trouble?.code ?? '')),
    SigningFailed: count(trouble?.code === 'key-changed'),
    Quarantined: [quarantined, 'Count'],
    Published: [published, 'Count'],
    // What still waits counts as well: a log that publishes nothing at all must not look punctual.
    MergeDelaySeconds: [Math.max(mergeDelayMs, behindMs) / 1000, 'Seconds'],
  }
}

/** CloudWatch's embedded metric format: numbers in a line of the log, which cost no call. */
function metricsLine(at: string, metrics: Metrics): string {
  return JSON.stringify({
    _aws: {
      Timestamp: Date.parse(at),
      CloudWatchMetrics: [
        {
          Namespace: 'Countersign/Trail',
          Dimensions: [[]],
          Metrics: Object.entries(metrics).map(([Name, [, Unit]]) => ({ Name, Unit })),
        },
      ],
    },
    ...Object.fromEntries(Object.entries(metrics).map(([name, [value]]) => [name, value])),
  })
}
