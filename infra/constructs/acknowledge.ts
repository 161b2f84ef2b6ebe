import { Validations } from 'aws-cdk-lib'
import type { IConstruct } from 'constructs'

/**
 * Accepts one finding of the security checks on one construct, with the reason a reviewer reads. `finding` is the
 * rule with what it found, e.g. `AwsSolutions-IAM5[Resource::*]`, as the failing synth prints it.
 */
export function acknowledge(construct: IConstruct, finding: string, reason: string): void {
  Validations.of(construct).acknowledge({ id: finding, reason })
}
