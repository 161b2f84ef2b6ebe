import type { Statement } from './policy.ts'
import type { Rights } from './rights.ts'

/** A statement of a role and what of it nothing has needed since the start. */
export interface RightInUse {
  role: string
  /** The policy, and the statement's place in it. */
  where: string
  actions: readonly string[]
  resources: readonly string[]
  unusedActions: readonly string[]
  unusedResources: readonly string[]
}

/** Everything that the app's roles are allowed, with what of it was used: a right that nothing needs is too wide. */
export function rightsInUse({ roles }: Rights): RightInUse[] {
  return [...roles.values()].flatMap(({ name, statements }) =>
    statements.filter(({ effect }) => effect === 'Allow').map((statement) => inUse(name, statement)),
  )
}

function inUse(role: string, { where, actions, resources }: Statement): RightInUse {
  return {
    role,
    where,
    actions: actions.written,
    resources: resources.written,
    unusedActions: actions.written.filter((each) => !actions.used.has(each)),
    unusedResources: resources.written.filter((each) => !resources.used.has(each)),
  }
}
