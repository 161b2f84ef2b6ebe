import * as z from 'zod'

/** Words as they were typed: only line breaks are made one kind, since browsers send two for one. A field left out is empty. */
export const typedWords = z
  .string()
  .transform((text) => text.replace(/\r\n?/g, '\n'))
  .default('')
