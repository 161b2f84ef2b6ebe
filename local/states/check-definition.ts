import { checkState } from './check-state.ts'
import type { Body, Definition, State } from './definition.ts'
import { DefinitionRefused } from './definition-refused.ts'
import { Fields } from './fields.ts'
import { isObject } from './json.ts'
import { MAX_EXECUTION_SECONDS, MAX_NAME_LENGTH } from './limits.ts'

/** What the checks of one definition share. */
export interface Checking {
  problems: string[]
  bodies: Body[]
  names: Set<string>
  /** Variables that the enclosing bodies assign; an inner scope must not reuse their names. */
  outerVariables: ReadonlySet<string>
  /** True inside the processor of a distributed map with Express children, where nothing may wait for a callback. */
  express: boolean
}

/**
 * Checks a definition and makes it ready to run. Everything is looked at: a field, state type, integration or option
 * that this interpreter does not run is refused with the state's name.
 * @throws DefinitionRefused with every problem found.
 */
export function checkDefinition(machine: string, source: unknown): Definition {
  const problems: string[] = []
  if (!isObject(source)) throw new DefinitionRefused(machine, ['the definition must be a JSON object'])
  const fields = new Fields(source, 'the state machine', problems)
  fields.text('Comment')
  fields.oneOf('Version', ['1.0'])
  const language = fields.text('QueryLanguage') ?? 'JSONPath'
  if (language !== 'JSONata') {
    fields.problem(`its QueryLanguage is ${language}; only JSONata is supported here`)
  }
  const timeoutSeconds = fields.number('TimeoutSeconds', { least: 1, most: MAX_EXECUTION_SECONDS })
  const checking: Checking = {
    problems,
    bodies: [],
    names: new Set(),
    outerVariables: new Set(),
    express: false,
  }
  checkBody(fields, 'the state machine', checking)
  fields.close()
  if (problems.length > 0) throw new DefinitionRefused(machine, problems)
  return timeoutSeconds === undefined
    ? { bodies: checking.bodies }
    : { bodies: checking.bodies, timeoutSeconds }
}

/** Checks StartAt and States of the machine, a branch or a processor; returns its index in `bodies`. */
export function checkBody(fields: Fields, where: string, checking: Checking): number {
  const states = new Map<string, State>()
  const body: Body = { index: checking.bodies.length, startAt: '', states }
  checking.bodies.push(body)
  const startAt = fields.requiredText('StartAt')
  const sources = fields.object('States')
  if (sources === undefined) {
    if (!fields.has('States')) fields.problem("'States' is missing")
    return body.index
  }
  const inner = {
    ...checking,
    outerVariables: variablesOf(sources, checking.outerVariables, where, checking),
  }
  for (const [name, source] of Object.entries(sources)) {
    const state = checkState(name, source, inner)
    if (state !== undefined) states.set(name, state)
  }
  if (startAt !== undefined) body.startAt = startAt
  if (checking.problems.length === 0) checkFlow(body, where, checking.problems)
  return body.index
}

/** Every target exists, every state can be reached, and there is a way out. */
function checkFlow(body: Body, where: string, problems: string[]): void {
  if (!body.states.has(body.startAt)) {
    problems.push(`${where}: StartAt names '${body.startAt}', which is not one of its states`)
    return
  }
  const reached = new Set<string>()
  const open = [body.startAt]
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const state = body.states.get(name)
    if (state === undefined || reached.has(name)) continue
    reached.add(name)
    for (const target of targetsOf(state)) {
      if (!body.states.has(target)) {
        problems.push(
          `state '${name}': its transition to '${target}' leads nowhere, ${where} has no such state`,
        )
      }
      open.push(target)
    }
  }
  for (const name of body.states.keys()) {
    if (!reached.has(name)) problems.push(`state '${name}': no transition leads to it`)
  }
  if (![...body.states.values()].some(isTerminal)) {
    problems.push(`${where}: it has no state that ends it (End, Succeed or Fail)`)
  }
}

function targetsOf(state: State): string[] {
  const targets: string[] = []
  if ('next' in state && state.next !== undefined) targets.push(state.next)
  if ('catch' in state) targets.push(...state.catch.map((catcher) => catcher.next))
  if (state.type === 'Choice') {
    targets.push(...state.rules.map((rule) => rule.next))
    if (state.default !== undefined) targets.push(state.default)
  }
  return targets
}

function isTerminal(state: State): boolean {
  if (state.type === 'Choice') return false
  return state.type === 'Succeed' || state.type === 'Fail' || state.next === undefined
}

/** The variables that the states of a body assign, together with those of the bodies around it. */
function variablesOf(
  sources: Record<string, unknown>,
  outer: ReadonlySet<string>,
  where: string,
  checking: Checking,
): Set<string> {
  const own = new Set<string>()
  const collect = (value: unknown) => {
    if (isObject(value) && isObject(value.Assign)) for (const name of Object.keys(value.Assign)) own.add(name)
  }
  for (const source of Object.values(sources)) {
    if (!isObject(source)) continue
    collect(source)
    for (const list of [source.Catch, source.Choices]) if (Array.isArray(list)) list.forEach(collect)
  }
  for (const name of own) {
    if (outer.has(name)) {
      checking.problems.push(
        `${where}: it assigns the variable '${name}', which an outer scope assigns too; inner names must be their own`,
      )
    }
    if (
      name === 'states' ||
      !/^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(name) ||
      name.length > MAX_NAME_LENGTH
    ) {
      checking.problems.push(`${where}: '${name}' cannot be the name of a variable`)
    }
  }
  return new Set([...outer, ...own])
}
