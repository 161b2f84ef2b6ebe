import type { App } from 'aws-cdk-lib'
import * as z from 'zod'

const domain = z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i, 'must be a domain such as example.com')

/**
 * What a deployment may decide, as CDK context (`-c name=value` or "context" in cdk.json). Everything has a default,
 * so that the app synthesizes as it stands.
 */
const settingsSchema = z
  .object({
    /** Sender of all mail. */
    mailFrom: z.email('must be an e-mail address').default('reviews@example.com'),
    /** Domain for which this deployment creates an SES identity; without it the identity exists already. */
    mailDomain: domain.optional(),
    /** Issuer of the company's own OIDC sign-in; without it a Cognito user pool is created. */
    issuerUrl: z.url({ protocol: /^https$/, error: 'must be an https address' }).optional(),
    /** Client id of this site at that issuer. */
    clientId: z.string().min(1).optional(),
    /** Claim of the ID token that lists the roles `hr` and `auditor`. */
    rolesClaim: z.string().min(1).default('cognito:groups'),
  })
  .refine((given) => (given.issuerUrl === undefined) === (given.clientId === undefined), {
    message: 'issuerUrl and clientId belong together: give both for an issuer of your own, or neither',
    path: ['issuerUrl'],
  })

export type Settings = z.output<typeof settingsSchema>

/** Reads the settings from the app's context. Throws with one line per value that cannot be used. */
export function settingsOf(app: App): Settings {
  const parsed = settingsSchema.safeParse({
    mailFrom: app.node.tryGetContext('mailFrom'),
    mailDomain: app.node.tryGetContext('mailDomain'),
    issuerUrl: app.node.tryGetContext('issuerUrl'),
    clientId: app.node.tryGetContext('clientId'),
    rolesClaim: app.node.tryGetContext('rolesClaim'),
  })
  if (parsed.success) return parsed.data
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
  throw new Error(`The deployment's settings (CDK context) cannot be used:\n${lines.join('\n')}`)
}
