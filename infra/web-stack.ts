import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib'
import { HttpMethod, HttpRoute, HttpRouteKey } from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import type { Construct } from 'constructs'
import type * as z from 'zod'
import type { auditorEnvSchema } from '../functions/auditor/env.ts'
import type { hrEnvSchema } from '../functions/hr/env.ts'
import type { participantEnvSchema } from '../functions/participant/env.ts'
import type { AddressStack } from './address-stack.ts'
import { acknowledge } from './constructs/acknowledge.ts'
import { hintFromStream } from './constructs/follow-stream.ts'
import { acknowledgeLogPaths } from './constructs/log-bucket.ts'
import { namedRoles } from './constructs/named-role.ts'
import { onSchedule } from './constructs/on-schedule.ts'
import { type ReactionsEnvironment, reaction } from './constructs/reaction.ts'
import {
  countRows,
  onRows,
  readLog,
  readRows,
  recordInTransactions,
  sendTo,
  start,
  takeUp,
  writeRows,
} from './constructs/rights.ts'
import { pageTimeout, RoleFunction } from './constructs/role-function.ts'
import { apiScope, type SignIn, SignInPool } from './constructs/sign-in-pool.ts'
import { trailRows } from './constructs/trail-policy.ts'
import type { MailStack } from './mail-stack.ts'
import type { RecordsStack } from './records-stack.ts'
import type { Settings } from './settings.ts'
import type { WorkflowsStack } from './workflows-stack.ts'

export interface WebStackProps extends StackProps {
  dist: string
  settings: Settings
  records: RecordsStack
  address: AddressStack
  mail: MailStack
  workflows: WorkflowsStack
}

/** How the synth names the machine of the cycles where another stack refers to it. */
const cycleMachineName = 'Countersign-Workflows:ExportsOutputFnGetAttReviewCycleMachine699129B7Name3A34F587'

/** The pages and the API: one function per kind of visitor, each with the rights of that visitor. */
export class WebStack extends Stack {
  readonly hr: RoleFunction<z.input<typeof hrEnvSchema>>
  readonly participant: RoleFunction<z.input<typeof participantEnvSchema>>
  readonly auditor: RoleFunction<z.input<typeof auditorEnvSchema>>
  /** Writes what HR has confirmed in an import. */
  readonly importPeople: RoleFunction<ReactionsEnvironment>

  constructor(scope: Construct, id: string, props: WebStackProps) {
    super(scope, id, props)
    const { dist, records, address, mail, workflows } = props
    const site = {
      RECORDS_TABLE: records.records.tableName,
      TRAIL_TABLE: records.trail.tableName,
      VAULT_TABLE: records.vault.tableName,
      PUBLIC_URL: address.publicUrl,
    }
    const signIn = this.#signIn(props)
    const staff = {
      ISSUER_URL: signIn.issuerUrl,
      CLIENT_ID: signIn.clientId,
      ROLES_CLAIM: props.settings.rolesClaim,
    }
    const { entries, indices, checkpoints, log } = trailRows
    const writes = [
      readRows(records.records, 'byAssignee'),
      writeRows(records.records, 'PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'),
      ...recordInTransactions(records.trail, records.vault),
      sendTo(mail.queue),
    ]

    this.hr = new RoleFunction<z.input<typeof hrEnvSchema>>(this, 'Hr', {
      dist,
      bundle: 'hr',
      handler: 'handler',
      description: 'The pages and the API of HR',
      roleName: namedRoles.hr,
      environment: {
        ...site,
        ...staff,
        API_AUDIENCE: props.settings.apiAudience ?? address.publicUrl,
        API_SCOPE: apiScope,
        MAIL_QUEUE_URL: mail.queue.queueUrl,
        REVIEW_CYCLE_MACHINE_ARN: workflows.cycle.machine.stateMachineArn,
        SCHEDULE_GROUP: workflows.launches.scheduleGroupName,
        SCHEDULE_ROLE_ARN: workflows.launches.role.roleArn,
        SCHEDULE_DLQ_ARN: workflows.launches.unlaunched.queueArn,
        SERIES_FUNCTION_ARN: workflows.runSeries.functionArn,
      },
      timeout: pageTimeout,
      // An import parses fifty thousand rows and holds them against everybody there is, some 400 MB; with more memory comes
      // more processor.
      memoryMb: 1024,
      rights: [
        ...writes,
        // Before somebody is erased, HR sees how much there is about them; the values themselves are not read.
        countRows(records.vault, 'byPerson'),
        // A review's story: entries say what happened and when; what is personal in them stays in the vault, closed to HR.
        readRows(records.trail, 'bySubject'),
        start(workflows.cycle.machine),
        takeUp(workflows.cycle.machine),
      ],
    })
    workflows.launches.grantScheduling(this.hr.ownRole)
    acknowledge(
      this.hr.ownRole,
      `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:${cycleMachineName}:*]`,
      'An execution is named for its cycle; HR takes up the launch of any of them.',
    )
    this.participant = new RoleFunction<z.input<typeof participantEnvSchema>>(this, 'Participant', {
      dist,
      bundle: 'participant',
      handler: 'handler',
      description: 'The pages and the API of people who take part in a review',
      roleName: namedRoles.participant,
      environment: {
        ...site,
        MAIL_QUEUE_URL: mail.queue.queueUrl,
        LOG_BUCKET: records.log.bucketName,
        HELP_CONTACT: props.settings.helpContact,
      },
      timeout: pageTimeout,
      // Two readings: a colleague's input that is sent twice is compared with the fingerprint that only the vault can
      // open, and a supervisor who signs is shown the comment with which the reviewee signed. Rows lie under an entry's
      // random id, so the role cannot be narrowed to a person; the code asks only for entries that are named by a receipt
      // in the step's own row, or in a row of the review that is being signed.
      rights: [
        ...writes,
        readRows(records.vault),
        // What somebody takes home as proof of their own act: the entry, its place, and a checkpoint that covers it.
        onRows(records.trail, ['GetItem', 'BatchGetItem'], [entries, indices, checkpoints, log]),
        onRows(records.trail, ['Query'], [checkpoints]),
        ...readLog(records.log),
      ],
    })
    this.auditor = new RoleFunction<z.input<typeof auditorEnvSchema>>(this, 'Auditor', {
      dist,
      bundle: 'auditor',
      handler: 'handler',
      description: 'The pages and the API of auditors, who read',
      environment: { ...site, ...staff, LOG_BUCKET: records.log.bucketName },
      timeout: pageTimeout,
      // An evidence pack of a hundred reviews takes two seconds of a whole processor, which a quarter of this has not.
      memoryMb: 1024,
      rights: [
        readRows(records.records, 'byAssignee'),
        readRows(records.trail, 'bySubject', 'byDay'),
        readRows(records.vault, 'byPerson'),
        // Signing in makes a session row; there is nothing else an auditor's function can write.
        onRows(records.records, ['PutItem', 'DeleteItem'], ['SESSION#*']),
        ...readLog(records.log),
      ],
    })
    for (const { ownRole } of [this.participant, this.auditor]) acknowledgeLogPaths(ownRole, records.log)
    this.importPeople = this.#importPeople(props)
    this.#route(address, this.hr, { Hr: '/hr', Api: '/api' })
    this.#route(address, this.participant, { Participant: '/my' })
    this.#route(address, this.auditor, { Auditor: '/audit' })
    new CfnOutput(this, 'Issuer', { value: signIn.issuerUrl, description: 'Who signs HR and auditors in' })
    new CfnOutput(this, 'ClientId', { value: signIn.clientId, description: 'This site at that issuer' })
  }

  #importPeople({ dist, records, mail }: WebStackProps): RoleFunction<ReactionsEnvironment> {
    const fn = reaction<ReactionsEnvironment>(this, 'ImportPeople', {
      dist,
      environment: mail.reactions,
      description: 'Writes the people of an import that HR has confirmed, and lets go of people files',
      roleName: namedRoles.importPeople,
      // Fifty thousand people are 500 transactions on one partition, some two minutes there.
      timeout: Duration.minutes(15),
      memoryMb: 512,
      rights: [
        readRows(records.records),
        // Who has left, as the file says, is taken out of the cycles that run, and what they were to rate is handed over.
        writeRows(records.records, 'PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'),
        ...recordInTransactions(records.trail, records.vault),
      ],
    })
    hintFromStream(this, 'ImportsStream', {
      table: records.records,
      fn,
      filter: { dynamodb: { NewImage: { pk: { S: ['IMPORTS'] }, begin: { S: ['now'] } } } },
      exported: 'Countersign-Records:ExportsOutputFnGetAttRecords091F6ECAArn8F34C005',
      within: Duration.seconds(0),
    })
    onSchedule(this, 'ImportEveryMinute', {
      fn,
      rate: '1 minutes',
      description:
        'Goes on with imports that were broken off, and deletes people files that nobody confirmed',
    })
    return fn
  }

  /** The company's own issuer if the settings name one, else a user pool. */
  #signIn({ settings, address }: WebStackProps): SignIn {
    if (settings.issuerUrl !== undefined && settings.clientId !== undefined)
      return { issuerUrl: settings.issuerUrl, clientId: settings.clientId }
    return new SignInPool(this, 'SignIn', { publicUrl: address.publicUrl, consoles: ['hr', 'audit'] })
  }

  /** @param paths by the name that each of its routes begins with in the template. */
  #route(address: AddressStack, fn: LambdaFunction, paths: Readonly<Record<string, string>>): void {
    const integration = new HttpLambdaIntegration(fn.node.id, fn)
    for (const [name, path] of Object.entries(paths)) {
      for (const [id, pattern] of [
        ['Root', path],
        ['Below', `${path}/{proxy+}`],
      ] as const) {
        const route = new HttpRoute(this, `${name}${id}`, {
          httpApi: address.api,
          routeKey: HttpRouteKey.with(pattern, HttpMethod.ANY),
          integration,
        })
        acknowledge(
          route,
          'AwsSolutions-APIG4',
          'The function decides per route, from its server-side session or a token of the issuer; a route without a rule fails the tests.',
        )
      }
    }
  }
}
