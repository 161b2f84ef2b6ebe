import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib'
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway'
import { HttpApi, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'

/**
 * The address of the site and nothing behind it. It stands apart because mail and sign-in need the address before the
 * functions that answer there exist.
 */
export class AddressStack extends Stack {
  readonly api: HttpApi
  /** Where people find the site, without a slash at the end. */
  readonly publicUrl: string

  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props)
    // No CORS: no page of another origin has a reason to call this one.
    this.api = new HttpApi(this, 'Site', {
      description: 'Pages and API of Countersign',
      createDefaultStage: false,
    })
    this.publicUrl = this.api.apiEndpoint
    const log = new LogGroup(this, 'AccessLog', {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      // Some thousand people who all open their invitation at nine stay below this; a flood does not.
      throttle: { rateLimit: 500, burstLimit: 1000 },
      detailedMetricsEnabled: false,
      accessLogSettings: { destination: new LogGroupLogDestination(log), format: withoutSecrets },
    })
    new CfnOutput(this, 'SiteAddress', {
      value: this.publicUrl,
      description: 'Where participants find the site',
    })
    new CfnOutput(this, 'HrConsole', { value: `${this.publicUrl}/hr`, description: 'Where HR signs in' })
    new CfnOutput(this, 'AuditorConsole', {
      value: `${this.publicUrl}/audit`,
      description: 'Where auditors sign in',
    })
  }
}

/** The route that matched, never the path: an invitation's path is the secret itself. */
const withoutSecrets = AccessLogFormat.custom(
  JSON.stringify({
    requestId: '$context.requestId',
    time: '$context.requestTime',
    ip: '$context.identity.sourceIp',
    route: '$context.routeKey',
    status: '$context.status',
    bytes: '$context.responseLength',
    latencyMs: '$context.responseLatency',
    error: '$context.error.message',
    integrationError: '$context.integrationErrorMessage',
  }),
)
