import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = new URL('../../../shared/data/', import.meta.url)

/**
 * A corpus of real or hostile files beside the repository, which may not be copied into it. Where it is not there, the
 * test runs on the few lines of our own that it brings along, and its name says so.
 */
export interface Corpus {
  found: boolean
  /** To be put at the end of a test's name. */
  label: string
  /** The bytes of a file in it. */
  bytes(path: string): Buffer
  text(path: string): string
  path: string
}

export function corpus(folder: string): Corpus {
  const place = new URL(`${folder}/`, root)
  const found = existsSync(place)
  if (!found)
    console.warn(`../shared/data/${folder} is not there: tests on it run on small stand-ins of our own`)
  return {
    found,
    label: found ? `../shared/data/${folder}` : `stand-in, ../shared/data/${folder} is not there`,
    bytes: (path) => readFileSync(new URL(path, place)),
    text: (path) => readFileSync(new URL(path, place), 'utf8'),
    path: fileURLToPath(place),
  }
}
