import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import {
  type CfnStateMachine,
  DefinitionBody,
  LogLevel,
  StateMachine,
  StateMachineType,
} from 'aws-cdk-lib/aws-stepfunctions'
import { Construct } from 'constructs'
import { acknowledge } from './acknowledge.ts'
import { checkFillings, type WorkflowFile } from './workflow-file.ts'

/** What stands in for a `${Name}` of the definition, and what the machine may do with it. */
export interface Filling {
  value: string
  right: PolicyStatement
}

export interface WorkflowProps {
  file: WorkflowFile
  /** One for each placeholder of the file, no more and no fewer. */
  fillings: Readonly<Record<string, Filling>>
  description: string
}

/**
 * A state machine from its file. `DefinitionBody.fromFile` grants nothing, so the rights come with the fillings: the
 * machine may do what its definition names and nothing else. Its log has errors without payloads: words and tokens stay out.
 */
export class Workflow extends Construct {
  readonly machine: StateMachine

  constructor(scope: Construct, id: string, props: WorkflowProps) {
    super(scope, id)
    checkFillings(props.file, Object.keys(props.fillings))
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('states.amazonaws.com'),
      description: props.description,
    })
    for (const filling of Object.values(props.fillings)) role.addToPolicy(filling.right)
    this.machine = new StateMachine(this, 'Machine', {
      definitionBody: DefinitionBody.fromFile(props.file.path),
      definitionSubstitutions: Object.fromEntries(
        Object.entries(props.fillings).map(([name, filling]) => [name, filling.value]),
      ),
      stateMachineType: StateMachineType.STANDARD,
      role,
      logs: {
        destination: new LogGroup(this, 'Log', {
          // Log groups below this prefix do not count towards the size of the account's log policy.
          logGroupName: `/aws/vendedlogs/states/${Stack.of(this).stackName}-${id}`,
          retention: RetentionDays.THREE_MONTHS,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
        level: LogLevel.ERROR,
        includeExecutionData: false,
      },
    })
    if (props.file.hasDistributedMap) this.#runItsOwnItems(role)
    this.#acknowledgements(role)
  }

  /**
   * A distributed map starts its items as executions of the same machine, watches them and stops them. When a cycle is
   * redriven, its map redrives the items that failed, which is a right of its own and missed only then.
   */
  #runItsOwnItems(role: Role): void {
    const policy = new Policy(this, 'DistributedMapPolicy', { roles: [role] })
    const items = [`${this.machine.stateMachineName}:*`, `${this.machine.stateMachineName}/*:*`].map((name) =>
      Stack.of(this).formatArn({
        service: 'states',
        resource: 'execution',
        resourceName: name,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    )
    policy.addStatements(
      new PolicyStatement({
        actions: ['states:StartExecution'],
        resources: [this.machine.stateMachineArn],
      }),
      new PolicyStatement({
        actions: ['states:DescribeExecution', 'states:StopExecution', 'states:RedriveExecution'],
        resources: items,
      }),
    )
    const machineName = Stack.of(this).getLogicalId(this.machine.node.defaultChild as CfnStateMachine)
    for (const execution of [':*', '/*:*'])
      acknowledge(
        policy,
        `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:<${machineName}.Name>${execution}]`,
        'The executions of a map have names that are known only when it runs; all are of this machine.',
      )
  }

  #acknowledgements(role: Role): void {
    acknowledge(
      this.machine,
      'AwsSolutions-SF1',
      'Step Functions keeps every event of a standard execution for 90 days; a second copy costs more than the execution. Errors are logged.',
    )
    acknowledge(
      this.machine,
      'AwsSolutions-SF2',
      'Executions wait for people for weeks; a trace of that shows nothing that the history does not, and is billed.',
    )
    acknowledge(
      role,
      'AwsSolutions-IAM5[Resource::*]',
      'Delivering a machine’s log needs the log delivery actions, which exist for all resources only.',
    )
  }
}
