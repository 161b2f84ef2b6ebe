import * as z from 'zod'
import { manyOf } from '../web/form-field.ts'

/** As long as an answer of the form. */
export const COMMENT_LIMIT = 4000

/** Browsers send CRLF for a line break. A half surrogate pair would be changed on its way into the trail. */
const typed = z
  .string()
  .refine((text) => text.isWellFormed(), 'This holds a broken character. Remove it and write it again.')
  .transform((text) => text.replace(/\r\n?/g, '\n'))
  .default('')

/** What the page of signatures sends, to ask for a code as well as to sign. */
export const signBodySchema = z.object({
  /** Digests of all records that were on the page. */
  record: manyOf(z.string().regex(/^[0-9a-f]{64}$/)),
  /** The supervisor's signature steps that are ticked. */
  sign: manyOf(z.string()),
  /** How the reviewee signs the own review; `later` where somebody has other records to sign now. */
  meaning: z.enum(['acknowledged', 'acknowledged-with-disagreement', 'refused', 'later']).optional(),
  comment: typed,
  typedName: typed,
  code: typed,
})
export type SignBody = z.output<typeof signBodySchema>
