import type { Execution } from './execution.ts'
import type { JsonObject } from './json.ts'

/** A closed execution as `startExecution.sync:2` returns it: input and output as JSON, times in ms. */
export function describeExecution(execution: Execution): JsonObject {
  return {
    ...(execution.cause === null ? {} : { Cause: execution.cause }),
    ...(execution.error === null ? {} : { Error: execution.error }),
    ExecutionArn: execution.arn,
    Input: execution.input.value,
    InputDetails: { Included: true },
    Name: execution.name,
    ...(execution.output === null
      ? {}
      : { Output: execution.output.value, OutputDetails: { Included: true } }),
    RedriveCount: execution.redrives,
    StartDate: execution.startedAt,
    StateMachineArn: execution.machineArn,
    Status: execution.status,
    ...(execution.stoppedAt === null ? {} : { StopDate: execution.stoppedAt }),
  }
}
