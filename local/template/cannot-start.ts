/**
 * Why the cloud does not start, in one sentence for the person who started it. The command line prints the message
 * alone, without a stack.
 */
export class CannotStart extends Error {
  override name = 'CannotStart'
}

/** What a part says when it cannot start is a sentence for the operator already. */
export function asCannotStart(error: unknown): CannotStart {
  if (error instanceof CannotStart) return error
  return new CannotStart(error instanceof Error ? error.message : String(error), { cause: error })
}
