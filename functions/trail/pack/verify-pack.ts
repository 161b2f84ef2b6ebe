import * as z from 'zod'
import { toBase64 } from '../bytes.ts'
import type { TrailEntry } from '../entry.ts'
import { formatVkey, type Vkey } from '../note.ts'
import { Findings } from '../verify/findings.ts'
import type { VerifyReport } from '../verify/report.ts'
import { checkCheckpoint, textOf } from './check-checkpoint.ts'
import { checkCompleteness } from './check-completeness.ts'
import { type CheckedSubject, checkSubjects } from './check-entries.ts'
import { checkOpenings, type Opened } from './check-openings.ts'
import { checkTexts } from './check-texts.ts'
import type { PackIndex } from './pack-index.ts'
import { PACK_INDEX_PATH, textPath } from './pack-paths.ts'
import { type PackSource, type ReadPack, readPack } from './read-pack.ts'

/** A signature or submission, as the evidence itself says it: nothing here comes from the page for reading. */
export interface ProvenAct {
  eventType: string
  /** Their typed name, the one that a record or another entry gives them, or their id; null where it is withheld or erased. */
  by: string | null
  /** Whose review it is, by name or id; null where that is withheld or erased, or it is no review. */
  reviewee: string | null
  role: string
  at: string
  meaning: string
  /** The sentence that they agreed to. */
  statement: string | null
  recordDigest: string | null
  logIndex: number
  subjectRef: string
}

export interface PackReport extends VerifyReport {
  /** Everything in the pack fits together. Without a key from elsewhere that is all, and `ok` is false: made-up packs do too. */
  fitsItself: boolean
  /** Which ids of the app the pack says it is of, such as `reviewId`. */
  of: Record<string, string>
  /** Entries in the pack: the checkpoint counts those of the whole log. */
  entries: number
  /** Empty unless all holds. */
  acts: ProvenAct[]
}

/**
 * Verifies an evidence pack or a receipt with nothing but its files: the list of files, the checkpoint's signature, every
 * entry's proof, the chains, records, disclosed values, and whether the reviews of a cycle are all there. Never throws for
 * what a pack may hold; what cannot be read is a problem of the report.
 * @param vkey the log's key as known from elsewhere; without it the pack's own is used, and nothing is proven: `ok` is false.
 */
export async function verifyPack(source: PackSource, vkey?: string | Vkey): Promise<PackReport> {
  const findings = new Findings()
  try {
    return await verified(source, vkey, findings)
  } catch (error) {
    // Nothing that a pack can hold is known to lead here; whoever made one that does is told so and proves nothing.
    const why = error instanceof Error ? error.message : String(error)
    findings.fail('The pack can be read', PACK_INDEX_PATH, `The verification broke off: ${why}`)
    return reportOf(findings, undefined, undefined, [], false)
  }
}

async function verified(
  source: PackSource,
  vkey: string | Vkey | undefined,
  findings: Findings,
): Promise<PackReport> {
  const pack = await readPack(source, findings)
  if (pack === undefined) return reportOf(findings, undefined, undefined, [], vkey !== undefined)
  const given = vkey === undefined || typeof vkey === 'string' ? vkey : spelled(vkey)
  const checkpoint = await checkCheckpoint(pack, given, findings)
  const subjects = checkSubjects(pack, checkpoint, findings)
  const erased = erasedEvents(subjects)
  checkTexts(pack, subjects, erased, findings)
  const opened = checkOpenings(pack, subjects, findings)
  checkCompleteness(pack, subjects, opened, erased, findings)
  findings.notes.push(
    'The page for reading was written by the server from these entries and is not proven itself; what is proven is what this program read off the entries.',
    'Times are those of the server’s clock, and that whoever acted was the person named rests on the mailed link, the mailed code or the company account: this is asserted, not proven.',
  )
  const acts = findings.failed || vkey === undefined ? [] : actsOf(pack, subjects, opened)
  return reportOf(findings, pack.index, checkpoint, acts, vkey !== undefined)
}

const spelled = ({ name, publicKey, type }: Vkey) => formatVkey(name, publicKey, type)

/** Events whose values were erased, as entries of the register in the pack say. */
function erasedEvents(subjects: readonly CheckedSubject[]): Set<string> {
  const register = subjects.filter(({ kind }) => kind === 'register')
  return new Set(register.flatMap(({ entries }) => entries.flatMap(({ entry }) => entry.erasedEvents ?? [])))
}

function reportOf(
  findings: Findings,
  index: PackIndex | undefined,
  checkpoint: { size: number; origin: string; root: Uint8Array } | undefined,
  acts: ProvenAct[],
  isKeyGiven: boolean,
): PackReport {
  const head = {
    kind: index?.kind ?? ('unreadable pack' as const),
    size: checkpoint?.size ?? null,
    origin: checkpoint?.origin ?? null,
    root: checkpoint === undefined ? null : toBase64(checkpoint.root),
  }
  const report = findings.report(head)
  return {
    ...report,
    ok: report.ok && isKeyGiven,
    fitsItself: report.ok,
    of: index?.of ?? {},
    entries: index?.subjects.reduce((sum, { seqs }) => sum + seqs.length, 0) ?? 0,
    acts,
  }
}

/** Everything that somebody put their name to, in the order of the log. */
function actsOf(pack: ReadPack, subjects: readonly CheckedSubject[], opened: Opened): ProvenAct[] {
  const names = namesIn(pack, subjects, opened)
  return subjects
    .flatMap((subject) => {
      const reviewee = revieweeOf(subject, opened, names)
      return subject.entries.flatMap(({ entry, logIndex }) =>
        entry.intentStatement === null || logIndex === undefined
          ? []
          : [
              {
                ...actOf(entry, logIndex, opened.get(entry.eventId), names),
                reviewee,
                statement: textOf(pack.files, textPath(entry.intentStatement.hash, 'txt')) ?? null,
              },
            ],
      )
    })
    .sort((a, b) => a.logIndex - b.logIndex)
}

function actOf(
  entry: TrailEntry,
  logIndex: number,
  fields: ReadonlyMap<string, string> | undefined,
  names: ReadonlyMap<string, string>,
): Omit<ProvenAct, 'reviewee' | 'statement'> {
  const { eventType, signerRole, signedAt, meaning, recordDigest, subjectRef } = entry
  const signer = fields?.get('signer')
  return {
    eventType,
    by: fields?.get('signerName') ?? (signer === undefined ? null : (names.get(signer) ?? signer)),
    role: signerRole,
    at: signedAt,
    meaning,
    recordDigest,
    logIndex,
    subjectRef,
  }
}

function revieweeOf(
  { kind, entries }: CheckedSubject,
  opened: Opened,
  names: ReadonlyMap<string, string>,
): string | null {
  if (kind !== 'review') return null
  const [id] = entries.flatMap(({ entry }) => opened.get(entry.eventId)?.get('reviewee') ?? [])
  return id === undefined ? null : (names.get(id) ?? id)
}

const personSchema = z.object({ personId: z.string(), name: z.string() })
const recordSchema = z.object({ reviewee: personSchema, supervisor: personSchema })

/** Names by id, only from what is proven: disclosed values, and records that an entry of the pack names by their SHA-256. */
function namesIn(
  { files }: ReadPack,
  subjects: readonly CheckedSubject[],
  opened: Opened,
): Map<string, string> {
  const names = new Map<string, string>()
  const entries = subjects.flatMap((subject) => subject.entries)
  for (const { entry } of entries) {
    const text = entry.recordDigest === null ? undefined : textOf(files, textPath(entry.recordDigest, 'json'))
    for (const { personId, name } of text === undefined ? [] : peopleOf(text)) names.set(personId, name)
  }
  for (const fields of opened.values())
    for (const who of ['reviewee', 'signer']) {
      const [id, name] = [fields.get(who), fields.get(`${who}Name`)]
      if (id !== undefined && name !== undefined && !names.has(id)) names.set(id, name)
    }
  return names
}

function peopleOf(text: string): z.infer<typeof personSchema>[] {
  try {
    const { data } = recordSchema.safeParse(JSON.parse(text))
    return data === undefined ? [] : [data.reviewee, data.supervisor]
  } catch {
    return []
  }
}
