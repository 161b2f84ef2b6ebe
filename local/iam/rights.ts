import type { Plan } from '../template/plan.ts'
import { account, region } from '../template/resource-type.ts'
import type { Context } from './condition-keys.ts'
import { type Need, refusalOf } from './decide.ts'
import { encryptionKeysOf } from './encryption-keys.ts'
import { compilePolicy, type Statement } from './policy.ts'
import { administratorArn, type Principal } from './principal.ts'
import { policyOwner, resourcePoliciesOfTemplate } from './resource-policies-of-template.ts'
import { type Role, rolesOfTemplate } from './roles-of-template.ts'

/** What the app's policies say, compiled once at the start. */
export interface Rights {
  roles: ReadonlyMap<string, Role>
  /** Why somebody may not do something; undefined when they may. */
  refusal(asking: Principal, need: Need): string | undefined
  /** Why a service may not become a role on behalf of a resource of the app; undefined when it may. */
  assumptionRefusal(roleArn: string, service: string, sourceArn?: string): string | undefined
}

/**
 * The rights of an app's roles and what its resources say about who may use them.
 * @throws CannotStart for a policy that cannot be judged here, with the place and the word in it
 */
export function rightsOfTemplate(plan: Plan): Rights {
  const roles = rolesOfTemplate(plan)
  const resourcePolicies = resourcePoliciesOfTemplate(plan)
  const encryptionKeys = encryptionKeysOf(plan)
  /** Of what is in a stack for another account, by ARN. */
  const accounts = new Map(plan.resources.map(({ arn, account }) => [arn, account]))
  const ownContexts = new Map<string, Context>()

  function ownContext(asking: Principal): Context {
    const name = asking.kind === 'role' ? asking.roleArn : asking.service
    const known = ownContexts.get(name)
    if (known !== undefined) return known
    const context: Context =
      asking.kind === 'role'
        ? {
            ...everyRequest,
            'aws:principalarn': asking.roleArn,
            'aws:principalaccount': asking.account,
            'aws:principaltype': 'AssumedRole',
            'aws:principalisawsservice': 'false',
          }
        : { ...everyRequest, 'aws:principalisawsservice': 'true' }
    ownContexts.set(name, context)
    return context
  }

  /** Undefined for a role of the app's account that nothing is known of. */
  function statementsOf(asking: Principal): readonly Statement[] | undefined {
    if (asking.kind === 'service') return nothing
    // What another account lets its roles do stands there; here it counts as everything.
    if (asking.account !== account || asking.roleArn === administratorArn) return everything
    return roles.get(asking.roleArn)?.statements
  }

  function decide(asking: Principal, need: Need): string | undefined {
    const owner = policyOwner(need.resource)
    const isKey = need.action.startsWith('kms:')
    const caller = isKey && asking.kind === 'role' ? { 'kms:calleraccount': asking.account } : {}
    return refusalOf(
      asking,
      { ...need, context: { ...ownContext(asking), ...need.context, ...caller } },
      {
        identity: statementsOf(asking) ?? nothing,
        resource: resourcePolicies.get(owner) ?? nothing,
        resourceDecides: isKey,
        elsewhere: asking.kind === 'role' && asking.account !== (accounts.get(owner) ?? account),
      },
    )
  }

  return {
    roles,
    refusal(asking, need) {
      if (asking.kind === 'role' && statementsOf(asking) === undefined) return fromElsewhere(asking.roleArn)
      const refusal = decide(asking, need)
      if (refusal !== undefined) return refusal
      // A stream is encrypted with its table's key.
      const key = encryptionKeys.get(policyOwner(need.resource.replace(/\/stream\/.*$/, '')))
      if (key === undefined) return undefined
      return decryption(need.action).reduce<string | undefined>(
        (found, action) => found ?? decide(asking, { action, resource: key, context: throughService(need) }),
        undefined,
      )
    },
    assumptionRefusal(roleArn, service, sourceArn) {
      const role = roles.get(roleArn)
      if (role === undefined) return fromElsewhere(roleArn)
      const refusal = refusalOf(
        { kind: 'service', service },
        {
          action: 'sts:AssumeRole',
          resource: roleArn,
          context: {
            ...everyRequest,
            'aws:principalisawsservice': 'true',
            'aws:sourceaccount': account,
            ...(sourceArn === undefined ? {} : { 'aws:sourcearn': sourceArn }),
          },
        },
        { identity: nothing, resource: role.trust, resourceDecides: true, elsewhere: false },
      )
      return refusal === undefined ? undefined : `The role ${role.name} does not let ${service} use it`
    },
  }
}

const nothing: readonly Statement[] = []
const everything = compilePolicy(
  { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } },
  'identity',
  'What an administrator may do',
)

function fromElsewhere(roleArn: string): string {
  return `The role ${roleArn} is not in the app, so that nothing says who may use it and for what`
}

/** Requests come over the loopback of one machine, which counts as a secure connection. */
const everyRequest: Context = {
  'aws:securetransport': 'true',
  's3:tlsversion': '1.3',
  'aws:requestedregion': region,
}

/** What of a key the use of an encrypted thing needs. Writing makes data keys, and a queue or topic also opens them. */
function decryption(action: string): string[] {
  if (action === 's3:PutObject') return ['kms:GenerateDataKey']
  if (action === 'sqs:SendMessage' || action === 'sns:Publish') return ['kms:GenerateDataKey', 'kms:Decrypt']
  if (action === 'sqs:ReceiveMessage' || /^s3:GetObject(Version)?$/.test(action)) return ['kms:Decrypt']
  if (/^dynamodb:.*(Item|Query|Scan|GetRecords)$/.test(action)) return ['kms:Decrypt']
  return []
}

function throughService({ action, context }: Need): Context {
  const [service] = action.split(':', 1)
  return {
    // A service that acts for a resource says so to the key as well.
    ...(context['aws:sourcearn'] === undefined ? {} : { 'aws:sourcearn': context['aws:sourcearn'] }),
    ...(context['aws:sourceaccount'] === undefined
      ? {}
      : { 'aws:sourceaccount': context['aws:sourceaccount'] }),
    'kms:calleraccount': account,
    'kms:viaservice': `${service}.${region}.amazonaws.com`,
  }
}
