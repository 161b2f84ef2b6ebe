import * as z from 'zod'

/**
 * Ids are opaque, branded and prefixed, so that one kind can never stand where another is meant. They carry no
 * personal data: executions, logs and the trail may name them.
 */
const prefixed = <Brand extends string>(prefix: string, brand: Brand) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}_[0-9a-z]{16,40}$`), `A ${brand} starts with ${prefix}_`)
    .brand<Brand>()

export const personIdSchema = prefixed('per', 'PersonId')
export type PersonId = z.infer<typeof personIdSchema>

export const cycleIdSchema = prefixed('cyc', 'CycleId')
export type CycleId = z.infer<typeof cycleIdSchema>

export const reviewIdSchema = prefixed('rev', 'ReviewId')
export type ReviewId = z.infer<typeof reviewIdSchema>

export const stepIdSchema = prefixed('stp', 'StepId')
export type StepId = z.infer<typeof stepIdSchema>

export const eventIdSchema = prefixed('evt', 'EventId')
export type EventId = z.infer<typeof eventIdSchema>

export const concernIdSchema = prefixed('con', 'ConcernId')
export type ConcernId = z.infer<typeof concernIdSchema>

export const importIdSchema = prefixed('imp', 'ImportId')
export type ImportId = z.infer<typeof importIdSchema>

/** Mints ids from bytes that the caller draws; 16 random bytes make an id of 32 hex digits. */
export interface IdMint {
  personId(): PersonId
  cycleId(): CycleId
  reviewId(): ReviewId
  stepId(): StepId
  eventId(): EventId
  importId(): ImportId
  concernId(): ConcernId
}

/** @param random16 draws 16 random bytes as 32 lower-case hex digits. */
export function createIdMint(random16: () => string): IdMint {
  return {
    personId: () => personIdSchema.parse(`per_${random16()}`),
    cycleId: () => cycleIdSchema.parse(`cyc_${random16()}`),
    reviewId: () => reviewIdSchema.parse(`rev_${random16()}`),
    stepId: () => stepIdSchema.parse(`stp_${random16()}`),
    eventId: () => eventIdSchema.parse(`evt_${random16()}`),
    importId: () => importIdSchema.parse(`imp_${random16()}`),
    concernId: () => concernIdSchema.parse(`con_${random16()}`),
  }
}
