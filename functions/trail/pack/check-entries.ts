import { verifyChain } from '../chain.ts'
import { canonicalJson } from '../digest.ts'
import { type TrailEntry, trailEntrySchema } from '../entry.ts'
import { leafHash, verifyInclusion } from '../merkle.ts'
import { BadProofFile, parseProofFile } from '../proof-file.ts'
import type { Findings } from '../verify/findings.ts'
import { CLOSING } from './bearing-events.ts'
import { type BelievedCheckpoint, textOf } from './check-checkpoint.ts'
import { checkOff } from './check-off.ts'
import type { PackSubject } from './pack-index.ts'
import { CHECKPOINT_PATH, entryPath, proofPath } from './pack-paths.ts'
import type { ReadPack } from './read-pack.ts'

const IN_LOG = 'Entries are in the log'

/** A chain, or the entries of one, whose form, links and proofs were checked. */
export interface CheckedSubject extends PackSubject {
  /** Those that can be read, in their order. */
  entries: CheckedEntry[]
  /** Every entry is there, links to the one before and is in the log. */
  holds: boolean
  /** The last entry is one after which nothing is appended. */
  isClosed: boolean
}

export interface CheckedEntry {
  entry: TrailEntry
  path: string
  /** In the log; undefined where that is not proven. */
  logIndex: number | undefined
}

/** Holds each chain against itself, and each of its entries against the checkpoint. */
export function checkSubjects(
  pack: ReadPack,
  checkpoint: BelievedCheckpoint | undefined,
  findings: Findings,
): CheckedSubject[] {
  if (checkpoint === undefined)
    checkOff(
      findings,
      IN_LOG,
      CHECKPOINT_PATH,
      'There is no checkpoint that can be believed: that the entries are in the log was shown of none.',
    )
  return pack.index.subjects.map((subject) => checkSubject(pack, subject, checkpoint, findings))
}

function checkSubject(
  { files }: ReadPack,
  subject: PackSubject,
  checkpoint: BelievedCheckpoint | undefined,
  findings: Findings,
): CheckedSubject {
  const { subjectRef, seqs, kind, whole, head } = subject
  let holds = true
  const entries: CheckedEntry[] = []
  for (const seq of seqs) {
    const path = entryPath(subjectRef, seq)
    const raw = textOf(files, path)
    const entry = raw === undefined ? undefined : readEntry(raw)
    const problem = problemOfEntry(entry, subject, seq)
    checkOff(findings, 'Entries are what the format says', path, problem)
    const place = placeInLog(files, proofPath(subjectRef, seq), files.get(path), checkpoint)
    if (checkpoint !== undefined)
      checkOff(findings, IN_LOG, proofPath(subjectRef, seq), typeof place === 'string' ? place : undefined)
    if (problem !== undefined || typeof place === 'string') holds = false
    if (entry !== undefined && problem === undefined)
      entries.push({ entry, path, logIndex: typeof place === 'string' ? undefined : place })
  }
  const broken = problemOfOrder(entries)
  checkOff(
    findings,
    'Entries stand in the order of their times and of the log',
    `entries/${subjectRef}`,
    broken,
  )
  if (broken !== undefined) holds = false
  if (whole) {
    const raws = seqs.map((seq) => textOf(files, entryPath(subjectRef, seq)) ?? '')
    const verdict = verifyChain(raws, subjectRef, head ?? undefined)
    checkOff(
      findings,
      'Chains are without a gap from their first entry to the end that the app knew',
      `entries/${subjectRef}`,
      verdict.holds ? undefined : verdict.problem,
    )
    if (!verdict.holds) holds = false
  }
  const last = entries.at(-1)?.entry.eventType ?? ''
  return { ...subject, entries, holds, isClosed: whole && (CLOSING[kind]?.includes(last) ?? false) }
}

function readEntry(raw: string): TrailEntry | undefined {
  try {
    const entry = trailEntrySchema.parse(JSON.parse(raw))
    return canonicalJson(entry) === raw ? entry : undefined
  } catch {
    return undefined
  }
}

function problemOfEntry(
  entry: TrailEntry | undefined,
  { kind, subjectRef }: PackSubject,
  seq: number,
): string | undefined {
  if (entry === undefined) return 'This is not an entry in canonical form.'
  if (entry.subjectKind !== kind || entry.subjectRef !== subjectRef)
    return `The entry is of the ${entry.subjectKind} ${entry.subjectRef}, not of the ${kind} that it stands under.`
  return entry.subjectSeq === seq ? undefined : `The entry says that it is number ${entry.subjectSeq}.`
}

/** The entry's index, or a sentence on why it is not proven. */
function placeInLog(
  files: ReadonlyMap<string, Uint8Array>,
  path: string,
  leaf: Uint8Array | undefined,
  checkpoint: BelievedCheckpoint | undefined,
): number | string {
  const file = files.get(path)
  if (file === undefined || leaf === undefined) return 'The entry or its proof is missing or was changed.'
  if (checkpoint === undefined) return 'There is no checkpoint that can be believed.'
  try {
    const { index, proof, checkpoint: note } = parseProofFile(file)
    if (note !== checkpoint.note) return 'The proof leads to another checkpoint than that of the pack.'
    return verifyInclusion(index, checkpoint.size, leafHash(leaf), proof, checkpoint.root)
      ? index
      : `The proof does not lead from the entry, as number ${index} of the log, to the signed root.`
  } catch (error) {
    if (error instanceof BadProofFile) return error.message
    throw error
  }
}

function problemOfOrder(entries: readonly CheckedEntry[]): string | undefined {
  for (const [at, { entry, logIndex }] of entries.entries()) {
    const before = entries[at - 1]
    if (before === undefined) continue
    if (entry.signedAt < before.entry.signedAt)
      return `Entry ${entry.subjectSeq} says an earlier time than the entry before it.`
    if (logIndex !== undefined && before.logIndex !== undefined && logIndex <= before.logIndex)
      return `Entry ${entry.subjectSeq} stands in the log before the entry that it follows.`
  }
  return undefined
}
