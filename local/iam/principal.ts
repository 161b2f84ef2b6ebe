import { CannotStart } from '../template/cannot-start.ts'
import { isObject, type Json } from '../template/json.ts'
import { account } from '../template/resource-type.ts'

/** Who asks. */
export type Principal =
  | {
      kind: 'role'
      /** The account that the role is of. */
      account: string
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
  const of = roleArn.split(':')[4] ?? account
  const sessionArn = `arn:aws:sts::${of}:assumed-role/${roleName}/${session}`
  return { kind: 'role', account: of, roleArn, sessionArn }
}

/** The role of whoever uses this machine: it may do everything that no resource denies it. */
export const administratorArn = `arn:aws:iam::${account}:role/Administrator`

/**
 * Who an access key belongs to that is none of the app's functions': `<twelve digits>:<name>` is the role of that name in
 * that other account; everything else, also no key at all, is the administrator.
 */
export function strangerOf(accessKeyId: string | undefined): Principal & { kind: 'role' } {
  const [, other, name = ''] = /^(\d{12}):([\w+=,.@-]+)$/.exec(accessKeyId ?? '') ?? []
  if (other === undefined || other === account)
    return roleSession(administratorArn, accessKeyId ?? 'unsigned')
  return roleSession(`arn:aws:iam::${other}:role/${name}`, name)
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
  const whole = /^(?:arn:aws:iam::)?(\d{12})(?::root)?$/.exec(name)?.[1]
  if (whole !== undefined) {
    return (asking) => asking.kind === 'role' && asking.account === whole && 'account'
  }
  return (asking) =>
    asking.kind === 'role' && (name === asking.roleArn || name === asking.sessionArn) && 'directly'
}

function service(name: string): (asking: Principal) => Named {
  return (asking) => asking.kind === 'service' && asking.service === name && 'directly'
}
