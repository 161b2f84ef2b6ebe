import type { Context } from './condition-keys.ts'
import type { Statement } from './policy.ts'
import { nameOf, type Principal } from './principal.ts'

/** One thing that somebody wants to do with one resource. */
export interface Need {
  /** e.g. dynamodb:PutItem */
  action: string
  /** An ARN, or `*` for an action that is not for one resource. */
  resource: string
  context: Context
}

/** The policies that have a say. */
export interface Policies {
  /** Of the role that asks; none for a service. */
  identity: readonly Statement[]
  /** Of the resource that is asked for, where it has any. */
  resource: readonly Statement[]
  /** A key's own policy must allow in any case: a role's policies count only where the key leaves them the decision. */
  resourceDecides: boolean
  /** The resource is of another account than the one who asks: both accounts must allow. */
  elsewhere: boolean
}

/**
 * Says why a need is refused, or nothing when it is granted. What denies explicitly wins; then what allows; what nothing
 * allows is refused. Within one account the role's policies or the resource's are enough; across accounts both must allow.
 *
 * Source: IAM user guide, policy evaluation logic, cross-account policy evaluation logic; KMS developer guide, key
 * policies.
 */
export function refusalOf(asking: Principal, need: Need, policies: Policies): string | undefined {
  const applies = (statement: Statement): boolean =>
    statement.actions.matches(need.action) &&
    statement.resources.matches(need.resource) &&
    statement.holds(need.context)
  const ofResource = policies.resource
    .map((statement) => ({ statement, named: statement.named(asking) }))
    .filter(({ statement, named }) => named !== false && applies(statement))
  const ofIdentity = policies.identity.filter(applies)
  if (ofIdentity.some(({ effect }) => effect === 'Deny')) {
    return refused(asking, need, 'with an explicit deny in an identity-based policy')
  }
  if (ofResource.some(({ statement }) => statement.effect === 'Deny')) {
    return refused(asking, need, 'with an explicit deny in a resource-based policy')
  }
  const direct = ofResource.find(({ named }) => named === 'directly')
  if (direct !== undefined && !policies.elsewhere) return granted(direct.statement, need)
  const own = ofIdentity[0]
  const needsResource = policies.resourceDecides || policies.elsewhere
  const left = !needsResource || ofResource.length > 0
  if (own !== undefined && left) return granted(own, need)
  const which = asking.kind === 'service' || !left ? 'resource' : 'identity'
  return refused(asking, need, `because no ${which}-based policy allows the ${need.action} action`)
}

function granted({ actions, resources }: Statement, need: Need): undefined {
  actions.used.add(actions.matching(need.action) ?? need.action)
  resources.used.add(resources.matching(need.resource) ?? need.resource)
}

/** As AWS words it. */
function refused(asking: Principal, need: Need, why: string): string {
  const on = need.resource === '*' ? '' : ` on resource: ${need.resource}`
  return `User: ${nameOf(asking)} is not authorized to perform: ${need.action}${on} ${why}`
}
