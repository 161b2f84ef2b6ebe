import * as z from 'zod'

/** What the witness finds in its environment: whose log it watches, and what is its own. */
export const witnessEnvSchema = z.object({
  /** The log's bucket, in the operator's account. */
  LOG_BUCKET: z.string().min(1),
  /** The log's verification key: the only one that the witness believes. It names the log, too. */
  LOG_VKEY: z.string().min(1),
  /** A signed checkpoint to begin with, if the auditor has one; else the first that is seen counts. */
  FIRST_CHECKPOINT: z.string().min(1).optional(),
  /** Under which name the witness cosigns: an address without scheme that is the auditor's. */
  WITNESS_NAME: z.string().min(1),
  SIGNING_KEY_ARN: z.string().min(1),
  /** What was cosigned last, and how the last look went. */
  MEMORY_TABLE: z.string().min(1),
  /** Every cosigned checkpoint and every refusal, write-once. */
  EVIDENCE_BUCKET: z.string().min(1),
})
