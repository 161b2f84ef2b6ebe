import type { ExecutionSummary, StepFunctions } from '../states/step-functions.ts'
import type { TemplateStateMachine } from '../template/state-machines.ts'

export type MachineExecution = ExecutionSummary & { machine: string }

/**
 * The executions of a machine, newest first. It is named as in the template (`ReviewMachine`, with or without the CDK's
 * hash) or by its physical name, `<name>/<label>` being the children of a distributed map; no name means all machines.
 */
export function executionsOfTemplate(
  stepFunctions: StepFunctions,
  machines: TemplateStateMachine[],
  asked: string | undefined,
): MachineExecution[] {
  const [wanted, label] = asked?.split('/') ?? []
  const named = machines.filter(
    ({ logicalId, name }) =>
      wanted === undefined || [logicalId, logicalId.replace(/[0-9A-F]{8}$/, ''), name].includes(wanted),
  )
  return named.flatMap(({ name }) => {
    const machine = label === undefined ? name : `${name}/${label}`
    return stepFunctions.listExecutions(machine).map((execution) => ({ machine, ...execution }))
  })
}
