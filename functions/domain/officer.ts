import * as z from 'zod'

/** Somebody of HR as a row that waits for a second one names them: the issuer's id of the account, and its name. */
export const officerSchema = z.object({ subject: z.string(), name: z.string() })
export type Officer = z.infer<typeof officerSchema>

/** What one of HR does where it matters who it was: the second person must be another one. */
export interface OfficerAct {
  at: string
  by: Officer & { authenticatedAt: string }
}

export const officerOf = ({ by: { subject, name } }: OfficerAct): Officer => ({ subject, name })
