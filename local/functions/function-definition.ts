/** One function as the template defines it, ready to run. */
export interface FunctionDefinition {
  stack: string
  logicalId: string
  name: string
  arn: string
  /** Directory that holds the bundled code. */
  codeDirectory: string
  /** `<file>.<export>` */
  handler: string
  /** e.g. nodejs24.x */
  runtime: string
  timeoutSeconds: number
  memoryMb: number
  /** The variables of the template and the endpoints of this cloud. */
  environment: Record<string, string>
  reservedConcurrency?: number
  /** What becomes of asynchronous invocations that fail: how often they are tried again, and in which queues they end. */
  onFailure: {
    retries: number
    /** Takes a description of the failure with the event inside. */
    destinationArn?: string
    /** Takes the event as it came. */
    deadLetterArn?: string
  }
}

/** Nothing in the cloud has the name, ARN or logical id that was asked for. */
export class FunctionNotFound extends Error {
  override name = 'FunctionNotFound'
  constructor(functionRef: string) {
    super(`Function not found: ${functionRef}`)
  }
}
