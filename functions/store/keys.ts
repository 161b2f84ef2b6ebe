import type { CycleWaitKind } from '../domain/cycle.ts'
import type { CycleId, PersonId, ReviewId, StepId } from '../domain/ids.ts'

/** The keys of every row in the `records` table; docs/data-model.md says what each is read for and what it costs. */
export interface Key {
  pk: string
  sk: string
}

export const COUNT_SHARDS = 8

export const personKey = (id: PersonId): Key => ({ pk: 'PEOPLE', sk: id })
export const cycleKey = (id: CycleId): Key => ({ pk: 'CYCLES', sk: id })
export const waitKey = (id: CycleId, wait: CycleWaitKind): Key => ({ pk: `CYCLE#${id}`, sk: `WAIT#${wait}` })
export const countsKey = (id: CycleId, shard: number): Key => ({ pk: `CYCLE#${id}`, sk: `COUNTS#${shard}` })
export const participantKey = (id: CycleId, person: PersonId): Key => ({
  pk: `CYCLE#${id}`,
  sk: `PARTICIPANT#${person}`,
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
export const linkKey = (hash: string): Key => ({ pk: `LINK#${hash}`, sk: 'LINK' })
export const sessionKey = (hash: string): Key => ({ pk: `SESSION#${hash}`, sk: 'SESSION' })
export const codeKey = (person: PersonId, cycle: CycleId): Key => ({ pk: `CODE#${person}`, sk: cycle })
export const limitKey = (what: string): Key => ({ pk: `LIMIT#${what}`, sk: 'LIMIT' })

export const assigneeIndexKey = (person: PersonId, cycle: CycleId, review: ReviewId, step: StepId) => ({
  gsi1pk: `PERSON#${person}`,
  gsi1sk: `${cycle}#${review}#${step}`,
})
/** Present only while a settled row waits for its workflow to be told. */
export const unmovedIndexKey = (settledAt: string) => ({ gsi2pk: 'UNMOVED', gsi2sk: settledAt })

export const entryKey = (leafHash: string): Key => ({ pk: `ENTRY#${leafHash}`, sk: 'ENTRY' })
export const openingKey = (eventId: string, about: string): Key => ({
  pk: `EVENT#${eventId}`,
  sk: `PERSON#${about}`,
})
export const reportKey = (id: CycleId): Key => ({ pk: `CYCLE#${id}`, sk: 'REPORT' })
