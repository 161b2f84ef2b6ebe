import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { LogBucket } from './constructs/log-bucket.ts'
import { namedRoleArn } from './constructs/named-role.ts'
import type { Settings } from './settings.ts'

export interface LogStackProps extends StackProps {
  settings: Settings
  /** Name of the bucket, and the account of the app. */
  keptFor: { bucketName: string; account: string }
}

/** The log's bucket in an account that is not the app's: whoever runs the app can add to the log and nothing else. */
export class LogStack extends Stack {
  constructor(scope: Construct, id: string, { settings, keptFor, ...props }: LogStackProps) {
    super(scope, id, { ...props, terminationProtection: true })
    const writer = namedRoleArn(this, 'sequencer', keptFor.account)
    const { bucketName } = new LogBucket(this, 'Log', { settings, writer, keptFor })
    new CfnOutput(this, 'LogBucket', {
      value: bucketName,
      description: 'The sign-off log, as auditors and their witness read it',
    })
  }
}
