import type * as z from 'zod'
import { CannotStart } from './cannot-start.ts'
import { isObject, type Json, type JsonObject } from './json.ts'
import type { Assembly, Stack, TemplateResource } from './read-assembly.ts'
import { resolveCondition, resolveValue, type Scope } from './resolve-value.ts'
import { type Addresses, account, type Identity, type ResourceType, region } from './resource-type.ts'
import { resourceTypes } from './resource-types.ts'
import { executeApiAddress } from './types/http-api.ts'
import { cognitoIssuerAddress } from './types/sign-in.ts'

/** One resource that works here, with its values resolved. */
export interface PlannedResource {
  stack: string
  logicalId: string
  type: string
  /** The physical name. */
  name: string
  /** What `Ref` gives. */
  ref: string
  /** What `Fn::GetAtt … Arn` gives, where the type has one. */
  arn?: string
  properties: JsonObject
  /** The account of its stack, where that is made for a certain one. */
  account?: string
}

/** What the synthesized app asks this cloud to run. */
export interface Plan {
  resources: PlannedResource[]
  /** Outputs by `<stack>.<output>`. */
  outputs: Map<string, Json>
  assets: Assembly['assets']
}

/**
 * Resolves every value of the app and checks every resource against the table of types.
 *
 * @throws CannotStart with one sentence for the first thing that cannot run here; it names stack, logical id and type
 * or property.
 */
export function planCloud(assembly: Assembly, addresses: Addresses): Plan {
  const byName = new Map(assembly.stacks.map((stack) => [stack.name, stack]))
  const scopes = new Map<string, StackScope>()
  const scopeOf = (name: string): StackScope | undefined => {
    const stack = byName.get(name)
    if (!stack) return undefined
    const scope = scopes.get(name) ?? new StackScope(stack, addresses, { scopeOf, all: [...byName.keys()] })
    scopes.set(name, scope)
    return scope
  }
  const plan: Plan = { resources: [], outputs: new Map(), assets: assembly.assets }
  for (const stack of assembly.stacks) {
    const scope = scopeOf(stack.name)
    if (!scope) continue
    refuseWholeTemplate(stack)
    for (const logicalId of scope.present()) {
      const planned = scope.plan(logicalId)
      if (planned) plan.resources.push(planned)
    }
    for (const output of Object.keys(stack.template.Outputs ?? {})) {
      const value = scope.output(output)
      if (value !== undefined) plan.outputs.set(`${stack.name}.${output}`, value)
    }
  }
  return plan
}

/** The planned resources of one type, their properties as the type's schema gives them. */
export function ofType<Schema extends z.ZodType>(
  plan: Plan,
  type: string,
  schema: Schema,
): { resource: PlannedResource; properties: z.output<Schema> }[] {
  return plan.resources
    .filter((resource) => resource.type === type)
    .map((resource) => ({ resource, properties: schema.parse(resource.properties) }))
}

function refuseWholeTemplate({ name, template }: Stack): void {
  if (template.Transform !== undefined) {
    throw new CannotStart(
      `Stack ${name} uses the transform ${JSON.stringify(template.Transform)}, which this cloud cannot honour.`,
    )
  }
  // The CDK's own rule asks for a bootstrapped AWS account; there is none here.
  const rule = Object.keys(template.Rules ?? {}).find((id) => id !== 'CheckBootstrapVersion')
  if (rule) throw new CannotStart(`Stack ${name} has the rule ${rule}, which this cloud cannot check.`)
}

class StackScope implements Scope {
  readonly #stack: Stack
  readonly #addresses: Addresses
  readonly #others: { scopeOf(name: string): StackScope | undefined; all: string[] }
  readonly #conditions = new Map<string, boolean>()
  /** What is being worked out now, to tell a circle from a chain. */
  readonly #underWay = new Set<string>()

  constructor(stack: Stack, addresses: Addresses, others: StackScope['others']) {
    this.#stack = stack
    this.#addresses = addresses
    this.#others = others
  }

  get others() {
    return this.#others
  }

  /** Logical ids of the resources whose condition holds. */
  present(): string[] {
    return Object.entries(this.#stack.template.Resources ?? {})
      .filter(([id, { Condition }]) =>
        this.#saying(`resource ${id}`, () => Condition === undefined || this.condition(Condition)),
      )
      .map(([id]) => id)
  }

  plan(logicalId: string): PlannedResource | undefined {
    const resource = this.#resource(logicalId)
    const type = this.#type(logicalId, resource)
    if (type.here === 'no effect' || !type.properties) return undefined
    const who = `${logicalId} (${resource.Type}) of stack ${this.#stack.name}`
    const properties = this.#saying(who, () => this.#resolved(resource.Properties ?? {}))
    if (!isObject(properties)) throw new CannotStart(`${who} has no properties.`)
    const parsed = type.properties.safeParse(properties)
    if (!parsed.success) throw new CannotStart(whatCannotBeHonoured(who, properties, parsed.error))
    const arn = type.attributes?.Arn?.(this.#identity(logicalId))
    return {
      stack: this.#stack.name,
      logicalId,
      type: resource.Type,
      name: this.#name(logicalId),
      ref: this.#refOf(logicalId),
      ...(typeof arn === 'string' ? { arn } : {}),
      ...(this.#stack.account === undefined ? {} : { account: this.#stack.account }),
      properties,
    }
  }

  ref(name: string): Json | undefined {
    const pseudo = pseudoParameters[name]
    if (pseudo) return pseudo(this.#stack.name)
    const parameter = this.#stack.template.Parameters?.[name]
    if (parameter) {
      if (parameter.Default === undefined) throw new Error(`parameter ${name} has no default value`)
      const list = parameter.Type.startsWith('List<') || parameter.Type === 'CommaDelimitedList'
      return list && typeof parameter.Default === 'string' ? parameter.Default.split(',') : parameter.Default
    }
    return this.#refOf(name)
  }

  attribute(logicalId: string, attribute: string): Json {
    const resource = this.#resource(logicalId)
    const give = this.#type(logicalId, resource).attributes?.[attribute]
    if (!give)
      throw new Error(`${resource.Type} has no attribute ${attribute} in this cloud (asked of ${logicalId})`)
    return give(this.#identity(logicalId))
  }

  condition(name: string): boolean {
    const known = this.#conditions.get(name)
    if (known !== undefined) return known
    const body = this.#stack.template.Conditions?.[name]
    if (body === undefined) throw new Error(`there is no condition ${name}`)
    const holds = this.#once(`condition ${name}`, () => resolveCondition(body, this))
    this.#conditions.set(name, holds)
    return holds
  }

  mapped(map: string, first: string, second: string): Json | undefined {
    return this.#stack.template.Mappings?.[map]?.[first]?.[second]
  }

  imported(exportName: string): Json {
    for (const name of this.#others.all) {
      const value = this.#others.scopeOf(name)?.exported(exportName)
      if (value !== undefined) return value
    }
    throw new Error(`no stack exports ${exportName}`)
  }

  stackOutput(stack: string, output: string): Json {
    const value = this.#others.scopeOf(stack)?.output(output)
    if (value === undefined) throw new Error(`there is no output ${output} of a stack ${stack}`)
    return value
  }

  exported(exportName: string): Json | undefined {
    for (const [id, { Export }] of Object.entries(this.#stack.template.Outputs ?? {})) {
      if (Export && resolveValue(Export.Name, this) === exportName) return this.output(id)
    }
    return undefined
  }

  output(id: string): Json | undefined {
    const output = this.#stack.template.Outputs?.[id]
    if (!output || (output.Condition !== undefined && !this.condition(output.Condition))) return undefined
    return this.#saying(`output ${id} of stack ${this.#stack.name}`, () =>
      this.#once(`output ${id}`, () => this.#resolved(output.Value)),
    )
  }

  #resource(logicalId: string): TemplateResource {
    const resource = this.#stack.template.Resources?.[logicalId]
    if (!resource) throw new Error(`there is no parameter or resource ${logicalId}`)
    return resource
  }

  #type(logicalId: string, resource: TemplateResource): ResourceType {
    const type = resourceTypes[resource.Type]
    if (type) return type
    throw new CannotStart(
      `${logicalId} of stack ${this.#stack.name} is of type ${resource.Type}, which this cloud cannot run.`,
    )
  }

  #refOf(logicalId: string): string {
    const resource = this.#resource(logicalId)
    const type = this.#type(logicalId, resource)
    return type.ref?.(this.#identity(logicalId)) ?? this.#name(logicalId)
  }

  #name(logicalId: string): string {
    const type = this.#type(logicalId, this.#resource(logicalId))
    const set = type.nameProperty ? this.#property(logicalId, type.nameProperty) : undefined
    if (typeof set === 'string') return set
    const place = { stack: this.#stack.name, logicalId }
    return type.defaultName?.(place) ?? `${place.stack}-${logicalId}`
  }

  #identity(logicalId: string): Identity {
    return {
      stack: this.#stack.name,
      logicalId,
      name: this.#name(logicalId),
      addresses: this.#addresses,
      property: (name) => this.#property(logicalId, name),
    }
  }

  #property(logicalId: string, name: string): Json | undefined {
    const value = this.#resource(logicalId).Properties?.[name]
    if (value === undefined) return undefined
    return this.#once(`${logicalId}.${name}`, () => resolveValue(value, this))
  }

  /** Templates also put the addresses of APIs and pools together by themselves; here they are this cloud's. */
  #resolved(value: Json): Json | undefined {
    const resolved = resolveValue(value, this)
    return resolved === undefined ? undefined : this.#withLocalAddresses(resolved)
  }

  #withLocalAddresses(value: Json): Json {
    if (typeof value === 'string') {
      if (!value.includes('.amazonaws.com')) return value
      return this.#others.all
        .flatMap((name) => this.#others.scopeOf(name)?.awsAddresses() ?? [])
        .reduce((text, [theirs, ours]) => text.replaceAll(theirs, ours), value)
    }
    if (Array.isArray(value)) return value.map((item) => this.#withLocalAddresses(item))
    if (!isObject(value)) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, this.#withLocalAddresses(item)]),
    )
  }

  awsAddresses(): [string, string][] {
    const { publicUrl, issuerUrl } = this.#addresses
    return Object.entries(this.#stack.template.Resources ?? {}).flatMap(
      ([id, { Type }]): [string, string][] => {
        if (Type === 'AWS::ApiGatewayV2::Api') return [[executeApiAddress(this.#refOf(id)), publicUrl]]
        if (Type === 'AWS::Cognito::UserPool') return [[cognitoIssuerAddress(this.#refOf(id)), issuerUrl]]
        return []
      },
    )
  }

  #once<T>(what: string, work: () => T): T {
    if (this.#underWay.has(what)) throw new Error(`${what} needs itself`)
    this.#underWay.add(what)
    try {
      return work()
    } finally {
      this.#underWay.delete(what)
    }
  }

  #saying<T>(who: string, work: () => T): T {
    try {
      return work()
    } catch (error) {
      if (error instanceof CannotStart) throw error
      throw new CannotStart(`${who} cannot be resolved: ${error instanceof Error ? error.message : error}.`)
    }
  }
}

const pseudoParameters: Record<string, (stack: string) => Json | undefined> = {
  'AWS::AccountId': () => account,
  'AWS::Region': () => region,
  'AWS::Partition': () => 'aws',
  'AWS::URLSuffix': () => 'amazonaws.com',
  'AWS::StackName': (stack) => stack,
  'AWS::StackId': (stack) => `arn:aws:cloudformation:${region}:${account}:stack/${stack}/local`,
  'AWS::NotificationARNs': () => [],
  'AWS::NoValue': () => undefined,
}

function whatCannotBeHonoured(who: string, properties: JsonObject, error: z.ZodError): string {
  const issue = deepest(error.issues)
  if (!issue) return `${who} has a property that this cloud cannot honour.`
  const path = issue.path.map(String)
  if (issue.code === 'unrecognized_keys') {
    return `${who} sets ${[...path, issue.keys[0]].join('.')}, which this cloud cannot honour.`
  }
  const value = path.reduce<Json | undefined>(
    (at, key) => (Array.isArray(at) ? at[Number(key)] : isObject(at) ? at[key] : undefined),
    properties,
  )
  if (value === undefined) return `${who} does not set ${path.join('.')}, which this cloud needs.`
  return `${who} sets ${path.join('.')} to ${JSON.stringify(value)}, which this cloud cannot honour: ${issue.message}.`
}

/** The first issue, in a union the one of the first alternative, with its whole path. */
function deepest(issues: z.core.$ZodIssue[]): z.core.$ZodIssue | undefined {
  const [issue] = issues
  if (issue?.code !== 'invalid_union') return issue
  const inner = deepest(issue.errors[0] ?? [])
  return inner ? { ...inner, path: [...issue.path, ...inner.path] } : issue
}
