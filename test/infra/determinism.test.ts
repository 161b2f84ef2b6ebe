import { globSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { standInBundles, synthesize } from './synthesized-app.ts'

/** Every file below a directory with its content. */
const contentOf = (directory: string) =>
  new Map(
    globSync('**/*', { cwd: directory })
      .filter((path) => statSync(join(directory, path)).isFile())
      .sort()
      .map((path) => [path, readFileSync(join(directory, path), 'utf8').replaceAll(directory, '')]),
  )

test('given the same sources, two synths give the same bytes', () => {
  const dist = standInBundles()
  const [first, second] = [synthesize({ dist }), synthesize({ dist })].map(({ outdir }) => contentOf(outdir))
  expect(first?.size).toBeGreaterThan(20)
  expect(second).toEqual(first)
})
