import { CannotStart } from '../template/cannot-start.ts'
import { ofType, type Plan } from '../template/plan.ts'
import { managedPolicyProperties, policyProperties, roleProperties } from '../template/types/rights.ts'
import { compilePolicy, type Statement } from './policy.ts'

/** A role with everything that its policies say, in whatever resource of the template they stand. */
export interface Role {
  arn: string
  name: string
  statements: Statement[]
  /** Who may become the role. */
  trust: Statement[]
}

/** What AWS's own policies say; another one cannot be judged here. */
const managedByAws: Readonly<Record<string, unknown>> = {
  'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole': {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: '*',
    },
  },
}

/**
 * The roles of the app by their ARN.
 * @throws CannotStart for a policy that cannot be judged here, or one of a role that is not in the app
 */
export function rolesOfTemplate(plan: Plan): Map<string, Role> {
  const managed = new Map<string, unknown>(Object.entries(managedByAws))
  const roles = new Map<string, Role>()
  const byName = new Map<string, Role>()
  const attach = (roleName: string, document: unknown, where: string) => {
    const role = byName.get(roleName)
    if (role === undefined)
      throw new CannotStart(`${where} is for the role ${roleName}, which is not in the app.`)
    role.statements.push(...compilePolicy(document, 'identity', where))
  }
  const customer = ofType(plan, 'AWS::IAM::ManagedPolicy', managedPolicyProperties)
  for (const { resource, properties } of customer) managed.set(resource.ref, properties.PolicyDocument)

  for (const { resource, properties } of ofType(plan, 'AWS::IAM::Role', roleProperties)) {
    const { logicalId, stack, name, arn = name } = resource
    const where = `The role ${logicalId} of stack ${stack}`
    const role: Role = {
      arn,
      name,
      statements: [],
      trust: compilePolicy(properties.AssumeRolePolicyDocument, 'trust', where),
    }
    roles.set(arn, role)
    byName.set(name, role)
    for (const { PolicyName, PolicyDocument } of properties.Policies ?? []) {
      attach(name, PolicyDocument, `The policy ${PolicyName} of ${where.slice(4)}`)
    }
    for (const policyArn of properties.ManagedPolicyArns ?? []) {
      if (!managed.has(policyArn)) {
        throw new CannotStart(
          `${where} has the managed policy ${policyArn}, whose words this cloud does not know.`,
        )
      }
      attach(name, managed.get(policyArn), `The managed policy ${policyArn}`)
    }
  }
  const separate = [...ofType(plan, 'AWS::IAM::Policy', policyProperties), ...customer]
  for (const { resource, properties } of separate) {
    const where = `The policy ${resource.logicalId} of stack ${resource.stack}`
    for (const roleName of properties.Roles ?? []) attach(roleName, properties.PolicyDocument, where)
  }
  return roles
}
