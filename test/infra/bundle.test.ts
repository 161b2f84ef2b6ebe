import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bundle, bundles } from '../../infra/bundle.ts'
import { exportsOf } from '../../infra/constructs/step-name.ts'
import { temporaryDirectory } from './synthesized-app.ts'

/** The rooms with an entry each; the steps' has two steps, one of them with markup. */
function rooms(): string {
  const root = temporaryDirectory()
  for (const name of bundles) {
    mkdirSync(join(root, name))
    writeFileSync(join(root, name, 'handler.ts'), `export const handler = async () => '${name}'\n`)
  }
  writeFileSync(
    join(root, 'steps', 'handler.ts'),
    `import { page } from './page.tsx'\nexport const openTheCycle = () => page.type\nexport const sealTheReview = () => 'sealed'\n`,
  )
  writeFileSync(join(root, 'steps', 'page.tsx'), `export const page = <p class="calm">open</p>\n`)
  return root
}

test('given the entries, each becomes a CommonJS bundle that Lambda and Node can load', async () => {
  const out = temporaryDirectory()
  const sizes = await bundle(rooms(), out)
  expect(sizes.map((size) => size.bundle)).toEqual([...bundles])
  const load = createRequire(import.meta.url)
  for (const name of ['hr', 'participant', 'auditor', 'reactions'])
    await expect(load(join(out, name, 'index.js')).handler()).resolves.toBe(name)
  expect(load(join(out, 'steps', 'index.js')).openTheCycle()).toBe('p')
  expect(exportsOf(readFileSync(join(out, 'steps', 'index.js'), 'utf8'))).toEqual([
    'openTheCycle',
    'sealTheReview',
  ])
})

test('given the same entries, two bundlings give the same bytes', async () => {
  const from = rooms()
  const [first, second] = [temporaryDirectory(), temporaryDirectory()]
  await bundle(from, first)
  await bundle(from, second)
  for (const name of bundles)
    for (const file of ['index.js', 'package.json'])
      expect(readFileSync(join(second, name, file), 'utf8')).toBe(
        readFileSync(join(first, name, file), 'utf8'),
      )
})

test('given a missing entry, its name and path are told', async () => {
  const from = rooms()
  rmSync(join(from, 'auditor', 'handler.ts'))
  await expect(bundle(from, temporaryDirectory())).rejects.toThrow(
    /Cannot bundle "auditor": .+auditor\/handler\.ts does not exist/,
  )
})
