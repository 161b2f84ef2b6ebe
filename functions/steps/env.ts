import * as z from 'zod'

/** What every step function finds in its environment. */
export const stepsEnvSchema = z.object({
  RECORDS_TABLE: z.string().min(1),
  TRAIL_TABLE: z.string().min(1),
  VAULT_TABLE: z.string().min(1),
  BUCKET: z.string().min(1),
  MAIL_QUEUE_URL: z.string().min(1),
})
