import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { writeAtomically } from '../atomic-file.ts'

/** The bytes of objects, each in a file of its own that is never written again. */
export interface ObjectFiles {
  /** Writes the bytes to disk, synced, and returns the file's name. */
  write(content: Buffer): Promise<string>
  read(file: string): Promise<Buffer>
  /** Bytes `from` to `to`, both included. */
  readRange(file: string, from: number, to: number): Promise<Buffer>
  remove(file: string): Promise<void>
  /** Where a file lies. */
  pathOf(file: string): string
}

export function createObjectFiles(directory: string): ObjectFiles {
  const pathOf = (file: string): string => join(directory, file.slice(0, 2), file)
  return {
    async write(content) {
      const file = randomUUID()
      mkdirSync(join(directory, file.slice(0, 2)), { recursive: true })
      // Nobody changes it, not even by mistake through another name of the file.
      await writeAtomically(pathOf(file), content, 0o400)
      return file
    },
    read: (file) => readFile(pathOf(file)),
    async readRange(file, from, to) {
      const handle = await open(pathOf(file), 'r')
      try {
        const buffer = Buffer.alloc(to - from + 1)
        await handle.read(buffer, 0, buffer.length, from)
        return buffer
      } finally {
        await handle.close()
      }
    },
    remove: (file) => rm(pathOf(file), { force: true }),
    pathOf,
  }
}
