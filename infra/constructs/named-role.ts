import { Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'

/**
 * The roles that policies of other resources name. Their names are fixed, so that a table, a key or a bucket of another
 * account can say who may do what before the role exists, and still says it when the role is made anew. There is one
 * deployment in an account for that reason.
 */
export const namedRoles = {
  /** Puts the entries of the trail in order, writes the log and signs it. Nobody else does any of the three. */
  sequencer: 'Countersign-Sequencer',
  /** Reads the whole log every day and notes what it found. */
  verifier: 'Countersign-Verifier',
  // Those whose acts the trail records, besides the steps of the workflows that `stepRoleName` names.
  hr: 'Countersign-Hr',
  participant: 'Countersign-Participant',
  erasePeople: 'Countersign-ErasePeople',
  importPeople: 'Countersign-ImportPeople',
  runSeries: 'Countersign-RunSeries',
} as const

/** @param step as the definitions spell it, `SealTheReview`. */
export const stepRoleName = (step: string): string => `Countersign-${step}`

/** The role's ARN in the account of the scope, or in another one. */
export function namedRoleArn(
  scope: Construct,
  role: keyof typeof namedRoles,
  account = Stack.of(scope).account,
): string {
  return roleArn(scope, namedRoles[role], account)
}

/** The ARN of a role of this name. */
export function roleArn(scope: Construct, resourceName: string, account = Stack.of(scope).account): string {
  return Stack.of(scope).formatArn({ service: 'iam', region: '', account, resource: 'role', resourceName })
}
