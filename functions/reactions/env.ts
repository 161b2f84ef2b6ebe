import * as z from 'zod'

/** What every reaction finds in its environment. */
export const reactionsEnvSchema = z.object({
  RECORDS_TABLE: z.string().min(1),
  TRAIL_TABLE: z.string().min(1),
  VAULT_TABLE: z.string().min(1),
  MAIL_QUEUE_URL: z.string().min(1),
  /** The address of the site, without a slash at the end; links in mails begin with it. */
  PUBLIC_URL: z.url(),
  MAIL_FROM: z.string().min(3),
  SES_CONFIGURATION_SET: z.string().min(1),
  /** Whom people ask when something is wrong; completes “Ask …”. */
  HELP_CONTACT: z.string().min(1),
})

/** What the reactions find besides that move workflows on, and start them. */
export const moveEnvSchema = reactionsEnvSchema.extend({
  REVIEW_MACHINE_ARN: z.string().min(1),
  REVIEW_AGAIN_MACHINE_ARN: z.string().min(1),
})

/** What the function finds that makes the cycles of a series. */
export const runSeriesEnvSchema = reactionsEnvSchema.extend({
  REVIEW_CYCLE_MACHINE_ARN: z.string().min(1),
  SCHEDULE_GROUP: z.string().min(1),
  SCHEDULE_ROLE_ARN: z.string().min(1),
  SCHEDULE_DLQ_ARN: z.string().min(1),
})

/** What the sequencer of the trail finds besides, and the daily verification of the log. */
export const sealTrailEnvSchema = reactionsEnvSchema.extend({
  /** The bucket of the published log. */
  LOG_BUCKET: z.string().min(1),
  /** The Ed25519 key that signs checkpoints. */
  SIGNING_KEY_ARN: z.string().min(1),
})
