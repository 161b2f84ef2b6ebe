import { arn } from '../template/resource-type.ts'

/** The resource of an invocation: what is named, with a version or alias if it is named with one. */
export function functionArn(functionRef: string): string {
  return functionRef.startsWith('arn:') ? functionRef : arn('lambda', `function:${functionRef}`)
}
