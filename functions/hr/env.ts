import * as z from 'zod'

/** What the HR function finds in its environment. */
export const hrEnvSchema = z.object({
  RECORDS_TABLE: z.string().min(1),
  TRAIL_TABLE: z.string().min(1),
  VAULT_TABLE: z.string().min(1),
  MAIL_QUEUE_URL: z.string().min(1),
  /** The address of the site, without a slash at the end. */
  PUBLIC_URL: z.url(),
  REVIEW_CYCLE_MACHINE_ARN: z.string().min(1),
  SCHEDULE_GROUP: z.string().min(1),
  /** Role with which EventBridge Scheduler starts a cycle. */
  SCHEDULE_ROLE_ARN: z.string().min(1),
  /** Queue for launches that could not be delivered. */
  SCHEDULE_DLQ_ARN: z.string().min(1),
  /** The function that makes the cycles of a series. */
  SERIES_FUNCTION_ARN: z.string().min(1),
  ISSUER_URL: z.url(),
  CLIENT_ID: z.string().min(1),
  /** Claim of the id token that lists the person's roles. */
  ROLES_CLAIM: z.string().min(1),
  /** What access tokens for the API have to name as their audience. */
  API_AUDIENCE: z.string().min(1),
  /** The scope that gives a program the role. */
  API_SCOPE: z.string().min(1),
})
