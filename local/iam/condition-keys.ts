/** What a request says about itself, by condition key in small letters. A key that says nothing is left out. */
export type Context = Readonly<Record<string, string | readonly string[]>>

/**
 * The condition keys that requests are given here, in small letters as they are not told apart by case. `many` can have
 * several values in one request. A policy that asks for another key cannot be judged and stops the start.
 *
 * Source: IAM user guide, global condition context keys; service authorization reference, per service.
 */
export const conditionKeys: Readonly<Record<string, 'one' | 'many'>> = {
  // Calls on the loopback of one machine count as secure: no wire is there to listen on.
  'aws:securetransport': 'one',
  's3:tlsversion': 'one',
  'aws:requestedregion': 'one',
  'aws:principalarn': 'one',
  'aws:principalaccount': 'one',
  'aws:principaltype': 'one',
  'aws:principalisawsservice': 'one',
  // Of services that act for one of the app's resources.
  'aws:sourcearn': 'one',
  'aws:sourceaccount': 'one',
  'dynamodb:leadingkeys': 'many',
  'dynamodb:enclosingoperation': 'one',
  'iam:passedtoservice': 'one',
  'kms:calleraccount': 'one',
  'kms:viaservice': 'one',
  'kms:signingalgorithm': 'one',
  'kms:messagetype': 'one',
  's3:if-none-match': 'one',
  's3:if-match': 'one',
  's3:prefix': 'one',
  's3:versionid': 'one',
  'ses:fromaddress': 'one',
  'ses:fromdisplayname': 'one',
  'ses:recipients': 'many',
}
