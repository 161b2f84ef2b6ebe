import * as z from 'zod'

/** What the auditors' function finds in its environment. */
export const auditorEnvSchema = z.object({
  RECORDS_TABLE: z.string().min(1),
  TRAIL_TABLE: z.string().min(1),
  VAULT_TABLE: z.string().min(1),
  /** Holds the published log. */
  LOG_BUCKET: z.string().min(1),
  /** The address of the site, without a slash at the end. */
  PUBLIC_URL: z.url(),
  ISSUER_URL: z.url(),
  CLIENT_ID: z.string().min(1),
  /** Claim of the id token that lists the person's roles. */
  ROLES_CLAIM: z.string().min(1),
})
