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
})
