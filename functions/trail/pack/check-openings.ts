import { fromHex } from '../bytes.ts'
import { opens } from '../commitment.ts'
import type { Findings } from '../verify/findings.ts'
import { mayDisclose } from './bearing-events.ts'
import type { CheckedSubject } from './check-entries.ts'
import { checkOff } from './check-off.ts'
import { type Disclosed, parseOpenings } from './openings-file.ts'
import type { PackKind } from './pack-index.ts'
import { openingsPath } from './pack-paths.ts'
import type { ReadPack } from './read-pack.ts'

const CHECK = 'Disclosed values fit what entries committed to'

/** Values that are proven, by entry and field. */
export type Opened = ReadonlyMap<string, ReadonlyMap<string, string>>

/** Holds every disclosed value against the commitment of its entry. */
export function checkOpenings(
  { index, files }: ReadPack,
  subjects: readonly CheckedSubject[],
  findings: Findings,
): Opened {
  const opened = new Map<string, Map<string, string>>()
  let committed = 0
  let fitting = 0
  for (const subject of subjects) {
    committed += subject.entries.reduce((sum, { entry }) => sum + Object.keys(entry.commitments).length, 0)
    const path = openingsPath(subject.subjectRef)
    const bytes = files.get(path)
    if (bytes === undefined) continue
    const openings = parseOpenings(bytes)
    if (openings === undefined) {
      checkOff(findings, CHECK, path, 'This is not a list of disclosed values.')
      continue
    }
    for (const one of openings) {
      const fields = opened.get(one.eventId) ?? new Map<string, string>()
      const problem = fields.has(one.field)
        ? `The field ${shown(one.field)} of ${shown(one.eventId)} is disclosed twice.`
        : problemOf(one, subject, index.kind)
      checkOff(findings, CHECK, path, problem)
      if (problem !== undefined) continue
      fitting += 1
      opened.set(one.eventId, fields.set(one.field, one.value))
    }
  }
  if (committed > fitting)
    findings.notes.push(
      `Of ${committed} committed values ${fitting} are disclosed here. The others are withheld or erased: what they were, nobody can read off this pack, and the entries stay valid without them.`,
    )
  return opened
}

function problemOf(one: Disclosed, subject: CheckedSubject, kind: PackKind): string | undefined {
  const found = subject.entries.find(({ entry }) => entry.eventId === one.eventId)
  if (found === undefined) return `${shown(one.eventId)} is no entry of this chain in the pack.`
  const commitment = Object.hasOwn(found.entry.commitments, one.field)
    ? found.entry.commitments[one.field]
    : undefined
  const salt = fromHex(one.salt)
  if (commitment === undefined) return `Entry ${found.entry.subjectSeq} commits to no ${shown(one.field)}.`
  if (salt?.length !== 32 || !opens(commitment, salt, one.field, one.value))
    return `The disclosed ${shown(one.field)} is not the one that entry ${found.entry.subjectSeq} committed to.`
  // A receipt is for the colleague who wrote: it may say so.
  return kind === 'receipt' || mayDisclose(found.entry, one.field)
    ? undefined
    : `The ${shown(one.field)} of a colleague’s input is disclosed, which no pack of ours does.`
}

const shown = (text: string) => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
