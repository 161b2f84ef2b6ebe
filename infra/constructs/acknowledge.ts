import { Validations } from 'aws-cdk-lib'
import type { IConstruct } from 'constructs'

/**
 * Accepts one finding of the security checks on one construct, with the reason a reviewer reads. `finding` is the
 * rule with what it found, e.g. `AwsSolutions-IAM5[Resource::*]`, as the failing synth prints it.
 */
export function acknowledge(construct: IConstruct, finding: string, reason: string): void {
  // The CDK writes the stack of this call into the assembly, with this machine's paths; the same sources must give the
  // same assembly everywhere, so there is no stack to write.
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 0
  try {
    Validations.of(construct).acknowledge({ id: finding, reason })
  } finally {
    Error.stackTraceLimit = limit
  }
}
