import * as z from 'zod'

/** In which role somebody writes about the reviewee. Nobody has two roles for one reviewee. */
export const raterRoleSchema = z.enum(['self', 'peer', 'supervisor'])

export type RaterRole = z.infer<typeof raterRoleSchema>
