import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { docsPictures } from './docs-pictures.ts'

const docs = new URL('../../docs/', import.meta.url)

test('given the documentation, its folder of screenshots holds the ten main pages and nothing else', () => {
  const files = [...docsPictures.values()].map(({ file }) => file)
  expect(files).toHaveLength(10)
  expect(readdirSync(new URL('screenshots/', docs)).sort()).toEqual(files.sort())
})

test('given the README, every picture that it shows is there', () => {
  const readme = readFileSync(new URL('../README.md', docs), 'utf8')
  const shown = [...readme.matchAll(/\(docs\/screenshots\/([^)]+)\)/g)].map(([, file]) => file)
  expect(shown.length).toBeGreaterThan(0)
  const files = [...docsPictures.values()].map(({ file }) => file)
  expect(files).toEqual(expect.arrayContaining(shown))
})
