import { isRecord } from './wire.ts'

/** An `AWS::Lambda::EventSourceMapping` of the template, its values resolved, in the terms of this cloud. */
export interface EventSource {
  /** Logical id: names the mapping's durable rows. */
  id: string
  eventSourceArn: string
  functionRef: string
  batchSize: number
  /** Milliseconds to wait for a batch to fill. */
  windowMs: number
  filterCriteria: unknown
  bisect: boolean
  /** Undefined: without end. */
  maximumRetries: number | undefined
  /** Milliseconds; undefined: without end. */
  maximumAgeMs: number | undefined
  reportsItemFailures: boolean
  onFailureArn: string | undefined
  /** For a stream: batches of one shard that run at once. */
  parallelization: number
  /** For a queue: invocations that run at once. */
  maximumConcurrency: number | undefined
  fromNowOn: boolean
  enabled: boolean
}

const known = new Set([
  'BatchSize',
  'BisectBatchOnFunctionError',
  'DestinationConfig',
  'Enabled',
  'EventSourceArn',
  'FilterCriteria',
  'FunctionName',
  'FunctionResponseTypes',
  'MaximumBatchingWindowInSeconds',
  'MaximumRecordAgeInSeconds',
  'MaximumRetryAttempts',
  'MetricsConfig',
  'ParallelizationFactor',
  'ScalingConfig',
  'StartingPosition',
  'Tags',
])

/** Reads an event source mapping's properties. Throws with the name of a property that nothing here honours. */
export function eventSourceOf(id: string, properties: Record<string, unknown>): EventSource {
  for (const name of Object.keys(properties)) {
    if (!known.has(name))
      throw new Error(`The local cloud does not know ${name} of the event source mapping ${id}.`)
  }
  const eventSourceArn = String(properties.EventSourceArn)
  const isQueue = eventSourceArn.split(':')[2] === 'sqs'
  const scaling = isRecord(properties.ScalingConfig) ? properties.ScalingConfig : {}
  const destination = isRecord(properties.DestinationConfig)
    ? properties.DestinationConfig.OnFailure
    : undefined
  const responses = Array.isArray(properties.FunctionResponseTypes) ? properties.FunctionResponseTypes : []
  return {
    id,
    eventSourceArn,
    functionRef: String(properties.FunctionName),
    batchSize: number(properties.BatchSize) ?? (isQueue ? 10 : 100),
    windowMs: (number(properties.MaximumBatchingWindowInSeconds) ?? 0) * 1000,
    filterCriteria: properties.FilterCriteria,
    bisect: isTrue(properties.BisectBatchOnFunctionError),
    maximumRetries: limit(properties.MaximumRetryAttempts),
    maximumAgeMs: seconds(limit(properties.MaximumRecordAgeInSeconds)),
    reportsItemFailures: responses.includes('ReportBatchItemFailures'),
    onFailureArn: isRecord(destination) ? String(destination.Destination) : undefined,
    parallelization: number(properties.ParallelizationFactor) ?? 1,
    maximumConcurrency: number(scaling.MaximumConcurrency),
    fromNowOn: properties.StartingPosition === 'LATEST',
    enabled: properties.Enabled === undefined || isTrue(properties.Enabled),
  }
}

/** The item identifiers a function reported as failed; undefined when the answer has another shape. */
export function reportedFailures(payload: unknown): string[] | undefined {
  if (!isRecord(payload) || payload.batchItemFailures === null) return []
  const failures = payload.batchItemFailures
  if (failures === undefined) return []
  if (!Array.isArray(failures)) return undefined
  const identifiers = failures.map((each: unknown) => (isRecord(each) ? each.itemIdentifier : undefined))
  return identifiers.every((each) => typeof each === 'string' && each !== '')
    ? identifiers.map(String)
    : undefined
}

function number(value: unknown): number | undefined {
  return value === undefined ? undefined : Number(value)
}

/** −1 says without end. */
function limit(value: unknown): number | undefined {
  const given = number(value)
  return given === undefined || given < 0 ? undefined : given
}

function seconds(value: number | undefined): number | undefined {
  return value === undefined ? undefined : value * 1000
}

function isTrue(value: unknown): boolean {
  return value === true || value === 'true'
}
