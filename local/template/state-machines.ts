import { readFileSync } from 'node:fs'
import { CannotStart } from './cannot-start.ts'
import { isObject } from './json.ts'
import { ofType, type Plan } from './plan.ts'
import { stateMachineProperties } from './types/workflow.ts'

/** A state machine of the template, its definition read and filled. */
export interface TemplateStateMachine {
  logicalId: string
  name: string
  arn: string
  roleArn: string
  definition: object
}

/**
 * The state machines of the template. A definition stands in the template as text or object, or in an asset file; its
 * `${Name}` placeholders are filled from DefinitionSubstitutions.
 * @throws CannotStart when a definition is missing, is no JSON or keeps a placeholder
 */
export function stateMachinesOf(plan: Plan): TemplateStateMachine[] {
  return ofType(plan, 'AWS::StepFunctions::StateMachine', stateMachineProperties).map(
    ({ resource: { stack, logicalId, name, arn = name }, properties }) => {
      const who = `${logicalId} of stack ${stack}`
      const { DefinitionString, Definition, DefinitionS3Location, DefinitionSubstitutions = {} } = properties
      const source =
        DefinitionString ??
        (Definition ? JSON.stringify(Definition) : assetText(plan, who, DefinitionS3Location?.Key))
      const filled = source.replace(/\$\{([A-Za-z0-9_]+)\}/g, (_whole, placeholder: string) => {
        const value = DefinitionSubstitutions[placeholder]
        if (value === undefined) {
          throw new CannotStart(
            `The definition of ${who} has a placeholder ${placeholder} that nothing fills.`,
          )
        }
        return String(value)
      })
      return { logicalId, name, arn, roleArn: properties.RoleArn, definition: parsed(who, filled) }
    },
  )
}

function assetText(plan: Plan, who: string, key: string | undefined): string {
  const asset = key === undefined ? undefined : plan.assets.get(key)
  if (!asset) throw new CannotStart(`The definition of ${who} is not among the app's assets.`)
  return readFileSync(asset.path, 'utf8')
}

function parsed(who: string, text: string): object {
  try {
    const definition: unknown = JSON.parse(text)
    if (isObject(definition)) return definition
  } catch {
    // Told below.
  }
  throw new CannotStart(`The definition of ${who} is not a JSON object.`)
}
