import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { CannotStart } from './template/cannot-start.ts'

/** Says where the cloud of a data directory answers, or answered last. */
export const noteName = 'running.json'

/** The directory that holds everything that the cloud remembers, held by one cloud at a time. */
export interface DataDirectory {
  path: string
  /** All own state but files; write-ahead log, so that a kill at any moment loses no committed row. */
  database: DatabaseSync
  /** A directory below, made if it is missing. */
  directory(name: string): string
  /** Leaves a note for whoever tries to start a second cloud here, and for clouds that read what is in this one. */
  tellOthers(addresses: { url: string; awsUrl: string }): void
  close(): void
}

/**
 * Opens the directory and locks it. The lock is one of the operating system on an open file, so it ends with the
 * process, however that ends.
 * @throws CannotStart when another cloud lives on the same directory
 */
export function openDataDirectory(path: string): DataDirectory {
  // It will hold what people wrote about each other.
  mkdirSync(path, { recursive: true, mode: 0o700 })
  const note = join(path, noteName)
  const lock = new DatabaseSync(join(path, 'lock.sqlite'))
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch {
    lock.close()
    throw new CannotStart(
      `Another Countersign runs on the data directory ${path}${whoHolds(note)}; stop it first, or choose another directory with --data.`,
    )
  }
  const database = new DatabaseSync(join(path, 'cloud.sqlite'))
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON')
  return {
    path,
    database,
    directory(name) {
      const directory = join(path, name)
      mkdirSync(directory, { recursive: true })
      return directory
    },
    tellOthers(addresses) {
      writeFileSync(note, JSON.stringify({ pid: process.pid, ...addresses }))
    },
    close() {
      database.close()
      lock.close()
    },
  }
}

function whoHolds(note: string): string {
  try {
    const { pid, url } = JSON.parse(readFileSync(note, 'utf8')) as { pid: number; url: string }
    return ` (process ${pid}, ${url})`
  } catch {
    return ''
  }
}
