import { existsSync, readFileSync } from 'node:fs'
import type { App } from 'aws-cdk-lib'
import * as z from 'zod'

/**
 * What an auditor decides about their witness, as CDK context (`-c name=value`). Whose log it watches and under which name
 * it cosigns has no default.
 */
const witnessSettingsSchema = z.object({
  /** Bucket of the log, as the company names it; it lets the auditor's account read. */
  logBucket: z
    .string('is missing: the name of the log’s bucket, which the company tells you')
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be a bucket name'),
  /** Verification key of the log, as the company has given it to the auditor in person or on paper. */
  logVkey: z
    .string('is missing: the verification key of the log, name+id+key, which the company tells you')
    .regex(
      /^[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+=*$/,
      'must be a verification key, name+id+key, e.g. reviews.example.com/audit/log+33d7b496+AeHTu4Q3…',
    ),
  /** Name under which the witness cosigns. */
  witnessName: z
    .string('is missing: a name of your own for the witness, e.g. auditor.example.com/witness')
    .regex(/^[^\s+]{1,100}$/, 'must be a name without spaces and pluses, e.g. auditor.example.com/witness'),
  /** File with a signed checkpoint that the log must contain; without it the first one that is seen counts. */
  firstCheckpoint: z
    .string()
    .refine(existsSync, 'must be a file that exists: a checkpoint that you hold')
    .transform((path) => readFileSync(path, 'utf8'))
    .optional(),
  /** `development` keeps evidence for a day only, and an administrator can remove it; `production` for `evidenceYears`. */
  stage: z.enum(['development', 'production']).default('development'),
  /** Years for which cosigned checkpoints and reports are locked in production. */
  evidenceYears: z.coerce
    .number()
    .int('must be whole years')
    .min(1, 'must be at least one year')
    .max(99, 'must be at most 99 years')
    .default(10),
  /** Name of the stack; an account has one witness for each. */
  witnessStack: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9-]{0,50}$/, 'must begin with a letter and hold letters, digits and hyphens')
    .default('Countersign-Witness'),
})

export type WitnessSettings = z.output<typeof witnessSettingsSchema>

/** Reads the settings from the app's context. Throws with one line per value that is missing or cannot be used. */
export function witnessSettingsOf(app: App): WitnessSettings {
  const names = Object.keys(witnessSettingsSchema.shape)
  const given = Object.fromEntries(names.map((name) => [name, app.node.tryGetContext(name)]))
  const parsed = witnessSettingsSchema.safeParse(given)
  if (parsed.success) return parsed.data
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
  throw new Error(
    `The witness's settings (CDK context, -c name=value) cannot be used:\n${lines.join('\n')}\ndocs/witness.md says what each is for.`,
  )
}
