import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import { type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import type { Bundle } from '../bundle.ts'

export interface RoleFunctionProps<Environment extends Record<keyof Environment, string>> {
  /** Directory that holds the bundles, normally `dist`. */
  dist: string
  bundle: Bundle
  /** Name of the export of the bundle that Lambda calls. */
  handler: string
  /** One sentence, shown in the console. */
  description: string
  /** Exactly what the room's zod schema reads: `z.input<typeof hrEnvSchema>`. */
  environment: Environment
  /** The calls that the function makes, action by action. */
  rights: PolicyStatement[]
  /** A fixed name of the role, where policies of other resources name it. */
  roleName?: string
  timeout: Duration
  memoryMb?: number
  /** Where an event goes that was invoked asynchronously and failed every time. */
  deadLetterQueue?: IQueue
}

/**
 * A function with a role and a log group of its own. The role may write that log group and do what `rights` list:
 * no managed policy, nothing shared with another function.
 */
export class RoleFunction<Environment extends Record<keyof Environment, string>> extends LambdaFunction {
  readonly ownRole: Role

  constructor(scope: Construct, id: string, props: RoleFunctionProps<Environment>) {
    const code = join(props.dist, props.bundle)
    if (!existsSync(join(code, 'index.js')))
      throw new Error(`The bundle ${props.bundle} is not in ${props.dist}. Run "npm run build" first.`)
    const role = new Role(scope, `${id}Role`, {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: props.description,
      ...(props.roleName === undefined ? {} : { roleName: props.roleName }),
    })
    // Logs name ids, never what people wrote: nothing in them is evidence, so they may go with the function.
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    logGroup.grantWrite(role)
    super(scope, id, {
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(code),
      handler: `index.${props.handler}`,
      role,
      logGroup,
      environment: { ...props.environment },
      memorySize: props.memoryMb ?? 256,
      timeout: props.timeout,
      ...(props.deadLetterQueue === undefined ? {} : { deadLetterQueue: props.deadLetterQueue }),
    })
    this.ownRole = role
    for (const right of props.rights) role.addToPolicy(right)
  }
}

/**
 * The HTTP API gives up after 30 s. A page takes milliseconds; somebody who signs forty records in one act, each in a transaction
 * of its own, may need all of it on a busy day, and an act that ends half done has to be pressed again.
 */
export const pageTimeout = Duration.seconds(28)
