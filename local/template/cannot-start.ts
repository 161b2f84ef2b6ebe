/**
 * Why the cloud does not start, in one sentence for the person who started it. The command line prints the message
 * alone, without a stack.
 */
export class CannotStart extends Error {
  override name = 'CannotStart'
}
