/** Limits of AWS Step Functions, Standard workflows unless said otherwise (developer guide, "Service quotas"). */

/** Largest input, output, argument or result of a state, in bytes of UTF-8. */
export const MAX_PAYLOAD_BYTES = 256 * 1024
/** Most events in one execution's history. */
export const MAX_EVENTS = 25_000
/** Longest execution, in seconds: one year. */
export const MAX_EXECUTION_SECONDS = 31_536_000
/** Longest Express execution, in seconds. */
export const MAX_EXPRESS_SECONDS = 300
/** Longest timeout or wait that a state may name, in seconds. */
export const MAX_STATE_SECONDS = 99_999_999
/** Longest delay before a retry, in seconds. */
export const MAX_RETRY_DELAY_SECONDS = 31_622_400
/** Longest name of a state or an execution, in characters. */
export const MAX_NAME_LENGTH = 80
/** Iterations of an inline Map that may run at once when the state sets no limit. */
export const INLINE_MAP_CONCURRENCY = 40
/** Child executions of a distributed Map that may run at once. */
export const DISTRIBUTED_MAP_CONCURRENCY = 10_000
/** An execution may be redriven for 14 days after it closed. */
export const REDRIVE_DAYS = 14
