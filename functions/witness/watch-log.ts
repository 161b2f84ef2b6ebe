import { toBase64 } from '../trail/bytes.ts'
import {
  judgeCheckpoint,
  MissingObject,
  openCheckpoint,
  type SignedCheckpoint,
} from '../trail/judge-checkpoint.ts'
import { cosignNote, formatVkey, parseNote, signatureLine, type Vkey } from '../trail/note.ts'
import { type Evidence, type ReportKind, tilesInBase64 } from './evidence.ts'
import type { Look } from './look.ts'
import type { Memory, Remembered } from './memory.ts'
import { LogUnreachable } from './read-log.ts'
import type { Signer } from './signer.ts'

/** The log adds an entry at least once a day, if only to say that it is there; an hour more for it to be published. */
export const SILENT_AFTER_HOURS = 25

/** Two clocks never agree; what is further ahead than this many seconds is wrong. */
const CLOCK_MAY_DIFFER_BY = 600

export interface WitnessDependencies {
  /** The log's key: the only one believed. */
  vkey: Vkey
  /** What to begin with, instead of the first checkpoint that is seen. */
  first: SignedCheckpoint | undefined
  /** An object of the log; undefined where there is none; throws LogUnreachable. */
  readLog(path: string): Promise<Uint8Array | undefined>
  memory: Memory
  evidence: Evidence
  signer: Signer
  /** ISO instant. */
  now(): string
}

/**
 * One look of the witness at the log: believe, remember, cosign, keep, in this order. The memory goes forward under a
 * condition *before* anything is signed, so that, wherever a run breaks off and however many run at once, for each size
 * at most one checkpoint is ever signed, and none after one that it does not extend. What a run left undone the next one
 * does first, with the same time and therefore the same bytes: Ed25519 signs the same message the same way.
 *
 * What the log did is answered, and kept; only what is wrong with the witness itself is thrown.
 */
export async function watchLog(witness: WitnessDependencies): Promise<Look> {
  const look = await lookAt(witness)
  await witness.memory.noteLook(look)
  return look
}

async function lookAt(witness: WitnessDependencies): Promise<Look> {
  const { memory, signer, now } = witness
  const at = now()
  const last = await withinTime(witness, await trustedMemory(witness), at)
  const sayAbout = (known: Remembered | undefined, outcome: Look['outcome'], sentence: string): Look => ({
    outcome,
    sentence,
    at,
    vkey: signer.vkey,
    size: known?.size,
    hoursSinceNews: known && hoursBetween(known.newsAt, at),
    cosignedNote: known?.cosignedNote,
  })

  let shown: Uint8Array | undefined
  let judged: Awaited<ReturnType<typeof judgeCheckpoint>>
  try {
    shown = await witness.readLog('checkpoint')
    judged = await judgeCheckpoint({
      vkey: witness.vkey,
      last: last ?? witness.first,
      bytes: shown,
      read: (path) => readNeeded(witness, path),
    })
  } catch (error) {
    if (!(error instanceof LogUnreachable)) throw error
    return sayAbout(last, 'unreachable', error.message)
  }

  const reported = async (outcome: 'refused' | 'silent', kind: ReportKind, sentence: string) => {
    const report = await witness.evidence.keepReport({
      kind,
      sentence,
      at,
      vkey: formatVkey(witness.vkey.name, witness.vkey.publicKey),
      believed: (last ?? witness.first)?.note ?? null,
      shown: shown === undefined ? null : toBase64(shown),
      tiles: judged.verdict === 'refused' ? tilesInBase64(judged.tiles) : {},
    })
    return { ...sayAbout(last, outcome, sentence), kind, report }
  }

  if (judged.verdict === 'refused') return reported('refused', judged.kind, judged.sentence)
  const { origin, size } = judged.seen
  if (judged.verdict === 'unchanged' && last !== undefined) {
    const hours = hoursBetween(last.newsAt, at)
    if (hours <= SILENT_AFTER_HOURS)
      return sayAbout(last, 'unchanged', `The log ${origin} has ${counted(size)}, as at the last look.`)
    return reported(
      'silent',
      'silent',
      `Silent: the log ${origin} has shown nothing new for ${Math.floor(hours)} hours, though it says something every 24.`,
    )
  }
  // Time does not run back in the history that the cosignatures tell, whatever the clock does.
  const newsAt = secondsOf(at)
  const observedAt = Math.max(newsAt, last?.observedAt ?? 0)
  const next: Remembered = { ...judged.seen, observedAt, newsAt }
  if (!(await memory.advance(last, next)))
    return sayAbout(last, 'overtaken', 'Another run of this witness is faster and says what it finds.')
  const cosigned = await cosign(witness, next)
  const before = last ?? witness.first
  return sayAbout(
    cosigned,
    'cosigned',
    before === undefined
      ? `Cosigned: the log ${origin} with ${counted(size)}. It is the first checkpoint that this witness saw.`
      : `Cosigned: the log ${origin} with ${counted(size)}, which begin with the ${before.size} of before.`,
  )
}

/**
 * What the witness remembers, what it had left undone being done.
 * @throws Error when it has kept more than it remembers: a table restored from a backup must not let a log start over.
 */
async function trustedMemory(witness: WitnessDependencies): Promise<Remembered | undefined> {
  const { memory, evidence } = witness
  const last = await memory.recall()
  const kept = await evidence.cosignedAbove(last?.size ?? -1)
  if (kept !== undefined && kept > ((await memory.recall())?.size ?? -1))
    throw new Error(
      `The witness has cosigned a checkpoint of ${kept} entries and does not remember it: its table was lost or restored from an older state. It cosigns nothing until the table is as new as its evidence.`,
    )
  return last === undefined || last.cosignedNote !== undefined ? last : cosign(witness, last)
}

/** What is remembered, with its last news no later than now: if the clock was far ahead then, silence counts from now on. */
async function withinTime(
  { memory }: WitnessDependencies,
  last: Remembered | undefined,
  at: string,
): Promise<Remembered | undefined> {
  const newsAt = secondsOf(at)
  if (last === undefined || last.newsAt <= newsAt + CLOCK_MAY_DIFFER_BY) return last
  await memory.correctNews(last, newsAt)
  return { ...last, newsAt }
}

/** Signs what is remembered, keeps it, and notes that this is done. May be repeated any number of times. */
async function cosign(
  { vkey, signer, evidence, memory }: WitnessDependencies,
  last: Remembered,
): Promise<Remembered> {
  const { text, signatures } = parseNote(last.note)
  // Of other signatures on the note the witness knows nothing; it passes on the log's alone.
  const ofLog = signatures.filter(({ name, keyId }) => name === vkey.name && keyId === vkey.keyId)
  const cosignedNote = await cosignNote(`${text}\n${ofLog.map(signatureLine).join('')}`, {
    ...signer,
    time: last.observedAt,
  })
  await evidence.keepCosigned(last.size, cosignedNote)
  await memory.markCosigned(last, cosignedNote)
  return { ...last, cosignedNote }
}

async function readNeeded({ readLog }: WitnessDependencies, path: string): Promise<Uint8Array> {
  const bytes = await readLog(path)
  if (bytes === undefined) throw new MissingObject(`The log lacks ${path}.`)
  return bytes
}

const counted = (size: number): string => (size === 1 ? '1 entry' : `${size} entries`)

const secondsOf = (iso: string): number => Math.floor(Date.parse(iso) / 1000)

function hoursBetween(seconds: number, iso: string): number {
  return Math.max(0, (Date.parse(iso) / 1000 - seconds) / 3600)
}

/** Reads the checkpoint that a witness is told to begin with. Throws with a sentence when it is not the log's. */
export async function firstCheckpoint(vkey: Vkey, note: string): Promise<SignedCheckpoint> {
  const opened = await openCheckpoint(vkey, new TextEncoder().encode(note))
  if ('kind' in opened) throw new Error(`The checkpoint to begin with cannot be used. ${opened.sentence}`)
  return opened
}
