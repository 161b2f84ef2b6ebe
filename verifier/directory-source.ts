import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { opendir } from 'node:fs/promises'
import { join } from 'node:path'
import { type LogSource, SourceTrouble } from '../functions/trail/verify/log-source.ts'

/** What file managers leave behind; nobody means it to be part of a log. */
const droppings = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini'])

/** Asked of the system at a time; the default of 32 makes listing a large log slow. */
const NAMES_AT_ONCE = 1024

/**
 * A log or a pack that lies in a directory. Links are not followed, so that nothing outside is read and no loop is walked;
 * pipes and devices are not waited for.
 */
export function directorySource(directory: string): LogSource {
  return {
    read: async (path, maxBytes) =>
      readFile(join(directory, path), maxBytes, (length) => new Uint8Array(length)),
    readInto: async (path, maxBytes, loan) =>
      readFile(join(directory, path), maxBytes, (length) => loan.take(length)),
    list: () => listFiles(directory, ''),
  }
}

async function* listFiles(directory: string, below: string): AsyncIterable<string> {
  for await (const entry of await opened(directory, below)) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`
    if (entry.isDirectory()) yield* listFiles(directory, path)
    // A link is named as it is; reading it says that it is one.
    else if (!droppings.has(entry.name)) yield path
  }
}

async function opened(directory: string, below: string) {
  try {
    return await opendir(join(directory, below), { bufferSize: NAMES_AT_ONCE })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new SourceTrouble(`The directory ${JSON.stringify(below || '.')} cannot be listed (${code}).`)
  }
}

/** Synchronous: from a disk that is faster than to wait. */
function readFile(
  path: string,
  maxBytes: number,
  memory: (length: number) => Uint8Array<ArrayBuffer>,
): Uint8Array | undefined {
  let file: number
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (error) {
    return orTrouble(error)
  }
  try {
    const stat = fstatSync(file)
    if (!stat.isFile()) throw new SourceTrouble('It is not a plain file.')
    if (stat.size > maxBytes)
      throw new SourceTrouble(`It has ${stat.size} bytes; such an object has at most ${maxBytes}.`)
    const bytes = memory(stat.size)
    let length = 0
    while (length < bytes.length) {
      const more = readSync(file, bytes, length, bytes.length - length, null)
      if (more === 0) break
      length += more
    }
    return length === bytes.length ? bytes : bytes.subarray(0, length)
  } catch (error) {
    if (error instanceof SourceTrouble) throw error
    return orTrouble(error)
  } finally {
    closeSync(file)
  }
}

const reasons: Readonly<Record<string, string>> = {
  ELOOP: 'It is a symbolic link; a log holds plain files.',
  EMLINK: 'It is a symbolic link; a log holds plain files.',
  EACCES: 'This user may not read it.',
  EPERM: 'This user may not read it.',
  ENAMETOOLONG: 'Its name is too long.',
}

function orTrouble(error: unknown): undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
  throw new SourceTrouble(reasons[code] ?? `It cannot be read (${code || String(error)}).`)
}
