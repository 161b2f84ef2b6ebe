import { isRecord } from '../wire.ts'

/** One record of a table's stream, as the function gets it. */
export interface StreamRecord {
  sequence: string
  /** Where records of one item go together, so that their order is kept. */
  partition: string
  /** When the write happened, milliseconds of cloud time, to the minute as DynamoDB Local tells it. */
  at: number
  bytes: number
  event: Record<string, unknown>
}

/**
 * Turns a record of DynamoDB Local into what AWS delivers: the stream's ARN and region, the time in the cloud's time
 * (`offsetMs` is how far that is ahead of the JVM's), and REMOVE for the deletions that time to live makes, which
 * DynamoDB Local leaves without a name.
 */
export function streamRecordOf(
  raw: unknown,
  streamArn: string,
  region: string,
  offsetMs: number,
): StreamRecord {
  const record = isRecord(raw) ? raw : {}
  const change = isRecord(record.dynamodb) ? record.dynamodb : {}
  const at = Number(change.ApproximateCreationDateTime ?? 0) * 1000 + offsetMs
  return {
    sequence: String(change.SequenceNumber),
    partition: JSON.stringify(change.Keys),
    at,
    bytes: Number(change.SizeBytes ?? 0),
    event: {
      ...record,
      eventName: record.eventName ?? 'REMOVE',
      eventSourceARN: streamArn,
      awsRegion: region,
      dynamodb: { ...change, ApproximateCreationDateTime: Math.floor(at / 1000) },
    },
  }
}

/** A small stable number from a text, to spread partitions over lanes. */
export function spread(text: string, over: number): number {
  let hash = 0
  for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0
  return Math.abs(hash) % over
}
