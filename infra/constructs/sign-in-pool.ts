import { Aws, CfnOutput, Duration, RemovalPolicy } from 'aws-cdk-lib'
import {
  AccountRecovery,
  FeaturePlan,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  UserPool,
  UserPoolClientIdentityProvider,
} from 'aws-cdk-lib/aws-cognito'
import { Construct } from 'constructs'
import { acknowledge } from './acknowledge.ts'

/** Who signs HR and auditors in. */
export interface SignIn {
  /** Address below which `/.well-known/openid-configuration` is found. */
  issuerUrl: string
  clientId: string
}

const resourceServer = 'countersign'
const hrScope = 'hr'

/** What a program asks its token for. The company's own issuer may use it too, or the roles claim. */
export const apiScope = `${resourceServer}/${hrScope}`

export interface SignInPoolProps {
  publicUrl: string
  /** First path segments of the sites that people sign in to. */
  consoles: readonly string[]
}

/** A user pool for HR and auditors: accounts are made by an administrator, a second factor is required. */
export class SignInPool extends Construct implements SignIn {
  readonly issuerUrl: string
  readonly clientId: string

  constructor(scope: Construct, id: string, props: SignInPoolProps) {
    super(scope, id)
    const pool = new UserPool(this, 'Pool', {
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      autoVerify: { email: true },
      standardAttributes: { email: { required: true, mutable: true } },
      passwordPolicy: {
        minLength: 12,
        requireDigits: true,
        requireLowercase: true,
        requireUppercase: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
      },
      mfa: Mfa.REQUIRED,
      // Codes by text message can be redirected; an authenticator app's cannot.
      mfaSecondFactor: { otp: true, sms: false },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      featurePlan: FeaturePlan.ESSENTIALS,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    })
    acknowledge(
      pool,
      'AwsSolutions-COG8',
      'The plus plan adds risk scoring for a fee per user; a handful of staff with a required second factor do not need it.',
    )
    pool.addGroup('HrGroup', { groupName: 'hr', description: 'May run review cycles' })
    pool.addGroup('AuditorGroup', {
      groupName: 'auditor',
      description: 'May read everything and change nothing',
    })
    // For programs. Their clients are made by an administrator when there is a program: no secret lies about before.
    pool.addResourceServer('Api', {
      identifier: resourceServer,
      scopes: [new ResourceServerScope({ scopeName: hrScope, scopeDescription: 'May do what HR does' })],
    })
    // Domain prefixes are unique among all customers, so it carries the account's number.
    const domain = pool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: `countersign-${Aws.ACCOUNT_ID}` },
    })
    const client = pool.addClient('Site', {
      // A public client: the code is bound to the browser by PKCE, not by a secret.
      generateSecret: false,
      authFlows: {},
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
        callbackUrls: props.consoles.map((console) => `${props.publicUrl}/${console}/sign-in/callback`),
        logoutUrls: props.consoles.map((console) => `${props.publicUrl}/${console}`),
      },
      supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      // The site keeps its own session; a token serves the sign-in and is never asked for again.
      idTokenValidity: Duration.hours(1),
      accessTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.hours(8),
    })
    this.issuerUrl = pool.userPoolProviderUrl
    this.clientId = client.userPoolClientId
    new CfnOutput(this, 'SignInPage', { value: domain.baseUrl(), description: 'The pool’s sign-in pages' })
    new CfnOutput(this, 'UserPoolId', { value: pool.userPoolId, description: 'Where accounts are made' })
  }
}
