/** The names under which Step Functions knows things: `arn:aws:states:<region>:<account>:<kind>:<name>`. */

/** The execution of a machine. `machineArn` may be a map run's `…:stateMachine:Machine/Label`. */
export function executionArn(machineArn: string, name: string): string {
  return `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`
}

/** The Express child of a distributed map; AWS adds an id after the name. */
export function expressExecutionArn(machineArn: string, name: string, id: string): string {
  return `${machineArn.replace(':stateMachine:', ':express:')}:${name}:${id}`
}

export function mapRunArn(machineArn: string, label: string, id: string): string {
  return `${machineArn.replace(':stateMachine:', ':mapRun:')}/${label}:${id}`
}

/** The region in an ARN, which TaskScheduled events repeat. */
export function regionOf(arn: string): string {
  return arn.split(':')[3] ?? ''
}

export function isStatesArn(arn: string): boolean {
  return /^arn:aws[a-z-]*:states:[^:]+:[^:]+:[a-zA-Z]+:.+$/.test(arn)
}

// StartExecution in the API reference: what a name must not contain, besides control characters.
const FORBIDDEN_IN_NAMES = new Set([...' \t\n\r<>{}[]?*"#%\\^|~`$&,;:/'])

export function isExecutionName(name: string): boolean {
  if (name.length < 1 || name.length > 80) return false
  for (const character of name) {
    const code = character.codePointAt(0) ?? 0
    if (FORBIDDEN_IN_NAMES.has(character)) return false
    if (code <= 0x1f || (code >= 0x7f && code <= 0x9f) || code === 0xfffe || code === 0xffff) return false
    if (code >= 0xd800 && code <= 0xdfff) return false
  }
  return true
}
