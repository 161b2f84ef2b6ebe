import { type Checking, checkBody } from './check-definition.ts'
import { checkMap } from './check-map.ts'
import { checkCatch, checkRetry } from './check-retry-and-catch.ts'
import type {
  ChoiceRule,
  ChoiceState,
  FailState,
  ParallelState,
  PassState,
  State,
  SucceedState,
  TaskState,
  WaitState,
} from './definition.ts'
import { Fields, type Readable } from './fields.ts'
import { findIntegration, supportedResources } from './integrations.ts'
import { isObject } from './json.ts'
import { MAX_NAME_LENGTH, MAX_STATE_SECONDS } from './limits.ts'
import { parseTimestamp, type Template } from './template.ts'

/** Checks one state; undefined when it is too broken to be read. Problems are added to `checking`. */
export function checkState(name: string, source: unknown, checking: Checking): State | undefined {
  const where = `state '${name}'`
  if (!isObject(source)) {
    checking.problems.push(`${where}: it must be an object`)
    return undefined
  }
  const fields = new Fields(source, where, checking.problems)
  if (name.length === 0 || name.length > MAX_NAME_LENGTH) {
    fields.problem(`its name must have 1 to ${MAX_NAME_LENGTH} characters`)
  }
  if (checking.names.has(name)) fields.problem('another state of this machine has the same name')
  checking.names.add(name)
  fields.text('Comment')
  const language = fields.text('QueryLanguage')
  if (language !== undefined && language !== 'JSONata') {
    fields.problem(`its QueryLanguage is ${language}; only JSONata is supported here`)
  }
  const type = fields.requiredText('Type')
  const check = type === undefined ? undefined : CHECKS[type]
  if (check === undefined) {
    if (type !== undefined) fields.problem(`the type '${type}' is not supported here`)
    return undefined
  }
  const state = check(name, fields, checking)
  fields.close()
  return state
}

const CHECKS: Record<string, (name: string, fields: Fields, checking: Checking) => State> = {
  Pass: (name, fields): PassState => ({ type: 'Pass', name, ...flow(fields) }),
  Task: checkTask,
  Choice: checkChoice,
  Wait: checkWait,
  Succeed: (name, fields): SucceedState => ({
    type: 'Succeed',
    name,
    ...given('output', fields.template('Output')),
  }),
  Fail: (name, fields): FailState => ({
    type: 'Fail',
    name,
    ...given('error', fields.textTemplate('Error')),
    ...given('cause', fields.textTemplate('Cause')),
  }),
  Parallel: checkParallel,
  Map: (name, fields, checking) => ({
    type: 'Map',
    name,
    ...flow(fields, ['result']),
    ...guards(fields),
    ...checkMap(name, fields, checking),
  }),
}

/** `{}` or `{ [key]: value }`: optional fields are absent, not undefined. */
export function given<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: V }
}

function flow(fields: Fields, readable: Readable[] = []) {
  const next = fields.text('Next')
  const end = fields.raw('End')
  if (end !== undefined && end !== true && end !== false) fields.problem("'End' must be true")
  if ((next === undefined) === (end !== true)) fields.problem("it needs either 'Next' or 'End': true")
  return { ...given('next', next), ...assignAndOutput(fields, readable) }
}

export function assignAndOutput(
  fields: Fields,
  readable: readonly Readable[],
): { assign?: Template; output?: Template } {
  if (fields.has('Assign')) fields.object('Assign')
  return {
    ...given('assign', fields.template('Assign', readable)),
    ...given('output', fields.template('Output', readable)),
  }
}

function guards(fields: Fields) {
  return { retry: checkRetry(fields), catch: checkCatch(fields) }
}

const seconds = { least: 1, most: MAX_STATE_SECONDS }

function checkTask(name: string, fields: Fields, checking: Checking): TaskState {
  const resource = fields.requiredText('Resource') ?? ''
  const integration = findIntegration(resource)
  if (integration === undefined) {
    fields.problem(
      `the Resource '${resource}' is not supported here; supported: ${supportedResources.join(', ')}`,
    )
  } else if (checking.express && integration.endsWith !== 'answer') {
    fields.problem(`'${resource}' waits, which an Express execution cannot do`)
  }
  const written = fields.raw('Arguments')
  if (integration?.parameters !== undefined && isObject(written)) {
    for (const key of Object.keys(written)) {
      if (!integration.parameters.known.includes(key)) {
        fields.problem(`the field '${key}' in Arguments of ${resource} is not supported here`)
      }
    }
    for (const key of integration.parameters.required) {
      if (written[key] === undefined) fields.problem(`Arguments of ${resource} need '${key}'`)
    }
  }
  const timeoutSeconds = fields.numberTemplate('TimeoutSeconds', seconds)
  const heartbeatSeconds = fields.numberTemplate('HeartbeatSeconds', seconds)
  const [timeout, heartbeat] = [timeoutSeconds?.literal, heartbeatSeconds?.literal]
  if (typeof timeout === 'number' && typeof heartbeat === 'number' && heartbeat >= timeout) {
    fields.problem("'HeartbeatSeconds' must be smaller than 'TimeoutSeconds'")
  }
  return {
    type: 'Task',
    name,
    ...flow(fields, ['result']),
    ...guards(fields),
    // A machine with problems is never run, so the stand-in is never asked.
    integration: integration ?? {
      resource,
      endsWith: 'answer',
      blame: resource,
      work: () => unreachable(resource),
    },
    ...given('arguments', fields.objectTemplate('Arguments')),
    ...given('timeoutSeconds', timeoutSeconds),
    ...given('heartbeatSeconds', heartbeatSeconds),
  }
}

function unreachable(resource: string): never {
  throw new Error(`the Resource '${resource}' was refused and cannot be run`)
}

function checkChoice(name: string, fields: Fields, checking: Checking): ChoiceState {
  const choices = fields.list('Choices')
  if (choices === undefined || choices.length === 0) fields.problem("'Choices' must list at least one rule")
  const rules: ChoiceRule[] = []
  for (const [index, choice] of (choices ?? []).entries()) {
    const where = `state '${name}', Choices[${index}]`
    if (!isObject(choice)) {
      checking.problems.push(`${where}: it must be an object`)
      continue
    }
    const rule = new Fields(choice, where, checking.problems)
    rule.text('Comment')
    const next = rule.requiredText('Next')
    const written = rule.raw('Condition')
    const location = `Choices[${index}]/Condition`
    if (typeof written !== 'string' && typeof written !== 'boolean') {
      rule.problem("'Condition' must be a JSONata expression")
    }
    const condition = rule.template('Condition', [], location)
    const rest = assignAndOutput(rule, [])
    rule.close()
    if (next !== undefined && condition !== undefined) rules.push({ condition, next, ...rest })
  }
  return {
    type: 'Choice',
    name,
    rules,
    ...given('default', fields.text('Default')),
    ...assignAndOutput(fields, []),
  }
}

function checkWait(name: string, fields: Fields): WaitState {
  if (fields.has('Seconds') === fields.has('Timestamp')) {
    fields.problem("it needs exactly one of 'Seconds' and 'Timestamp'")
  }
  const wait = fields.numberTemplate('Seconds', { least: 0, most: MAX_STATE_SECONDS })
  const timestamp = fields.textTemplate('Timestamp')
  if (typeof timestamp?.literal === 'string' && parseTimestamp(timestamp.literal) === undefined) {
    fields.problem("'Timestamp' must be an RFC 3339 timestamp such as 2026-03-01T09:00:00Z")
  }
  const none: Template = { field: 'Seconds', literal: 0, evaluate: async () => 0 }
  const until = timestamp === undefined ? { seconds: wait ?? none } : { timestamp }
  return { type: 'Wait', name, ...flow(fields), until }
}

function checkParallel(name: string, fields: Fields, checking: Checking): ParallelState {
  const sources = fields.list('Branches')
  if (sources === undefined || sources.length === 0)
    fields.problem("'Branches' must list at least one branch")
  const branches: number[] = []
  for (const [index, source] of (sources ?? []).entries()) {
    const where = `state '${name}', Branches[${index}]`
    if (!isObject(source)) {
      checking.problems.push(`${where}: it must be an object`)
      continue
    }
    const branch = new Fields(source, where, checking.problems)
    branch.text('Comment')
    branches.push(checkBody(branch, where, checking))
    branch.close()
  }
  return {
    type: 'Parallel',
    name,
    ...flow(fields, ['result']),
    ...guards(fields),
    branches,
    ...given('arguments', fields.objectTemplate('Arguments')),
  }
}
