import { type Zippable, zipSync } from 'fflate'
import { toHex, utf8 } from '../bytes.ts'
import { parseCheckpoint } from '../checkpoint.ts'
import { digestOfText } from '../digest.ts'
import { parseNote } from '../note.ts'
import { sha256 } from '../sha256.ts'
import { type Disclosed, formatOpenings } from './openings-file.ts'
import { formatPackIndex, type PackIndex, type PackSubject } from './pack-index.ts'
import {
  CHECKPOINT_PATH,
  entryPath,
  openingsPath,
  PACK_INDEX_PATH,
  pagePath,
  proofPath,
  README_PATH,
  textPath,
  VERIFIER_PATH,
  VKEY_PATH,
} from './pack-paths.ts'

/** One chain, or some entries of it, with their proofs and what is disclosed of them. */
export interface ProvenSubject extends Pick<PackSubject, 'kind' | 'subjectRef' | 'id' | 'whole' | 'head'> {
  entries: readonly {
    seq: number
    /** The entry's bytes as text. */
    raw: string
    /** A `.tlog-proof`. */
    proof: string
  }[]
  openings: readonly Disclosed[]
}

/** A text that entries name by its SHA-256. */
export interface NamedText {
  kind: 'json' | 'txt'
  text: string
}

export interface PackContent extends Pick<PackIndex, 'kind' | 'of' | 'part' | 'madeAt'> {
  /** The signed note that every proof leads to. */
  checkpoint: string
  vkey: string
  subjects: readonly ProvenSubject[]
  texts: readonly NamedText[]
  /** The page for reading and printing. */
  page: string
  readme: string
  /** The one-file verifier. */
  verifier: Uint8Array
}

/** Every file of a pack by its path, `pack.json` among them. The same content gives the same bytes. */
export function packFiles(content: PackContent): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>([
    [README_PATH, utf8(content.readme)],
    [CHECKPOINT_PATH, utf8(content.checkpoint)],
    [VKEY_PATH, utf8(`${content.vkey}\n`)],
    [VERIFIER_PATH, content.verifier],
    [pagePath(content.kind), utf8(content.page)],
  ])
  for (const { subjectRef, entries, openings } of content.subjects) {
    for (const { seq, raw, proof } of entries) {
      files.set(entryPath(subjectRef, seq), utf8(raw))
      files.set(proofPath(subjectRef, seq), utf8(proof))
    }
    if (openings.length > 0) files.set(openingsPath(subjectRef), formatOpenings(openings))
  }
  for (const { kind, text } of content.texts) files.set(textPath(digestOfText(text), kind), utf8(text))
  files.set(PACK_INDEX_PATH, formatPackIndex(indexOf(content, files)))
  return files
}

function indexOf(content: PackContent, files: ReadonlyMap<string, Uint8Array>): Omit<PackIndex, 'digest'> {
  const { kind, of, part, madeAt } = content
  const { origin, size } = parseCheckpoint(parseNote(content.checkpoint).text)
  return {
    format: 'countersign-evidence-pack',
    schemaVersion: 1,
    kind,
    of,
    part,
    madeAt,
    origin,
    treeSize: size,
    subjects: content.subjects.map(({ kind, subjectRef, id, whole, head, entries }) => ({
      kind,
      subjectRef,
      id,
      whole,
      head,
      seqs: entries.map(({ seq }) => seq),
    })),
    files: [...files.keys()].sort().map((path) => {
      const bytes = files.get(path) ?? new Uint8Array()
      return { path, bytes: bytes.length, sha256: toHex(sha256(bytes)) }
    }),
  }
}

/** As a zip, what people read first. Its files are dated to when it was made, in UTC, as zips know no time zones. */
export function zipPack(files: ReadonlyMap<string, Uint8Array>, madeAt: string): Uint8Array {
  const first = [README_PATH, 'receipt.html', 'manifest.html']
  const rank = (path: string) => (first.includes(path) ? 0 : path.includes('/') ? 2 : 1)
  const paths = [...files.keys()].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
  const entries: Zippable = {}
  for (const path of paths) {
    const bytes = files.get(path)
    if (bytes !== undefined) entries[path] = bytes
  }
  return zipSync(entries, { level: 9, mtime: zipDate(madeAt) })
}

/** fflate writes a date's local parts, whatever the machine's zone; these are the UTC ones. Zips begin in 1980. */
function zipDate(iso: string): Date {
  const at = new Date(iso)
  return new Date(
    Math.max(at.getUTCFullYear(), 1980),
    at.getUTCMonth(),
    at.getUTCDate(),
    at.getUTCHours(),
    at.getUTCMinutes(),
    at.getUTCSeconds(),
  )
}
