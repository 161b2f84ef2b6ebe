import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { steadyId } from '../template/resource-type.ts'

/**
 * The functions' code, copied out of the synthesized app so that synthesizing anew does not pull it away from running
 * functions. Beside it lies a package.json: on AWS no package.json lies above a function, so that `.js` means CommonJS;
 * here the project's own would say otherwise.
 */
export class CodeStore {
  readonly #directory: string

  constructor(directory: string) {
    this.#directory = directory
    mkdirSync(directory, { recursive: true })
    writeFileSync(join(directory, 'package.json'), '{ "type": "commonjs" }\n')
  }

  /** Copies an asset directory, whose name carries the digest of its content. */
  fromAsset(assetDirectory: string): string {
    const target = join(this.#directory, basename(assetDirectory))
    if (!existsSync(target)) {
      // Copied beside and renamed: a kill in the middle leaves no half of the code under the final name.
      const half = `${target}.half`
      rmSync(half, { recursive: true, force: true })
      cpSync(assetDirectory, half, { recursive: true })
      renameSync(half, target)
    }
    return target
  }

  /** Code that stands in the template itself. */
  fromText(code: string): string {
    const target = join(this.#directory, `inline.${steadyId(code)}`)
    mkdirSync(target, { recursive: true })
    writeFileSync(join(target, 'index.js'), code)
    return target
  }

  /** Removes what none of the given directories is, i.e. the code of earlier versions. */
  keepOnly(directories: string[]): void {
    const kept = new Set(['package.json', ...directories.map((directory) => basename(directory))])
    for (const entry of readdirSync(this.#directory)) {
      if (!kept.has(entry)) rmSync(join(this.#directory, entry), { recursive: true, force: true })
    }
  }
}
