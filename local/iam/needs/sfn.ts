import { parseObject } from '../../services/wire.ts'
import { arn } from '../../template/resource-type.ts'
import type { Need } from '../decide.ts'
import { type NeedsOf, UnknownNeeds } from './call.ts'

type Input = Record<string, unknown>

const onMachine = (operation: string) => (input: Input) => [need(operation, String(input.stateMachineArn))]
const onExecution = (operation: string) => (input: Input) => [need(operation, String(input.executionArn))]

function need(operation: string, resource: string): Need {
  return { action: `states:${operation}`, resource, context: {} }
}

/**
 * Step Functions. A task is answered with a right on the machine that issued its token: the service authorization
 * reference names no resource there, but AWS checks the machine (aws-cdk pull request 8486).
 *
 * `machineOf` says which machine issued a token.
 */
export function sfnNeeds(machineOf: (taskToken: string) => string | undefined): NeedsOf {
  const onTask = (operation: string) => (input: Input) => [
    need(operation, machineOf(String(input.taskToken)) ?? arn('states', 'stateMachine:of-no-such-token')),
  ]
  const operations: Readonly<Record<string, (input: Input) => Need[]>> = {
    StartExecution: onMachine('StartExecution'),
    DescribeStateMachine: onMachine('DescribeStateMachine'),
    ListExecutions: (input) => [need('ListExecutions', String(input.mapRunArn ?? input.stateMachineArn))],
    ListStateMachines: () => [need('ListStateMachines', '*')],
    DescribeExecution: onExecution('DescribeExecution'),
    GetExecutionHistory: onExecution('GetExecutionHistory'),
    StopExecution: onExecution('StopExecution'),
    RedriveExecution: onExecution('RedriveExecution'),
    SendTaskSuccess: onTask('SendTaskSuccess'),
    SendTaskFailure: onTask('SendTaskFailure'),
    SendTaskHeartbeat: onTask('SendTaskHeartbeat'),
  }
  return ({ headers, body }) => {
    const operation = String(headers['x-amz-target'] ?? '').replace(/^AWSStepFunctions\./, '')
    const needs = Object.hasOwn(operations, operation) ? operations[operation] : undefined
    if (needs === undefined) throw new UnknownNeeds('Step Functions', operation)
    return needs(parseObject(body.toString('utf8')))
  }
}
