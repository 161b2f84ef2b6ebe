import { toHex } from '../bytes.ts'
import { sha256 } from '../sha256.ts'
import type { Findings } from '../verify/findings.ts'
import { checkOff } from './check-off.ts'
import { BadPackIndex, type PackFile, type PackIndex, parsePackIndex } from './pack-index.ts'
import { MAX_FILE_BYTES, MAX_PACK_BYTES, MAX_PACK_FILES } from './pack-limits.ts'
import {
  CHECKPOINT_PATH,
  digestInPath,
  entryPath,
  isPackPath,
  openingsPath,
  PACK_INDEX_PATH,
  pagePath,
  proofPath,
  README_PATH,
  VERIFIER_PATH,
  VKEY_PATH,
} from './pack-paths.ts'

/** Where a pack's files are read from: a folder, an opened zip, an address. */
export interface PackSource {
  /** Undefined where there is no such file. May throw; the message is shown. */
  read(path: string, maxBytes: number): Promise<Uint8Array | undefined>
  /** Every file that there is; left out where nobody can tell. */
  list?(): AsyncIterable<string>
}

export interface ReadPack {
  index: PackIndex
  /** Files that are listed, there, and have the listed fingerprint. */
  files: ReadonlyMap<string, Uint8Array>
}

export const FILES_CHECK = 'Files have the fingerprints that pack.json lists'
const NO_OTHERS_CHECK = 'No file is there that pack.json does not list'

/**
 * Reads all files of a pack and holds them against its list, both ways.
 * @returns undefined where there is no list to go by.
 */
export async function readPack(source: PackSource, findings: Findings): Promise<ReadPack | undefined> {
  const found = await readFile(source, PACK_INDEX_PATH)
  if (typeof found === 'string') {
    checkOff(findings, FILES_CHECK, PACK_INDEX_PATH, found)
    return undefined
  }
  let index: PackIndex
  try {
    index = parsePackIndex(found)
  } catch (error) {
    if (!(error instanceof BadPackIndex)) throw error
    checkOff(findings, FILES_CHECK, PACK_INDEX_PATH, error.message)
    return undefined
  }
  const problem = problemOfList(index)
  checkOff(findings, 'The list of files is one that a pack can have', PACK_INDEX_PATH, problem)
  if (problem !== undefined) return undefined
  await findOthers(source, index, findings)
  const files = new Map<string, Uint8Array>()
  for (const listed of index.files) {
    const bytes = await readFile(source, listed.path)
    const wrong = typeof bytes === 'string' ? bytes : problemOfFile(bytes, listed)
    checkOff(findings, FILES_CHECK, listed.path, wrong)
    if (typeof bytes !== 'string' && wrong === undefined) files.set(listed.path, bytes)
  }
  return { index, files }
}

/** The bytes, or a sentence on why there are none. */
async function readFile(source: PackSource, path: string): Promise<Uint8Array | string> {
  try {
    const bytes = await source.read(path, MAX_FILE_BYTES)
    if (bytes === undefined) return `The file ${path} is missing.`
    return bytes.length > MAX_FILE_BYTES ? `The file ${path} is larger than any of a pack.` : bytes
  } catch (error) {
    return `The file ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`
  }
}

function problemOfFile(bytes: Uint8Array, listed: PackFile): string | undefined {
  if (bytes.length !== listed.bytes)
    return `The file has ${bytes.length} bytes, where pack.json lists ${listed.bytes}: it was changed or cut.`
  return toHex(sha256(bytes)) === listed.sha256
    ? undefined
    : 'The file does not have the SHA-256 that pack.json lists: it was changed.'
}

/** What a list may name follows from the chains in it: nothing more, and nothing twice. */
function problemOfList({ kind, subjects, files }: PackIndex): string | undefined {
  if (files.length > MAX_PACK_FILES) return `It lists ${files.length} files, more than any pack has.`
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0)
  if (total > MAX_PACK_BYTES) return `It lists ${total} bytes, more than any pack has.`
  if (new Set(subjects.map(({ subjectRef }) => subjectRef)).size !== subjects.length)
    return 'It lists one chain twice.'
  const must = new Set([README_PATH, CHECKPOINT_PATH, VKEY_PATH, VERIFIER_PATH, pagePath(kind)])
  const may = new Set<string>()
  for (const { subjectRef, seqs, whole, head } of subjects) {
    if (whole !== (head !== null)) return `It does not say where the chain of ${subjectRef} ended.`
    for (const [at, seq] of seqs.entries()) {
      if (whole ? seq !== at : at > 0 && seq <= (seqs[at - 1] ?? 0))
        return `It lists the entries of ${subjectRef} with a gap or out of their order.`
      must.add(entryPath(subjectRef, seq)).add(proofPath(subjectRef, seq))
    }
    may.add(openingsPath(subjectRef))
  }
  let before = ''
  for (const { path } of files) {
    if (!isPackPath(path))
      return `It lists ${JSON.stringify(path.slice(0, 80))}, which is no name of a pack’s.`
    if (path <= before) return 'It does not list each file once, in the order of their names.'
    before = path
    if (!must.delete(path) && !may.has(path) && digestInPath(path) === undefined)
      return `It lists ${path}, which is nothing that a pack has.`
  }
  const [missing] = must
  return missing === undefined ? undefined : `It does not list ${missing}, which a pack must have.`
}

async function findOthers(source: PackSource, index: PackIndex, findings: Findings): Promise<void> {
  if (source.list === undefined) {
    findings.notes.push('Whether there are files that pack.json does not list could not be looked up here.')
    return
  }
  const known = new Set([PACK_INDEX_PATH, ...index.files.map(({ path }) => path)])
  let looked = 0
  try {
    for await (const path of source.list()) {
      looked += 1
      if (looked > 2 * MAX_PACK_FILES) throw new Error('there are more files than any pack has')
      checkOff(
        findings,
        NO_OTHERS_CHECK,
        path,
        known.has(path)
          ? undefined
          : 'This file is not part of the pack. Take it away, or verify the zip as it was downloaded.',
      )
    }
  } catch (error) {
    checkOff(
      findings,
      NO_OTHERS_CHECK,
      'the pack',
      `The files cannot be listed: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}
