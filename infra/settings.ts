import type { App } from 'aws-cdk-lib'
import * as z from 'zod'

const account = z.string().regex(/^\d{12}$/, 'must be an AWS account, twelve digits in quotes')

const domain = z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i, 'must be a domain such as example.com')

/**
 * What a deployment may decide, as CDK context (`-c name=value` or "context" in cdk.json). Everything has a default,
 * so that the app synthesizes as it stands.
 */
const settingsSchema = z
  .object({
    /** Sender of all mail. */
    mailFrom: z.email('must be an e-mail address').default('reviews@example.com'),
    /** Whom people ask when something is wrong, in mails and on pages: completes “Ask …”. */
    helpContact: z.string().min(1).max(200).default('HR in your company'),
    /** Domain for which this deployment creates an SES identity; without it the identity exists already. */
    mailDomain: domain.optional(),
    /** Issuer of the company's own OIDC sign-in; without it a Cognito user pool is created. */
    issuerUrl: z.url({ protocol: /^https$/, error: 'must be an https address' }).optional(),
    /** Client id of this site at that issuer. */
    clientId: z.string().min(1).optional(),
    /** What that issuer names as the audience of access tokens for the API; without it, this site's address. */
    apiAudience: z.string().min(1).optional(),
    /** Claim of the ID token that lists the roles `hr` and `auditor`. */
    rolesClaim: z.string().min(1).default('cognito:groups'),
    /**
     * `development`: what the log's bucket holds is kept for a day, and an administrator could still remove it.
     * `production`: it is kept for `trailRetentionYears`, and nobody can remove it, not even the account's root user.
     */
    stage: z.enum(['development', 'production']).default('development'),
    /** Years for which every object of the log is locked in production, counted from when it is written. */
    trailRetentionYears: z.coerce
      .number()
      .int('must be whole years')
      .min(1, 'must be at least one year')
      .max(99, 'must be at most 99 years')
      .default(10),
    /** An account that may read the log's bucket, e.g. the auditors' own, where a witness runs. */
    auditorAccount: account.optional(),
    /** The account that keeps the log's bucket, if not the app's own: whoever runs the app then cannot touch the log. */
    logAccount: account.optional(),
    /** Name of that bucket. */
    logBucketName: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/, 'must be a bucket name: small letters, digits and hyphens')
      .optional(),
    /** The app's own account, as that bucket's policy must name it. */
    appAccount: account.optional(),
  })
  .refine((given) => (given.issuerUrl === undefined) === (given.clientId === undefined), {
    message: 'issuerUrl and clientId belong together: give both for an issuer of your own, or neither',
    path: ['issuerUrl'],
  })
  .refine(
    ({ logAccount, logBucketName, appAccount }) =>
      new Set([logAccount, logBucketName, appAccount].map((given) => given === undefined)).size === 1,
    {
      message:
        'logAccount, logBucketName and appAccount belong together: give all three for a log that another account keeps, or none',
      path: ['logAccount'],
    },
  )
  .refine(({ logAccount, appAccount }) => logAccount === undefined || logAccount !== appAccount, {
    message: 'must be another account than appAccount; leave both out for a log in the app’s own account',
    path: ['logAccount'],
  })

export type Settings = z.output<typeof settingsSchema>

/** Reads the settings from the app's context. Throws with one line per value that cannot be used. */
export function settingsOf(app: App): Settings {
  const parsed = settingsSchema.safeParse({
    mailFrom: app.node.tryGetContext('mailFrom'),
    helpContact: app.node.tryGetContext('helpContact'),
    mailDomain: app.node.tryGetContext('mailDomain'),
    issuerUrl: app.node.tryGetContext('issuerUrl'),
    clientId: app.node.tryGetContext('clientId'),
    apiAudience: app.node.tryGetContext('apiAudience'),
    rolesClaim: app.node.tryGetContext('rolesClaim'),
    stage: app.node.tryGetContext('stage'),
    trailRetentionYears: app.node.tryGetContext('trailRetentionYears'),
    auditorAccount: app.node.tryGetContext('auditorAccount'),
    logAccount: app.node.tryGetContext('logAccount'),
    logBucketName: app.node.tryGetContext('logBucketName'),
    appAccount: app.node.tryGetContext('appAccount'),
  })
  if (parsed.success) return parsed.data
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
  throw new Error(`The deployment's settings (CDK context) cannot be used:\n${lines.join('\n')}`)
}
