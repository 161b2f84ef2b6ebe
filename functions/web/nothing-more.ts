import * as z from 'zod'

/** Of an act whose answer is that it was done: where, `Location` says. */
export const nothingMore = z.object({})
