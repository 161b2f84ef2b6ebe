import { randomUUID } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { dirname, join, sep } from 'node:path'
import type { VersionStore } from './version-store.ts'

/**
 * The current objects of each bucket as plain files, `<directory>/<bucket>/<key>`, for people and for tools that read
 * directories. It follows what is stored and is never read back.
 */
export interface ShownObjects {
  /** Brings the file of a key in line with what is stored now. */
  show(bucket: string, key: string): void
}

export interface ShownObjectsParts {
  directory: string
  buckets: readonly string[]
  store: VersionStore
  /** Where the bytes of a stored file lie. */
  pathOf(file: string): string
  log(line: string): void
}

/** Beside the buckets, whose names never begin with a dot. */
const making = '.making'
/** Of a file's name on common file systems, in bytes. */
const longestName = 255

/**
 * Shows every object, removes what is none, and shows each change from then on. A file shares its bytes with the stored
 * one (a hard link; a copy where the file system has none). A key that cannot be a path of its own is left out: one with
 * an empty part, `.` or `..`, and one that is a directory of other keys.
 */
export function createShownObjects(parts: ShownObjectsParts): ShownObjects {
  const { directory, store } = parts
  rmSync(join(directory, making), { recursive: true, force: true })
  mkdirSync(join(directory, making), { recursive: true })

  function show(bucket: string, key: string): void {
    const path = pathFor(directory, bucket, key)
    if (path === undefined) return
    const file = store.latest(bucket, key)?.file
    try {
      if (file === undefined) hide(path)
      else place(parts.pathOf(file), path)
    } catch (error) {
      parts.log(
        `${bucket}/${key} is not among the shown files: ${error instanceof Error ? error.message : error}`,
      )
    }
  }

  function place(stored: string, path: string): void {
    if (isSameFile(stored, path)) return
    mkdirSync(dirname(path), { recursive: true })
    const made = join(directory, making, randomUUID())
    try {
      linkSync(stored, made)
    } catch {
      copyFileSync(stored, made)
    }
    try {
      // Whoever reads finds the whole old file or the whole new one.
      renameSync(made, path)
    } finally {
      rmSync(made, { force: true })
    }
  }

  for (const name of readdirSync(directory))
    if (name !== making && !parts.buckets.includes(name))
      rmSync(join(directory, name), { recursive: true, force: true })
  for (const bucket of parts.buckets) {
    const root = join(directory, bucket)
    mkdirSync(root, { recursive: true })
    for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
      if (entry.isDirectory()) continue
      const path = join(entry.parentPath, entry.name)
      const key = path.slice(root.length + 1).replaceAll(sep, '/')
      if (store.latest(bucket, key)?.file === undefined) hide(path)
    }
    for (const key of keysOf(store, bucket)) show(bucket, key)
  }
  return { show }
}

function* keysOf(store: VersionStore, bucket: string): Generator<string> {
  const atOnce = 1000
  for (let after = ''; ; ) {
    const page = store.list(bucket, '', after, atOnce)
    for (const { key } of page) yield key
    if (page.length < atOnce) return
    after = page.at(-1)?.key ?? ''
  }
}

function pathFor(directory: string, bucket: string, key: string): string | undefined {
  const names = key.split('/')
  const canBeFile = (name: string) =>
    name !== '' &&
    name !== '.' &&
    name !== '..' &&
    !/[\0\\]/.test(name) &&
    Buffer.byteLength(name) <= longestName
  return names.every(canBeFile) ? join(directory, bucket, ...names) : undefined
}

function hide(path: string): void {
  // A directory there holds other keys.
  if (existsSync(path) && !statSync(path).isDirectory()) rmSync(path)
}

function isSameFile(one: string, other: string): boolean {
  const there = statSync(other, { throwIfNoEntry: false })
  return there !== undefined && there.ino === statSync(one).ino
}
