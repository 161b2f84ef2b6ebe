import type { FunctionInvoker } from '../../ports.ts'
import { AwsError, isRecord, parseObject } from '../wire.ts'
import { scheduleArn, startExecutionTarget, type Target } from './schedule.ts'
import type { Delivery } from './schedule-store.ts'

export interface TargetParts {
  invoker: FunctionInvoker
  /** Starts a workflow. Throws AwsError with Step Functions' own codes. */
  startExecution(request: {
    stateMachineArn: string
    name?: string | undefined
    input?: string | undefined
  }): Promise<unknown>
  /** Why a schedule's role may not call a target with this input; every role may when absent. */
  refusal?(
    schedule: { roleArn: string; group: string; name: string },
    targetArn: string,
    input: string,
  ): string | undefined
  /** Puts a text into a queue by its ARN. */
  sendToQueue(queueArn: string, body: string, attributes: Record<string, string>): Promise<void>
}

/** How a hand-over went. */
export type HandOver =
  | { ok: true }
  /** `forGood` is not worth another try; `retries` is how many the called service makes by itself. */
  | { ok: false; code: string; message: string; forGood: boolean; retries?: number }

/** Lambda tries an asynchronous invocation that failed twice more. */
const lambdaRetries = 2

/** Calls a schedule's target once. */
export async function handOver(parts: TargetParts, target: Target, delivery: Delivery): Promise<HandOver> {
  const input = withContext(target.input, delivery)
  try {
    const refusal = parts.refusal?.(ownerOf(target, delivery), target.arn, input)
    if (refusal !== undefined) throw new AwsError('AccessDeniedException', refusal)
    if (target.arn === startExecutionTarget) {
      const request = parseObject(input)
      await parts.startExecution({
        stateMachineArn: String(request.StateMachineArn),
        name: typeof request.Name === 'string' ? request.Name : undefined,
        // The parameter is a text; an object in its place is taken as what it says.
        input: isRecord(request.Input) ? JSON.stringify(request.Input) : String(request.Input ?? '{}'),
      })
      return { ok: true }
    }
    const service = target.arn.split(':')[2]
    if (service === 'states') {
      await parts.startExecution({ stateMachineArn: target.arn, name: delivery.executionId, input })
      return { ok: true }
    }
    if (service === 'sqs') {
      await parts.sendToQueue(target.arn, input, {})
      return { ok: true }
    }
    const result = await parts.invoker.invoke(target.arn, JSON.parse(input))
    if (result.ok) return { ok: true }
    const { errorType, errorMessage } = result
    return { ok: false, code: errorType, message: errorMessage, forGood: false, retries: lambdaRetries }
  } catch (error) {
    const code = error instanceof Error ? error.name : 'Error'
    const message = error instanceof Error ? error.message : String(error)
    const forGood = error instanceof AwsError && error.status < 500 && !/Throttl|LimitExceeded/.test(code)
    return { ok: false, code, message, forGood }
  }
}

/** Whose role a schedule uses, as rights are checked. */
export function ownerOf({ roleArn }: Target, { group, name }: Delivery) {
  return { roleArn, group, name }
}

/** What a dead-letter queue is told beside the input. */
export function deadLetterAttributes(
  target: Target,
  delivery: Delivery,
  result: { code: string; message: string },
  condition: 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds' | undefined,
): Record<string, string> {
  return {
    ERROR_CODE: result.code,
    ERROR_MESSAGE: result.message,
    EXECUTION_ID: delivery.executionId,
    ...(condition === undefined ? {} : { EXHAUSTED_RETRY_CONDITION: condition }),
    IS_PAYLOAD_TRUNCATED: 'false',
    RETRY_ATTEMPTS: String(delivery.attempts),
    SCHEDULE_ARN: scheduleArn(delivery.group, delivery.name),
    SCHEDULED_TIME: new Date(delivery.scheduledAt).toISOString(),
    TARGET_ARN: target.arn,
  }
}

/** Fills in the words that an input may ask for, such as <aws.scheduler.scheduled-time>. */
export function withContext(input: string, delivery: Delivery): string {
  const words: Record<string, string> = {
    'schedule-arn': scheduleArn(delivery.group, delivery.name),
    'scheduled-time': new Date(delivery.scheduledAt).toISOString().replace(/\.\d+Z$/, 'Z'),
    'execution-id': delivery.executionId,
    'attempt-number': String(delivery.attempts + 1),
  }
  return input.replace(/<aws\.scheduler\.([\w-]+)>/g, (whole, word: string) => words[word] ?? whole)
}
