import type { Meter } from '../../ports.ts'
import { isRecord } from '../wire.ts'

/** Operations that answer with ConsumedCapacity when asked, and what their units are. */
const metered: Record<string, 'readUnits' | 'writeUnits'> = {
  GetItem: 'readUnits',
  BatchGetItem: 'readUnits',
  TransactGetItems: 'readUnits',
  Query: 'readUnits',
  Scan: 'readUnits',
  PutItem: 'writeUnits',
  UpdateItem: 'writeUnits',
  DeleteItem: 'writeUnits',
  BatchWriteItem: 'writeUnits',
}

/** A request as it is sent on, and whether the answer's ConsumedCapacity was asked for by us alone. */
export interface MeteredRequest {
  unit: 'readUnits' | 'writeUnits' | undefined
  body: string
  strip: boolean
}

/** Asks for ConsumedCapacity if the caller did not. Other operations go on as they are. */
export function askForCapacity(
  operation: string,
  text: string,
  input: Record<string, unknown>,
): MeteredRequest {
  const unit = metered[operation]
  if (unit === undefined) return { unit, body: text, strip: false }
  const asked = input.ReturnConsumedCapacity
  if (asked === 'TOTAL' || asked === 'INDEXES') return { unit, body: text, strip: false }
  if (asked === undefined) {
    const rest = text.slice(text.indexOf('{') + 1)
    const comma = Object.keys(input).length === 0 ? '' : ','
    return { unit, body: `{"ReturnConsumedCapacity":"TOTAL"${comma}${rest}`, strip: true }
  }
  return { unit, body: JSON.stringify({ ...input, ReturnConsumedCapacity: 'TOTAL' }), strip: true }
}

/** Capacity at the very end of an answer, where DynamoDB Local puts it when it comes last. */
const atTheEnd =
  /,?"ConsumedCapacity":(\{"TableName":"[^"{}]*"[^{}]*\}|\[(?:\{"TableName":"[^"{}]*"[^{}]*\},?)*\])\}$/

/**
 * Counts the units in an answer and returns the answer's text, without the capacity when it is to be stripped. The
 * common case is cut from the end of the text, so that a large query is not parsed for the sake of a number.
 */
export function countCapacity(meter: Meter, { unit, strip }: MeteredRequest, text: string): string {
  if (unit === undefined) return text
  const tail = atTheEnd.exec(text.slice(-2_000))
  if (tail?.[1] !== undefined && strip) {
    addUnits(meter, unit, JSON.parse(tail[1]))
    return `${text.slice(0, text.length - tail[0].length)}}`
  }
  const output: unknown = JSON.parse(text)
  if (!isRecord(output)) return text
  addUnits(meter, unit, output.ConsumedCapacity)
  if (!strip) return text
  delete output.ConsumedCapacity
  return JSON.stringify(output)
}

function addUnits(meter: Meter, unit: string, capacity: unknown): void {
  for (const each of Array.isArray(capacity) ? capacity : [capacity]) {
    if (isRecord(each) && typeof each.CapacityUnits === 'number') {
      meter.add('dynamodb', String(each.TableName), unit, each.CapacityUnits)
    }
  }
}
