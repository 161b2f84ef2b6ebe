import * as z from 'zod'
import { CannotStart } from '../template/cannot-start.ts'
import type { Json } from '../template/json.ts'
import { type Condition, compileCondition, withoutVariables } from './condition.ts'
import { compilePrincipal, type Named, type Principal } from './principal.ts'
import { type Matcher, wildcard } from './wildcard.ts'

/** A statement of a policy, ready to be asked. */
export interface Statement {
  /** For messages: the policy and the statement's place in it. */
  where: string
  effect: 'Allow' | 'Deny'
  actions: Patterns
  resources: Patterns
  named(asking: Principal): Named
  holds: Condition
}

/** The Action or Resource of a statement. */
export interface Patterns {
  /** As they stand in the policy. */
  written: readonly string[]
  /** Of those that have let somebody through, which: for the list of rights that nobody uses. */
  used: Set<string>
  matches(text: string): boolean
  /** The first that matches; undefined for NotAction and NotResource, which match by what they leave out. */
  matching(text: string): string | undefined
}

const texts = z.union([z.string(), z.array(z.string())])
const anything = z.custom<Json>()
const statementSchema = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: texts.optional(),
  NotAction: texts.optional(),
  Resource: texts.optional(),
  NotResource: texts.optional(),
  Principal: anything.optional(),
  Condition: anything.optional(),
})
const documentSchema = z.strictObject({
  Version: z.literal('2012-10-17').optional(),
  Id: z.string().optional(),
  Statement: z.union([statementSchema, z.array(statementSchema)]),
})

/**
 * The kinds of policy: of an identity, of a resource, of who may become a role. The last names no resource, for it is
 * the role's own.
 */
export type PolicyKind = 'identity' | 'resource' | 'trust'

/**
 * Compiles a policy document, its values resolved. `where` begins the sentences about it.
 *
 * Source: IAM user guide, grammar of the JSON policy language.
 * @throws CannotStart for whatever in it is not known here: an element, an operator, a condition key, a variable
 */
export function compilePolicy(document: unknown, kind: PolicyKind, where: string): Statement[] {
  const parsed = documentSchema.safeParse(document)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const unknown = issue?.code === 'unrecognized_keys' ? `: ${issue.keys.join(', ')}` : ''
    throw new CannotStart(`${where} is a policy that this cloud cannot read (${issue?.message}${unknown}).`)
  }
  return [parsed.data.Statement].flat().map((statement, index) => {
    const who = `${where}, statement ${statement.Sid ?? index + 1},`
    const { Action, NotAction, Resource, NotResource } = statement
    if ((kind === 'identity') !== (statement.Principal === undefined)) {
      throw new CannotStart(
        kind === 'identity'
          ? `${who} names a Principal, which is the role already.`
          : `${who} has no Principal.`,
      )
    }
    return {
      where: who.slice(0, -1),
      effect: statement.Effect,
      actions: patterns(Action, NotAction, { ignoreCase: true }, `${who} Action`),
      resources: kind === 'trust' ? all : patterns(Resource, NotResource, {}, `${who} Resource`),
      named: kind === 'identity' ? () => 'directly' : compilePrincipal(statement.Principal, who),
      holds: compileCondition(statement.Condition, who),
    }
  })
}

const all: Patterns = { written: ['*'], used: new Set(), matches: () => true, matching: () => '*' }

function patterns(
  given: string | string[] | undefined,
  except: string | string[] | undefined,
  options: { ignoreCase?: boolean },
  who: string,
): Patterns {
  if ((given === undefined) === (except === undefined)) {
    throw new CannotStart(`${who} must say either what it is for or, with Not, what it is not for.`)
  }
  const written = [given ?? except ?? []].flat()
  const matchers: [string, Matcher][] = written.map((pattern) => [
    pattern,
    wildcard(withoutVariables(pattern, who), options),
  ])
  const find = (text: string): string | undefined => matchers.find(([, matches]) => matches(text))?.[0]
  return {
    written,
    used: new Set(),
    matches: (text) => (find(text) !== undefined) === (given !== undefined),
    matching: (text) => (given === undefined ? undefined : find(text)),
  }
}
