import { CannotStart } from '../template/cannot-start.ts'
import { isObject, type Json } from '../template/json.ts'
import { account } from '../template/resource-type.ts'

/** Who asks. */
export type Principal =
  | {
      kind: 'role'
      /** arn:aws:iam::…:role/… */
      roleArn: string
      /** arn:aws:sts::…:assumed-role/<role>/<session> */
      sessionArn: string
    }
  | {
      /** An AWS service by its name, e.g. sns.amazonaws.com. */
      kind: 'service'
      service: string
    }

/**
 * How a statement names somebody. `account` says only that its account decides: a denial holds, an allowance leaves the
 * matter to the role's own policies.
 */
export type Named = 'directly' | 'account' | false

/** A role in use; `session` is a function's name, an execution's, or a schedule's. */
export function roleSession(roleArn: string, session: string): Principal & { kind: 'role' } {
  const roleName = roleArn.slice(roleArn.lastIndexOf('/') + 1)
  return { kind: 'role', roleArn, sessionArn: `arn:aws:sts::${account}:assumed-role/${roleName}/${session}` }
}

/** How messages name somebody. */
export function nameOf(principal: Principal): string {
  return principal.kind === 'role' ? principal.sessionArn : principal.service
}

/**
 * Compiles a statement's Principal.
 *
 * Source: IAM user guide, JSON policy elements: Principal.
 * @throws CannotStart for a kind of principal that cannot be one here
 */
export function compilePrincipal(written: Json | undefined, where: string): (asking: Principal) => Named {
  if (written === '*') return everybody
  if (!isObject(written)) throw new CannotStart(`${where} has a Principal that is neither * nor an object.`)
  const tests = Object.entries(written).flatMap(([kind, names]) =>
    [names].flat().map((name) => {
      if (typeof name !== 'string') throw new CannotStart(`${where} has a Principal that is no text.`)
      if (kind === 'AWS') return awsPrincipal(name)
      if (kind === 'Service') return service(name)
      throw new CannotStart(`${where} names a ${kind} principal, which this cloud does not know.`)
    }),
  )
  return (asking) => {
    const named = tests.map((test) => test(asking))
    return named.includes('directly') ? 'directly' : named.includes('account') && 'account'
  }
}

const everybody = (): Named => 'directly'

function awsPrincipal(name: string): (asking: Principal) => Named {
  // "AWS": "*" is everybody, services included, as "*" alone is.
  if (name === '*') return everybody
  if (name === account || name === `arn:aws:iam::${account}:root`) {
    return (asking) => asking.kind === 'role' && 'account'
  }
  return (asking) =>
    asking.kind === 'role' && (name === asking.roleArn || name === asking.sessionArn) && 'directly'
}

function service(name: string): (asking: Principal) => Named {
  return (asking) => asking.kind === 'service' && asking.service === name && 'directly'
}
