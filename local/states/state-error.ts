/** How a state failed, as its retriers and catchers see it. */
export interface StateError {
  /** Null when whoever failed the task gave no error name. */
  name: string | null
  /** Null when whoever failed the task gave none; absent for timeouts, which have none and are caught with "". */
  cause?: string | null
  /** Further names under which the error may be caught: a missed heartbeat is a States.Timeout, too. */
  aliases?: string[]
}

/** The names that the States Language reserves and a retrier or catcher may list. */
export const RESERVED_ERRORS = new Set([
  'States.ALL',
  'States.BranchFailed',
  'States.DataLimitExceeded',
  'States.ExceedToleratedFailureThreshold',
  'States.HeartbeatTimeout',
  'States.Http.Socket',
  'States.IntrinsicFailure',
  'States.ItemReaderFailed',
  'States.NoChoiceMatched',
  'States.ParameterPathFailure',
  'States.Permissions',
  'States.QueryEvaluationError',
  'States.ResultPathMatchFailure',
  'States.ResultWriterFailed',
  'States.Runtime',
  'States.TaskFailed',
  'States.Timeout',
])

// Developer guide, "Error names": States.ALL catches neither of these, and States.Runtime is never caught at all.
const TERMINAL_ERRORS = new Set(['States.DataLimitExceeded', 'States.Runtime'])

/** Whether a retrier or catcher with this `ErrorEquals` takes the error. */
export function errorEquals(names: readonly string[], error: StateError): boolean {
  if (error.name === 'States.Runtime') return false
  const terminal = error.name !== null && TERMINAL_ERRORS.has(error.name)
  return names.some((name) => {
    if (name === 'States.ALL') return !terminal
    if (name === 'States.TaskFailed' && error.name !== 'States.Timeout') return !terminal
    return name === error.name || error.aliases?.includes(name) === true
  })
}

/** What a catcher sees as `$states.errorOutput` and, without an Output of its own, passes on. */
export function errorOutput(error: StateError): { Error: string | null; Cause: string | null } {
  return { Error: error.name, Cause: error.cause === undefined ? '' : error.cause }
}

/** Thrown while a state runs when the state has failed with a name of its own. */
export class StateFailure extends Error {
  readonly error: StateError

  constructor(error: StateError) {
    super(error.cause ?? error.name ?? 'the state failed')
    this.error = error
  }
}

export const dataLimitExceeded = (who: string): StateError => ({
  name: 'States.DataLimitExceeded',
  cause: `The state/task '${who}' returned a result with a size exceeding the maximum number of bytes service limit.`,
})
