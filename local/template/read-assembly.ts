import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CannotStart } from './cannot-start.ts'
import { isObject, type Json, type JsonObject } from './json.ts'

/** One stack of the synthesized app. */
export interface Stack {
  name: string
  /** The account that it is for, where it is made for a certain one. */
  account?: string
  template: Template
}

export interface Template {
  Parameters?: Record<string, { Type: string; Default?: Json }>
  Mappings?: Record<string, Record<string, Record<string, Json>>>
  Conditions?: Record<string, Json>
  Resources?: Record<string, TemplateResource>
  Outputs?: Record<string, { Value: Json; Export?: { Name: Json }; Condition?: string }>
  Rules?: Record<string, Json>
  Transform?: Json
}

export interface TemplateResource {
  Type: string
  Properties?: JsonObject
  Condition?: string
  Metadata?: JsonObject
}

/** The synthesized app: its stacks, each after those it depends on, and where its asset files lie. */
export interface Assembly {
  directory: string
  stacks: Stack[]
  /** Absolute path of an asset (a directory or a file) by the object key under which it would be published. */
  assets: Map<string, { path: string; packaging: string }>
}

interface Artifact {
  type: string
  /** `aws://<account>/<region>` */
  environment?: string
  dependencies?: string[]
  properties?: { templateFile?: string; stackName?: string; file?: string }
}

/**
 * Reads a cloud assembly, the directory that `cdk synth` writes.
 *
 * Source: the cloud assembly schema of the CDK (`manifest.json`, `*.assets.json`).
 * @throws CannotStart when the directory is not an assembly or holds something that cannot run here.
 */
export function readAssembly(directory: string): Assembly {
  const manifestFile = join(directory, 'manifest.json')
  if (!existsSync(manifestFile)) {
    throw new CannotStart(
      `There is no synthesized app in ${directory} (manifest.json is missing); write one with: npm run synth`,
    )
  }
  const { artifacts = {} } = readJson(manifestFile) as { artifacts?: Record<string, Artifact> }
  const assets: Assembly['assets'] = new Map()
  for (const [id, artifact] of Object.entries(artifacts)) {
    if (artifact.type === 'cdk:asset-manifest') {
      readAssets(directory, join(directory, artifact.properties?.file ?? `${id}.assets.json`), assets)
    } else if (artifact.type === 'cdk:cloud-assembly') {
      throw new CannotStart(`The app holds a nested assembly (${id}), which this cloud cannot run.`)
    }
  }
  const stacks = inOrderOfDependency(artifacts).map(([id, artifact]) => ({
    name: artifact.properties?.stackName ?? id,
    ...accountIn(artifact.environment),
    template: readJson(
      join(directory, artifact.properties?.templateFile ?? `${id}.template.json`),
    ) as Template,
  }))
  if (stacks.length === 0) throw new CannotStart(`The synthesized app in ${directory} has no stack.`)
  return { directory, stacks, assets }
}

function accountIn(environment = ''): { account?: string } {
  const account = /^aws:\/\/(\d{12})\//.exec(environment)?.[1]
  return account === undefined ? {} : { account }
}

function readAssets(directory: string, file: string, assets: Assembly['assets']): void {
  const manifest = readJson(file) as {
    files?: Record<
      string,
      {
        source: { path?: string; packaging?: string }
        destinations: Record<string, { objectKey: string }>
      }
    >
    dockerImages?: Record<string, unknown>
  }
  const [image] = Object.keys(manifest.dockerImages ?? {})
  if (image)
    throw new CannotStart(`The app has a container image among its assets (${image}); none can run here.`)
  for (const { source, destinations } of Object.values(manifest.files ?? {})) {
    if (source.path === undefined) continue
    for (const { objectKey } of Object.values(destinations)) {
      assets.set(objectKey, { path: join(directory, source.path), packaging: source.packaging ?? 'file' })
    }
  }
}

function inOrderOfDependency(artifacts: Record<string, Artifact>): [string, Artifact][] {
  const sorted: [string, Artifact][] = []
  const seen = new Set<string>()
  const visit = (id: string): void => {
    const artifact = artifacts[id]
    if (!artifact || seen.has(id)) return
    seen.add(id)
    for (const dependency of artifact.dependencies ?? []) visit(dependency)
    if (artifact.type === 'aws:cloudformation:stack') sorted.push([id, artifact])
  }
  for (const id of Object.keys(artifacts)) visit(id)
  return sorted
}

function readJson(file: string): JsonObject {
  const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
  if (!isObject(value)) throw new CannotStart(`${file} does not hold a JSON object.`)
  return value
}
