import type * as z from 'zod'
import type { MailQueue } from '../mail/mail-queue.ts'
import type { Database } from '../store/database.ts'
import type { ManifestStore } from '../store/manifests.ts'

/** What a step is given. Clients that only some steps need are made when they are asked for. */
export interface StepDependencies {
  db: Database
  /** ISO instant of now. */
  now(): string
  manifests(): Promise<ManifestStore>
  mailQueue(): Promise<MailQueue>
  /** Milliseconds until the function is stopped. */
  remainingMs(): number
}

/** A task state: parse, load, decide, save or send, return. It may run twice. */
export interface Step<Input> {
  input: z.ZodType<Input>
  run(dependencies: StepDependencies, input: Input): Promise<unknown>
}

export function step<Input>(
  input: z.ZodType<Input>,
  run: (dependencies: StepDependencies, input: Input) => Promise<unknown>,
): Step<Input> {
  return { input, run }
}
