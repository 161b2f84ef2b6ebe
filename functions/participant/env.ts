import * as z from 'zod'

/** What the participants' function finds in its environment. */
export const participantEnvSchema = z.object({
  RECORDS_TABLE: z.string().min(1),
  TRAIL_TABLE: z.string().min(1),
  VAULT_TABLE: z.string().min(1),
  /** Bucket of the sign-off log. */
  LOG_BUCKET: z.string().min(1),
  MAIL_QUEUE_URL: z.string().min(1),
  /** The address of the site, without a slash at the end. */
  PUBLIC_URL: z.url(),
  /** Whom people ask when something is wrong; completes “Ask …”. */
  HELP_CONTACT: z.string().min(1),
})
