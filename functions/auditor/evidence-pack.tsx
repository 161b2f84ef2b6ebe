import { type PersonId, personIdSchema } from '../domain/ids.ts'
import type { ReviewRecord } from '../domain/record.ts'
import { keptDocument } from '../layout/kept-document.tsx'
import { momentInWords } from '../layout/moment.tsx'
import { proveEntries } from '../store/entry-proofs.ts'
import { findPeople } from '../store/people.ts'
import { utf8 } from '../trail/bytes.ts'
import { leafHashOf } from '../trail/digest.ts'
import { MAX_ZIP_BYTES } from '../trail/pack/pack-limits.ts'
import { readmeOf } from '../trail/pack/readme.ts'
import { type NamedText, type PackContent, packFiles, zipPack } from '../trail/pack/write-pack.ts'
import type { AuditorDependencies } from './auditor-route.ts'
import { type Evidence, gatherErasures } from './gather-evidence.ts'
import { PackManifest } from './pages/pack-manifest.tsx'

export type EvidencePack =
  | { state: 'ready'; zip: Uint8Array }
  /** At least one entry is in no published checkpoint yet. `since` is the oldest of their times, ISO. */
  | { state: 'waiting'; since: string | undefined }
  /** The log does not bear an entry out; a sentence. */
  | { state: 'disproved'; problem: string }
  /** More than Lambda can answer. */
  | { state: 'too-large' }

/** What a pack is of, in words for the manifest and in ids for programs. */
export interface PackOf extends Pick<PackContent, 'of' | 'part'> {
  kind: 'review' | 'person' | 'cycle'
  /** "the review of Rita Ferrão in Spring 2027" */
  words: string
}

/** A chain with what the manifest calls it. */
export type NamedEvidence = Evidence & {
  heading: string
  timeZone: string
  /** To be shown in full on the page for reading. */
  record?: ReviewRecord | undefined
}

/**
 * One zip that shows everything of some chains to somebody who has nothing else. All proofs lead to one checkpoint; where one
 * entry cannot be proven yet there is no pack at all.
 * @param texts what no single chain has, such as the list of a launch's reviews.
 */
export async function evidencePack(
  { db, log, verifier }: Pick<AuditorDependencies, 'db' | 'log' | 'verifier'>,
  of: PackOf,
  chains: readonly NamedEvidence[],
  texts: readonly NamedText[],
  madeAt: string,
): Promise<EvidencePack> {
  const erasures = await gatherErasures(db, chains)
  const subjects: NamedEvidence[] = [
    ...chains,
    ...erasures.map((entries) => ({ ...entries, heading: 'What was erased', timeZone: 'UTC' })),
  ]
  const entries = subjects.flatMap((subject) => subject.entries)
  const proven = await proveEntries(
    db,
    log,
    entries.map(({ raw }) => raw),
  )
  if (proven.state === 'disproved') return proven
  if (proven.state === 'waiting') return { state: 'waiting', since: oldestOf(entries, proven.leafHashes) }
  const { checkpoint, vkey, note } = proven
  const proofs = new Map(entries.map((entry, at) => [entry, proven.proofs[at] ?? '']))
  const facts = { ...of, madeAt, vkey, origin: checkpoint.origin, treeSize: checkpoint.size }
  const title = `Evidence of ${of.words}`
  const files = packFiles({
    kind: of.kind,
    of: of.of,
    part: of.part,
    madeAt,
    checkpoint: note,
    vkey,
    subjects: subjects.map(({ kind, subjectRef, id, head, entries, openings }) => ({
      kind,
      subjectRef,
      id,
      whole: head !== null,
      head,
      entries: entries.map((entry) => ({ seq: entry.seq, raw: entry.raw, proof: proofs.get(entry) ?? '' })),
      openings,
    })),
    texts: [...texts, ...subjects.flatMap((subject) => subject.texts)],
    page: keptDocument({
      title,
      wide: true,
      children: (
        <PackManifest
          facts={facts}
          subjects={subjects.map((subject) => ({
            ...subject,
            indices: subject.entries.map((entry) => indexIn(proofs.get(entry) ?? '')),
          }))}
          names={await namesOf({ db }, chains)}
        />
      ),
    }),
    readme: readmeOf({ ...facts, of: of.words, madeAt: momentInWords(madeAt, 'UTC') }),
    verifier: await verifier(),
  })
  const zip = zipPack(files, madeAt)
  return zip.length > MAX_ZIP_BYTES ? { state: 'too-large' } : { state: 'ready', zip }
}

const indexIn = (proof: string) => /^index (\d+)$/m.exec(proof)?.[1] ?? ''

function oldestOf(entries: Evidence['entries'], waiting: readonly string[]): string | undefined {
  const hashes = new Set(waiting)
  return entries
    .filter(({ raw }) => hashes.has(leafHashOf(utf8(raw))))
    .flatMap(({ entry }) => entry?.signedAt ?? [])
    .sort()[0]
}

/** Names of the people whom disclosed values mean, as the app knows them now. */
async function namesOf(
  { db }: Pick<AuditorDependencies, 'db'>,
  chains: readonly Evidence[],
): Promise<Record<string, string>> {
  const ids = new Set<PersonId>()
  for (const { openings } of chains)
    for (const { value } of openings) {
      const id = personIdSchema.safeParse(value).data
      if (id !== undefined) ids.add(id)
    }
  const people = await findPeople(db, [...ids])
  return Object.fromEntries([...people.values()].map(({ personId, name }) => [personId, name]))
}
