import type { CycleWaitKind } from '../domain/cycle.ts'
import type { ConcernId, CycleId, ImportId, PersonId, ReviewId, StepId } from '../domain/ids.ts'

/** The keys of every row in the `records` table; docs/data-model.md says what each is read for and what it costs. */
export interface Key {
  pk: string
  sk: string
}

export const COUNT_SHARDS = 8

export const personKey = (id: PersonId): Key => ({ pk: 'PEOPLE', sk: id })
/** The changes of a person in their order; eight digits, so that text order is numeric order. */
export const revisionKey = (id: PersonId, version: number): Key => ({
  pk: `PERSON#${id}`,
  sk: `CHANGE#${String(version).padStart(8, '0')}`,
})
/** A people file on its way in: what is known of it, and its parts, which go when it is done or a day old. */
export const peopleImportKey = (id: ImportId): Key => ({ pk: 'IMPORTS', sk: id })
export const importPartKey = (id: ImportId, what: string, part: number): Key => ({
  pk: `IMPORT#${id}`,
  sk: `${what}#${String(part).padStart(6, '0')}`,
})
/** Stands while an import is being applied: there is one at a time. */
export const IMPORTING_KEY: Key = { pk: 'IMPORTING', sk: 'IMPORTING' }
/** Changes with every write of a person, in the same transaction; apart from the people, whose partition is read as a whole. */
export const PEOPLE_STAMP_KEY: Key = { pk: 'PEOPLE-STAMP', sk: 'PEOPLE-STAMP' }
export const cycleKey = (id: CycleId): Key => ({ pk: 'CYCLES', sk: id })
/** Templates that HR has saved. */
export const templateKey = (id: string): Key => ({ pk: 'TEMPLATES', sk: id })
export const seriesKey = (id: string): Key => ({ pk: 'SERIES', sk: id })
export const waitKey = (id: CycleId, wait: CycleWaitKind): Key => ({ pk: `CYCLE#${id}`, sk: `WAIT#${wait}` })
export const countsKey = (id: CycleId, shard: number): Key => ({ pk: `CYCLE#${id}`, sk: `COUNTS#${shard}` })
export const participantKey = (id: CycleId, person: PersonId): Key => ({
  pk: `CYCLE#${id}`,
  sk: `PARTICIPANT#${person}`,
})
/** Whom mail does not reach, of all cycles in one place. */
export const mailTroubleKey = (id: CycleId, person: PersonId): Key => ({
  pk: 'MAILTROUBLE',
  sk: `${id}#${person}`,
})
export const reviewKey = (id: CycleId, review: ReviewId): Key => ({
  pk: `CYCLE#${id}`,
  sk: `REVIEW#${review}`,
})
export const stepKey = (review: ReviewId, step: StepId): Key => ({
  pk: `REVIEW#${review}`,
  sk: `STEP#${step}`,
})
export const draftKey = (review: ReviewId, step: StepId): Key => ({
  pk: `REVIEW#${review}`,
  sk: `DRAFT#${step}`,
})
/** What a colleague had begun before somebody else was asked in their place. Only an erasure ever reads it. */
export const asideKey = (review: ReviewId, step: StepId, writer: PersonId): Key => ({
  pk: `REVIEW#${review}`,
  sk: `ASIDE#${step}#${writer}`,
})
export const wordsKey = (review: ReviewId, step: StepId): Key => ({
  pk: `REVIEW#${review}`,
  sk: `WORDS#${step}`,
})
/** Peers' words stand under a random key: nothing in the row leads back to who wrote them. */
export const peerWordsKey = (review: ReviewId, random: string): Key => ({
  pk: `REVIEW#${review}`,
  sk: `PEERWORDS#${random}`,
})
export const recordKey = (review: ReviewId, version: number): Key => ({
  pk: `REVIEW#${review}`,
  sk: `RECORD#${version}`,
})
/** What waits for HR lies together, whatever its cycle, so that one query shows all of it. */
export const openConcernKey = (id: ConcernId): Key => ({ pk: 'CONCERNS', sk: id })
/** What has been answered lies with its cycle. */
export const settledConcernKey = (cycle: CycleId, id: ConcernId): Key => ({
  pk: `CYCLE#${cycle}`,
  sk: `CONCERN#${id}`,
})
/** A dispute or an appeal; three digits, so that their order is that of their numbers. */
export const disputeKey = (review: ReviewId, number: number): Key => ({
  pk: `REVIEW#${review}`,
  sk: `DISPUTE#${String(number).padStart(3, '0')}`,
})
export const reopeningKey = (review: ReviewId, number: number): Key => ({
  pk: `REVIEW#${review}`,
  sk: `REOPENING#${String(number).padStart(3, '0')}`,
})
/** Who of HR has signed in here, by the issuer's id of the account. */
export const officerKey = (subject: string): Key => ({ pk: 'OFFICERS', sk: subject })
/** A workflow of the review that the launch does not start; `name` is the execution's. */
export const reviewStartKey = (review: ReviewId, name: string): Key => ({
  pk: `REVIEW#${review}`,
  sk: `START#${name}`,
})
/** Asks for the steps of a cycle to be moved by one of its pauses. */
export const shiftKey = (id: CycleId, pause: number): Key => ({ pk: `CYCLE#${id}`, sk: `SHIFT#${pause}` })
export const linkKey = (hash: string): Key => ({ pk: `LINK#${hash}`, sk: 'LINK' })
export const sessionKey = (hash: string): Key => ({ pk: `SESSION#${hash}`, sk: 'SESSION' })
export const codeKey = (person: PersonId, cycle: CycleId): Key => ({ pk: `CODE#${person}`, sk: cycle })
/** What a program got for a keyed request. */
export const keptAnswerKey = (place: string): Key => ({ pk: `ANSWER#${place}`, sk: 'ANSWER' })
export const limitKey = (what: string): Key => ({ pk: `LIMIT#${what}`, sk: 'LIMIT' })

export const assigneeIndexKey = (person: PersonId, cycle: CycleId, review: ReviewId, step: StepId) => ({
  gsi1pk: `PERSON#${person}`,
  gsi1sk: `${cycle}#${review}#${step}`,
})
/** Links and sessions of a participant, so that they can be found and ended when the person is erased. */
export const doorIndexKey = (person: PersonId, { pk }: Key) => ({ gsi1pk: `PERSON#${person}`, gsi1sk: pk })
/** Present only while a settled row waits for its workflow to be told. */
export const unmovedIndexKey = (settledAt: string) => ({ gsi2pk: 'UNMOVED', gsi2sk: settledAt })

/** The chain of what concerns the whole app. */
export const REGISTER_KEY: Key = { pk: 'REGISTER', sk: 'REGISTER' }

// The trail table. Hashes are lower-case hex.
export const entryKey = (leafHash: string): Key => ({ pk: `ENTRY#${leafHash}`, sk: 'ENTRY' })
export const OUTBOX = 'OUTBOX'
/** What waits for its place in the log, in the order of time and, within one chain, of its numbers. */
export const outboxKey = (signedAt: string, subjectSeq: number, leafHash: string): Key => ({
  pk: OUTBOX,
  sk: `${signedAt}#${String(subjectSeq).padStart(9, '0')}#${leafHash}`,
})
export const indexKey = (leafHash: string): Key => ({ pk: `INDEX#${leafHash}`, sk: 'INDEX' })
/** Where a chain ends in the log. */
export const chainKey = (subjectRef: string): Key => ({ pk: `CHAIN#${subjectRef}`, sk: 'CHAIN' })
/** Numbers in sort keys have 16 digits, enough for every safe integer, so that text order is numeric order. */
const digits16 = (number: number) => String(number).padStart(16, '0')
export const batchKey = (first: number): Key => ({ pk: 'BATCH', sk: digits16(first) })
export const checkpointKey = (size: number): Key => ({ pk: 'CHECKPOINT', sk: digits16(size) })
export const LOG_HEAD_KEY: Key = { pk: 'LOG', sk: 'HEAD' }
export const LOG_STATE_KEY: Key = { pk: 'LOG', sk: 'STATE' }
/** A partition of its own: rights go by partition, and whoever notes a finding must not move the head. */
export const LOG_VERIFICATION_KEY: Key = { pk: 'VERIFICATION', sk: 'VERIFICATION' }
export const quarantineKey = (leafHash: string): Key => ({ pk: 'QUARANTINE', sk: leafHash })
export const openingKey = (eventId: string, about: string): Key => ({
  pk: `EVENT#${eventId}`,
  sk: `PERSON#${about}`,
})
/** The holds that stand on one person, in one row, so that a single condition sees them all. */
export const holdsKey = (person: PersonId): Key => ({ pk: 'HOLDS', sk: person })
export const erasureKey = (person: PersonId): Key => ({ pk: 'ERASURES', sk: person })
/** Ids of events whose values an erasure has deleted, until its entry names them. */
export const erasedEventsKey = (erasureId: string, random: string): Key => ({
  pk: `ERASURE#${erasureId}`,
  sk: `EVENTS#${random}`,
})
export const reportKey = (id: CycleId): Key => ({ pk: `CYCLE#${id}`, sk: 'REPORT' })
