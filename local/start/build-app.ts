import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CannotStart } from '../template/cannot-start.ts'

/** What to build: a program of `infra/` and the CDK context that it reads. */
export interface BuiltApp {
  /** Where the synthesized app goes; cdk.out unless said. */
  assembly?: string
  /** e.g. infra/app.ts */
  program?: string
  context?: Record<string, string>
  /** Told when it has to be built. */
  building(): void
}

/** Everything that the synthesized app is made of. */
const inputs = ['functions', 'workflows', 'infra', 'package.json', 'package-lock.json', 'cdk.json']

/**
 * Bundles and synthesizes the app with the commands of `npm run synth`, unless nothing has changed since: neither what
 * goes in nor what came out.
 * @returns whether it had to be built
 * @throws CannotStart with what the failing command said
 */
export async function buildApp(
  repository: string,
  { assembly = join(repository, 'cdk.out'), program = 'infra/app.ts', context, building }: BuiltApp,
): Promise<boolean> {
  const note = join(assembly, 'built-from.json')
  const asked = context === undefined ? '' : ` ${program} ${JSON.stringify(context)}`
  const before = digestOf(inputs.map((name) => join(repository, name))) + asked
  if (existsSync(note)) {
    const { from, to } = JSON.parse(readFileSync(note, 'utf8')) as Record<string, string>
    if (from === before && to === digestOf(templatesOf(assembly))) return false
  }
  building()
  await run(repository, ['infra/bundle.ts'])
  await run(repository, [program], {
    CDK_OUTDIR: assembly,
    ...(context === undefined ? {} : { CDK_CONTEXT_JSON: JSON.stringify(context) }),
  })
  writeFileSync(note, JSON.stringify({ from: before, to: digestOf(templatesOf(assembly)) }))
  return true
}

function templatesOf(assembly: string): string[] {
  return readdirSync(assembly)
    .filter(
      (name) => name === 'manifest.json' || name.endsWith('.template.json') || name.endsWith('.assets.json'),
    )
    .sort()
    .map((name) => join(assembly, name))
}

function digestOf(paths: string[]): string {
  const hash = createHash('sha256')
  const add = (path: string): void => {
    const kind = statSync(path, { throwIfNoEntry: false })
    if (kind?.isDirectory()) for (const name of readdirSync(path).sort()) add(join(path, name))
    else if (kind) hash.update(`${path}\n${kind.size}\n`).update(readFileSync(path))
  }
  for (const path of paths) add(path)
  return hash.digest('hex')
}

function run(repository: string, words: string[], environment: Record<string, string> = {}): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, words, {
      cwd: repository,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8')
      stream.on('data', (text: string) => {
        said += text
      })
    }
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve()
      else reject(new CannotStart(`The app could not be built (node ${words.join(' ')}):\n${said.trim()}`))
    })
  })
}
