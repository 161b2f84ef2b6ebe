import { closeSync, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { COSIGNATURE_TYPE } from '../functions/trail/cosignature.ts'
import { MAX_NOTE_BYTES, parseVkey, type Vkey } from '../functions/trail/note.ts'
import { MAX_FILE_BYTES, MAX_ZIP_BYTES_READ } from '../functions/trail/pack/pack-limits.ts'
import { type LogSource, SourceTrouble } from '../functions/trail/verify/log-source.ts'
import type { VerifyReport } from '../functions/trail/verify/report.ts'
import { type VerifyProgress, verifyLog } from '../functions/trail/verify/verify-log.ts'
import { type Arguments, WrongUsage } from './arguments.ts'
import { directorySource } from './directory-source.ts'
import { partOnThread } from './part-thread.ts'
import { webSource } from './web-source.ts'
import { zipSource } from './zip-source.ts'

/** More threads than this cost more memory than they save time. */
const MOST_THREADS = 3
/** Starting a thread takes as long as checking so many entries. */
const THREADS_FROM_ENTRIES = 20_000
/** A directory with so many bundles is large enough; the checkpoint says how large, but is not believed yet. */
const PACK_INDEX = 'pack.json'

/** Verifies what the command line names. Throws WrongUsage when it names nothing that can be. */
export async function verify(
  args: Arguments,
  onProgress: (progress: VerifyProgress) => void,
): Promise<VerifyReport> {
  if (args.vkey !== undefined) checkVkey(args.vkey)
  if (args.witness !== undefined) checkWitness(checkVkey(args.witness))
  const from = args.from === undefined ? undefined : readKept(args.from)
  const { source, directory } = open(args)
  if (args.pack || (source.list !== undefined && (await isPack(source)))) {
    refuseLogOptions(args)
    // What packs need is not loaded for logs, whose threads load this file too.
    const { verifyPack } = await import('../functions/trail/pack/verify-pack.ts')
    return verifyPack(source, args.vkey)
  }
  await refusePackInPieces(source)
  if (args.vkey === undefined)
    throw new WrongUsage('Give the key of the log with --vkey: without it nothing can be believed.')
  return verifyLog({
    source,
    vkey: args.vkey,
    ...(from === undefined ? {} : { from }),
    ...(args.witness === undefined ? {} : { witness: args.witness }),
    anyEntries: args.anyEntries,
    onProgress,
    ...(directory === undefined || !(await isLarge(source))
      ? {}
      : { checkPart: partOnThread(directory), parts: Math.min(MOST_THREADS, availableParallelism()) }),
  })
}

/** Nothing that somebody asked to have checked may be passed over. */
function refuseLogOptions({ from, witness, anyEntries }: Arguments): void {
  const meant = from !== undefined ? '--from' : witness !== undefined ? '--witness' : '--any-entries'
  if (from === undefined && witness === undefined && !anyEntries) return
  throw new WrongUsage(
    `${meant} is for a log, and this is an evidence pack or a receipt (it holds pack.json): with the one checkpoint in it nobody can show that it continues another. Verify the log itself with ${meant}, or the pack without.`,
  )
}

function checkWitness({ name, type }: Vkey): void {
  if (type !== COSIGNATURE_TYPE)
    throw new WrongUsage(
      `The key ${JSON.stringify(name)} that --witness gives is not a witness's: it signs no cosignatures. The log's own key goes with --vkey.`,
    )
}

function checkVkey(key: string): Vkey {
  try {
    return parseVkey(key)
  } catch (error) {
    throw new WrongUsage(error instanceof Error ? error.message : String(error))
  }
}

function readKept(file: string): Uint8Array {
  let opened: number
  try {
    opened = openSync(file, 'r')
  } catch {
    throw new WrongUsage(`There is no file ${JSON.stringify(file)} to take the kept checkpoint from.`)
  }
  try {
    if (!fstatSync(opened).isFile()) throw new WrongUsage(`${JSON.stringify(file)} is no file.`)
    // One byte more than a checkpoint may have, so that what is too long is seen to be.
    const bytes = new Uint8Array(MAX_NOTE_BYTES + 1)
    return bytes.subarray(0, readSync(opened, bytes, 0, bytes.length, 0))
  } finally {
    closeSync(opened)
  }
}

function open({ where, headers }: Arguments): { source: LogSource; directory?: string } {
  if (/^https?:\/\//i.test(where)) {
    if (!URL.canParse(where)) throw new WrongUsage(`${JSON.stringify(where)} is no address.`)
    return { source: webSource(new URL(where), { headers }) }
  }
  const path = /^file:\/\//i.test(where) && URL.canParse(where) ? fileURLToPath(where) : resolve(where)
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) throw new WrongUsage(`There is no file or directory ${JSON.stringify(where)}.`)
  if (stat.isDirectory()) return { source: directorySource(path), directory: path }
  if (!stat.isFile()) throw new WrongUsage(`${JSON.stringify(where)} is neither a file nor a directory.`)
  if (stat.size > MAX_ZIP_BYTES_READ)
    throw new SourceTrouble(
      `The file has ${stat.size} bytes, more than a pack has: unpack it and verify the directory.`,
    )
  return { source: zipSource(readFileSync(path)) }
}

/**
 * A pack says of itself what it is. Asked only of folders and zips, which somebody has before them: a server could pass a pack
 * off as its log. What cannot be read is not settled here.
 */
async function isPack(source: LogSource): Promise<boolean> {
  try {
    return (await source.read(PACK_INDEX, MAX_FILE_BYTES)) !== undefined
  } catch (error) {
    if (error instanceof SourceTrouble) return true
    throw error
  }
}

/** Enough to see what lies there; a log has its tiles among them, as it has little else. */
const MOST_NAMES = 2000

/** A pack whose list is gone, or that lies one folder deeper, is no log: to be told of missing tiles would lead nowhere. */
async function refusePackInPieces(source: LogSource): Promise<void> {
  const paths: string[] = []
  for await (const path of source.list?.() ?? []) {
    if (/^(tile|checkpoint-history)\//.test(path)) return
    if (!path.startsWith('__MACOSX/')) paths.push(path)
    if (paths.length >= MOST_NAMES) break
  }
  const sign = paths.find((path) => /^(entries\/|openings\/|manifest\.html$|receipt\.html$)/.test(path))
  if (sign !== undefined)
    throw new SourceTrouble(
      `This looks like an evidence pack or a receipt (it holds ${JSON.stringify(sign)}), but its list, ${PACK_INDEX}, is missing: without it nothing in it can be verified. Take the zip as it was downloaded.`,
    )
  const [folder, ...rest] = new Set(paths.map((path) => path.split('/', 1)[0]))
  if (folder !== undefined && rest.length === 0 && paths.includes(`${folder}/${PACK_INDEX}`))
    throw new SourceTrouble(
      `The pack lies in the folder ${JSON.stringify(folder)} inside of what you gave: unpack it if it is a zip, and verify that folder, or take the zip as it was downloaded.`,
    )
}

/** By what the checkpoint claims, which nobody has checked yet: it only decides how many threads to start. */
async function isLarge(source: LogSource): Promise<boolean> {
  try {
    const bytes = await source.read('checkpoint', MAX_NOTE_BYTES)
    const [, size] = new TextDecoder().decode(bytes).split('\n', 2)
    return Number(size) >= THREADS_FROM_ENTRIES
  } catch (error) {
    if (error instanceof SourceTrouble) return false
    throw error
  }
}
