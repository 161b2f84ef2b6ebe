import { createHash } from 'node:crypto'

/** Someone who can sign in: on AWS a user of the pool, here a button on the sign-in page. */
export interface Account {
  email: string
  name: string
  /** Cognito groups, the claim `cognito:groups`. */
  groups: string[]
}

/** Two people of HR, because some acts need a second one, and one auditor. */
export const sampleAccounts: Account[] = [
  { email: 'hr@example.com', name: 'Hanna Reiter', groups: ['hr'] },
  { email: 'hr2@example.com', name: 'Henri Roux', groups: ['hr'] },
  { email: 'auditor@example.com', name: 'Aude Torres', groups: ['auditor'] },
]

/** The stable id of an account, in the form of a Cognito `sub`. */
export function subjectOf({ email }: Account): string {
  const hex = createHash('sha256').update(`countersign local account ${email}`).digest('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}

/** What an ID token says of an account, in Cognito's claim names. */
export function claimsOf(account: Account): { sub: string } & Record<string, unknown> {
  return {
    sub: subjectOf(account),
    'cognito:groups': account.groups,
    'cognito:username': subjectOf(account),
    email: account.email,
    email_verified: true,
    name: account.name,
  }
}
