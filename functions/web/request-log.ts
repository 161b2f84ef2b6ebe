/** One line for the operator. Names ids and routes, never what people wrote and never a path: paths can hold a link's secret. */
export interface RequestLogEntry {
  level: 'warn' | 'error'
  message:
    | 'request failed'
    | 'sign-in failed'
    | 'request refused: not from our pages'
    | 'request refused: form token'
  requestId: string
  method: string
  /** The route's pattern, such as `/hr/cycles/{cycleId}`; `none` where no route fits. */
  route: string
  error?: LoggedError
}

export interface LoggedError {
  name: string
  code?: string
  /** Where it was thrown, without its message: messages quote values. */
  frames: string[]
  cause?: LoggedError
}

/** The deepest chain of causes that is worth reading. */
const CAUSES_DEEP = 4
const FRAMES_LONG = 12

/** What may be told of an error: its class, its code, where it happened, and the same of its causes. */
export function describeError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { name: `thrown ${typeof error}`, frames: [] }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  return {
    name: error.name,
    ...(code === undefined ? {} : { code }),
    frames: stackFrames(error),
    ...(error.cause === undefined || depth >= CAUSES_DEEP
      ? {}
      : { cause: describeError(error.cause, depth + 1) }),
  }
}

function stackFrames(error: Error): string[] {
  const stack = error.stack ?? ''
  // The stack repeats the message, which may itself have lines that look like frames: cut it off first.
  const head = `${error.name}: ${error.message}`
  const rest = stack.startsWith(head) ? stack.slice(head.length) : stack.replaceAll(error.message, '')
  return rest
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, FRAMES_LONG)
    .map((line) => line.trim())
}
