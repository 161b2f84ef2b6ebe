import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { App } from 'aws-cdk-lib'
import { afterAll } from 'vitest'
import { bundles } from '../../infra/bundle.ts'
import { exportNameOf } from '../../infra/constructs/step-name.ts'
import { readWorkflowFile } from '../../infra/constructs/workflow-file.ts'
import { countersign, newApp, repositorySources } from '../../infra/countersign.ts'

export interface Resource {
  stack: string
  id: string
  Type: string
  // biome-ignore lint/suspicious/noExplicitAny: a template is JSON of many shapes, and each test says which it expects.
  Properties: Record<string, any>
  DeletionPolicy?: string
}

export interface SynthesizedApp {
  outdir: string
  resources: Resource[]
  of(type: string): Resource[]
}

const root = mkdtempSync(join(tmpdir(), 'countersign-infra-'))
// What is bundled from here finds the packages of the repository.
symlinkSync(join(import.meta.dirname, '..', '..', 'node_modules'), join(root, 'node_modules'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** A directory of its own that is removed when the test file is done. */
export function temporaryDirectory(): string {
  return mkdtempSync(join(root, 'd-'))
}

/** Bundles that hold nothing but what the synth looks at: the list of the steps' exports. */
export function standInBundles(workflows = repositorySources.workflows): string {
  const dist = temporaryDirectory()
  const steps = ['review.asl.json', 'review-again.asl.json', 'review-cycle.asl.json'].flatMap(
    (file) => readWorkflowFile(join(workflows, file)).placeholders,
  )
  for (const name of bundles) {
    mkdirSync(join(dist, name))
    writeFileSync(
      join(dist, name, 'index.js'),
      name === 'steps' ? `0 && (module.exports = {\n  ${steps.map(exportNameOf).join(',\n  ')}\n})\n` : '',
    )
  }
  return dist
}

/** The app as `npm run synth` makes it, except for what is in the bundles. `alter` may add to it before the synth. */
export function synthesize(
  given: {
    dist?: string
    workflows?: string
    context?: Record<string, unknown>
    alter?: (app: App) => void
  } = {},
): SynthesizedApp {
  const outdir = temporaryDirectory()
  const workflows = given.workflows ?? repositorySources.workflows
  const app = newApp({ outdir, ...(given.context === undefined ? {} : { context: given.context }) })
  countersign(app, { workflows, dist: given.dist ?? standInBundles(workflows) })
  given.alter?.(app)
  const resources = app.synth().stacks.flatMap((stack) => {
    const template: { Resources: Record<string, Omit<Resource, 'stack' | 'id'>> } = stack.template
    return Object.entries(template.Resources).map(([id, resource]) => ({
      ...resource,
      stack: stack.stackName,
      id,
    }))
  })
  return { outdir, resources, of: (type) => resources.filter((resource) => resource.Type === type) }
}

export interface Statement {
  Effect: 'Allow' | 'Deny'
  Action: string[]
  /** Each as JSON, so that a table can be found in it by the name of its export. */
  Resource: string[]
  Condition?: Record<string, Record<string, unknown>>
}

/** What the role of a function, or of anything else with a role, may do: every statement of every policy of it. */
export function rightsOf(app: SynthesizedApp, roleId: RegExp): Statement[] {
  const role = app.of('AWS::IAM::Role').find(({ id }) => roleId.test(id))
  if (role === undefined) throw new Error(`No role matches ${roleId}.`)
  return app
    .of('AWS::IAM::Policy')
    .filter(
      ({ stack, Properties }) => stack === role.stack && JSON.stringify(Properties.Roles).includes(role.id),
    )
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .map((statement) => ({
      ...statement,
      Action: [statement.Action].flat(),
      Resource: [statement.Resource].flat().map((resource: unknown) => JSON.stringify(resource)),
    }))
}
