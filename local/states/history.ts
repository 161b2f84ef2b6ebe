/** Events as GetExecutionHistory shows them. */
import type { Json, JsonObject } from './json.ts'

/** One event. `data` is the JSON text that goes in or out; which field of the details it is follows from the type. */
export interface HistoryEvent {
  id: number
  previous: number
  type: string
  /** Milliseconds of cloud time. */
  at: number
  details: JsonObject | null
  data: string | null
}

/** The key under which an event's details stand, e.g. `taskScheduledEventDetails`. */
function detailsKey(type: string): string {
  if (type.endsWith('StateEntered')) return 'stateEnteredEventDetails'
  if (type.endsWith('StateExited')) return 'stateExitedEventDetails'
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`
}

/** The field of the details that holds `data`. */
function dataField(type: string): 'input' | 'output' | 'parameters' {
  if (type === 'TaskScheduled') return 'parameters'
  const input =
    type.endsWith('StateEntered') || type === 'ExecutionStarted' || type === 'LambdaFunctionScheduled'
  return input ? 'input' : 'output'
}

/** The event in the shape of the API; timestamps are seconds. */
export function describeEvent(event: HistoryEvent, includeData: boolean): JsonObject {
  const result: JsonObject = {
    timestamp: event.at / 1000,
    type: event.type,
    id: event.id,
    previousEventId: event.previous,
  }
  if (event.details === null && event.data === null) return result
  const details: { [key: string]: Json } = { ...event.details }
  if (event.data !== null && includeData) {
    const field = dataField(event.type)
    details[field] = event.data
    if (field !== 'parameters') details[`${field}Details`] = { truncated: false }
  }
  result[detailsKey(event.type)] = details
  return result
}
